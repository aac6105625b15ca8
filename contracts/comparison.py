"""What the page that compares two versions, or two checks of one version, says."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from contracts.compare_selectors import Version, texts_of
from contracts.comparing.paragraphs import Paragraph, indices_at
from contracts.comparing.texts import Comparison, Row, TooLong, compared, rows_of
from contracts.comparing.verdicts import Change, Side, Trend, changes_between, counted
from contracts.desk import provision_or_none
from contracts.findings import FindingState, finding_states
from contracts.models import Check, Document, Verdict
from rulebook.loading import load_packs

MOST_CHANGES: Final = 150  # changed paragraphs on one page; more come in portions
CHOICE: Final = re.compile(r"(\d{1,6})(?:\.(\d{1,15}))?", re.ASCII)
TREND_WORDS: Final[dict[Trend, tuple[str, str]]] = {
    "worse": ("late", "worse"),
    "added": ("open", "newly asked"),
    "dropped": ("withdrawn", "no longer asked"),
    "better": ("done", "better"),
    "reworded": ("soon", "same verdict, other words"),
    "same": ("met", "the same"),
}
COARSE: Final = (
    "Some stretches differ too much to be compared closely. "
    "There, what was taken out is shown first, then what was put in."
)


class NoSuchSide(LookupError):
    """The address names a version or a check that this agreement does not have."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One side: a version and one of its checks, None where it was never checked. `newest`: the desk shows this one."""

    document: Document
    check: Check | None
    newest: bool
    value: str

    @property
    def words(self) -> str:
        return f"version {self.document.version}" + ("" if self.newest or self.check is None else ", earlier check")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of the two lists; `standing` says what a file is that is no version of the agreement."""

    value: str
    check: Check | None
    version: int
    newest: bool
    standing: str


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side of a change. `desk` is the query of the review desk, empty where the desk does not show this check."""

    side: Side
    verdict: str
    checker: str
    desk: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    change: Change
    title: str
    law: str
    tone: str
    words: str
    before: ShownSide | None
    after: ShownSide | None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A paragraph of the difference. `page` is named where it begins a page that the row above is not on."""

    row: Row
    anchor: str
    page: str


@dataclass(slots=True)
class ComparedPage:
    before: Chosen
    after: Chosen
    changes: list[ShownChange]
    unchanged: list[ShownChange]
    counts: list[tuple[str, str, int]]
    rows: list[ShownRow] = field(default_factory=list)
    changed: int = 0
    portion: int = 0
    more: int = 0
    problem: str = ""
    notice: str = ""

    @property
    def same_file(self) -> bool:
        return self.before.document.pk == self.after.document.pk


def choices_of(versions: Sequence[Version]) -> list[Choice]:
    """What can be compared: each version by its newest check, and its earlier checks."""
    return [choice for version in versions for choice in _choices(version)]


def sides_chosen(versions: Sequence[Version], earlier: str, later: str) -> tuple[Chosen, Chosen] | None:
    """Both sides as the address names them, else the newest two; None where there are no two. Raises NoSuchSide."""
    offered = [choice.value for choice in choices_of(versions)]
    newest = [str(version.document.version) for version in versions if version.own]
    after = later if CHOICE.fullmatch(later) else (newest[-1] if newest else "")
    before = earlier if CHOICE.fullmatch(earlier) else _before(after, newest, offered)
    if not before or not after:
        return None
    return _chosen(versions, before), _chosen(versions, after)


def page_compared(before: Chosen, after: Chosen, portion: int = 0) -> ComparedPage:
    """Findings and texts of both sides: at most eight queries."""
    changes = changes_between(_sides(before.check), _sides(after.check)) if before.check and after.check else []
    texts = texts_of([before.document, after.document]) if before.document.pk != after.document.pk else {}
    page = ComparedPage(
        before, after, [], [], [(*TREND_WORDS[trend], count) for trend, count in counted(changes).items()]
    )
    comparison = _compared(page, texts) if texts else None
    if comparison is not None:
        _rows_filled(page, comparison, texts, changes, portion)
    anchors = {("after", shown.row.after): shown.anchor for shown in page.rows if shown.row.after >= 0}
    anchors |= {("before", shown.row.before): shown.anchor for shown in page.rows if shown.row.before >= 0}
    shown = [_shown_change(change, page, comparison, anchors) for change in changes]
    page.changes = [one for one in shown if one.change.trend != "same"]
    page.unchanged = [one for one in shown if one.change.trend == "same"]
    return page


def _choices(version: Version) -> Iterator[Choice]:
    number = version.document.version
    standing = "" if version.own else version.document.get_standing_display()
    yield Choice(str(number), version.checks[0] if version.checks else None, number, True, standing)
    for check in version.checks[1:]:
        yield Choice(f"{number}.{check.pk}", check, number, False, standing)


def _before(after: str, newest: Sequence[str], offered: Sequence[str]) -> str:
    """The agreement's version before the later side; where there is none, the check before it."""
    version, _, check = after.partition(".")
    earlier = [number for number in newest if version and int(number) < int(version)]
    if earlier and not check:
        return earlier[-1]
    of_version = [value for value in offered if value.partition(".")[0] == version]
    place = of_version.index(after) + 1 if after in of_version else len(of_version)
    return of_version[place] if place < len(of_version) else (earlier[-1] if earlier else "")


