"""The office's home page: what is late, due soon, waiting and held; what to do; the next 60 days; what changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from breaches.models import Breach
from breaches.rooms import breaches_open, clocks_next
from deadlines.models import AlarmState, Deadline
from deadlines.selectors import (
    DeadlineCounts,
    alarms_failing,
    deadline_counts,
    deadline_counts_by_owner,
    deadlines_of_person,
    deadlines_open,
    deadlines_visible_to,
    heartbeat_detail,
    heartbeats_stale,
    reckonings_latest,
)
from district.models import User
from district.roles import ROLE_NAMES
from district.selectors import district_current_or_none
from districtprivacy.addresses import list_address
from districtprivacy.changes import Changes, changes_since_last_working_day
from districtprivacy.clocklines import ClockLine, clock_lines, clock_status, date_words
from districtprivacy.firststeps import Step, first_steps
from districtprivacy.homelines import RequestsLine, Trouble, approval_line, committee_line, seen_lacking
from districtprivacy.strip import DueDay, Strip, strip_of
from inventory.disclosures.selectors import SEE as SEE_DISCLOSURES
from inventory.disclosures.selectors import lacking_count
from inventory.leaving.selectors import SEE as SEE_ENDS
from inventory.leaving.selectors import leavings_needing
from inventory.selectors import uses_visible_to
from inventory.standing import uses_without_agreement
from inventory.training.people import SEE as SEE_TRAININGS
from inventory.training.selectors import late_count
from notices.models import MessageState
from notices.selectors import messages_failed
from requests_portal.desk.lists import desk_counts
from requests_portal.selectors import SEE as SEE_REQUESTS

MOST_LINES: Final = 10
AHEAD: Final = timedelta(days=30)  # what is due later needs nobody today
MINE: Final = "mine"
EVERYONE: Final = "everyone"


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that links to its list."""

    tone: str
    name: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of the "whose clocks" switch."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class BreachLine:
    """An open breach: the first thing that its reader sees. The clock's words are empty where none runs."""

    name: str
    about: str
    tone: str
    status: str
    next: str
    url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything that the page says. `template` is the page for this person's situation."""

    template: str
    tiles: tuple[Tile, ...] = ()
    lines: tuple[ClockLine, ...] = ()
    more_url: str = ""
    more: int = 0
    strip: Strip | None = None
    changes: Changes | None = None
    choices: tuple[Choice, ...] = ()
    whose: str = MINE
    stale: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    steps: tuple[Step, ...] = ()
    unagreed: Trouble | None = None
    lacking: tuple[Trouble, ...] = ()
    breaches: tuple[BreachLine, ...] = ()
    requests: RequestsLine | None = None
    ends: RequestsLine | None = None
    committee: RequestsLine | None = None
    approval: Trouble | None = None
    roles: tuple[str, ...] = ()


def roles_of(user: User) -> tuple[str, ...]:
    """Names of a person's roles; staff members have one that opens no table of the office."""
    return tuple(name for role, name in ROLE_NAMES.items() if user.has_role(role))


def home_page(user: User, now: datetime, *, whose: str = "") -> HomePage:
    """The page for a person. Without a role there is nothing to see; without a district there are first steps."""
    if not (user.is_superuser or user.get_all_permissions()):
        return HomePage("admin/no_role.html", roles=roles_of(user))
    district = district_current_or_none()
    if district is None:
        return HomePage("admin/first_steps.html", steps=tuple(first_steps(user, now)))
    return todays_page(user, now, district.time_zone, whose)


