"""A wrong moment of signing is corrected: the clocks are counted anew, and what was done stays done."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from contracts.models import Agreement, AgreementState
from contracts.services import SigningRefused, agreement_sign, agreement_signing_correct, posting_record
from deadlines.models import Deadline, DeadlineState
from district.models import District, User
from tests.factories.contracts import MARCH, AgreementFactory, DocumentFactory, SignedAgreementFactory

pytestmark = pytest.mark.django_db
POST = "il-soppa.agreement.post"
LATER = MARCH + timedelta(days=2)
TRUE = MARCH - timedelta(days=5)
WHY = "The superintendent signed on Wednesday."


@pytest.fixture
def agreement(district: District, dana: User, illinois: None) -> Agreement:
    agreement = AgreementFactory(state=AgreementState.READY)
    DocumentFactory(agreement=agreement)
    return agreement_sign(agreement=agreement, signed_at=MARCH, reason="A rider follows.", actor=dana, now=MARCH)


def correct(agreement: Agreement, actor: User, signed_at: datetime = TRUE, reason: str = WHY) -> Agreement:
    return agreement_signing_correct(agreement=agreement, signed_at=signed_at, reason=reason, actor=actor, now=LATER)


def test_open_clocks_are_withdrawn_and_opened_from_the_new_moment(agreement: Agreement, dana: User) -> None:
    assert correct(agreement, dana).signed_at == TRUE
    old = Deadline.objects.get(rule=POST, started_at=MARCH)
    new = Deadline.objects.get(rule=POST, started_at=TRUE)
    assert (old.state, new.state) == (DeadlineState.WITHDRAWN, DeadlineState.OPEN)
    assert WHY in old.closed_reason
    assert new.last_day == date(2026, 3, 12)  # 2 March is Casimir Pulaski Day
    assert agreement.states.filter(reason__contains=WHY).exists()


def test_what_was_posted_stays_posted_in_time_or_not(agreement: Agreement, dana: User) -> None:
    document, posted = agreement.documents.get(), MARCH + timedelta(days=1)
    posting_record(agreement=agreement, document=document, snapshot_sha256="a" * 64, actor=dana, now=posted)
    correct(agreement, dana)
    clocks = Deadline.objects.filter(rule=POST)
    assert {(clock.started_at, clock.state, clock.closed_at) for clock in clocks} == {
        (MARCH, DeadlineState.MET, posted),
        (TRUE, DeadlineState.MET, posted),
    }


def test_the_end_of_the_term_is_not_counted_from_signing(agreement: Agreement, dana: User) -> None:
    correct(agreement, dana)
    assert Deadline.objects.get(rule="agreement.expiry").state == DeadlineState.OPEN


def test_going_back_to_the_first_moment_runs_its_clocks_again(agreement: Agreement, dana: User) -> None:
    correct(agreement, dana)
    correct(agreement, dana, MARCH, "It was Monday after all.")
    (running,) = Deadline.objects.filter(rule=POST, state=DeadlineState.OPEN)
    assert running.last_day == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("moment", "reason", "says"),
    [
        (MARCH, WHY, "recorded already"),
        (LATER + timedelta(minutes=1), WHY, "not come yet"),
        (datetime(1999, 12, 31, 12, tzinfo=UTC), WHY, "before 1 January 2000"),
        (TRUE, "  ", "Say why"),
    ],
)
def test_a_crooked_correction_is_refused(
    moment: datetime, reason: str, says: str, agreement: Agreement, dana: User
) -> None:
    with pytest.raises(SigningRefused, match=says):
        correct(agreement, dana, moment, reason)
    assert Deadline.objects.filter(rule=POST).count() == 1


def test_only_who_may_sign_corrects(agreement: Agreement, dirk: User) -> None:
    with pytest.raises(PermissionDenied):
        correct(agreement, dirk)


@pytest.mark.parametrize("state", [AgreementState.DRAFT, AgreementState.ENDED])
def test_only_a_signed_agreement_has_a_moment_to_correct(state: str, district: District, dana: User) -> None:
    agreement = SignedAgreementFactory(state=state)
    with pytest.raises(SigningRefused, match="Only a signed agreement"):
        correct(agreement, dana)


def test_a_slip_of_the_year_is_refused_when_signing(district: District, dana: User) -> None:
    agreement = AgreementFactory(state=AgreementState.READY)
    DocumentFactory(agreement=agreement)
    with pytest.raises(SigningRefused, match="Check the year") as refusal:
        agreement_sign(agreement=agreement, signed_at=datetime(206, 3, 2, tzinfo=UTC), actor=dana, now=MARCH)
    assert refusal.value.field == "signed_at"


# The page


def test_the_signed_agreement_leads_to_the_form_and_the_form_corrects(
    agreement: Agreement, dana: User, signed_in: Callable[[User], Client]
) -> None:
    client, place = signed_in(dana), f"/office/contracts/agreement/{agreement.pk}/"
    assert f"{place}sign/correct/" in client.get(place).content.decode()
    with time_machine.travel(LATER, tick=False):
        assert 'value="2026-03-02"' in client.get(f"{place}sign/correct/").content.decode()
        values = {"signed_on": "2026-02-25", "signed_time": "09:00", "reason": WHY}
        answer = client.post(f"{place}sign/correct/", values, follow=True)
    assert "The moment of signing is corrected." in answer.content.decode()
    agreement.refresh_from_db()
    assert agreement.signed_at == TRUE


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"reason": ""}, "Say why the moment of signing is corrected."),
        ({"signed_on": "2026-03-05"}, "This moment has not come yet"),
        ({"signed_on": "0026-03-02"}, "Check the year of signing."),
    ],
)
def test_a_crooked_form_comes_back(
    given: dict[str, str], says: str, agreement: Agreement, dana: User, signed_in: Callable[[User], Client]
) -> None:
    values = {"signed_on": "2026-02-25", "signed_time": "09:00", "reason": WHY, **given}
    with time_machine.travel(LATER, tick=False):
        answer = signed_in(dana).post(f"/office/contracts/agreement/{agreement.pk}/sign/correct/", values)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_draft_leads_back_to_its_page(district: District, dana: User, signed_in: Callable[[User], Client]) -> None:
    address = f"/office/contracts/agreement/{AgreementFactory().pk}/sign/correct/"
    assert "Only a signed agreement" in signed_in(dana).get(address, follow=True).content.decode()


def test_the_form_turns_strangers_away(agreement: Agreement, refusals: Callable[..., None]) -> None:
    refusals(f"/office/contracts/agreement/{agreement.pk}/sign/correct/")
    refusals(f"/office/contracts/agreement/{agreement.pk}/sign/correct/", post=True)
