"""More time for a request, for a reason that the rule names, and the parent told in the same transaction (ADR 63)."""

from datetime import datetime

from deadlines.counting import extension_of
from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline
from deadlines.selectors import clocks_of, deadlines_open
from deadlines.services import deadline_extend
from district.audit import audited
from district.models import User
from requests_portal.holders.services.locking import Acting
from requests_portal.holders.services.telling import extension_told
from requests_portal.models import PrivacyRequest
from requests_portal.services.steps import RequestRefused, request_locked_open


def clocks_extendable(request: PrivacyRequest, *, now: datetime) -> list[Deadline]:
    """The request's open clocks whose rule allows more time, that still run and were not extended."""
    rows = deadlines_open(clocks_of(request)).filter(extension="", held=False, due_at__gt=now)
    return [clock for clock in rows.order_by("due_at", "pk") if extension_of(clock.rule) is not None]


def request_clock_extend(
    *, request: PrivacyRequest, deadline: Deadline, reason: str, actor: User, now: datetime
) -> tuple[Deadline, bool]:
    """Extend one clock of the request. Answers with it, and with whether the parent could be told by mail.

    Where no mail can leave, the office prints a letter: the page says so. RequestRefused as `deadline_extend` refuses.
    """
    with audited(actor=actor, reason=f"{request}: more time"):
        locked = request_locked_open(request)
        if not clocks_of(locked).filter(pk=deadline.pk).exists():
            raise RequestRefused("This clock is not one of this request.")
        try:
            extended = deadline_extend(deadline=deadline, reason=reason, actor=actor, now=now)
        except DeadlineRefused as refusal:
            raise RequestRefused(str(refusal), "reason") from refusal
        mailed = extension_told(locked, [extended], reason, Acting(actor, now))
    return extended, mailed