def todays_page(user: User, now: datetime, zone: str, whose: str) -> HomePage:
    visible = deadlines_visible_to(user)
    choices = whose_choices(user, visible, now)
    chosen = whose if whose in {choice.value for choice in choices} else MINE
    rows = chosen_rows(visible, user, chosen)
    counts = deadline_counts(rows, now=now)
    steps = first_steps(user, now) if not counts.open else []
    lines = lines_today(rows, now, zone, publishes=user.has_perm("transparency.add_snapshot"))
    today = now.astimezone(ZoneInfo(zone)).date()
    return HomePage(
        "admin/index.html",
        tiles=tiles_of(counts, chosen),
        lines=lines,
        more=counts.open - len(lines),
        more_url=list_address("deadlines.deadline", state__exact="open", whose=chosen),
        strip=strip_of(due_days(rows), first=today),
        changes=changes_since_last_working_day(user, now=now, zone=zone),
        choices=choices,
        whose=chosen,
        stale=tuple(heartbeats_stale(now=now, stale_after=settings.HEARTBEAT_STALE_AFTER)),
        troubles=tuple(troubles_of(user)),
        breaches=breach_lines(user, now, zone),
        requests=requests_line(user),
        ends=ends_line(user, today),
        committee=committee_line(user, now, today),
        approval=approval_line(user),
        lacking=lists_lacking(user, today),
        unagreed=unagreed_of(user, today),
        steps=() if all(step.done for step in steps) else tuple(steps),
    )


def troubles_of(user: User) -> list[Trouble]:
    """Alarms that fail, messages given up, and a mail server that does not answer: three queries."""
    found = []
    if failing := alarms_failing().count():
        url = list_of(user, "deadlines.alarm", state__exact=AlarmState.FAILING)
        found.append(Trouble(f"{failing} alarm{'s' * (failing > 1)} could not be told and will be tried again.", url))
    if failed := messages_failed().count():
        url = list_of(user, "notices.message", state__exact=MessageState.FAILED)
        found.append(Trouble(f"{failed} message{'s' * (failed > 1)} could not be sent, after many attempts.", url))
    if heartbeat_detail("send").get("trouble"):
        url = list_of(user, "notices.message", state__exact=MessageState.QUEUED)
        found.append(Trouble("The mail server is in trouble: messages wait until it answers again.", url))
    return found


def breach_lines(user: User, now: datetime, zone: str) -> tuple[BreachLine, ...]:
    """Every open breach with its next clock, for those who may read breaches; never a drill. Two queries, or one."""
    breaches = breaches_open(user)
    clocks = clocks_next(breaches)
    return tuple(breach_line(breach, clocks.get(breach.pk), now, zone) for breach in breaches)


def breach_line(breach: Breach, clock: Deadline | None, now: datetime, zone: str) -> BreachLine:
    pupils = "1 pupil" if breach.affected_total == 1 else f"{breach.affected_total:,} pupils"
    who = breach.operator.name if breach.operator else "the district’s own systems"
    about = f"{who} · {pupils} · {breach.get_state_display()}"
    url = reverse("breaches:room", args=[breach.pk])
    if clock is None:
        return BreachLine(str(breach), about, "", "", "", url)
    tone, status = clock_status(clock, now=now, zone=zone)
    return BreachLine(str(breach), about, tone, status, f"{clock.title}, {date_words(clock, zone)}", url)


# View of the desk → what of it is said here.
REQUESTS_NEED: Final = (
    ("unassigned", "nobody’s yet"),
    ("unidentified", "without knowing who asks"),
    ("bounced", "with mail that came back"),
    ("hearings", "with a hearing to hold"),
)


def requests_line(user: User) -> RequestsLine | None:
    """Open requests, for those who may read them; None where nothing is open. Three queries, or none."""
    if not user.has_perm(SEE_REQUESTS):
        return None
    counts, desk = desk_counts(user), reverse("requests:list")
    if not (counts["open"] or counts["bounced"] or counts["hearings"]):
        return None
    words = "1 request is open" if counts["open"] == 1 else f"{counts['open']} requests are open"
    needs = [Trouble(f"{counts[view]} {about}", f"{desk}?view={view}") for view, about in REQUESTS_NEED if counts[view]]
    return RequestsLine(words, desk, tuple(needs))


# What of the ends of agreements needs a person → how it is said.
ENDS_NEED: Final = (
    ("unasked", "where the operator was not asked yet"),
    ("overdue", "overdue"),
    ("answered", "with an answer to check"),
    ("refused", "with a refusal"),
)


def ends_line(user: User, day: date) -> RequestsLine | None:
    """Agreements that ended and whose data is still to be dealt with; None where there is none. One query, or none."""
    if not user.has_perm(SEE_ENDS):
        return None
    counts, page = leavings_needing(user, day), reverse("leaving:list")
    if not counts["open"]:
        return None
    words = (
        "Data after the end of 1 agreement" if counts["open"] == 1 else f"Data after {counts['open']} agreements’ end"
    )
    needs = [Trouble(f"{counts[need]} {about}", page) for need, about in ENDS_NEED if counts[need]]
    return RequestsLine(words, page, tuple(needs))


