"""Meeting and withdrawing: the only ways out of being open."""

from datetime import datetime
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from deadlines.errors import DeadlineRefused
from deadlines.models import AlarmOutcome, Deadline, DeadlineState, Hold
from deadlines.services.laying import alarms_quiet
from district.audit import Actor, actor_label, audited
from district.models import User

AHEAD: Final = "A clock cannot be met at a time that has not come yet."
TRANSITIONS: Final[dict[str, tuple[str, ...]]] = {
    DeadlineState.OPEN: (DeadlineState.MET, DeadlineState.WITHDRAWN),
    DeadlineState.MET: (),
    DeadlineState.WITHDRAWN: (),
}


def deadline_meet(*, deadline: Deadline, at: datetime, actor: Actor, now: datetime, evidence: str = "") -> Deadline:
    """The duty was done at `at`. Meeting a met clock again changes nothing.

    What a person enters is refused where it lies ahead, or before the clock began: then it was another duty.
    """
    if at > now:
        raise DeadlineRefused(AHEAD)
    with audited(actor=actor, reason=f"met: {deadline.title}"):
        locked = _locked(deadline)
        if locked.state == DeadlineState.OPEN and isinstance(actor, User) and at < locked.started_at:
            raise DeadlineRefused("A clock cannot be met before it began. Look at the date and the time again.")
        return _met(locked, at=at, actor=actor, evidence=evidence)


def deadline_meet_for(
    *, subject: Model, rule: str, at: datetime, actor: Actor, now: datetime, evidence: str = ""
) -> list[Deadline]:
    """Meet every open clock of the subject under the rule, whichever text it comes from.

    `at` is the moment of the record that meets them, which may be older than the clock: it is taken as it is.
    """
    if at > now:
        raise DeadlineRefused(AHEAD)
    subject_type = ContentType.objects.get_for_model(subject)
    rows = Deadline.objects.filter(
        rule=rule, subject_type=subject_type, subject_id=subject.pk, state=DeadlineState.OPEN
    )
    with audited(actor=actor, reason=f"met: {rule}"):
        return [_met(_locked(row), at=at, actor=actor, evidence=evidence) for row in rows]


def deadline_withdraw(*, deadline: Deadline, reason: str, actor: Actor, now: datetime) -> Deadline:
    """The duty does not apply after all. Refused without a reason."""
    if not reason.strip():
        raise DeadlineRefused("Say why the clock is withdrawn.")
    with audited(actor=actor, reason=f"withdrawn: {deadline.title}"):
        return _close(_locked(deadline), DeadlineState.WITHDRAWN, at=now, actor=actor, reason=reason.strip())


def _met(locked: Deadline, *, at: datetime, actor: Actor, evidence: str) -> Deadline:
    if locked.state == DeadlineState.MET:
        return locked
    return _close(locked, DeadlineState.MET, at=at, actor=actor, reason=evidence)


def _locked(deadline: Deadline) -> Deadline:
    return Deadline.objects.select_for_update().get(pk=deadline.pk)


def _close(deadline: Deadline, state: DeadlineState, *, at: datetime, actor: Actor, reason: str) -> Deadline:
    if state not in TRANSITIONS[deadline.state]:
        raise DeadlineRefused(f"This clock is {deadline.get_state_display()} already.")
    deadline.state, deadline.closed_at, deadline.held = state, at, False
    deadline.closed_by, deadline.closed_reason = actor_label(actor), reason
    deadline.save(update_fields=["state", "closed_at", "held", "closed_by", "closed_reason"])
    Hold.objects.filter(deadline=deadline, lifted_at=None).update(
        lifted_at=at, lifted_by=actor if isinstance(actor, User) else None
    )
    alarms_quiet([deadline.pk], outcome=AlarmOutcome.CLOSED)
    return deadline
