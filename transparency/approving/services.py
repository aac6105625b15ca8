"""Writes of the second person's approval: asking, sending back, and letting it be published."""

from datetime import datetime

from district.audit import Actor, audited
from district.models import User
from transparency.approving.mails import asked_told, rule_told, settled_told
from transparency.approving.selectors import approval_waiting, may_end_two_people
from transparency.models import ApprovalState, PublicationApproval, PublishingRule
from transparency.services import Publication, PublicationChanged, publication_preview, publish
from transparency.turns import publishing_turn_take

CHANGED = "The records changed since the difference was shown. Look at the new one, then ask again."


class ApprovalRefused(RuntimeError):
    """This person may not decide this, or it is decided already; the message says why, for people."""


class RuleRefused(RuntimeError):
    """This person may not change the rule, or gave no reason; the message says why, for people."""


def publishing_rule_set(*, two_people: bool, actor: Actor, now: datetime, because: str = "") -> PublishingRule:
    """Whether a second person approves from now on; who publishes or approves is told. What waits goes on waiting.

    Whoever may ask for it, may switch it on. Off takes another role: somebody who approves and does not publish, with
    a reason; nobody frees themselves. RuleRefused for others; setting what holds already changes nothing.
    """
    words = "" if two_people else _end_refused(actor, because)
    reason = f"One person publishes: {words}" if words else "A second person approves publications"
    with audited(actor=actor, reason=reason[:500]):
        rule, _ = PublishingRule.objects.select_for_update().get_or_create(pk=1)
        if rule.two_people != two_people:
            rule.two_people = two_people
            rule.save(update_fields=["two_people"])
            rule_told(rule=rule, because=words, actor=actor, now=now)
    return rule


def _end_refused(actor: Actor, because: str) -> str:
    """The reason without blanks, where this person may end it; RuleRefused otherwise."""
    if not (isinstance(actor, User) and may_end_two_people(actor)):
        raise RuleRefused(
            "Whoever publishes does not switch off the second person. Somebody who approves and does not publish, such "
            "as the superintendent, does."
        )
    if not because.strip():
        raise RuleRefused("Say why one person is to publish alone: the reason is kept.")
    return because.strip()


def approval_ask(*, mark: str, note: str = "", actor: User, now: datetime) -> PublicationApproval:
    """Ask a second person to approve the difference with this mark: those who may are told. Again changes nothing.

    Raises PublicationChanged where the difference is another one by now.
    """
    with audited(actor=actor, reason="Asked for approval of a publication"):
        publishing_turn_take()
        preview = publication_preview(now)
        difference = preview.difference
        if difference.empty or difference.mark != mark:
            raise PublicationChanged(CHANGED)
        waiting = approval_waiting()
        if waiting is not None and waiting.mark == mark:
            return waiting
        if waiting is not None:
            _close(waiting, ApprovalState.STALE, None, now)
        asked = PublicationApproval.objects.create(
            mark=mark, difference=difference.as_json(), asked_by=actor, asked_at=now, note=note.strip()
        )
        build = preview.build
        asked_told(approval=asked, entries=len(build.entries), breaches=len(build.breaches), actor=actor, now=now)
    return asked


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
        settled_told(approval=_close(locked, ApprovalState.APPROVED, actor, now), actor=actor, now=now)
    return done


def approval_refuse(*, approval: PublicationApproval, reason: str, actor: User, now: datetime) -> PublicationApproval:
    """Send it back with a reason. Whoever asked may take it back: then it counts as overtaken."""
    if not reason.strip():
        raise ApprovalRefused("Say why it is sent back.")
    with audited(actor=actor, reason=f"Sent a publication back: {reason.strip()}"[:500]):
        locked = _waiting_locked(approval)
        locked.reason = reason.strip()
        own = locked.asked_by_id == actor.pk
        closed = _close(locked, ApprovalState.STALE if own else ApprovalState.REFUSED, actor, now)
        settled_told(approval=closed, actor=actor, now=now)
    return closed


def _waiting_locked(approval: PublicationApproval) -> PublicationApproval:
    locked = PublicationApproval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    if locked.state != ApprovalState.WAITING:
        raise ApprovalRefused("This was decided already.")
    return locked


def _close(approval: PublicationApproval, state: ApprovalState, by: User | None, now: datetime) -> PublicationApproval:
    approval.state, approval.decided_by, approval.decided_at = state, by, now
    approval.save(update_fields=["state", "decided_by", "decided_at", "reason", "snapshot"])
    return approval