def lists_lacking(user: User, day: date) -> tuple[Trouble, ...]:
    """Recipients without cover, late trainings, apps seen in use: for those who may see them. Few queries, or none."""
    found = []
    if user.has_perm(SEE_DISCLOSURES) and (number := lacking_count(user, day)):
        words = "1 recipient lacks" if number == 1 else f"{number} recipients lack"
        url = f"{reverse('disclosures:register')}?show=lacking"
        found.append(Trouble(f"{words} a written agreement or the proof of a lawful exception.", url))
    if user.has_perm(SEE_TRAININGS) and (number := late_count(day)):
        words = "1 training is" if number == 1 else f"{number} trainings are"
        found.append(Trouble(f"{words} late, counted by person.", reverse("trainings:overview")))
    if (seen := seen_lacking(user, day)) is not None:
        found.append(seen)
    return tuple(found)


def unagreed_of(user: User, day: date) -> Trouble | None:
    """Products in use without an agreement in force, for those who may read the list: one query."""
    number = uses_without_agreement(uses_visible_to(user), day).count()
    if not number:
        return None
    words = "1 product is" if number == 1 else f"{number} products are"
    url = list_of(user, "inventory.productuse", agreement="missing")
    return Trouble(f"{words} in use without an agreement in force.", url)


def list_of(user: User, label: str, **filters: str) -> str:
    app, model = label.split(".")
    return list_address(label, **filters) if user.has_perm(f"{app}.view_{model}") else ""


def whose_choices(user: User, visible: QuerySet[Deadline], now: datetime) -> tuple[Choice, ...]:
    """Mine, everyone's, and each owner's; only mine for those who may not read all clocks."""
    if not user.has_perm("deadlines.view_deadline"):
        return (Choice(MINE, "Mine"),)
    owners = [
        Choice(str(row["owner_id"]), f"{row['owner__name']} ({row['open']})")
        for row in deadline_counts_by_owner(visible, now=now)
        if row["owner_id"] not in (None, user.pk)
    ]
    return (Choice(MINE, "Mine"), Choice(EVERYONE, "Everyone’s"), *owners)


def chosen_rows(visible: QuerySet[Deadline], user: User, chosen: str) -> QuerySet[Deadline]:
    if chosen == EVERYONE:
        return visible
    if chosen == MINE:
        return deadlines_of_person(visible, user)
    return visible.filter(owner_id=int(chosen))


def lines_today(rows: QuerySet[Deadline], now: datetime, zone: str, *, publishes: bool) -> tuple[ClockLine, ...]:
    """What is late or due within 30 days, the first due first, held ones left out: two queries."""
    near = deadlines_open(rows).filter(held=False, due_at__lte=now + AHEAD)
    clocks = list(near.select_related("owner").order_by("due_at", "pk")[:MOST_LINES])
    reckonings = reckonings_latest([clock.pk for clock in clocks])
    return tuple(clock_lines(clocks, reckonings, now=now, zone=zone, publishes=publishes))


def due_days(rows: QuerySet[Deadline]) -> list[DueDay]:
    """Open clocks by their last day, counted in the database."""
    counted = deadlines_open(rows).order_by("last_day").values("last_day")
    return [
        DueDay(row["last_day"], row["clocks"], row["on_hold"])
        for row in counted.annotate(clocks=Count("pk"), on_hold=Count("pk", filter=Q(held=True)))
    ]


def tiles_of(counts: DeadlineCounts, chosen: str) -> tuple[Tile, ...]:
    """The four numbers, each with the list that shows the same clocks."""
    numbers = (
        ("late", "Late", counts.late),
        ("soon", "Due in 3 days", counts.due_soon),
        ("waiting", "Waiting on others", counts.waiting),
        ("held", "Held", counts.held),
    )
    return tuple(Tile(tone, name, number, tile_address(tone, chosen)) for tone, name, number in numbers)


def tile_address(tone: str, chosen: str) -> str:
    return list_address("deadlines.deadline", standing=tone, whose=chosen)
