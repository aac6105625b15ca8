"""The clock of an agreement's end follows what the record says of its term."""

from datetime import date, timedelta

import pytest

from contracts.models import Agreement, AgreementState
from contracts.services import agreement_sign, agreement_update
from deadlines.models import Deadline, DeadlineState
from district.models import District, User
from tests.factories.contracts import MARCH, AgreementFactory, DocumentFactory

pytestmark = pytest.mark.django_db
LATER = MARCH + timedelta(days=3)


def signed(dana: User, ends_on: date | None) -> Agreement:
    agreement = AgreementFactory(state=AgreementState.READY, ends_on=ends_on)
    DocumentFactory(agreement=agreement)
    return agreement_sign(agreement=agreement, signed_at=MARCH, actor=dana, now=MARCH)


def clocks(state: str) -> list[Deadline]:
    return list(Deadline.objects.filter(rule="agreement.expiry", state=state))


def test_another_end_replaces_the_clock_and_says_why(district: District, dana: User) -> None:
    agreement = signed(dana, date(2027, 6, 30))
    agreement_update(agreement=agreement, ends_on=date(2028, 6, 30), actor=dana, now=LATER)
    (old,), (new,) = clocks(DeadlineState.WITHDRAWN), clocks(DeadlineState.OPEN)
    assert old.closed_reason == "The agreement's term now ends on Friday 30 June 2028."
    assert (new.last_day, new.started_at) == (date(2028, 6, 30), LATER)


def test_an_end_added_later_opens_a_clock(district: District, dana: User) -> None:
    agreement = signed(dana, None)
    assert clocks(DeadlineState.OPEN) == []
    agreement_update(agreement=agreement, ends_on=date(2028, 6, 30), actor=dana, now=LATER)
    assert [clock.last_day for clock in clocks(DeadlineState.OPEN)] == [date(2028, 6, 30)]


def test_an_end_taken_away_withdraws_the_clock(district: District, dana: User) -> None:
    agreement = signed(dana, date(2027, 6, 30))
    agreement_update(agreement=agreement, ends_on=None, actor=dana, now=LATER)
    assert clocks(DeadlineState.OPEN) == []
    assert clocks(DeadlineState.WITHDRAWN)[0].closed_reason == "The agreement's term has no fixed end now."


def test_an_end_that_is_over_already_opens_none(district: District, dana: User) -> None:
    agreement = signed(dana, date(2027, 6, 30))
    agreement_update(agreement=agreement, ends_on=date(2026, 3, 4), actor=dana, now=LATER)
    assert clocks(DeadlineState.OPEN) == []


def test_other_changes_leave_the_clock_alone(district: District, dana: User) -> None:
    agreement = signed(dana, date(2027, 6, 30))
    agreement_update(agreement=agreement, title="Another title", actor=dana, now=LATER)
    assert [clock.started_at for clock in clocks(DeadlineState.OPEN)] == [MARCH]
    assert clocks(DeadlineState.WITHDRAWN) == []


def test_a_draft_has_no_clock_of_its_end(district: District, dana: User) -> None:
    agreement_update(agreement=AgreementFactory(), ends_on=date(2028, 6, 30), actor=dana, now=LATER)
    assert not Deadline.objects.exists()


def test_the_last_day_is_the_districts_day(district: District, dana: User) -> None:
    agreement = AgreementFactory(state=AgreementState.READY, ends_on=date(2026, 3, 2))
    DocumentFactory(agreement=agreement)
    evening = MARCH.replace(day=3, hour=3)  # the evening of 2 March in Chicago
    agreement_sign(agreement=agreement, signed_at=MARCH, actor=dana, now=evening)
    assert [clock.last_day for clock in clocks(DeadlineState.OPEN)] == [date(2026, 3, 2)]
