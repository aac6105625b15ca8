"""What an agreement's schedule names against what its products hold (C5, A2): used and not covered comes first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.db.models import QuerySet

from contracts.comparing.schedule import Kind, Match, Schedule, schedule_read
from contracts.desk import provision_or_none
from contracts.models import Agreement, Check, Document
from contracts.selectors import check_newest, document_reviewed, document_text
from inventory.models import DataElement, ElementUse, ScheduleAnswer, ScheduleMark
from inventory.selectors import in_use_on
from inventory.taxonomy import elements_listed
from rulebook.needs import promises_in

LISTED: Final = "data-categories-listed"
Standing = Literal["not_covered", "unclear", "not_used", "covered"]
STANDINGS: Final[dict[Standing, tuple[str, str]]] = {
    "not_covered": ("late", "used and not covered"),
    "unclear": ("needs_person", "used, unclear whether covered"),
    "not_used": ("open", "covered and not in use"),
    "covered": ("done", "used and covered"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of information: who uses it, what the schedule says, and a person's word, which counts."""

    element: DataElement
    products: tuple[str, ...]
    match: Match
    mark: ScheduleMark | None
    standing: Standing

    @property
    def tone(self) -> str:
        return STANDINGS[self.standing][0]

    @property
    def words(self) -> str:
        return STANDINGS[self.standing][1]


@dataclass(frozen=True, slots=True)
class Coverage:
    """`document` None: nothing was uploaded; `listed` False: no schedule was found in it."""

    agreement: Agreement
    document: Document | None
    check: Check | None
    listed: bool
    lines: tuple[Line, ...]
    products: tuple[str, ...]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        return [
            (tone, words, sum(line.standing == standing for line in self.lines))
            for standing, (tone, words) in STANDINGS.items()
        ]


def coverage_of(agreement: Agreement, day: date) -> Coverage:
    """Read the reviewed version's schedule and set it against what the products in use on a day hold: nine queries."""
    document = document_reviewed(agreement)
    check = check_newest(document) if document is not None else None
    used = _used(agreement, day)
    elements = list(elements_in_order())
    marks = _marks(document) if document is not None else {}
    schedule = _schedule(document, check, elements) if document is not None else Schedule((), ())
    matches = {match.key: match for match in schedule.matches}
    lines = _lines(elements, matches, used, marks) if document is not None else ()
    order = list(STANDINGS)
    products = tuple(product.name for product in agreement.products.order_by("name"))
    sorted_lines = tuple(sorted(lines, key=lambda line: order.index(line.standing)))
    return Coverage(agreement, document, check, schedule.found, sorted_lines, products)


def elements_in_order() -> QuerySet[DataElement]:
    return DataElement.objects.order_by("group", "name")


def schedule_spans(check: Check | None) -> list[tuple[int, int]]:
    """Where the checker found the listing: the quotes of every finding whose provision needs it."""
    if check is None:
        return []
    return [
        (quote["start"], quote["end"])
        for finding in check.findings.order_by("position")
        if (provision := provision_or_none(finding.provision)) is not None
        and any(promise.name == LISTED for promise in promises_in(provision.needs))
        for quote in finding.quotes
    ]


def _schedule(document: Document, check: Check | None, elements: Iterable[DataElement]) -> Schedule:
    listed = {element.code: element for element in elements_listed()}
    kinds = []
    for row in elements:
        known = listed.get(row.code or "")
        also = known.also if known is not None else ()
        names = (row.name, known.name) if known is not None else (row.name,)
        kinds.append(Kind(str(row.pk), (*names, *also), known.perhaps if known is not None else ()))
    return schedule_read(document_text(document), document.pages, schedule_spans(check), kinds)


def _used(agreement: Agreement, day: date) -> dict[int, list[str]]:
    """Names of the agreement's products by the kinds of information that they hold, those in use on a day."""
    rows = ElementUse.objects.filter(in_use_on(day, "use__"), use__product__agreements=agreement)
    used: dict[int, list[str]] = {}
    for element_id, product in rows.order_by("use__product__name").values_list("element_id", "use__product__name"):
        used.setdefault(element_id, []).append(product)
    return used


def _marks(document: Document) -> dict[int, ScheduleMark]:
    """The newest word on each kind of information."""
    rows = ScheduleMark.objects.filter(document=document).select_related("marked_by")
    return {mark.element_id: mark for mark in rows.order_by("marked_at", "pk")}


def _lines(
    elements: Sequence[DataElement],
    matches: dict[str, Match],
    used: dict[int, list[str]],
    marks: dict[int, ScheduleMark],
) -> Iterator[Line]:
    """Every kind that is used, named or marked; the others do not concern this agreement."""
    for element in elements:
        match, mark = matches[str(element.pk)], marks.get(element.pk)
        answer = match.answer if mark is None else mark.answer
        standing = _standing(answer, in_use=element.pk in used)
        if standing is not None:
            yield Line(element, tuple(used.get(element.pk, ())), match, mark, standing)


def _standing(answer: str, *, in_use: bool) -> Standing | None:
    if not in_use:
        return "not_used" if answer == ScheduleAnswer.NAMED else None
    if answer == ScheduleAnswer.NAMED:
        return "covered"
    return "unclear" if answer == "unclear" else "not_covered"
