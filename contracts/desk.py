"""What the review desk shows: the findings in their filters, the law's words, the text beside them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from contracts.findings import FindingState, decided_count, missing
from contracts.marking import Mark
from contracts.models import Verdict
from rulebook.errors import UnknownRule
from rulebook.loading import load_packs
from rulebook.model import Provision

TEXT_VIEW = "text"
ZOOMS = {"": "Fit", "100": "100 %", "150": "150 %"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the findings is shown, and how: one law, one verdict, only open ones; page or text, and how large."""

    law: str = ""
    verdict: str = ""
    only_open: bool = False
    version: int = 0
    view: str = ""
    zoom: str = ""

    def query(self, **changed: Any) -> str:
        """These filters as a query string, with changes."""
        return urlencode(self.pairs(**changed))

    def pairs(self, **changed: Any) -> list[tuple[str, Any]]:
        """Names and values of these filters, with changes; empty values are left out."""
        values = {
            "law": self.law,
            "verdict": self.verdict,
            "open": "1" if self.only_open else "",
            "version": self.version,
            "view": self.view,
            "zoom": self.zoom,
        }
        return [(name, value) for name, value in (values | changed).items() if value]

    def admits(self, state: FindingState) -> bool:
        return (
            self.law in ("", state.pack_id)
            and self.verdict in ("", state.verdict)
            and not (self.only_open and state.decided)
        )


@dataclass(frozen=True, slots=True)
class QuoteLink:
    """A quote, counted from 1 with the conflicts after it; where it stands, and the key that leads to it now."""

    number: int
    text: str
    page: int
    address: str
    chosen: bool
    key: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as the list shows it."""

    state: FindingState
    title: str
    verdict_words: str
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class LawGroup:
    pack_id: str
    title: str
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class FilterLink:
    words: str
    query: str
    count: int
    current: bool


@dataclass(slots=True)
class Desk:
    """Everything that the template needs of the findings."""

    groups: list[LawGroup]
    laws: list[FilterLink]
    shows: list[FilterLink]
    total: int
    decided: int
    current: FindingState | None = None
    provision: Provision | None = None
    gaps: list[str] = field(default_factory=list)
    quotes: list[QuoteLink] = field(default_factory=list)
    conflicts: list[QuoteLink] = field(default_factory=list)
    previous_line: FindingLine | None = None
    next_line: FindingLine | None = None
    next_open: FindingLine | None = None

    @property
    def progress_words(self) -> str:
        return f"{self.decided} of {self.total} decided"

    @property
    def verdict_words(self) -> str:
        return str(Verdict(self.current.verdict).label) if self.current is not None else ""


def provision_or_none(rule_id: str) -> Provision | None:
    """The provision in today's rulebook; None where its pack no longer holds it."""
    try:
        return load_packs().provision(rule_id)
    except UnknownRule:
        return None


def quote_anchor(state: FindingState, number: int) -> str:
    return f"quote-{state.finding.position}-{number}"


def desk_laid(states: Sequence[FindingState], filters: Filters, finding_id: int = 0) -> Desk:
    """Lay the desk: `finding_id` is the one to look at; without it, the first open one, else the first."""
    admitted = [state for state in states if filters.admits(state)]
    chosen = next((state for state in states if state.finding.pk == finding_id), None)
    if chosen is None:
        chosen = next((state for state in admitted if not state.decided), admitted[0] if admitted else None)
    lines = [_line(state, filters, state is chosen) for state in admitted]
    desk = Desk(
        groups=_groups(lines),
        laws=_laws(states, filters),
        shows=_shows(states, filters),
        total=len(states),
        decided=decided_count(states),
        current=chosen,
        gaps=_gaps(states),
    )
    if chosen is not None:
        _current_filled(desk, chosen, lines)
    return desk


def marks_of(states: Sequence[FindingState], current: FindingState | None) -> list[Mark]:
    """Every quote of every finding; those of the current one stand out."""
    return [
        Mark(
            start=quote["start"],
            end=quote["end"],
            anchor=quote_anchor(state, number),
            current=state is current,
            conflict=number >= len(state.finding.quotes),
        )
        for state in states
        for number, quote in enumerate([*state.finding.quotes, *state.finding.conflicts])
    ]


