"""The list of breaches, and the room of one: what is due next, and where everything stands."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from breaches.clocks.presenting import clocks_strip
from breaches.models import Breach
from breaches.rooms import breaches_listed, clocks_next, room_now
from breaches.roomwords import next_of, panels_of, tab_address
from breaches.views.common import SEE, TONES, breach_or_refuse, breach_page, room_render
from deadlines.models import Deadline
from deadlines.presenters import due_in_words, status_in_words, status_tone
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_render, right_needed


@dataclass(frozen=True, slots=True)
class Row:
    """One breach of the list. The clock's words are empty where none runs."""

    breach: Breach
    tone: str
    clock: str
    clock_tone: str
    clock_status: str
    when: str


@breach_page(methods=("GET", "HEAD"))
def breach_list(request: OfficeRequest) -> HttpResponse:
    """Every breach, those that are open first; drills apart."""
    right_needed(request.user, SEE)
    now, zone = clock_now(), district_current().time_zone
    breaches = breaches_listed(request.user)
    clocks = clocks_next(breaches)
    rows = [row_of(breach, clocks.get(breach.pk), now, zone) for breach in breaches]
    return office_render(
        request,
        "staff/breaches/list.html",
        title="Breaches",
        open_rows=[row for row in rows if row.breach.is_open and not row.breach.drill],
        over_rows=[row for row in rows if not row.breach.is_open and not row.breach.drill],
        drill_rows=[row for row in rows if row.breach.drill],
        may_report=request.user.has_perm("breaches.add_breach"),
    )


def row_of(breach: Breach, clock: Deadline | None, now: datetime, zone: str) -> Row:
    tone = TONES.get(breach.state, "open")
    if clock is None:
        return Row(breach, tone, "", "", "", "")
    status = status_in_words(clock, now)
    words = f"{status[0].upper()}{status[1:]}"
    return Row(breach, tone, clock.title, status_tone(clock, now), words, due_in_words(clock, zone))


@breach_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """What is due next, the clocks side by side, what is known, and a panel for each thing."""
    breach = breach_or_refuse(request.user, pk)
    now, zone = clock_now(), district_current().time_zone
    room = room_now(breach)
    return room_render(
        request,
        "staff/breaches/room.html",
        breach,
        "room",
        title=f"{breach.number}: {breach.title}",
        next=next_of(breach, room, now=now, zone=zone),
        strip=clocks_strip(breach, now=now),
        clocks_url=tab_address("clocks", breach),
        facts=room.facts,
        panels=panels_of(breach, room, zone=zone),
        zone=zone,
    )
