"""The demonstration's clocks: met by publishing, late, due tomorrow, held."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from deadlines.services import deadline_meet_for, deadline_open_for_event, hold_place
from district.audit import SystemActor
from district.calendars import calendar_current
from district.models import User
from rulebook.loading import load_packs
from rulebook.reckoning import reckon
from vendors.models import Operator

STORY = SystemActor("command:loaddemo")
POST_RULE = "il-soppa.agreement.post"
LETTER = b"To the district: please do not write to families until we have finished our inquiry. (Invented.)"


def days_ago_for_tomorrow(*, now: datetime) -> int:
    """How many days ago an agreement was signed whose posting is due tomorrow, or on the next day that it can be."""
    calendar = calendar_current()
    span = load_packs().duty(POST_RULE).terms[0].span
    local_now = now.astimezone(ZoneInfo(calendar.timezone))
    for days in range(40, 7, -1):
        if reckon(span, local_now - timedelta(days=days), calendar).last_day > local_now.date():
            return days
    raise LookupError("No day of signing makes the posting due tomorrow.")


def breaches_told(operators: dict[str, Operator], people: dict[str, User], *, now: datetime) -> None:
    """One operator still owes its notice, one has just sent it, and in a third case families wait for the police."""
    fresh, held = operators["Zephyr Messages Fictional, Inc."], operators["Cedar Gate Visitors Fictional, Inc."]
    deadline_open_for_event(
        subject=fresh,
        event="operator_notice_received",
        at=now - timedelta(hours=30),
        actor=people["dana"],
        now=now - timedelta(hours=29),
    )
    deadline_open_for_event(
        subject=operators["Gopher Prairie Buses Fictional"],
        event="breach_discovered_by_operator",
        at=now - timedelta(days=12),
        actor=people["dana"],
        now=now - timedelta(days=11),
    )
    opened = deadline_open_for_event(
        subject=held,
        event="operator_notice_received",
        at=now - timedelta(days=6),
        actor=people["dana"],
        now=now - timedelta(days=6),
    )
    for deadline in opened:
        if deadline.rule == "il-soppa.breach.notify-parents":
            hold_place(
                deadline=deadline,
                document=LETTER,
                document_name="Request of the Sample County Sheriff (invented).txt",
                requested_by="Sample County Sheriff (invented)",
                actor=people["dana"],
                now=now - timedelta(days=5),
            )
        else:
            deadline_meet_for(
                subject=held,
                rule=deadline.rule,
                at=now - timedelta(days=5),
                actor=people["dana"],
                now=now - timedelta(days=5),
                evidence="Letters sent to the families concerned",
            )
