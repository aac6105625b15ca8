"""The steps of a mailing: one table, one function. A second person lets it go; until then nothing can leave."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from district.audit import Actor, audited
from district.models import User
from district.refusals import Refused
from notices.hooks import mailing_approved
from notices.models import Mailing, MailingState, Message, MessageState
from notices.services.mailings.barred import barred_set_aside, messages_barred

S = MailingState
STEPS: Final[dict[str, frozenset[str]]] = {
    S.DRAFT: frozenset({S.WAITING, S.STOPPED}),
    S.WAITING: frozenset({S.APPROVED, S.STOPPED}),
    S.APPROVED: frozenset({S.RUNNING, S.STOPPED}),
    S.RUNNING: frozenset({S.PAUSED, S.DONE, S.STOPPED}),
    S.PAUSED: frozenset({S.RUNNING, S.STOPPED}),
    S.DONE: frozenset({S.RUNNING}),  # somebody without an address got one, or a second try was made
    S.STOPPED: frozenset(),
}
APPROVE: Final = "notices.approve_mailing"


class MailingRefused(Refused):
    """A step that a mailing does not take. The message says why, to a person."""


def mailing_locked(mailing: Mailing) -> Mailing:
    return Mailing.objects.select_for_update(no_key=True).get(pk=mailing.pk)


def mailing_enter(
    mailing: Mailing, to: str, *, actor: Actor, reason: str, only_from: str = "", **values: Any
) -> Mailing:
    """Move a mailing, with the values that belong to the step. MailingRefused where the table has no such step."""
    with audited(actor=actor, reason=f"Mailing “{mailing.title}”: {reason}"):
        locked = mailing_locked(mailing)
        if to not in STEPS[locked.state] or (only_from and locked.state != only_from):
            raise MailingRefused(f"This mailing is {locked.get_state_display()}: it cannot become {S(to).label} now.")
        for field, value in {"state": to, **values}.items():
            setattr(locked, field, value)
        locked.save(update_fields=["state", *values])
    return locked


def mailing_ask_approval(*, mailing: Mailing, actor: User, now: datetime) -> Mailing:
    """Lay it before a second person. Refused where nobody would get anything."""
    if not mailing.messages.filter(state__in=(MessageState.READY, MessageState.NO_ADDRESS)).exists():
        raise MailingRefused("Nobody would get anything: there is nothing to approve.")
    return mailing_enter(mailing, S.WAITING, actor=actor, reason="approval asked for", approval_asked_at=now)


def mailing_approve(*, mailing: Mailing, actor: User, now: datetime) -> Mailing:
    """A second person lets it go, and it runs. Raises MailingRefused for whoever prepared it, or lacks the right."""
    from notices.services.mailings.running import run_soon

    if not (actor.is_active and actor.has_perm(APPROVE)):
        raise MailingRefused("Only the privacy officer or the superintendent approves a mailing.")
    with transaction.atomic():
        if mailing_locked(mailing).prepared_by_id == actor.pk:
            raise MailingRefused("You prepared this mailing: a second person approves it.")
        _nobody_barred(mailing)
        mailing_enter(mailing, S.APPROVED, actor=actor, reason="approved", approved_by=actor, approved_at=now)
        running = mailing_enter(mailing, S.RUNNING, actor=actor, reason="started", started_at=now)
        mailing_approved(mailing=running, actor=actor, now=now)
        run_soon(running.pk)
    return running


def mailing_pause(*, mailing: Mailing, why: str, actor: User, now: datetime) -> Mailing:
    """No further batch is taken; what is just being handed over still leaves."""
    values: dict[str, Any] = {"pause_requested_at": now, "why": said(why, "Say why it is paused: the reason is kept.")}
    return mailing_enter(mailing, S.PAUSED, actor=actor, reason=f"paused: {why}", **values)


def mailing_resume(*, mailing: Mailing, actor: User, now: datetime) -> Mailing:
    """Go on where it was paused; without families that were flagged meanwhile.

    Raises MailingRefused where the room that it is about has a reason to wait, such as a hold.
    """
    from notices.services.mailings.running import run_soon

    with transaction.atomic():
        values: dict[str, Any] = {"pause_requested_at": None, "why": ""}
        running = mailing_enter(mailing, S.RUNNING, actor=actor, reason="resumed", only_from=S.PAUSED, **values)
        barred_set_aside(running, actor=actor, now=now)
        mailing_approved(mailing=running, actor=actor, now=now)
        run_soon(running.pk)
    return running


def mailing_stop(*, mailing: Mailing, why: str, actor: User, now: datetime) -> Mailing:
    """For good: what has not left never will. Messages that are just being handed over still leave."""
    said(why, "Say why it is stopped: the reason is kept.")
    with transaction.atomic():
        stopped = mailing_enter(mailing, S.STOPPED, actor=actor, reason=f"stopped: {why}", why=why, ended_at=now)
        waiting = Message.objects.filter(mailing=stopped, state=MessageState.READY, leased_until=None, batch=None)
        waiting.update(state=MessageState.STOPPED)
    return stopped


def _nobody_barred(mailing: Mailing) -> None:
    if messages_barred(mailing).exists():
        raise MailingRefused(
            "Since this was prepared, a court order or “do not contact” was entered for a family that it would reach. "
            "Stop it and prepare it anew."
        )


def said(why: str, otherwise: str) -> str:
    if not why.strip():
        raise MailingRefused(otherwise, field="why")
    return why.strip()
