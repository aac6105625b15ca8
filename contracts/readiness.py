"""What an agreement still lacks before it is signed: a checklist whose every line says where to act."""

from dataclasses import dataclass
from datetime import datetime

from contracts.examination import checker_version
from contracts.findings import FindingState, decided_count, finding_states, missing
from contracts.models import Agreement, AgreementState, Check, Document, DocumentState, Opinion
from contracts.packs import counsel_reason, packs_checked
from contracts.selectors import check_newest, document_reviewed
from district.clock import local_day
from district.selectors import district_current, packs_adopted
from rulebook.model import Pack

DISTRICT_ASKS = "The district has counsel review every agreement."


@dataclass(frozen=True, slots=True)
class ReadinessItem:
    """One line: `code` for links and tests, a label, whether it is done, and what is missing in words."""

    code: str
    label: str
    done: bool
    detail: str
    needed_for_ready: bool = True


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What the checklist and the desk look at, read once."""

    document: Document | None
    check: Check | None
    findings: list[FindingState]
    packs: list[Pack]
    adopted: list[str]
    counsel_reason: str


def review_state(agreement: Agreement, *, now: datetime, document: Document | None = None) -> ReviewState:
    district = district_current()
    today = local_day(now, district.time_zone)
    adopted = packs_adopted(today)
    document = document or document_reviewed(agreement)
    check = check_newest(document) if document is not None else None
    packs = packs_checked(agreement, adopted, today, district.time_zone)
    reason = counsel_reason(adopted) or (DISTRICT_ASKS if district.counsel_reviews_all else "")
    return ReviewState(document, check, finding_states(check) if check else [], packs, adopted, reason)


def readiness_of(agreement: Agreement, *, now: datetime, state: ReviewState | None = None) -> list[ReadinessItem]:
    """The checklist, in the order in which one would work through it."""
    state = state or review_state(agreement, now=now)
    return [
        _file(state.document),
        _checked(state),
        _decided(state),
        _provisions(state),
        *_counsel(agreement, state),
    ]


def gaps_open(agreement: Agreement, *, now: datetime) -> list[str]:
    """What is open, in sentences, as it is kept with an agreement that is signed all the same."""
    return [f"{item.label}: {item.detail}" for item in readiness_of(agreement, now=now) if not item.done]


def check_outdated(check: Check, packs: list[Pack]) -> bool:
    """Whether the packs or the checker have another version now than when the check ran."""
    return check.packs != {pack.id: pack.version for pack in packs} or check.checker_version != checker_version()


def _file(document: Document | None) -> ReadinessItem:
    label = "A file that can be read"
    if document is None:
        return ReadinessItem("file", label, False, "no file was uploaded")
    if document.state == DocumentState.READ:
        return ReadinessItem("file", label, True, f"{document.name}, {document.words:,} words")
    return ReadinessItem("file", label, False, document.problem or document.get_state_display())


def _checked(state: ReviewState) -> ReadinessItem:
    label = "A check against the packs that apply"
    if not state.packs:
        return ReadinessItem("check", label, True, "no adopted pack asks for anything in this agreement")
    if state.check is None:
        problem = state.document.check_problem if state.document is not None else ""
        return ReadinessItem("check", label, False, problem or "not checked yet")
    if check_outdated(state.check, state.packs):
        return ReadinessItem("check", label, False, "a pack or the checker changed since: check again")
    return ReadinessItem("check", label, True, ", ".join(pack.short_title for pack in state.packs))


def _decided(state: ReviewState) -> ReadinessItem:
    label, count = "A person's decision on every finding", len(state.findings)
    decided = decided_count(state.findings)
    if state.check is None and state.packs:
        return ReadinessItem("decisions", label, False, "there are no findings yet")
    return ReadinessItem("decisions", label, decided == count, f"{decided} of {count} decided")


def _provisions(state: ReviewState) -> ReadinessItem:
    label, lacking = "All that the law asks for", missing(state.findings)
    if state.check is None and state.packs:
        return ReadinessItem("provisions", label, False, "not known yet", needed_for_ready=False)
    detail = f"{len(lacking)} not as asked: {_named(lacking)}" if lacking else "every provision stands in it"
    return ReadinessItem("provisions", label, not lacking, detail, needed_for_ready=False)


def _counsel(agreement: Agreement, state: ReviewState) -> list[ReadinessItem]:
    """One line where counsel must review, by a pack or because somebody asked; none otherwise."""
    asked = agreement.states.filter(state=AgreementState.WITH_COUNSEL).exists()
    why = state.counsel_reason or ("counsel was asked" if asked else "")
    if not why:
        return []
    label = "Counsel's clearance of this version"
    opinion = state.document.opinions.select_related("given_by").first() if state.document is not None else None
    if opinion is None:
        return [ReadinessItem("counsel", label, False, why)]
    said = f"{opinion.given_by}: {opinion.get_opinion_display()}"
    return [ReadinessItem("counsel", label, opinion.opinion == Opinion.CLEARED, said)]


def _named(lacking: list[FindingState]) -> str:
    """Provisions by law: `il-soppa b, c; mt-pupil-data 1, 4`."""
    by_pack: dict[str, list[str]] = {}
    for entry in lacking:
        pack, _, number = entry.finding.provision.partition(".")
        by_pack.setdefault(pack, []).append(number)
    return "; ".join(f"{pack} {', '.join(numbers)}" for pack, numbers in by_pack.items())
