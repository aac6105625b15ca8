"""What a person makes of an answer, or of silence: proven, sent back, unproven, not needed, or to do after all."""

from collections.abc import Sequence
from datetime import date, datetime

from district.audit import actor_label, audited
from district.models import User
from district.refusals import Refused
from inventory.asking.acting import Acting
from inventory.asking.files import files_keep
from inventory.asking.services.asking import ask_again
from inventory.asking.services.clocks import clocks_meet, clocks_withdraw
from inventory.asking.services.locking import ask_locked, must_be, reason_given, step_add
from inventory.asking.settled import proven_told
from inventory.models import AskKind, AskOutcome, AskState, OperatorAsk
from inventory.sealing import GivenFile

UNDER_WAY = (AskState.OPEN, AskState.ASKED, AskState.ANSWERED, AskState.REFUSED)


def ask_prove(*, ask: OperatorAsk, because: str, actor: User, now: datetime) -> OperatorAsk:
    """A person looked at the answer, and something shows it: `because` says what.

    Refused where only part was done: that is sent back, or left unproven. What follows (a certificate kept, evidence of
    a safeguard) is written by whoever registered for it (`inventory.asking.settled`).
    """
    reason = _shown(because)
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{ask}: proven"):
        locked = ask_locked(ask)
        must_be(locked, AskState.ANSWERED)
        if locked.outcome != AskOutcome.DONE:
            raise Refused("Only part of it was done: send it back, or leave it unproven.")
        settle(locked, AskState.PROVEN, reason, at)
        proven_told(locked, at)
    return locked


def ask_prove_otherwise(
    *, ask: OperatorAsk, because: str, actor: User, now: datetime, files: Sequence[GivenFile] = ()
) -> OperatorAsk:
    """Shown without an answer, such as by what the district saw itself. Only the operator can give a certificate."""
    reason = _shown(because)
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{ask}: shown another way"):
        locked = ask_locked(ask)
        must_be(locked, AskState.OPEN, AskState.ASKED, AskState.REFUSED)
        if locked.kind == AskKind.CERTIFICATE:
            raise Refused("Only the operator can certify: enter its answer, or leave it unproven.")
        files_keep(given=files, ask=locked, actor=actor, now=now)
        settle(locked, AskState.PROVEN, reason, at)
        proven_told(locked, at)
    return locked


def ask_send_back(*, ask: OperatorAsk, because: str, last_day: date, actor: User, now: datetime) -> OperatorAsk:
    """What came is not enough, or was refused: the operator is asked again and reads why behind its link."""
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{ask}: sent back"):
        locked = ask_locked(ask)
        must_be(locked, AskState.ANSWERED, AskState.REFUSED)
        ask_again(locked, words=reason, last_day=last_day, at=Acting(actor, now))
    return locked


def ask_unproven(*, ask: OperatorAsk, because: str, actor: User, now: datetime) -> OperatorAsk:
    """Nothing shows it, and nobody waits for it any longer. It is said so wherever it stands; later proof may come."""
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{ask}: unproven"):
        locked = ask_locked(ask)
        must_be(locked, AskState.OPEN, AskState.ASKED, AskState.ANSWERED)
        settle(locked, AskState.UNPROVEN, reason, Acting(actor, now))
    return locked


def ask_not_needed(*, ask: OperatorAsk, because: str, actor: User, now: datetime) -> OperatorAsk:
    """It does not have to be asked: `because` says why."""
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{ask}: not needed"):
        locked = ask_locked(ask)
        must_be(locked, *UNDER_WAY)
        settle(locked, AskState.NOT_NEEDED, reason, Acting(actor, now))
    return locked


def ask_take_up(*, ask: OperatorAsk, actor: User, now: datetime) -> OperatorAsk:
    """What was left unproven or not needed is to be dealt with after all: as if not asked yet; its steps stay."""
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{ask}: taken up again"):
        locked = ask_locked(ask)
        must_be(locked, AskState.UNPROVEN, AskState.NOT_NEEDED)
        locked.state, locked.outcome, locked.statement, locked.answered_by = AskState.OPEN, "", "", ""
        locked.asked_at = locked.answered_at = locked.settled_at = locked.last_day = None
        locked.settled_by = locked.settled_because = locked.day_because = locked.asked_how = ""
        locked.save()
        step_add(locked, "Taken up again.", at)
    return locked


def settle(ask: OperatorAsk, state: str, because: str, at: Acting) -> None:
    """Write the end of an ask that is locked; its clock is met where it was shown, else withdrawn with the reason."""
    ask.state, ask.settled_at, ask.settled_by, ask.settled_because = state, at.now, actor_label(at.actor), because
    ask.save(update_fields=["state", "settled_at", "settled_by", "settled_because"])
    if state == AskState.PROVEN:
        clocks_meet(ask, when=at.now, evidence=because, at=at)  # an answer met its own; this one waited until now
    else:
        clocks_withdraw(ask, because=f"{ask.get_state_display().capitalize()}: {because}", at=at)
    step_add(ask, f"{ask.get_state_display().capitalize()}: {because}", at)


def _shown(because: str) -> str:
    reason = because.strip()
    if not reason:
        raise Refused("Say what shows it: somebody else must be able to check it.", "because")
    return reason
