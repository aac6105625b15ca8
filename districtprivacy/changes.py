"""What changed since the last working day: counts of the district's own steps, each with its list."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.urls import reverse

from contracts.rechecking import outdated_among, reasons_counted
from contracts.selectors import agreements_visible_to
from deadlines.models import DeadlineState
from deadlines.selectors import deadlines_visible_to
from district.models import User
from districtprivacy.addresses import list_address

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence ("3 agreements checked") and its list."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Since when ("Friday"), and what happened."""

    since: str
    changes: tuple[Change, ...]


def last_working_day(today: date) -> date:
    """The weekday before this one; holidays count as days on which somebody may have worked."""
    day = today - timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return day


def changes_since_last_working_day(user: User, *, now: datetime, zone: str) -> Changes:
    """Agreements and clocks that the person may see, in two queries; and what is to be looked at again, in four."""
    day = last_working_day(now.astimezone(ZoneInfo(zone)).date())
    since = datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
    changes = (*agreement_changes(user, since), *clock_changes(user, since), *outdated_changes(user, now))
    return Changes(f"{day:%A}", changes)


def agreement_changes(user: User, since: datetime) -> list[Change]:
    counts = agreements_visible_to(user).aggregate(
        checked=Count("pk", filter=Q(documents__checks__ran_at__gte=since), distinct=True),
        signed=Count("pk", filter=Q(signed_at__gte=since), distinct=True),
        posted=Count("pk", filter=Q(postings__posted_at__gte=since), distinct=True),
    )
    moment = {"signed": {"signed_at__gte": since.isoformat()}}
    return [
        Change(counted(number, "agreement", what), list_address("contracts.agreement", **moment.get(what, {})))
        for what, number in counts.items()
        if number
    ]


def clock_changes(user: User, since: datetime) -> list[Change]:
    counts = deadlines_visible_to(user).aggregate(
        started=Count("pk", filter=Q(started_at__gte=since)),
        met=Count("pk", filter=Q(state=DeadlineState.MET, closed_at__gte=since)),
    )
    lists = {
        "started": {"started_at__gte": since.isoformat()},
        "met": {"state__exact": "met", "closed_at__gte": since.isoformat()},
    }
    return [
        Change(counted(number, "clock", what), list_address("deadlines.deadline", **lists[what]))
        for what, number in counts.items()
        if number
    ]


def outdated_changes(user: User, now: datetime) -> list[Change]:
    """One line where packs or the checker changed since agreements were checked, whenever that was."""
    if not user.has_perm("contracts.view_recheck"):
        return []
    outdated = outdated_among(agreements_visible_to(user), now=now)
    if not outdated:
        return []
    number, reasons = len(outdated), reasons_counted(outdated)
    more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    words = f"{number} agreement{'' if number == 1 else 's'} to look at again: {reasons[0][0]}{more}"
    return [Change(words, reverse("contracts:recheck"))]


def counted(number: int, noun: str, verb: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'} {verb}"
