"""What the pages of agreements say: states, next steps, clocks and checklists in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from contracts.models import Agreement, AgreementState, CureNotice, Document, DocumentState
from contracts.readiness import ReadinessItem, ReviewState
from contracts.selectors import document_current, document_posted
from contracts.services.signing import SIGN
from contracts.standing import Standing
from deadlines.models import Deadline
from deadlines.presenters import deadline_in_words, status_in_words, status_tone
from deadlines.selectors import deadlines_for_subject, deadlines_visible_to, reckonings_latest
from district.models import User

# A shape for each state; the word stands beside it always.
STATE_TONES: dict[str, str] = {
    AgreementState.DRAFT: "open",
    AgreementState.REVIEWING: "soon",
    AgreementState.WITH_COUNSEL: "waiting",
    AgreementState.READY: "open",
    AgreementState.SIGNED: "done",
    AgreementState.ENDED: "withdrawn",
    AgreementState.VOID: "contradicted",
}
DOCUMENT_TONES: dict[str, str] = {
    DocumentState.STORED: "waiting",
    DocumentState.READ: "done",
    DocumentState.NEEDS_TEXT: "needs_person",
    DocumentState.UNREADABLE: "failed",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next: a sentence, and the button where this person may do it."""

    text: str
    action: str = ""
    url: str = ""
    post: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    item: ReadinessItem
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class ClockLine:
    deadline: Deadline
    status: str
    tone: str
    words: str


def clock_lines(agreement: Agreement | CureNotice, user: User, *, now: datetime, zone: str) -> list[ClockLine]:
    """The agreement's clocks, the first due first, with their reasons."""
    deadlines = list(deadlines_for_subject(deadlines_visible_to(user), agreement))
    reckonings = reckonings_latest([deadline.pk for deadline in deadlines])
    return [
        ClockLine(
            deadline,
            status_in_words(deadline, now),
            status_tone(deadline, now),
            deadline_in_words(deadline, reckonings.get(deadline.pk), zone),
        )
        for deadline in deadlines
    ]


def checklist_lines(
    agreement: Agreement, items: Iterable[ReadinessItem], document: Document | None, user: User
) -> list[ChecklistLine]:
    """Each line with the place where it is dealt with; without one where this person cannot deal with it now."""
    upload, review = _page("upload", agreement), _page("review", agreement)
    check = reverse("contracts:progress", args=[document.pk]) if document is not None else upload
    places = {
        "file": (upload, "Upload") if user.has_perm("contracts.add_document") else ("", ""),
        "check": (check, "See the check") if document is not None else ("", ""),
        "decisions": (f"{review}?open=1", "Review"),
        "provisions": (review, "See the findings"),
        "counsel": _counsel_place(agreement, user),
    }
    return [ChecklistLine(item, *places[item.code]) for item in items]


def _counsel_place(agreement: Agreement, user: User) -> tuple[str, str]:
    if user.has_role("counsel"):
        return _page("counsel-opinion", agreement), "Give an opinion"
    asking = agreement.state in (AgreementState.REVIEWING, AgreementState.READY)
    if asking and user.has_perm("contracts.change_agreement"):
        return _page("counsel-ask", agreement), "Ask counsel"
    return "", ""


