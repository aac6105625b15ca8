"""A hold quiets a clock on a written request, and adds no days."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from deadlines.documents import document_path
from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline, Hold
from deadlines.selectors import deadline_reasons, hold_in_force
from deadlines.services import hold_lift, hold_place
from deadlines.sweep import sweep
from district.models import User

SIGNED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
REQUEST = b"%PDF-1.4 Please wait with the letters."


def place(deadline: Deadline, actor: User, **other: Any) -> Hold:
    given: dict[str, Any] = {
        "document": REQUEST,
        "document_name": "request.pdf",
        "requested_by": "Lantern County Sheriff",
        "now": SIGNED,
    }
    return hold_place(deadline=deadline, actor=actor, **(given | other))


def test_a_hold_keeps_its_document_and_leaves_the_date(letters: Deadline, dana: User) -> None:
    before = letters.due_at
    hold = place(letters, dana)
    letters.refresh_from_db()
    assert (letters.held, letters.due_at) == (True, before)
    assert hold.document_sha256 == sha256(REQUEST).hexdigest()
    assert document_path(hold.document_sha256).read_bytes() == REQUEST


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ({"document": b""}, "as a document"),
        ({"document_name": " "}, "as a document"),
        ({"requested_by": ""}, "Name the agency"),
        ({"ask_again_at": SIGNED}, "still to come"),
    ],
)
def test_a_hold_without_document_agency_or_day_to_come_is_refused(
    letters: Deadline, dana: User, missing: dict[str, Any], says: str
) -> None:
    with pytest.raises(DeadlineRefused, match=says):
        place(letters, dana, **missing)
    assert not Hold.objects.exists()


def test_a_rule_that_gives_no_ground_to_wait_cannot_be_held(posting: Deadline, dana: User) -> None:
    with pytest.raises(DeadlineRefused, match="no ground to wait"):
        place(posting, dana)


def test_one_hold_at_a_time(letters: Deadline, dana: User) -> None:
    place(letters, dana)
    with pytest.raises(DeadlineRefused, match="held already"):
        place(letters, dana)


def test_a_held_clock_is_quiet_but_for_the_question_about_the_hold(letters: Deadline, dana: User, sam: User) -> None:
    sweep(now=SIGNED)
    place(letters, dana)
    sweep(now=SIGNED + timedelta(days=16))
    fired = letters.alarms.exclude(kind="opened").exclude(state="pending")
    assert set(fired.values_list("kind", "outcome")) == {("reminder", "held"), ("hold_check", "told")}
    asked = letters.alarms.get(kind="hold_check", state="pending")
    assert (asked.step, asked.fires_at) == (2, SIGNED + timedelta(days=23))


def test_lifted_before_its_date_the_clock_keeps_it(letters: Deadline, dana: User) -> None:
    before = letters.due_at
    lifted = hold_lift(hold=place(letters, dana), actor=dana, now=SIGNED + timedelta(days=5))
    assert (lifted.held, lifted.due_at) == (False, before)
    assert "adds no days" in deadline_reasons(lifted)[0].steps[-1]
    assert lifted.alarms.filter(kind="reminder", state="pending").exists()


def test_lifted_after_its_date_the_duty_is_due_at_once(letters: Deadline, dana: User) -> None:
    when = letters.due_at + timedelta(days=10)
    lifted = hold_lift(hold=place(letters, dana), actor=dana, now=when)
    assert lifted.due_at == when
    assert len(deadline_reasons(lifted)) == 2
    assert lifted.alarms.filter(kind="due", state="pending", fires_at=when).count() == 1


def test_a_hold_is_lifted_once(letters: Deadline, dana: User) -> None:
    hold = place(letters, dana)
    hold_lift(hold=hold, actor=dana, now=SIGNED + timedelta(days=1))
    with pytest.raises(DeadlineRefused, match="lifted already"):
        hold_lift(hold=hold, actor=dana, now=SIGNED + timedelta(days=2))
    assert hold_in_force(letters) is None


def test_after_lifting_the_question_is_not_asked_again(letters: Deadline, dana: User, sam: User) -> None:
    hold = place(letters, dana)
    hold_lift(hold=hold, actor=dana, now=SIGNED + timedelta(days=1))
    sweep(now=SIGNED + timedelta(days=8))
    assert letters.alarms.get(kind="hold_check").outcome == "lifted"


def test_a_second_hold_asks_once_a_week_and_not_twice(letters: Deadline, dana: User, sam: User) -> None:
    hold_lift(hold=place(letters, dana), actor=dana, now=SIGNED + timedelta(days=1))
    place(letters, dana, now=SIGNED + timedelta(days=2))
    asking = letters.alarms.filter(kind="hold_check", state="pending")
    assert [alarm.fires_at for alarm in asking] == [SIGNED + timedelta(days=9)]
    sweep(now=SIGNED + timedelta(days=9))
    assert [alarm.fires_at for alarm in asking.all()] == [SIGNED + timedelta(days=16)]


def test_a_question_that_fails_is_dropped_with_its_hold(letters: Deadline, dana: User) -> None:
    hold = place(letters, dana)
    letters.alarms.filter(kind="hold_check").update(state="failing", failures=1, retry_at=SIGNED)
    hold_lift(hold=hold, actor=dana, now=SIGNED + timedelta(days=1))
    assert letters.alarms.get(kind="hold_check").state == "dropped"
