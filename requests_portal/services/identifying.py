"""Who asked was settled, or could not be. How it is found out is the business of `requests_portal/identity/`."""

from datetime import datetime
from typing import Final

from district.audit import Actor, audited
from requests_portal.models import IDENTIFIED, IdentityState, Outcome, PrivacyRequest, RequestState
from requests_portal.services.clocks import request_clocks_withdraw
from requests_portal.services.steps import (
    RequestRefused,
    caught_up,
    reason_given,
    request_locked_open,
    state_set,
    step_add,
)
from roster.models import Guardian, Student

NOT_IDENTIFIED: Final = "Who asked could not be settled."


def request_identified(
    *,
    request: PrivacyRequest,
    student: Student | None,
    guardian: Guardian | None,
    how: str,
    actor: Actor,
    now: datetime,
) -> PrivacyRequest:
    """The person may ask: `how` is an IdentityState of IDENTIFIED. The clocks have been running since it was asked.

    RequestRefused for another `how`, and where the request is over. Settling the same again changes nothing.
    """
    if how not in IDENTIFIED:
        raise RequestRefused("Say how it was settled who asked.", "how")
    with audited(actor=actor, reason=f"{request}: {IdentityState(how).label}"):
        locked = request_locked_open(request)
        ids = (student.pk if student else None, guardian.pk if guardian else None)
        if (locked.identity, locked.student_id, locked.guardian_id) == (how, *ids):
            return caught_up(request, locked)
        locked.identity, locked.identified_at = how, now
        locked.student, locked.guardian = student, guardian
        locked.school = student.school if student else locked.school
        locked.save(update_fields=["identity", "identified_at", "student", "guardian", "school"])
        # What the records alone say is not shown: a page that differs would tell whether a pupil exists (ADR 60).
        shown = how != IdentityState.RECORDS
        step_add(request=locked, code="identified", at=now, actor=actor, now=now, shown=shown, how=how)
    return caught_up(request, locked)


def request_not_identified(*, request: PrivacyRequest, because: str, actor: Actor, now: datetime) -> PrivacyRequest:
    """It cannot be settled who asked: the request is closed, and its clocks are withdrawn with the reason.

    The reason stays in the house: the family reads the same words whatever it is.
    """
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{request}: who asked could not be settled"):
        locked = request_locked_open(request)
        words = f"{NOT_IDENTIFIED} {reason}"
        request_clocks_withdraw(request=locked, because=words, actor=actor, now=now)
        ended = {"outcome": Outcome.NOT_IDENTIFIED, "closed_at": now, "identity": IdentityState.FAILED}
        state_set(locked, RequestState.CLOSED, **ended)
        step_add(request=locked, code="not_identified", at=now, actor=actor, now=now)
        step_add(
            request=locked, code="not_identified_because", at=now, actor=actor, now=now, shown=False, because=reason
        )
    return caught_up(request, locked)
