"""What of a posted file must stay readable: where the provisions stand that a pack lets nobody redact.

The evidence is what the newest check of this very file quotes, conflicting clauses included, and what a person states
where a verdict quotes nothing. A provision that a person decided is not in the file has nothing to protect.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.clauses.document import Unreadable
from contracts.findings import FindingState, finding_states
from contracts.marking import page_of
from contracts.models import Document, DocumentState, StatedEvidence, Verdict
from contracts.packs import packs_checked
from contracts.pagepictures import places
from contracts.pages.locate import Box
from contracts.redaction_selectors import evidence_stated
from contracts.selectors import check_newest
from district.clock import local_day
from district.selectors import district_current, packs_adopted
from rulebook.model import Provision

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that must stay readable, and for which provision."""

    provision: Provision
    text: str
    start: int
    end: int
    page: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why nothing can be hidden yet: a provision of which nobody knows where it stands; `code` says what to do first.

    Codes: "text" (read or recognise the file), "check" (check it), "state" (say where it stands).
    """

    code: str
    sentence: str
    provision: Provision | None = None


@dataclass(frozen=True, slots=True)
class Protection:
    passages: tuple[Passage, ...]
    lacking: tuple[Lacking, ...]
    boxes: tuple[tuple[Box, ...], ...] = ()  # of each passage; empty where it was not found on the pages

    @property
    def kept(self) -> list[Box]:
        return [box for lines in self.boxes for box in lines]


class EvidenceTouched(Exception):
    """A place would hide what must stay readable; the message names the provision, the citation and the words."""


def provisions_protected(document: Document, *, now: datetime) -> list[Provision]:
    """The provisions of the laws that apply to the agreement which nobody may redact."""
    district = district_current()
    today = local_day(now, district.time_zone)
    packs = packs_checked(document.agreement, packs_adopted(today), today, district.time_zone)
    return [provision for pack in packs for provision in pack.provisions if not provision.redactable]


def protection_of(document: Document, *, now: datetime) -> Protection:
    """What must stay readable in the file, where it stands, and what is not known yet."""
    provisions = provisions_protected(document, now=now)
    if not provisions:
        return Protection((), ())
    if document.state != DocumentState.READ:
        return Protection((), (Lacking("text", _no_text(provisions)),))
    check = check_newest(document)
    findings = {state.finding.provision: state for state in finding_states(check)} if check else {}
    stated = evidence_stated(document)
    passages: list[Passage] = []
    lacking: list[Lacking] = []
    for provision in provisions:
        state = findings.get(provision.id)
        found = list(_passages(document, provision, state, stated.get(provision.id)))
        passages += found
        if not found and (lack := _lacking(provision, state, stated.get(provision.id))):
            lacking.append(lack)
    return Protection(tuple(passages), tuple(lacking), tuple(_boxes(document, passages)))


def touched_refuse(protection: Protection, boxes: Sequence[Box], span: Span | None = None) -> None:
    """Raises EvidenceTouched where the boxes or the span touch any part of what must stay readable."""
    for passage, lines in zip(protection.passages, protection.boxes, strict=True):
        if span is not None and span[0] < passage.end and span[1] > passage.start:
            raise EvidenceTouched(_touched(passage))
        if any(_overlap(box, line) for box in boxes for line in lines):
            raise EvidenceTouched(_touched(passage))
        if not lines and span is None and any(box.page == passage.page for box in boxes):
            raise EvidenceTouched(f"{_touched(passage)} Where exactly it stands on page {passage.page} is not known.")


def _passages(
    document: Document, provision: Provision, state: FindingState | None, stated: StatedEvidence | None
) -> Iterable[Passage]:
    quotes = [*state.finding.quotes, *state.finding.conflicts] if state is not None else []
    for quote in quotes:
        yield _passage(document, provision, quote["text"], quote["start"], quote["end"])
    if state is not None and stated is not None and stated.start is not None and stated.end is not None:
        yield _passage(document, provision, stated.text, stated.start, stated.end)


def _passage(document: Document, provision: Provision, text: str, start: int, end: int) -> Passage:
    return Passage(provision, text, start, end, page_of(document.page_copy_pages or document.pages, start))


def _boxes(document: Document, passages: Sequence[Passage]) -> list[tuple[Box, ...]]:
    if not document.page_copy_sha256:
        return [() for _ in passages]
    try:
        found = places(document, [(passage.start, passage.end) for passage in passages])
    except Unreadable:  # then each passage protects its whole page
        return [() for _ in passages]
    return [tuple(lines) for lines in found]


def _lacking(provision: Provision, state: FindingState | None, stated: StatedEvidence | None) -> Lacking | None:
    named = f"{provision.title} ({provision.cite.at})"
    if state is None:
        return Lacking("check", f"The file was not checked for this yet: {named}. Check it first.", provision)
    if stated is not None or (state.decided and state.verdict in (Verdict.NOT_FOUND, Verdict.CONTRADICTED)):
        return None
    return Lacking(
        "state",
        f"The check quotes no words for this: {named}. State where it stands, or that the file does not say it.",
        provision,
    )


def _no_text(provisions: Sequence[Provision]) -> str:
    citations = ", ".join(provision.cite.at for provision in provisions)
    return (
        f"Some things must stay readable ({citations}), and this file's text is not known. Have its text recognised, "
        "or upload a copy with text, and check that first."
    )


def _touched(passage: Passage) -> str:
    words = " ".join(passage.text.split())
    words = words if len(words) <= 300 else f"{words[:299]}…"
    provision = passage.provision
    return (
        f"This must stay readable: {provision.title} ({provision.cite.at}). It stands on page {passage.page}: “{words}”"
    )


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.page == other.page
        and min(one.x1, other.x1) > max(one.x0, other.x0)
        and min(one.y1, other.y1) > max(one.y0, other.y0)
    )
