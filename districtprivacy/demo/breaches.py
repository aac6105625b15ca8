"""The demonstration's breaches: one open, that an operator told of on a Friday evening; one over, with all done."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from breaches.clocks import clocks_met_by_mailing
from breaches.models import Breach, FactKind, Stage
from breaches.selectors import elements_proposed
from breaches.services.elements import breach_elements_add
from breaches.services.facts import breach_fact_add
from breaches.services.reporting import Report, breach_details_change, breach_report
from breaches.services.states import breach_move
from breaches.services.students import affected_add_school
from breaches.services.tasks import task_done
from deadlines.selectors import clocks_of, deadlines_open
from deadlines.services import deadline_meet
from district.clock import local_day
from district.models import School, User
from districtprivacy.demo.foundation import ZONE
from districtprivacy.demo.publicentries import entry_posted_then
from roster.selectors import students_of
from vendors.models import Operator

DONE = "Done; see the file of the breach."
FRIDAY = 4  # as datetime counts weekdays
MAIL = """To our school customers,

on Wednesday of last week we found that a backup of Inkwell Commons could be opened by anyone who had its address. \
Your pupils' names, class names, e-mail addresses and drafts were in it. The backup was closed within the hour. \
We read the logs now to learn who opened it, and will write again.

Pat Fictional, security, Inkwell Commons Fictional, LLC
(This message is invented.)"""


def breaches_make(people: dict[str, User], schools: Sequence[School], *, now: datetime) -> tuple[Breach, Breach]:
    """The open one and the one that is over. Pupils come from the demonstration's roster, where it is loaded."""
    over = _over(people["dana"], schools[3], now=now)
    return _open(people["dana"], schools[1], now=now), over


def friday_evening(now: datetime) -> datetime:
    """The last Friday, 5:40 p.m. of the district's clock, that lies more than a day back."""
    latest = (now - timedelta(hours=25)).astimezone(ZoneInfo(ZONE))
    evening = latest.replace(hour=17, minute=40, second=0, microsecond=0)
    evening -= timedelta(days=(evening.weekday() - FRIDAY) % 7)
    return evening if evening <= latest else evening - timedelta(days=7)


def _open(dana: User, school: School, *, now: datetime) -> Breach:
    """Found on a Wednesday, told on the Friday evening of the week after, determined yesterday."""
    told, determined = friday_evening(now), now - timedelta(days=1)
    report = Report(
        operator=Operator.objects.get(name="Inkwell Commons Fictional, LLC"),
        reporter="Pat Fictional, security@inkwell-commons.example",
        what_happened=MAIL,
        title="Backup of Inkwell Commons",
        facts={FactKind.OPERATOR_DISCOVERED: told - timedelta(days=9), FactKind.DISTRICT_NOTIFIED: told},
    )
    breach = breach_report(report=report, actor=dana, now=min(told + timedelta(hours=2), now))
    _touched(breach, dana, now=determined)
    _pupils(breach, school, dana, now=determined)
    breach_fact_add(
        breach=breach,
        kind=FactKind.DETERMINED,
        at=determined,
        stated_by=str(dana),
        note="The operator's logs show that strangers opened the backup.",
        actor=dana,
        now=now,
    )
    _told(
        breach,
        dana,
        now=now,
        happened_from=local_day(told - timedelta(days=16), ZONE),
        happened_until=local_day(told - timedelta(days=9), ZONE),
        measures="We have asked every pupil to choose a new password, and are checking what else the operator keeps.",
        operator_contact="Pat Fictional, Inkwell Commons Fictional, LLC\n8 Quill Close, Inkwell, CT 06003\n"
        "(555) 010-0777, privacy@inkwell-commons.example",
    )
    return breach


def _over(dana: User, school: School, *, now: datetime) -> Breach:
    """Lunch accounts, last school year: told, determined, letters out, closed."""
    told = now - timedelta(days=150)
    report = Report(
        operator=Operator.objects.get(name="Harvest Table Fictional, Inc."),
        reporter="Lee Fictional, help@harvest-table.example",
        what_happened="A lost notebook held the names and lunch numbers of pupils of one school. (Invented.)",
        title="Lunch numbers on a lost notebook",
        facts={FactKind.OPERATOR_DISCOVERED: told - timedelta(days=2), FactKind.DISTRICT_NOTIFIED: told},
    )
    breach = breach_report(report=report, actor=dana, now=told + timedelta(hours=1))
    _touched(breach, dana, now=told + timedelta(hours=3))
    _pupils(breach, school, dana, now=told + timedelta(hours=4))
    determined, sent = told + timedelta(hours=20), told + timedelta(hours=30)
    breach_fact_add(
        breach=breach,
        kind=FactKind.DETERMINED,
        at=determined,
        stated_by=str(dana),
        note="The notebook was not locked.",
        actor=dana,
        now=determined,
    )
    day = local_day(told - timedelta(days=3), ZONE)
    _told(
        breach,
        dana,
        now=determined,
        happened_from=day,
        happened_until=day,
        measures="Every pupil of the school has a new lunch number.",
        operator_contact="Lee Fictional, Harvest Table Fictional, Inc., (555) 010-0444",
    )
    breach_move(breach, Stage.NOTIFYING, dana, determined + timedelta(hours=1), "Letters are approved.")
    clocks_met_by_mailing(breach, sent, dana, sent)
    entry_posted_then(breach, dana, now=sent + timedelta(hours=1))
    _rest_done(breach, dana, now=sent + timedelta(hours=2))
    breach_move(breach, Stage.CLOSED, dana, told + timedelta(days=40), "Nothing more came in.")
    return breach


def _touched(breach: Breach, dana: User, *, now: datetime) -> None:
    if proposed := [line.element for line in elements_proposed(breach)]:
        breach_elements_add(breach=breach, elements=proposed, actor=dana, now=now)


def _pupils(breach: Breach, school: School, dana: User, *, now: datetime) -> None:
    if students_of([school.pk]).exists():
        affected_add_school(breach=breach, schools=[school], grades=(), actor=dana, now=now)


def _told(breach: Breach, dana: User, *, now: datetime, **values: object) -> None:
    breach_details_change(breach=breach, values=values, reason="", actor=dana, now=now)


def _rest_done(breach: Breach, dana: User, *, now: datetime) -> None:
    """What neither letters nor the posting meet was done otherwise: told, written down."""
    for clock in deadlines_open(clocks_of(breach)):
        deadline_meet(
            deadline=clock,
            at=max(now, clock.started_at),
            actor=dana,
            now=now,
            evidence=DONE,
        )
    for task in breach.tasks.filter(done_at=None, not_needed_because=""):
        task_done(task=task, evidence=DONE, actor=dana, now=now)