def next_step(
    agreement: Agreement, items: list[ReadinessItem], state: ReviewState, user: User, standing: Standing
) -> NextStep:
    """The largest thing on the page. Without a button where the person may not take the step."""
    by_code = {item.code: item for item in items}
    if agreement.state == AgreementState.ENDED:
        return NextStep("This agreement has ended.")
    if agreement.state == AgreementState.VOID:
        text = "This agreement is void. Decide on its products, and enter a new agreement where one is made."
        address = f"{reverse('admin:contracts_agreement_add')}?operator={agreement.operator_id}"
        return _button(NextStep(text, "Enter a new agreement", address), user, "contracts.add_agreement")
    if agreement.state == AgreementState.SIGNED:
        return _expired(agreement, user) if standing.code == "expired" else _after_signing(agreement, user)
    for code in ("file", "check", "decisions"):
        if not by_code[code].done:
            return _missing(agreement, code, by_code[code], state, user)
    counsel = by_code.get("counsel")
    if counsel is not None and not counsel.done:
        return _counsel(agreement, counsel, user)
    if agreement.state == AgreementState.READY:
        text = "The review is complete. Record the signing as soon as it has happened: the clocks count from it."
        return _button(NextStep(text, "Record the signing", _page("sign", agreement)), user, SIGN)
    text = "Every finding is decided." + (
        "" if by_code["provisions"].done else " Some of what the law asks for is missing."
    )
    step = NextStep(text, "Mark as ready to sign", _page("ready", agreement), post=True)
    return _button(step, user, "contracts.change_agreement")


def _expired(agreement: Agreement, user: User) -> NextStep:
    text = "Its term is over. Record the renewal where it was renewed; else end the agreement."
    return _button(NextStep(text, "Record a renewal", _page("renew", agreement)), user, SIGN)


def _after_signing(agreement: Agreement, user: User) -> NextStep:
    current = document_current(agreement)
    if current is None:
        step = NextStep("Signed, but its file is missing.", "Upload the file", _page("upload", agreement))
        return _button(step, user, "contracts.add_document")
    if document_posted(current):
        return NextStep("Signed and posted. Its clocks are below.")
    if current.state == DocumentState.UNREADABLE:
        step = NextStep(current.problem, "Upload another file", _page("upload", agreement))
        return _button(step, user, "contracts.add_document")
    words = (
        "Another copy waits to take the posted one's place."
        if current.postings.exists()
        else "Signed, and not posted yet."
    )
    step = NextStep(words, "Publish", reverse("publish"))
    return _button(step, user, "transparency.add_snapshot")


def _missing(agreement: Agreement, code: str, item: ReadinessItem, state: ReviewState, user: User) -> NextStep:
    document = state.document
    upload = _page("upload", agreement)
    if document is None:
        text = "Upload the agreement: it is read and checked against every law that applies."
        return _button(NextStep(text, "Upload the agreement", upload), user, "contracts.add_document")
    if code == "decisions":
        text = f"Review the findings: {item.detail}."
        return NextStep(text, "Review the findings", _page("review", agreement) + "?open=1")
    if document.state == DocumentState.NEEDS_TEXT:
        step = NextStep(document.problem, "Upload a text version", f"{upload}?text=1")
        return _button(step, user, "contracts.add_document")
    if document.state == DocumentState.UNREADABLE:
        return _button(NextStep(document.problem, "Upload another file", upload), user, "contracts.add_document")
    progress = reverse("contracts:progress", args=[document.pk])
    if document.state == DocumentState.STORED:
        return NextStep("The file is being read.", "See how far it is", progress)
    again = NextStep(
        f"{item.detail.capitalize()}.", "Check now", reverse("contracts:check", args=[document.pk]), post=True
    )
    return _button(again, user, "contracts.add_document")


def _counsel(agreement: Agreement, item: ReadinessItem, user: User) -> NextStep:
    if user.has_role("counsel"):
        return NextStep("It waits for your opinion.", "Give an opinion", _page("counsel-opinion", agreement))
    if agreement.state == AgreementState.WITH_COUNSEL:
        return NextStep("It is with counsel.")
    step = NextStep(f"Counsel has not cleared it: {item.detail}", "Ask counsel", _page("counsel-ask", agreement))
    return _button(step, user, "contracts.change_agreement")


def _button(step: NextStep, user: User, permission: str) -> NextStep:
    return step if user.has_perm(permission) else NextStep(step.text)


def _page(name: str, agreement: Agreement) -> str:
    return reverse(f"contracts:{name}", args=[agreement.pk])
