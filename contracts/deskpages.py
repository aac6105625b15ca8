"""The desk's page pane: one page as a picture, the current finding's quotes outlined on it, and the ways on from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.clauses.document import Unreadable
from contracts.desk import TEXT_VIEW, ZOOMS, FilterLink, Filters, marks_of, quote_anchor
from contracts.deskoutlines import ACROSS, Outline, figures, lines_drawn, mark_places
from contracts.findings import FindingState
from contracts.marking import PageText, marked_pages, page_of, pages_shown
from contracts.models import Document
from contracts.pagepictures import WIDTHS, Picture, picture, places
from contracts.pages.locate import Box
from contracts.selectors import document_text

NOT_ON_PICTURE = "Not every quote was found on the picture. The text marks them all."
BEING_MADE = "The pictures of the pages are being made. Until they are there, this is the text."
NO_PICTURES = "There are no pictures of the pages."


@dataclass(slots=True)
class PagePane:
    """What the template needs to show one page: the picture's size in pixels, and the outlines over it."""

    width: int
    height: int
    sizes: str
    widths: tuple[int, ...] = WIDTHS
    outlines: list[Outline] = field(default_factory=list)
    problem: str = ""

    @property
    def drawn_height(self) -> int:
        return round(ACROSS * self.height / self.width)

    @property
    def wide(self) -> bool:
        return self.width > self.height


@dataclass(slots=True)
class LeftPane:
    """The left of the desk: a page as a picture, or pages of text; `notice` says why it is not the picture."""

    number: int
    count: int
    quote: int
    quotes: int = 0
    page: PagePane | None = None
    texts: list[PageText] = field(default_factory=list)
    notice: str = ""
    pictures: bool = False
    views: list[FilterLink] = field(default_factory=list)
    zooms: list[FilterLink] = field(default_factory=list)
    kept: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def earlier(self) -> int:
        first = self.texts[0].number if self.texts else self.number
        return max(0, first - 1)

    @property
    def later(self) -> int:
        last = self.texts[-1].number if self.texts else self.number
        return last + 1 if last < self.count else 0


def left_pane(
    document: Document,
    state: FindingState | None,
    states: Sequence[FindingState],
    filters: Filters,
    *,
    page: int,
    quote: int,
) -> LeftPane:
    """The pane at a page counted from 1; the text stands in for a picture that is not there or cannot be drawn."""
    count = len(leaves(document))
    pane = LeftPane(
        number=min(max(page, 1), max(count, 1)),
        count=count,
        quote=quote,
        quotes=len(_spans(state)) if state is not None else 0,
        pictures=bool(document.page_copy_sha256),
    )
    _ways_laid(pane, filters, state)
    if filters.view != TEXT_VIEW and pane.pictures:
        try:
            pane.page = page_pane(document, state, page=pane.number, quote=quote, zoom=filters.zoom)
        except Unreadable as refusal:
            pane.notice = f"{refusal} Below is the text."
    elif filters.view != TEXT_VIEW:
        pane.notice = f"{NO_PICTURES} {document.page_copy_problem}" if document.page_copy_problem else BEING_MADE
    if pane.page is None:
        pane.texts = _texts(document, state, states, pane.number)
    return pane


def _ways_laid(pane: LeftPane, filters: Filters, state: FindingState | None) -> None:
    """Page or text, and how large: each keeps the place."""
    finding = {"finding": state.finding.pk if state is not None else 0}
    pane.kept = filters.pairs(**finding)
    place = finding | ({"quote": pane.quote} if pane.quote else {"page": pane.number})
    pane.views = [
        FilterLink(words, filters.query(view=view, **place), 0, view == filters.view)
        for view, words in (("", "Page"), (TEXT_VIEW, "Text"))
    ]
    pane.zooms = [
        FilterLink(words, filters.query(zoom=zoom, **place), 0, zoom == filters.zoom) for zoom, words in ZOOMS.items()
    ]


def leaves(document: Document) -> list[list[int]]:
    """Offsets of the pages as people see them: the page copy's where there is one, else those that were read."""
    pages: list[list[int]] = document.page_copy_pages or document.pages
    return pages


def _texts(
    document: Document, state: FindingState | None, states: Sequence[FindingState], number: int
) -> list[PageText]:
    pages = leaves(document)
    shown = pages_shown(pages, number)
    text = document_text(document) if shown else ""
    return marked_pages(text, pages, marks_of(states, state), shown)


def page_numbers(document: Document, state: FindingState | None) -> list[int]:
    """The page of each quote and then of each conflict of a finding."""
    if state is None:
        return []
    pages = leaves(document)
    return [page_of(pages, quote["start"]) for quote in [*state.finding.quotes, *state.finding.conflicts]]


def page_pane(document: Document, state: FindingState | None, *, page: int, quote: int, zoom: str = "") -> PagePane:
    """The pane for a page counted from 1, with quote number `quote` (from 1; 0: none) standing out.

    Raises Unreadable with a sentence where the page cannot be drawn. Where only the places of the quotes cannot be
    found, the page is shown without outlines, and `problem` says so.
    """
    drawn = picture(document, page)
    pane = PagePane(drawn.width, drawn.height, sizes=_sizes(drawn, zoom))
    if state is None:
        return pane
    try:
        found = places(document, _spans(state))
    except Unreadable as refusal:
        pane.problem = str(refusal)
        return pane
    pane.outlines = _outlines(state, found, drawn, page, quote)
    expected = {number for number, leaf in enumerate(page_numbers(document, state), 1) if leaf == page}
    if expected - {outline.number for outline in pane.outlines}:
        pane.problem = NOT_ON_PICTURE
    return pane


def _sizes(drawn: Picture, zoom: str) -> str:
    """How wide the page will be shown, for the browser's choice among the pictures: as review.css has it."""
    if not zoom:
        return "(max-width: 64rem) 100vw, 55vw"
    own = 1056 if drawn.width > drawn.height else 816  # letter paper, lying or upright, at 96 pixels an inch
    return f"{own * int(zoom) // 100}px"


def _spans(state: FindingState) -> list[tuple[int, int]]:
    return [(quote["start"], quote["end"]) for quote in [*state.finding.quotes, *state.finding.conflicts]]


def _outlines(
    state: FindingState, found: Sequence[Sequence[Box]], drawn: Picture, page: int, quote: int
) -> list[Outline]:
    down = ACROSS * drawn.height / drawn.width
    here = [(number, lines_drawn(boxes, page, down)) for number, boxes in enumerate(found, 1)]
    here = [(number, lines) for number, lines in here if lines]
    marks = mark_places([(lines[0].top, lines[0].bottom) for _, lines in here])
    return [
        Outline(
            anchor=quote_anchor(state, number - 1),
            number=number,
            conflict=number > len(state.finding.quotes),
            chosen=number == quote,
            figures=figures(lines),
            x=x,
            y=y,
        )
        for (number, lines), (x, y) in zip(here, marks, strict=True)
    ]
