"""An answer that holds no longer: the request is worked on again, and the clocks that it met run on.

It was taken back before it reached the family, or a newer decision takes its place, such as that of a hearing.
"""

from datetime import datetime

from deadlines.models import DeadlineState
from deadlines.selectors import clocks_of
from deadlines.services import deadline_bring_back
from district.audit import Actor, audited
from requests_portal.models import Outcome, PrivacyRequest, RequestState
from requests_portal.services.steps import caught_up, reason_given, request_locked, state_set, step_add


def request_answer_take_back(*, request: PrivacyRequest, because: str, actor: Actor, now: datetime) -> PrivacyRequest:
    """The answer did not reach the family after all. Clocks that it met run on from where they were.

    RequestRefused without a reason, and where the request was not answered.
    """
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{request}: answer taken back"):
        locked = request_locked(request)
        answer_undone(locked, because=reason, actor=actor, now=now)
    return caught_up(request, locked)


def answer_undone(locked: PrivacyRequest, *, because: str, actor: Actor, now: datetime) -> None:
    """Open an answered request again. The caller has locked it; `because` names nobody: the clocks keep it."""
    met = list(clocks_of(locked).filter(state=DeadlineState.MET, closed_at=locked.answered_at))
    state_set(locked, RequestState.WORKING, outcome=Outcome.NONE, answered_at=None)
    for clock in met:
        deadline_bring_back(deadline=clock, reason=because, actor=actor, now=now, met_in_error=True)
    step_add(request=locked, code="opened_again", at=now, actor=actor, now=now)
