"""A clock that a person withdrew runs again, because a person says that the duty applies after all."""

from datetime import datetime

from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline, DeadlineState, Reckoning
from deadlines.selectors import reckonings_latest
from deadlines.services.laying import alarms_lay, alarms_planned
from district.audit import Actor, audited
from district.calendars import calendar_current


def deadline_bring_back(
    *, deadline: Deadline, reason: str, actor: Actor, now: datetime, met_in_error: bool = False
) -> Deadline:
    """Open a withdrawn clock again on the date that it had, with its alarms. Refused without a reason, and if met.

    `met_in_error`: what met it holds no longer, so that a met clock runs again too.

    The reason is kept as a reckoning of its own, beside those that were there.
    """
    if not reason.strip():
        raise DeadlineRefused("Say why the clock runs again.")
    with audited(actor=actor, reason=f"runs again: {deadline.title}"):
        locked = Deadline.objects.select_for_update().get(pk=deadline.pk)
        if locked.state == DeadlineState.OPEN:
            return locked
        if locked.state != DeadlineState.WITHDRAWN and not met_in_error:
            raise DeadlineRefused(f"This clock is {locked.get_state_display()}: it cannot run again.")
        locked.state, locked.may_return = DeadlineState.OPEN, False
        locked.closed_at, locked.closed_by, locked.closed_reason = None, "", ""
        locked.save(update_fields=["state", "may_return", "closed_at", "closed_by", "closed_reason"])
        _reason_kept(locked, reason.strip(), now)
        zone = calendar_current().timezone
        alarms_lay(alarms_planned(locked, zone=zone, now=now, opening=False))
    return locked


def _reason_kept(deadline: Deadline, reason: str, now: datetime) -> None:
    """The last reckoning once more, with the reason why it counts again."""
    last = reckonings_latest([deadline.pk]).get(deadline.pk)
    if last is not None:
        Reckoning.objects.create(
            deadline=deadline,
            made_at=now,
            because=f"Runs again: {reason}"[:300],
            due_at=deadline.due_at,
            last_day=deadline.last_day,
            steps=last.steps,
            citation=last.citation,
            term=last.term,
            pack_version=last.pack_version,
        )
