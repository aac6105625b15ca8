"""What can be done with an agreement beside the next step: links under short headings, by what this person may do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from contracts.cure.gaps import Gaps
from contracts.draftpresenters import addendum_offered
from contracts.models import Agreement, AgreementState, Document
from contracts.noticerules import notice_packs
from contracts.presenters import NextStep
from contracts.readiness import ReviewState
from contracts.services.cure import NOTICE_STATES
from contracts.services.signing import SIGN
from contracts.services.states import STEPS
from district.models import User
from district.office import trail_address

READ_TRAIL = "district.read_trail"
CLOSED = (AgreementState.ENDED, AgreementState.VOID)


@dataclass(frozen=True, slots=True)
class Way:
    """One link: what it leads to, and where that is."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Ways:
    """Links that belong together, under their heading."""

    heading: str
    links: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What the page has already read: nothing here asks the database again, but for permissions."""

    agreement: Agreement
    user: User
    review: ReviewState
    gaps: Gaps
    versions: Sequence[Document]


def actions_of(standpoint: Standpoint, step: NextStep) -> list[Ways]:
    """The headings that hold a link for this person, in the order of the work; the next step itself is not repeated."""
    groups = (
        ("Review", _review(standpoint)),
        ("Gaps", _gaps(standpoint)),
        ("Papers", _papers(standpoint)),
        ("Signing and term", _signing(standpoint)),
        ("Posting", _posting(standpoint)),
        ("Record", _record(standpoint)),
    )
    kept = ((heading, tuple(way for way in ways if way.words != step.action)) for heading, ways in groups)
    return [Ways(heading, links) for heading, links in kept if links]


def may_upload(agreement: Agreement, user: User) -> bool:
    return user.has_perm("contracts.add_document") and agreement.state not in CLOSED


def _review(standpoint: Standpoint) -> Iterator[Way]:
    agreement, user = standpoint.agreement, standpoint.user
    if standpoint.review.check:
        yield _way("Open the review desk", "review", agreement)
    if len(standpoint.versions) > 1:
        yield _way("Compare versions", "compare", agreement)
    coverage = _address("coverage", agreement)
    if coverage and standpoint.versions:
        yield Way("The schedule of data against what is in use", coverage)
    asking = agreement.state in (AgreementState.REVIEWING, AgreementState.READY)
    if asking and user.has_perm("contracts.change_agreement"):
        yield _way("Ask counsel", "counsel-ask", agreement)
    if agreement.state == AgreementState.WITH_COUNSEL and user.has_role("counsel"):
        yield _way("Give an opinion", "counsel-opinion", agreement)


def _gaps(standpoint: Standpoint) -> Iterator[Way]:
    agreement, user = standpoint.agreement, standpoint.user
    if standpoint.gaps.listed and user.has_perm("contracts.add_curenotice") and agreement.state in NOTICE_STATES:
        yield _way("Write cure notice", "cure-add", agreement)
    if standpoint.review.check and addendum_offered(agreement, user):
        yield _way("Draft an addendum", "addendum", agreement)


def _papers(standpoint: Standpoint) -> Iterator[Way]:
    if may_upload(standpoint.agreement, standpoint.user):
        words = "Upload another version" if standpoint.versions else "Upload a file"
        yield _way(words, "upload", standpoint.agreement)
    check = standpoint.review.check
    if check:
        yield Way("Report (PDF)", reverse("contracts:report-pdf", args=[check.pk]))
        yield Way("Report (JSON)", reverse("contracts:report-json", args=[check.pk]))


def _signing(standpoint: Standpoint) -> Iterator[Way]:
    agreement, user = standpoint.agreement, standpoint.user
    if user.has_perm(SIGN) and AgreementState.SIGNED in STEPS[agreement.state]:
        yield _way("Record the signing", "sign", agreement)
    if user.has_perm(SIGN) and agreement.state == AgreementState.SIGNED:
        yield _way("Record a renewal", "renew", agreement)
        yield _way("Correct the moment of signing", "sign-correct", agreement)
        yield _way("End the agreement", "end", agreement)
    if user.has_perm(SIGN) and agreement.state == AgreementState.VOID:
        yield _way("Correct: it was not void", "void-correct", agreement)


def _posting(standpoint: Standpoint) -> Iterator[Way]:
    agreement, user = standpoint.agreement, standpoint.user
    if (
        agreement.signed_at
        and user.has_perm("transparency.view_agreementnotice")
        and notice_packs(standpoint.review.adopted)
    ):
        yield Way("Notice to students and parents", reverse("agreement-notice", args=[agreement.pk]))
    if agreement.state == AgreementState.SIGNED:
        yield _way("Hide parts of the posted copy", "redactions", agreement)


def _record(standpoint: Standpoint) -> Iterator[Way]:
    agreement, user = standpoint.agreement, standpoint.user
    if user.has_perm("contracts.change_agreement"):
        yield Way("Edit the record", reverse("admin:contracts_agreement_change", args=[agreement.pk]))
    if user.has_perm(READ_TRAIL):
        trail = trail_address(kind="contracts.agreement", record=agreement.pk)
        yield Way("Every change, in the audit trail", trail)


def _way(words: str, name: str, agreement: Agreement) -> Way:
    return Way(words, reverse(f"contracts:{name}", args=[agreement.pk]))


def _address(name: str, agreement: Agreement) -> str:
    """The address of a page of a room above; empty where that room is not installed."""
    try:
        return reverse(name, args=[agreement.pk])
    except NoReverseMatch:
        return ""
