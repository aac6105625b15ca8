"""Clocks as a calendar."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.test import Client
from icalendar import Calendar

from deadlines.models import Deadline
from district.models import District, User
from tests.factories.deadlines import DeadlineFactory

SignIn = Callable[[User], Client]
NOON = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


def events(client: Client, whose: str = "") -> list[tuple[str, object]]:
    answer = client.get("/office/clocks.ics", {"whose": whose})
    assert answer["Content-Type"].startswith("text/calendar")
    return [
        (str(event["SUMMARY"]), event.decoded("DTSTART")) for event in Calendar.from_ical(answer.content).walk("VEVENT")
    ]


def test_days_are_days_and_hours_are_moments(posting: Deadline, bella: User, signed_in: SignIn) -> None:
    DeadlineFactory(title="Tell families", subject_name="A", started_at=NOON, due_at=NOON + timedelta(hours=48))
    assert events(signed_in(bella)) == [
        ("Tell families: A", NOON + timedelta(hours=48)),
        ("Posting a new agreement: Prairie Lantern District 900", date(2026, 3, 16)),
    ]


def test_everyones_only_for_those_who_may_see_them(posting: Deadline, dana: User, tom: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    assert (len(events(client)), len(events(client, "everyone"))) == (0, 1)
    assert signed_in(tom).get("/office/clocks.ics", {"whose": "everyone"}).status_code == 403


def test_the_signed_out_are_sent_to_sign_in(district: District, client: Client) -> None:
    assert client.get("/office/clocks.ics").status_code == 302
