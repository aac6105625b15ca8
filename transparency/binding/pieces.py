"""What the binder is made of, in order: contents, apps, breaches, rights, words, and the posted copies of agreements.

No piece grows with the list, and each is laid out by itself: the largest list needs no more memory than the smallest.
What comes before the apps is laid out last, when it is known on which page each of them stands.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from contracts.storage import StoredFileChanged, stored_path
from district.clock import local_day
from district.printing import pdf_rendered
from transparency import bodies, selectors
from transparency.binding.appendices import BROKEN, CopyUnreadable, copies_drawn
from transparency.binding.joining import PAGE_LINK, headings_of, headings_read, pages_of
from transparency.binding.limited import copy_flattened, pages_counted
from transparency.breaches import breaches_in_words
from transparency.copies import COPIES
from transparency.frames import CUT
from transparency.glossary import glossary_of, rights_of
from transparency.models import Snapshot
from transparency.presenters import counted, file_url, plain_day
from transparency.speaking import language_now, portal_address
from transparency.versions import Version

APPS: Final = 100  # apps laid out at once
LINES: Final = 1500  # lines of the contents laid out at once
BOUND: Final = 10  # copies bound in at once
PAGES: Final = 200  # of copies bound in at once
LISTED: Final = 300  # copies listed at once, where they are too many to be bound in
MOST_BOUND: Final = 200
MOST_BYTES: Final = 40_000_000
PDF: Final = "application/pdf"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the binder: the name of its file, and what makes its PDF once the number of its first page is known."""

    name: str
    make: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Copy:
    """A posted copy of an agreement: its number in the binder, and what is said of it."""

    number: int
    title: str
    operator: str
    signed_on: str
    sha256: str
    name: str
    media_type: str
    size: int
    url: str
    pages: int = 0  # of a PDF, where it is known and copies are bound in

    @property
    def signed(self) -> str:
        return plain_day(self.signed_on)

    @property
    def address(self) -> str:
        return f"{settings.SITE_ADDRESS.rstrip('/')}{self.url}"


FOUND: Final[dict[tuple[int, str], list[Copy]]] = {}  # of one publication: each step asks for its copies