def _line(state: FindingState, filters: Filters, current: bool) -> FindingLine:
    provision = provision_or_none(state.finding.provision)
    return FindingLine(
        state=state,
        title=provision.title if provision is not None else state.finding.provision,
        verdict_words=Verdict(state.verdict).label,
        query=filters.query(finding=state.finding.pk),
        current=current,
    )


def _groups(lines: Sequence[FindingLine]) -> list[LawGroup]:
    packs = load_packs().packs
    by_law: dict[str, list[FindingLine]] = {}
    for line in lines:
        by_law.setdefault(line.state.pack_id, []).append(line)
    return [
        LawGroup(pack_id, packs[pack_id].short_title if pack_id in packs else pack_id, tuple(of_law))
        for pack_id, of_law in by_law.items()
    ]


def _laws(states: Sequence[FindingState], filters: Filters) -> list[FilterLink]:
    packs = load_packs().packs
    counts = Counter(state.pack_id for state in states)
    return [
        FilterLink("All laws", filters.query(law=""), len(states), filters.law == ""),
        *(
            FilterLink(
                packs[pack_id].short_title if pack_id in packs else pack_id,
                filters.query(law=pack_id),
                count,
                filters.law == pack_id,
            )
            for pack_id, count in counts.items()
        ),
    ]


def _shows(states: Sequence[FindingState], filters: Filters) -> list[FilterLink]:
    of_law = [state for state in states if filters.law in ("", state.pack_id)]
    counts = Counter(state.verdict for state in of_law)
    undecided = len(of_law) - decided_count(of_law)
    plain = not filters.verdict and not filters.only_open
    return [
        FilterLink("All", filters.query(verdict="", open=""), len(of_law), plain),
        FilterLink("Only open", filters.query(verdict="", open="1"), undecided, filters.only_open),
        *(
            FilterLink(
                verdict.label.capitalize(),
                filters.query(verdict=verdict.value, open=""),
                counts[verdict.value],
                filters.verdict == verdict.value,
            )
            for verdict in Verdict
            if counts[verdict.value] or filters.verdict == verdict.value
        ),
    ]


def quotes_linked(desk: Desk, filters: Filters, pages: Sequence[int], chosen: int) -> None:
    """Lead from the current finding's quotes to their places: `pages` are theirs, number `chosen` is the one shown."""
    if desk.current is None:
        return
    finding = desk.current.finding
    keys = {chosen + 1: "n", chosen - 1: "p"} if chosen else {}
    links = [
        QuoteLink(
            number,
            quote["text"],
            page,
            quote_address(filters, desk.current, number),
            number == chosen,
            keys.get(number, ""),
        )
        for number, (quote, page) in enumerate(zip([*finding.quotes, *finding.conflicts], pages, strict=True), 1)
    ]
    desk.quotes, desk.conflicts = links[: len(finding.quotes)], links[len(finding.quotes) :]


def quote_address(filters: Filters, state: FindingState, number: int) -> str:
    """The address of a quote of a finding, counted from 1, in whichever pane is shown."""
    return f"?{filters.query(finding=state.finding.pk, quote=number)}#{quote_anchor(state, number - 1)}"


def _gaps(states: Sequence[FindingState]) -> list[str]:
    """What the agreement lacks as things stand: `3 not found`, `1 contradicted`."""
    counts = Counter(state.verdict for state in missing(states))
    return [f"{counts[verdict.value]} {verdict.label}" for verdict in Verdict if counts[verdict.value]]


def _current_filled(desk: Desk, chosen: FindingState, lines: Sequence[FindingLine]) -> None:
    position = chosen.finding.position
    desk.provision = provision_or_none(chosen.finding.provision)
    # By place and not by index: a finding that was just decided may have left the filter.
    after = [line for line in lines if line.state.finding.position > position]
    before = [line for line in lines if line.state.finding.position < position]
    desk.next_line = after[0] if after else None
    desk.previous_line = before[-1] if before else None
    desk.next_open = next((line for line in [*after, *before] if not line.state.decided), None)