def _chosen(versions: Sequence[Version], value: str) -> Chosen:
    match = CHOICE.fullmatch(value)
    number, check_id = (int(match[1]), int(match[2] or 0)) if match else (0, 0)
    version = next((one for one in versions if one.document.version == number), None)
    if version is None:
        raise NoSuchSide(value)
    if not check_id:
        return Chosen(version.document, version.checks[0] if version.checks else None, True, value)
    place = next((place for place, check in enumerate(version.checks) if check.pk == check_id), None)
    if place is None:
        raise NoSuchSide(value)
    return Chosen(version.document, version.checks[place], place == 0, value if place else str(number))


def _sides(check: Check | None) -> list[Side]:
    return [side_of(state) for state in finding_states(check)] if check is not None else []


def side_of(state: FindingState) -> Side:
    """A finding as it stands, for the pure comparison."""
    finding, newest = state.finding, state.newest
    decided = newest is not None and state.decided
    return Side(
        provision=finding.provision,
        verdict=state.verdict,
        checker=finding.verdict,
        quotes=tuple(finding.quotes),
        conflicts=tuple(finding.conflicts),
        why=finding.why,
        decided_by=str(newest.decided_by) if newest is not None and decided else "",
        reason=newest.reason if newest is not None and decided else "",
        key=finding.pk,
    )


def _compared(page: ComparedPage, texts: dict[int, str]) -> Comparison | None:
    try:
        comparison = compared(texts[page.before.document.pk], texts[page.after.document.pk])
    except TooLong as refusal:
        page.problem = f"{refusal} The findings are compared all the same."
        return None
    page.changed, page.notice = comparison.changed, COARSE if comparison.coarse else ""
    return comparison


def _rows_filled(
    page: ComparedPage, comparison: Comparison, texts: dict[int, str], changes: Sequence[Change], portion: int
) -> None:
    old, new = texts[page.before.document.pk], texts[page.after.document.pk]
    keep = indices_at(
        comparison.after, [span for change in changes if change.trend != "same" for span in _spans(change.after)]
    )
    page.portion = min(portion, max(0, comparison.changed - 1) // MOST_CHANGES)
    rows, page.more = rows_of(comparison, old, new, keep=keep, first=page.portion * MOST_CHANGES, most=MOST_CHANGES)
    named = ""
    for row in rows:
        place = _page_words(row, page, comparison)
        page.rows.append(ShownRow(row, _row_anchor(row), place if place != named else ""))
        named = place or named


def _page_words(row: Row, page: ComparedPage, comparison: Comparison) -> str:
    if row.kind == "folded":
        return ""
    chosen, side, index = (
        (page.after, comparison.after, row.after) if row.after >= 0 else (page.before, comparison.before, row.before)
    )
    number = _page_number(chosen.document, side[index])
    return f"Page {number} of version {chosen.document.version}"


def _page_number(document: Document, paragraph: Paragraph) -> int:
    return max(1, bisect_right([start for start, _ in document.pages], paragraph.start))


def _row_anchor(row: Row) -> str:
    return f"after-{row.after}" if row.after >= 0 else f"before-{row.before}" if row.before >= 0 else ""


def _spans(side: Side | None) -> list[tuple[int, int]]:
    return [(quote["start"], quote["end"]) for quote in (*side.quotes, *side.conflicts)] if side is not None else []


def _shown_change(
    change: Change, page: ComparedPage, comparison: Comparison | None, anchors: Mapping[tuple[str, int], str]
) -> ShownChange:
    provision = provision_or_none(change.provision)
    pack = load_packs().packs.get(change.provision.partition(".")[0])
    tone, words = TREND_WORDS[change.trend]
    later = comparison.after if comparison is not None else []
    earlier = comparison.before if comparison is not None else []
    return ShownChange(
        change,
        provision.title if provision is not None else change.provision,
        pack.short_title if pack is not None else change.provision.partition(".")[0],
        tone,
        words,
        _shown_side(change.before, page.before, earlier, "before", anchors),
        _shown_side(change.after, page.after, later, "after", anchors),
    )


def _shown_side(
    side: Side | None,
    chosen: Chosen,
    paragraphs: Sequence[Paragraph],
    which: str,
    anchors: Mapping[tuple[str, int], str],
) -> ShownSide | None:
    if side is None:
        return None
    places = sorted(indices_at(paragraphs, _spans(side)))
    anchor = next((anchors[which, place] for place in places if (which, place) in anchors), "")
    desk = f"version={chosen.document.version}&finding={side.key}#finding" if chosen.newest else ""
    checker = Verdict(side.checker).label if side.checker != side.verdict else ""
    return ShownSide(side, Verdict(side.verdict).label, checker, desk, anchor)
