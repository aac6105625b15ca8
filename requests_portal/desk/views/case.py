"""The first page of a case: the one next thing to do, what was asked, the clocks, and everything in time order."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from deadlines.models import Deadline, Reckoning
from deadlines.presenters import due_in_words, status_in_words, status_tone
from deadlines.selectors import reckonings_latest
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest
from requests_portal.desk.asked import asked_rows, asker_rows, said_rows
from requests_portal.desk.common import case_render, request_or_refuse, request_page
from requests_portal.desk.finding import requests_alike
from requests_portal.desk.lists import DeskFilter, requests_due
from requests_portal.desk.nextsteps import next_step
from requests_portal.desk.standing import decisions_of, standings_of
from requests_portal.desk.timeline import timeline_of
from requests_portal.holders.services.extending import clocks_extendable
from requests_portal.models import KIND_WORDS, OPEN_STATES, PrivacyRequest
from requests_portal.selectors import owner_change_last, request_clocks
from requests_portal.services.clocks import RECORD_EVENTS
from roster.services import student_looked_at

PANE = 15


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock of the case with its words and the reckoning in force."""

    clock: Deadline
    tone: str
    status: str
    when: str
    reckoning: Reckoning | None


@dataclass(frozen=True, slots=True)
class Alike:
    """Another request of the same family or about the same pupil."""

    request: PrivacyRequest
    kind: str
    may_join: bool


@request_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Opening the case of a pupil whom the roster knows leaves a line: who looked at whom."""
    case = request_or_refuse(request.user, pk)
    now = clock_now()
    if request.method == "GET" and case.student is not None:
        student_looked_at(student=case.student, actor=request.user, now=now)
    pane = requests_due(request.user, DeskFilter(), size=PANE).rows
    return case_render(
        request,
        "staff/requests/case.html",
        case,
        "case",
        title=str(case),
        next=next_step(case, standings_of([case])[case.pk]),
        entries=timeline_of(case),
        decisions=decisions_of(case),
        asked=asked_rows(case),
        people=[*asker_rows(case), *said_rows(case)],
        clocks=clock_rows(case, now),
        alike=[alike_of(case, other) for other in requests_alike(case)],
        undo=owner_change_last(case, actor=request.user, now=now) if case.is_open else None,
        may_extend=case.is_open and bool(clocks_extendable(case, now=now)),
        has_record_clock=case.kind in RECORD_EVENTS,
        zone=district_current().time_zone,
        pane=pane,
        neighbours=neighbours(case, pane),
    )


def clock_rows(case: PrivacyRequest, now: datetime) -> list[ClockRow]:
    """The request's own clocks, open ones first. Two queries."""
    zone = district_current().time_zone
    clocks = request_clocks(case)
    reckonings = reckonings_latest([clock.pk for clock in clocks])
    return [
        ClockRow(
            clock,
            status_tone(clock, now),
            status_in_words(clock, now).capitalize(),
            due_in_words(clock, zone),
            reckonings.get(clock.pk),
        )
        for clock in clocks
    ]


def alike_of(case: PrivacyRequest, other: PrivacyRequest) -> Alike:
    """May be joined: both open, of one kind, about the same pupil, and the other was asked earlier."""
    same = other.kind == case.kind and bytes(other.said_key) == bytes(case.said_key)
    may_join = same and case.is_open and other.state in OPEN_STATES and other.asked_at <= case.asked_at
    return Alike(other, KIND_WORDS[other.kind], may_join)


def neighbours(case: PrivacyRequest, pane: tuple[PrivacyRequest, ...]) -> dict[str, PrivacyRequest | None]:
    """The requests before and after this one on the desk, for the keys J and K."""
    ids = [one.pk for one in pane]
    if case.pk not in ids:
        return {"before": None, "after": pane[0] if pane else None}
    place = ids.index(case.pk)
    after = pane[place + 1] if place + 1 < len(pane) else None
    return {"before": pane[place - 1] if place else None, "after": after}
