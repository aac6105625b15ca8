"""How lists say where a clock stands."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.models import Deadline
from districtprivacy.clocklines import clock_status, date_words, place_of, span_words

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def clock(left: timedelta, *, held: bool = False) -> Deadline:
    return Deadline(due_at=NOW + left, last_day=date(2026, 11, 27), held=held, rule="il-soppa.agreement.post")


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(hours=-2, minutes=-10), ("late", "Late 2 h")),
        (timedelta(0), ("late", "Late 0 min")),
        (timedelta(days=-3), ("late", "Late 3 days")),
        (timedelta(minutes=40), ("soon", "Due in 40 min")),
        (timedelta(hours=24), ("soon", "Due in 24 h")),
        (timedelta(days=2), ("soon", "Wed 25 Nov")),
        (timedelta(days=30), ("open", "Wed 23 Dec")),
        (timedelta(days=400), ("open", "28 Dec 2027")),
    ],
)
def test_a_status_is_a_word_with_a_tone(left: timedelta, said: tuple[str, str]) -> None:
    assert clock_status(clock(left), now=NOW, zone="America/Chicago") == said


def test_a_held_clock_is_held_even_when_its_day_is_past() -> None:
    assert clock_status(clock(timedelta(days=-1), held=True), now=NOW, zone="America/Chicago") == ("held", "Held")


def test_the_last_day_is_the_one_before_the_midnight_at_which_the_duty_is_late() -> None:
    midnight = Deadline(due_at=datetime(2026, 11, 28, 6, 0, tzinfo=UTC), last_day=date(2026, 11, 27))
    assert clock_status(midnight, now=NOW, zone="America/Chicago") == ("open", "Fri 27 Nov")


def test_hours_end_at_a_moment_and_days_at_their_end() -> None:
    assert date_words(clock(timedelta(hours=30)), "America/Chicago") == "by Tuesday 24 November 2026, 4:00 p.m."
    midnight = Deadline(due_at=datetime(2026, 11, 28, 6, 0, tzinfo=UTC), last_day=date(2026, 11, 27))
    assert date_words(midnight, "America/Chicago") == "by the end of Friday 27 November 2026"


def test_spans_are_rounded_down() -> None:
    assert span_words(timedelta(hours=47, minutes=59)) == "47 h"
    assert span_words(timedelta(hours=48)) == "2 days"


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("il-soppa.agreement.post", ("Post", "/office/publish/")),
        ("ct-student-data.agreement.notify", ("Tell families", "/office/agreements/7/notice/")),
    ],
)
def test_who_publishes_is_led_to_the_page_that_meets_the_clock(rule: str, place: tuple[str, str]) -> None:
    assert place_of(Deadline(rule=rule, subject_id=7), publishes=True) == place
