"""More time is taken once, for a reason that the rule names, while the term still runs; and counting anew keeps it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline
from deadlines.presenters import UNVERIFIED, deadline_in_words
from deadlines.selectors import deadline_reasons
from deadlines.services import (
    deadline_extend,
    deadline_meet,
    deadline_open_for_event,
    deadline_withdraw,
    deadlines_recompute,
)
from district.models import AdoptedPack, Closure, District, User
from rulebook.loading import load_packs

ASKED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LATER = ASKED + timedelta(days=3)
STORED = "the records are stored elsewhere"
OVER = datetime(2026, 3, 17, 5, tzinfo=UTC)  # the midnight that ends 16 March in Chicago


@pytest.fixture
def records(district: District) -> District:
    AdoptedPack.objects.create(pack="il-school-records", adopted_on=date(2021, 7, 1))
    return district


@pytest.fixture(params=["record_copy_requested", "record_inspection_requested"])
def clock(request: pytest.FixtureRequest, records: District, dana: User) -> Deadline:
    """Ten business days: until the end of 16 March 2026."""
    (row,) = deadline_open_for_event(subject=records, event=request.param, at=ASKED, actor=dana, now=ASKED)
    assert (row.last_day, row.due_at, row.verified) == (date(2026, 3, 16), OVER, True)
    return row


def extended(clock: Deadline, by: User, now: datetime = LATER, reason: str = STORED) -> Deadline:
    deadline_extend(deadline=clock, reason=reason, actor=by, now=now)
    clock.refresh_from_db()
    return clock


def test_ten_business_days_become_fifteen(clock: Deadline, dana: User) -> None:
    assert extended(clock, dana).last_day == date(2026, 3, 23)
    assert (clock.extension, clock.extended_because, clock.extended_at) == ("5 business days", STORED, LATER)
    assert clock.extended_by == dana.email


def test_a_reckoning_says_why_and_cites_the_extension(clock: Deadline, dana: User) -> None:
    newest, first = deadline_reasons(extended(clock, dana))
    assert STORED in newest.because
    assert "Not verified" in newest.because
    assert newest.term == "10 business days and 5 business days more"
    assert newest.citation == "105 ILCS 10/5(c); 105 ILCS 10/5(c), as amended by P.A. 100-532"
    assert any("5 business days more by the extension" in step for step in newest.steps)
    assert (first.last_day, first.term) == (date(2026, 3, 16), "10 business days")


def test_an_extension_whose_text_was_not_seen_marks_the_date(clock: Deadline, dana: User) -> None:
    extended(clock, dana)
    assert not clock.verified
    words = deadline_in_words(clock, deadline_reasons(clock)[0], "America/Chicago")
    assert words.startswith("Due by the end of Monday 23 March 2026. 10 business days and 5 business days more after")
    assert words.endswith(UNVERIFIED)


@pytest.mark.parametrize("reason", load_packs().duty("il-school-records.copy").extension.reasons)  # type: ignore[union-attr]
def test_every_reason_of_the_rule_gives_the_days(records: District, dana: User, reason: str) -> None:
    deadline_open_for_event(subject=records, event="record_copy_requested", at=ASKED, actor=dana, now=ASKED)
    assert extended(Deadline.objects.get(), dana, reason=reason).last_day == date(2026, 3, 23)


@pytest.mark.parametrize("reason", ["", " ", "we are busy", STORED.upper(), STORED + ".", "x" * 5000])
def test_no_other_reason_gives_more_time(clock: Deadline, dana: User, reason: str) -> None:
    with pytest.raises(DeadlineRefused, match="Choose one of the reasons"):
        extended(clock, dana, reason=reason)
    assert (clock.extension, clock.reckonings.count()) == ("", 1)


def test_it_is_extended_once(clock: Deadline, dana: User) -> None:
    extended(clock, dana)
    with pytest.raises(DeadlineRefused, match="extended already"):
        extended(clock, dana, now=LATER + timedelta(days=1))
    assert clock.reckonings.count() == 2


def test_a_stale_copy_of_the_row_does_not_extend_it_twice(clock: Deadline, dana: User) -> None:
    stale = Deadline.objects.get(pk=clock.pk)
    extended(clock, dana)
    with pytest.raises(DeadlineRefused, match="extended already"):
        deadline_extend(deadline=stale, reason=STORED, actor=dana, now=LATER)


@pytest.mark.parametrize("how", ["met", "withdrawn"])
def test_a_closed_clock_is_not_extended(clock: Deadline, dana: User, how: str) -> None:
    if how == "met":
        deadline_meet(deadline=clock, at=LATER, actor=dana, now=LATER)
    else:
        deadline_withdraw(deadline=clock, reason="Not a record.", actor=dana, now=LATER)
    with pytest.raises(DeadlineRefused, match=how):
        extended(clock, dana)


def test_it_can_be_extended_to_the_last_instant_and_not_after(clock: Deadline, dana: User) -> None:
    with pytest.raises(DeadlineRefused, match="The term is over"):
        extended(clock, dana, now=OVER)
    assert extended(clock, dana, now=OVER - timedelta(microseconds=1)).last_day == date(2026, 3, 23)


def test_a_rule_without_an_extension_gives_none(records: District, dana: User) -> None:
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2021, 7, 1))
    (clock,) = deadline_open_for_event(subject=records, event="copy_requested", at=ASKED, actor=dana, now=ASKED)
    with pytest.raises(DeadlineRefused, match="allows no more time"):
        deadline_extend(deadline=clock, reason=STORED, actor=dana, now=LATER)


def test_a_clock_of_no_pack_gives_none(clock: Deadline, dana: User) -> None:
    Deadline.objects.filter(pk=clock.pk).update(rule="requests.own-aim")
    clock.refresh_from_db()
    with pytest.raises(DeadlineRefused, match="allows no more time"):
        deadline_extend(deadline=clock, reason=STORED, actor=dana, now=LATER)


def test_a_held_clock_waits_for_its_hold(clock: Deadline, dana: User) -> None:
    Deadline.objects.filter(pk=clock.pk).update(held=True)
    with pytest.raises(DeadlineRefused, match="lift the hold first"):
        extended(clock, dana)


def test_the_alarms_move_with_the_date(clock: Deadline, dana: User) -> None:
    extended(clock, dana)
    waiting = clock.alarms.filter(state="pending")
    assert waiting.get(kind="due").fires_at == clock.due_at == datetime(2026, 3, 24, 5, tzinfo=UTC)
    assert waiting.filter(kind="moved", fires_at=LATER).count() == 1
    assert clock.alarms.get(kind="due", fires_at=OVER).outcome == "relaid"


def test_counting_anew_keeps_the_days(clock: Deadline, dana: User) -> None:
    extended(clock, dana)
    assert deadlines_recompute(because="Nothing changed.", actor=dana, now=LATER).stayed == 1
    Closure.objects.create(day=date(2026, 3, 20), name="Snow day")
    deadlines_recompute(because="Snow day.", actor=dana, now=LATER)
    clock.refresh_from_db()
    assert (clock.last_day, clock.extension) == (date(2026, 3, 24), "5 business days")
    assert deadline_reasons(clock)[0].term == "10 business days and 5 business days more"
