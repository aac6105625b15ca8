"""The life of an agreement: one table, one function, rows that stay."""

import pytest

from contracts.models import AgreementState, AgreementStateRow
from contracts.services import StepRefused, agreement_end, agreement_enter
from contracts.services.states import STEPS
from deadlines.models import Deadline, DeadlineState
from district.audit import ActorMissing, SystemActor
from district.models import District, User
from tests.factories.contracts import MARCH, AgreementFactory, SignedAgreementFactory

pytestmark = pytest.mark.django_db
S = AgreementState


@pytest.mark.parametrize("before", list(S))
@pytest.mark.parametrize("after", list(S))
def test_only_the_steps_of_the_table_are_taken(before: str, after: str, dana: User) -> None:
    signed = {"signed_at": MARCH} if before in (S.SIGNED, S.ENDED, S.VOID) else {}
    agreement = AgreementFactory(state=before, **signed)
    agreement.signed_at = MARCH  # the database asks for it in the states after signing
    agreement.save(update_fields=["signed_at"])
    if after in STEPS[before]:
        assert agreement_enter(agreement, after, actor=dana, now=MARCH).state == after
        assert agreement.state == after
    else:
        with pytest.raises(StepRefused, match="cannot become"):
            agreement_enter(agreement, after, actor=dana, now=MARCH)
        assert not AgreementStateRow.objects.exists()


def test_every_state_has_its_line_in_the_table() -> None:
    assert set(STEPS) == set(S)


def test_each_step_says_who_when_and_why(dana: User) -> None:
    agreement = AgreementFactory()
    agreement_enter(agreement, S.REVIEWING, actor=dana, now=MARCH, reason="the file came")
    row = agreement.states.get()
    assert (row.state, row.actor, row.at, row.reason) == (S.REVIEWING, dana.email, MARCH, "the file came")


def test_a_step_needs_an_actor() -> None:
    with pytest.raises(ActorMissing):
        agreement_enter(AgreementFactory(), S.REVIEWING, actor=SystemActor(""), now=MARCH)


def test_the_step_is_checked_against_the_row_not_against_what_was_read(dana: User) -> None:
    agreement = AgreementFactory(state=S.REVIEWING)
    stale = type(agreement).objects.get(pk=agreement.pk)
    agreement_enter(agreement, S.WITH_COUNSEL, actor=dana, now=MARCH)
    with pytest.raises(StepRefused, match="with counsel"):
        agreement_enter(stale, S.WITH_COUNSEL, actor=dana, now=MARCH)


def test_an_agreement_ends_with_a_reason_only(dana: User, district: District) -> None:
    with pytest.raises(StepRefused, match="Say why"):
        agreement_end(agreement=SignedAgreementFactory(), reason=" ", actor=dana, now=MARCH)


def test_ending_meets_the_clock_of_the_term(dana: User, district: District) -> None:
    from contracts.services import agreement_sign

    agreement = AgreementFactory()
    agreement_sign(agreement=agreement, signed_at=MARCH, actor=dana, now=MARCH, reason="An old one, entered late.")
    agreement_end(agreement=agreement, reason="Replaced by another product.", actor=dana, now=MARCH)
    clock = Deadline.objects.get(rule="agreement.expiry")
    assert clock.state == DeadlineState.MET
    assert clock.closed_reason == "ended: Replaced by another product."
