"""What the pages of copies show: where each file stands, a page to mark on, what was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.clauses.document import Unreadable
from contracts.examination import page_image
from contracts.incoming.sandbox import laid_out
from contracts.pagepictures import WIDTHS
from contracts.redaction_desk import ACROSS, Drawn, Sheet
from requests_portal.copies.delivering import has_reached_family
from requests_portal.copies.paper import dollars
from requests_portal.copies.standing import Standing
from requests_portal.models import Delivery, DeliveryWay, FileMark, RequestFile
from requests_portal.services.files import FileLost, file_read

# Code of a standing → tone and words.
STANDINGS: Final = {
    "unchecked": ("soon", "to be looked through"),
    "checked": ("done", "checked"),
    "marked": ("open", "being marked"),
    "making": ("waiting", "the copy is being made"),
    "failed": ("late", "the copy could not be made"),
    "made": ("off", "the copy goes instead"),
    "printed": ("off", "its PDF goes instead"),
    "kept": ("off", "not given"),
}
WHENCE: Final = {True: "the family", False: ""}
SMALL: Final = 60  # pixels across: only its shape is asked for


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of the list."""

    file: RequestFile
    code: str
    tone: str
    words: str
    whence: str
    given: bool
    copied: bool  # stands behind the file of which it was made


def file_lines(standings: Sequence[Standing]) -> list[FileLine]:
    """In time order, each copy behind the file of which it was made."""
    places = {standing.file.pk: number for number, standing in enumerate(standings)}

    def place(standing: Standing) -> tuple[int, int]:
        own = places[standing.file.pk]
        return places.get(standing.file.made_from_id or 0, own), own

    return [_line(standing) for standing in sorted(standings, key=place)]


def _line(standing: Standing) -> FileLine:
    file = standing.file
    tone, words = STANDINGS[standing.code]
    whence = file.task.holder_name if file.task is not None else WHENCE[file.from_family]
    return FileLine(file, standing.code, tone, words, whence, standing.given, file.made_from_id is not None)


def page_drawn(file: RequestFile, page: int, width: int) -> bytes:
    """A page of a PDF as PNG. Raises FileLost, and Unreadable with a sentence."""
    with laid_out(file_read(file)) as path:
        return page_image(path, page, width)


def sheet_of(file: RequestFile, page: int, marks: Sequence[FileMark], ratio: float) -> Sheet:
    """The page asked for, or the nearest that there is, with its marks drawn over it."""
    count = max(1, file.pages or 1)
    page = min(max(page, 1), count)
    down = round(ACROSS * ratio)
    boxes = [box for mark in marks for box in mark.boxes if int(box[0]) == page]
    ruler = tuple((percent, ACROSS * percent // 100, down * percent // 100) for percent in range(10, 100, 10))
    drawn = tuple(_drawn(box, down) for box in boxes)
    return Sheet(page, count, WIDTHS[0], round(WIDTHS[0] * ratio), drawn, ruler)


def page_ratio(file: RequestFile, page: int) -> tuple[float, str]:
    """Height of a page by its width, and why it cannot be shown (else empty)."""
    count = max(1, file.pages or 1)
    try:
        png = page_drawn(file, min(max(page, 1), count), SMALL)
    except (FileLost, Unreadable) as problem:
        return 1.0, str(problem)
    wide, high = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    return high / wide, ""


def _drawn(box: Sequence[Any], down: int) -> Drawn:
    x0, y0, x1, y1 = (float(share) for share in box[1:])
    values = (x0 * ACROSS, y0 * down, (x1 - x0) * ACROSS, (y1 - y0) * down)
    x, y, wide, high = (f"{value:.1f}" for value in values)
    return Drawn(x, y, wide, high, kept=False)


def mark_words(mark: FileMark) -> str:
    """A mark as the list shows it."""
    if mark.lines:
        first = mark.lines[0]
        return f"line {first}" if len(mark.lines) == 1 else f"{len(mark.lines)} lines, from line {first}"
    if mark.words:
        return f"“{mark.words}”"
    _, left, top, right, bottom = mark.boxes[0]
    return f"a box from {left:.0%} to {right:.0%} across and {top:.0%} to {bottom:.0%} down"


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One delivery with what may be done about it."""

    delivery: Delivery
    title: str
    files: Sequence[RequestFile]
    fee: str
    can_take_back: bool
    steps: tuple[str, ...]


def delivery_lines(deliveries: Sequence[Delivery]) -> list[DeliveryLine]:
    return [_delivery(delivery) for delivery in deliveries]


def _delivery(delivery: Delivery) -> DeliveryLine:
    back = delivery.withdrawn_at is None and not has_reached_family(delivery)
    return DeliveryLine(
        delivery=delivery,
        title=str(DeliveryWay(delivery.way).label).capitalize(),
        files=list(delivery.files.all()),
        fee=dollars(delivery.fee_cents) if delivery.cents_per_page else "",
        can_take_back=back,
        steps=_steps(delivery) if delivery.withdrawn_at is None else (),
    )


def _steps(delivery: Delivery) -> tuple[str, ...]:
    """What is open: names of the buttons that the template shows."""
    if delivery.way == DeliveryWay.PAPER:
        here = not (delivery.mailed_on or delivery.picked_up_on)
        owed = bool(delivery.fee_cents and not delivery.paid_on)
        return (*(("mailed_on", "picked_up_on") if here else ()), *(("paid_on", "waive") if owed else ()), "letter")
    if delivery.way == DeliveryWay.INSPECTION and not delivery.inspected_on:
        return (*(() if delivery.confirmed_at else ("confirm",)), "held", "move", "letter")
    if delivery.way == DeliveryWay.TRANSFER and not delivery.confirmed_at:
        return ("arrived",)
    return ("renew",) if delivery.way == DeliveryWay.LINK else ()
