"""Meeting and withdrawing."""

from datetime import UTC, datetime, timedelta

import pytest

from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline
from deadlines.presenters import status_in_words
from deadlines.services import deadline_meet, deadline_meet_for, deadline_withdraw, hold_place
from district.models import District, User

SIGNED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
POSTED = SIGNED + timedelta(days=4)


def test_a_met_clock_says_when_by_whom_and_how(posting: Deadline, dana: User) -> None:
    met = deadline_meet(deadline=posting, at=POSTED, actor=dana, now=POSTED, evidence="Posting 12")
    assert (met.state, met.closed_at, met.closed_by, met.closed_reason) == ("met", POSTED, dana.email, "Posting 12")
    assert status_in_words(met, POSTED) == "met"


def test_a_met_clock_rings_no_more(posting: Deadline, dana: User) -> None:
    deadline_meet(deadline=posting, at=POSTED, actor=dana, now=POSTED)
    assert set(posting.alarms.values_list("state", "outcome")) == {("dropped", "closed")}


def test_meeting_again_changes_nothing(posting: Deadline, dana: User) -> None:
    deadline_meet(deadline=posting, at=POSTED, actor=dana, now=POSTED)
    later = POSTED + timedelta(days=1)
    assert deadline_meet(deadline=posting, at=later, actor=dana, now=later).closed_at == POSTED


def test_a_clock_met_after_its_due_instant_is_met_late(posting: Deadline, dana: User) -> None:
    late = posting.due_at
    assert status_in_words(deadline_meet(deadline=posting, at=late, actor=dana, now=late), late) == "met late"


def test_a_clock_is_not_met_ahead_of_time(posting: Deadline, dana: User) -> None:
    with pytest.raises(DeadlineRefused, match="not come yet"):
        deadline_meet(deadline=posting, at=POSTED, actor=dana, now=SIGNED)


def test_a_person_cannot_meet_a_clock_before_it_began(posting: Deadline, dana: User) -> None:
    before = SIGNED - timedelta(seconds=1)
    with pytest.raises(DeadlineRefused, match="before it began"):
        deadline_meet(deadline=posting, at=before, actor=dana, now=POSTED)
    posting.refresh_from_db()
    assert posting.state == "open"
    assert deadline_meet(deadline=posting, at=SIGNED, actor=dana, now=POSTED).state == "met"


def test_a_record_older_than_the_clock_meets_it(adopted: District, posting: Deadline, dana: User) -> None:
    before = SIGNED - timedelta(days=1)
    (met,) = deadline_meet_for(subject=adopted, rule="il-soppa.agreement.post", at=before, actor=dana, now=POSTED)
    assert met.closed_at == before


def test_posting_meets_every_clock_of_the_rule(adopted: District, posting: Deadline, dana: User) -> None:
    met = deadline_meet_for(subject=adopted, rule="il-soppa.agreement.post", at=POSTED, actor=dana, now=POSTED)
    assert [clock.pk for clock in met] == [posting.pk]
    assert deadline_meet_for(subject=adopted, rule="il-soppa.agreement.post", at=POSTED, actor=dana, now=POSTED) == []


def test_withdrawing_needs_a_reason(posting: Deadline, dana: User) -> None:
    with pytest.raises(DeadlineRefused, match="Say why"):
        deadline_withdraw(deadline=posting, reason="  ", actor=dana, now=POSTED)
    posting.refresh_from_db()
    assert posting.state == "open"


def test_a_withdrawn_clock_cannot_be_met(posting: Deadline, dana: User) -> None:
    deadline_withdraw(deadline=posting, reason="Not an agreement.", actor=dana, now=POSTED)
    with pytest.raises(DeadlineRefused, match="withdrawn already"):
        deadline_meet(deadline=posting, at=POSTED, actor=dana, now=POSTED)


def test_meeting_a_held_clock_ends_its_hold(letters: Deadline, dana: User) -> None:
    hold = hold_place(
        deadline=letters,
        document=b"Please wait.",
        document_name="request.pdf",
        requested_by="Lantern County Sheriff",
        actor=dana,
        now=SIGNED,
    )
    met = deadline_meet(deadline=letters, at=POSTED, actor=dana, now=POSTED)
    hold.refresh_from_db()
    assert (met.held, hold.lifted_at) == (False, POSTED)