def body_pieces(version: Version, snapshot: Snapshot) -> list[Piece]:
    """Everything but the contents, in the language that is active."""
    parts = max(1, -(-snapshot.entries // APPS))
    pieces = [Piece(f"apps-{number}", partial(apps_piece, version, snapshot, number)) for number in range(1, parts + 1)]
    pieces.append(Piece("end", partial(end_piece, version)))
    copies = copies_of(snapshot)
    if copies_fit(copies):
        pieces += _named(groups_bound(copies), "copies", copies_piece)
    else:
        groups = [copies[start : start + LISTED] for start in range(0, len(copies), LISTED)]
        pieces += _named(groups, "list", list_piece)
    return pieces


def groups_bound(copies: Sequence[Copy]) -> list[list[Copy]]:
    """Copies bound in at once: BOUND of them at most, and no more than PAGES together, unless one alone has more."""
    groups: list[list[Copy]] = []
    pages = 0
    for copy in copies:
        if not groups or len(groups[-1]) == BOUND or pages + copy.pages > PAGES:
            groups.append([])
            pages = 0
        groups[-1].append(copy)
        pages += copy.pages
    return groups


def _named(groups: Sequence[Sequence[Copy]], name: str, make: Callable[..., bytes]) -> list[Piece]:
    """Pieces that carry a hash of their copies: what another run grouped in another way is not taken for theirs."""
    marks = [hashlib.sha256("".join(copy.sha256 for copy in group).encode()).hexdigest()[:12] for group in groups]
    return [Piece(f"{name}-{mark}", partial(make, group)) for mark, group in zip(marks, groups, strict=True)]


def front_pieces(version: Version, snapshot: Snapshot, body: Sequence[Path]) -> list[Piece]:
    """The contents, once every other piece is laid out."""
    lines, bound = list(lines_of(body)), copies_fit(copies_of(snapshot))
    groups = [lines[start : start + LINES] for start in range(0, max(1, len(lines)), LINES)]
    return [
        Piece(f"contents-{number}", partial(contents_piece, version, snapshot, bound, group))
        for number, group in enumerate(groups, start=1)
    ]


def lines_of(body: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """A line of the contents for each heading: its words, its page's number, and where a link to it leads."""
    before = 0
    for path in body:
        for heading in headings_of(path):
            if heading.level <= 2:
                number = before + heading.page + 1
                link = f"{PAGE_LINK}{number}"
                yield {"title": heading.title, "top": heading.level == 1, "page": number, "link": link}
        before += pages_of(path)


def copies_of(snapshot: Snapshot) -> list[Copy]:
    """Each posted copy once, in the order of the apps that it stands with, read once for a publication."""
    key = (snapshot.pk, snapshot.sha256)
    if key not in FOUND:
        FOUND.clear()
        copies = _copies_read(snapshot)
        FOUND[key] = _with_pages(copies) if copies_fit(copies) else copies
    return FOUND[key]


def _copies_read(snapshot: Snapshot) -> list[Copy]:
    found: dict[str, Copy] = {}
    rows = selectors.entries_of(snapshot).order_by("name_sorted", "key").values_list("content", flat=True)
    for content in rows.iterator(chunk_size=500):
        for row in content["agreements"]:
            document = row["document"]
            if document["sha256"] not in found:
                found[document["sha256"]] = Copy(
                    number=len(found) + 1,
                    title=row["title"],
                    operator=content["operator"]["name"],
                    signed_on=row["signed_on"],
                    url=file_url(document),
                    **{name: document[name] for name in ("sha256", "name", "media_type", "size")},
                )
    return list(found.values())


def _with_pages(copies: Sequence[Copy]) -> list[Copy]:
    return [replace(copy, pages=pages) for copy, pages in zip(copies, counts_of(copies), strict=True)]


def counts_of(copies: Sequence[Copy]) -> list[int]:
    """The pages of each, 0 of what is no PDF, or cannot be read."""
    paths = {copy.sha256: stored_path(copy.sha256) for copy in copies if _is_whole(copy)}
    counts = dict(zip(paths, pages_counted(list(paths.values())), strict=True))
    return [counts.get(copy.sha256, 0) for copy in copies]


def _is_whole(copy: Copy) -> bool:
    """Whether it is a PDF whose file is there as it was posted."""
    if copy.media_type != PDF:
        return False
    try:
        COPIES.open(copy.sha256).close()
    except StoredFileChanged:
        return False
    return True


def copies_fit(copies: Sequence[Copy]) -> bool:
    """Whether the copies are bound in. Where they are too many, they are listed with their addresses."""
    return len(copies) <= MOST_BOUND and sum(copy.size for copy in copies) <= MOST_BYTES


def _laid_out(template: str, first_page: int, context: dict[str, Any]) -> bytes:
    return pdf_rendered(
        f"public/{template}",
        {"first_page": first_page, **context},
        title=_("Apps that hold our students’ information"),
        language=language_now(),
    )


def contents_piece(
    version: Version, snapshot: Snapshot, bound: bool, lines: Sequence[dict[str, Any]], first_page: int
) -> bytes:
    context = {
        "first": first_page == 1,
        "front": True,
        "lines": lines,
        "bound": bound,
        "counted": counted(snapshot.entries, 0, 0),
        "published_on": plain_day(local_day(snapshot.taken_at, version.zone)),
        "day": plain_day(version.day),
        "sha256": snapshot.sha256,
        "address": settings.SITE_ADDRESS,
    }
    return _laid_out("binder_contents.html", first_page, context)


def apps_piece(version: Version, snapshot: Snapshot, number: int, first_page: int) -> bytes:
    context = {"first": number == 1, "apps": list(apps_of_part(version, snapshot, number)), "past": True}
    return _laid_out("binder.html", first_page, context)


def apps_of_part(version: Version, snapshot: Snapshot, number: int) -> Iterator[dict[str, Any]]:
    rows = selectors.entries_of(snapshot).order_by("name_sorted", "key").values_list("content", "row")
    for content, row in rows[(number - 1) * APPS : number * APPS]:
        yield bodies.app_context(content, row, version.as_of)


def end_piece(version: Version, first_page: int) -> bytes:
    """Breaches, the rights of parents, and what words mean."""
    context = {
        "breaches": breaches_in_words(version.breaches),
        "rights": rights_text(version),
        "terms": glossary_of(version.packs),
    }
    return _laid_out("binder_end.html", first_page, context)


def rights_text(version: Version) -> str:
    """The page of rights as it is posted, without the frame of a page."""
    context = {
        "outline": "public/inner.html",
        "district": version.district,
        "rights": rights_of(version.packs, version.day),
        "portal_url": portal_address(static=True),
    }
    return mark_safe(render_to_string("public/rights.html", context).split(CUT)[2])  # noqa: S308 - a template's own


def copies_piece(copies: Sequence[Copy], first_page: int) -> bytes:
    """Copies with their pages. One that cannot be bound in is named with its address."""
    with ExitStack() as files:
        opened = {copy.sha256: _opened(copy, files) for copy in copies}
        while True:
            shown = [{"copy": copy, "pages": _pages(opened[copy.sha256])} for copy in copies]
            context = {"first": copies[0].number == 1, "copies": shown, "bound": True}
            laid_out = _laid_out("binder_copies.html", first_page, context)
            first = {
                end - len(pdf.pages): copy.sha256
                for copy, end in zip(copies, _ends_of(laid_out), strict=True)
                if (pdf := opened[copy.sha256]) is not None
            }
            try:
                return copies_drawn(laid_out, [(page, pdf) for page, key in first.items() if (pdf := opened[key])])
            except CopyUnreadable as error:
                if error.first is None:
                    raise
                logger.warning("A copy cannot be drawn in the binder: %s", error)
                opened[first[error.first]] = None  # and the others once more, without it


def _ends_of(laid_out: bytes) -> list[int]:
    """The page after the last one of each copy: the next one begins there."""
    headings, pages = headings_read(laid_out)
    return [*[heading.page for heading in headings if heading.level == 2][1:], pages]


def _opened(copy: Copy, files: ExitStack) -> pikepdf.Pdf | None:
    """The copy's pages, as another process wrote them anew. None where it cannot be bound in."""
    if not copy.pages:
        return None
    try:
        with COPIES.open(copy.sha256) as stream:
            return files.enter_context(pikepdf.open(BytesIO(copy_flattened(stream))))
    except (CopyUnreadable, StoredFileChanged, *BROKEN) as error:
        logger.warning("A copy cannot be bound in, and the binder says so in its place: %s", error)
        return None


def _pages(pdf: pikepdf.Pdf | None) -> Sequence[int]:
    return () if pdf is None else range(1, len(pdf.pages) + 1)


def list_piece(copies: Sequence[Copy], first_page: int) -> bytes:
    """The copies by name, day, number of pages and address."""
    shown = [{"copy": copy, "count": count} for copy, count in zip(copies, counts_of(copies), strict=True)]
    return _laid_out(
        "binder_copies.html", first_page, {"first": copies[0].number == 1, "copies": shown, "bound": False}
    )
