"""Writes of the second person's approval: asking, sending back, and letting it be published."""

from datetime import datetime

from district.audit import Actor, audited
from district.models import User
from transparency.approving.selectors import approval_waiting
from transparency.models import ApprovalState, PublicationApproval, PublishingRule
from transparency.services import Publication, PublicationChanged, publication_preview, publish
from transparency.turns import publishing_turn_take

CHANGED = "The records changed since the difference was shown. Look at the new one, then ask again."


class ApprovalRefused(RuntimeError):
    """This person may not decide this, or it is decided already; the message says why, for people."""


def publishing_rule_set(*, two_people: bool, actor: Actor, now: datetime) -> PublishingRule:
    """Whether a second person approves from now on. What waits goes on waiting."""
    reason = "A second person approves publications" if two_people else "One person publishes"
    with audited(actor=actor, reason=reason):
        rule, _ = PublishingRule.objects.update_or_create(pk=1, defaults={"two_people": two_people})
    return rule


def approval_ask(*, mark: str, note: str = "", actor: User, now: datetime) -> PublicationApproval:
    """Ask a second person to approve the difference with this mark. Asking again for the same changes nothing.

    Raises PublicationChanged where the difference is another one by now.
    """
    with audited(actor=actor, reason="Asked for approval of a publication"):
        publishing_turn_take()
        difference = publication_preview(now).difference
        if difference.empty or difference.mark != mark:
            raise PublicationChanged(CHANGED)
        waiting = approval_waiting()
        if waiting is not None and waiting.mark == mark:
            return waiting
        if waiting is not None:
            _close(waiting, ApprovalState.STALE, None, now)
        return PublicationApproval.objects.create(
            mark=mark, difference=difference.as_json(), asked_by=actor, asked_at=now, note=note.strip()
        )


def approval_give(*, approval: PublicationApproval, actor: User, now: datetime) -> Publication:
    """Publish what was asked for. Only another person may, and only while the records still say the same.

    Raises ApprovalRefused and PublicationChanged; the latter leaves the approval waiting, to be sent back.
    """
    with audited(actor=actor, reason="Approved a publication"):
        publishing_turn_take()
        locked = _waiting_locked(approval)
        if locked.asked_by_id == actor.pk:
            raise ApprovalRefused("You asked for this yourself: another person approves it.")
        done = publish(actor=actor, now=now, expected=locked.mark, approved=True)
        if not done.made or done.snapshot is None:
            raise PublicationChanged("There is nothing left to publish.")
        locked.snapshot = done.snapshot
        _close(locked, ApprovalState.APPROVED, actor, now)
    return done


def approval_refuse(*, approval: PublicationApproval, reason: str, actor: User, now: datetime) -> PublicationApproval:
    """Send it back with a reason. Whoever asked may take it back: then it counts as overtaken."""
    if not reason.strip():
        raise ApprovalRefused("Say why it is sent back.")
    with audited(actor=actor, reason=f"Sent a publication back: {reason.strip()}"[:500]):
        locked = _waiting_locked(approval)
        locked.reason = reason.strip()
        own = locked.asked_by_id == actor.pk
        return _close(locked, ApprovalState.STALE if own else ApprovalState.REFUSED, actor, now)


def _waiting_locked(approval: PublicationApproval) -> PublicationApproval:
    locked = PublicationApproval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    if locked.state != ApprovalState.WAITING:
        raise ApprovalRefused("This was decided already.")
    return locked


def _close(approval: PublicationApproval, state: ApprovalState, by: User | None, now: datetime) -> PublicationApproval:
    approval.state, approval.decided_by, approval.decided_at = state, by, now
    approval.save(update_fields=["state", "decided_by", "decided_at", "reason", "snapshot"])
    return approval
