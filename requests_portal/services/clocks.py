"""The clocks of a request: opened by what was asked, met by the answer, withdrawn with a reason.

Which clocks there are is the packs' business. The shorter ones of school student records run from the start, until a
person says that nothing asked for is such a record: nobody misses a date for want of a decision.
"""

from datetime import datetime, timedelta
from typing import Final

from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import clocks_of, deadlines_open
from deadlines.services import (
    deadline_bring_back,
    deadline_meet,
    deadline_open_for_event,
    deadline_open_until,
    deadline_withdraw,
)
from district.audit import Actor, audited
from district.clock import local_day
from district.selectors import district_current
from requests_portal.models import PrivacyRequest, RequestKind
from requests_portal.selectors import portal_settings
from requests_portal.services.steps import caught_up, reason_given, request_locked_open, step_add

EVENTS: Final[dict[str, str]] = {
    RequestKind.INSPECT: "inspection_requested",
    RequestKind.COPY: "copy_requested",
    RequestKind.CORRECT: "information_correction_requested",
}
RECORD_EVENTS: Final[dict[str, str]] = {
    RequestKind.INSPECT: "record_inspection_requested",
    RequestKind.COPY: "record_copy_requested",
}
OWN_RULE: Final = "requests.own-aim"
OWN_EVENT: Final = "request_received"
OWN_SOURCE: Final = "district"


def request_clocks_open(*, request: PrivacyRequest, actor: Actor, now: datetime) -> list[Deadline]:
    """Open every clock that the request starts, from the moment at which it was asked. Again changes nothing."""
    events = [EVENTS.get(request.kind), RECORD_EVENTS.get(request.kind) if request.school_record else None]
    with audited(actor=actor, reason=f"clocks of {request}"):
        opened = [
            clock
            for event in events
            if event
            for clock in deadline_open_for_event(
                subject=request, event=event, at=request.asked_at, actor=actor, now=now, owner=request.owner
            )
        ]
        return [*opened, *_own_aim(request, actor, now)]


def _own_aim(request: PrivacyRequest, actor: Actor, now: datetime) -> list[Deadline]:
    """The district's own aim, where the law names no days and the district set some."""
    days = portal_settings().own_days(request.kind)
    if days is None:
        return []
    asked_on = local_day(request.asked_at, district_current().time_zone)
    clock = deadline_open_until(
        subject=request,
        rule=OWN_RULE,
        title="The district’s own aim for an answer",
        event=OWN_EVENT,
        last_day=asked_on + timedelta(days=days),
        started_at=request.asked_at,
        role="records_custodian",
        because=f"The law names no days; the district set itself {days} calendar days.",
        citation="The district’s own settings of requests.",
        actor=actor,
        now=now,
        source=OWN_SOURCE,
        owner=request.owner,
    )
    return [clock]


def request_clocks_withdraw(*, request: PrivacyRequest, because: str, actor: Actor, now: datetime) -> list[Deadline]:
    """Withdraw every open clock of the request, for one reason."""
    return [
        deadline_withdraw(deadline=clock, reason=because, actor=actor, now=now)
        for clock in deadlines_open(clocks_of(request))
    ]


def request_clocks_meet(
    *, request: PrivacyRequest, at: datetime, evidence: str, actor: Actor, now: datetime
) -> list[Deadline]:
    """The answer was given at `at`: it meets every open clock of the request."""
    return [
        deadline_meet(deadline=clock, at=at, actor=actor, now=now, evidence=evidence)
        for clock in deadlines_open(clocks_of(request))
    ]


def record_clocks(request: PrivacyRequest) -> list[Deadline]:
    """The request's clocks of school student records, whatever became of them."""
    event = RECORD_EVENTS.get(request.kind)
    return list(clocks_of(request).filter(event=event).order_by("pk")) if event else []


def school_record_decide(
    *, request: PrivacyRequest, school_record: bool, because: str, actor: Actor, now: datetime
) -> PrivacyRequest:
    """Say whether anything asked for is a school student record: its shorter clocks are withdrawn, or brought back.

    RequestRefused without a reason, and where the request is over.
    """
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{request}: {'a' if school_record else 'no'} school student record"):
        locked = request_locked_open(request)
        if locked.school_record == school_record:
            return caught_up(request, locked)
        locked.school_record, locked.school_record_because = school_record, reason
        locked.save(update_fields=["school_record", "school_record_because"])
        if school_record:
            _record_clocks_back(locked, reason, actor, now)
        else:
            _record_clocks_off(locked, reason, actor, now)
        code = "school_record" if school_record else "no_school_record"
        step_add(request=locked, code=code, at=now, actor=actor, now=now, shown=False, because=reason)
    return caught_up(request, locked)


def _record_clocks_off(request: PrivacyRequest, reason: str, actor: Actor, now: datetime) -> None:
    words = f"Nothing asked for is a school student record: {reason}"
    for clock in record_clocks(request):
        if clock.state == DeadlineState.OPEN:
            deadline_withdraw(deadline=clock, reason=words, actor=actor, now=now)


def _record_clocks_back(request: PrivacyRequest, reason: str, actor: Actor, now: datetime) -> None:
    words = f"A school student record after all: {reason}"
    for clock in record_clocks(request):
        if clock.state == DeadlineState.WITHDRAWN:
            deadline_bring_back(deadline=clock, reason=words, actor=actor, now=now)
    request_clocks_open(request=request, actor=actor, now=now)
