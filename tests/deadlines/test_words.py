"""What screens and letters say about a clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.models import Deadline, Reckoning
from deadlines.presenters import deadline_in_words, due_in_words, length_in_words, status_in_words, status_tone

NOW = datetime(2026, 2, 9, 21, 0, tzinfo=UTC)
CHICAGO = "America/Chicago"


def letters(**fields: object) -> Deadline:
    given = {
        "event": "breach_determined",
        "started_at": NOW,
        "due_at": datetime(2026, 3, 12, 5, tzinfo=UTC),
        "last_day": date(2026, 3, 11),
    }
    return Deadline(**(given | fields))


def test_the_whole_sentence() -> None:
    reckoning = Reckoning(term="30 calendar days", citation="105 ILCS 85/27", steps=[])
    assert deadline_in_words(letters(), reckoning, CHICAGO) == (
        "Due by the end of Wednesday 11 March 2026. "
        "30 calendar days after 9 February 2026, when the breach was determined (105 ILCS 85/27)."
    )


def test_yearly_dates_are_counted_from_and_not_after() -> None:
    reckoning = Reckoning(term="each year by Jan. 31 and July 31", citation="105 ILCS 85/27", steps=[])
    words = deadline_in_words(letters(event="posting_period"), reckoning, CHICAGO)
    assert "Each year by Jan. 31 and July 31, counted from 9 February 2026, when the posting period began" in words


def test_an_unverified_rule_says_so() -> None:
    assert "Not verified" in deadline_in_words(letters(verified=False), None, CHICAGO)


def test_hours_end_at_a_minute_with_one_full_stop() -> None:
    assert due_in_words(letters(due_at=NOW), CHICAGO) == "Due by Monday 9 February 2026, 3:00 p.m."


@pytest.mark.parametrize(
    ("fields", "words", "tone"),
    [
        ({}, "due in 30 days", "open"),
        ({"due_at": NOW + timedelta(hours=71, minutes=59)}, "due in 71 hours", "soon"),
        ({"due_at": NOW + timedelta(minutes=1)}, "due in 1 minute", "soon"),
        ({"due_at": NOW}, "late 0 minutes", "late"),
        ({"due_at": NOW - timedelta(hours=2)}, "late 2 hours", "late"),
        ({"due_at": NOW - timedelta(hours=2), "held": True}, "held", "held"),
        ({"state": "met", "closed_at": NOW}, "met", "done"),
        ({"state": "met", "closed_at": NOW, "due_at": NOW}, "met late", "done"),
        ({"state": "withdrawn", "closed_at": NOW}, "withdrawn", "withdrawn"),
    ],
)
def test_status_in_words_and_tone(fields: dict[str, object], words: str, tone: str) -> None:
    clock = letters(**fields)
    assert (status_in_words(clock, NOW), status_tone(clock, NOW)) == (words, tone)


def test_days_begin_at_72_hours() -> None:
    assert (length_in_words(timedelta(hours=71)), length_in_words(timedelta(hours=72))) == ("71 hours", "3 days")
