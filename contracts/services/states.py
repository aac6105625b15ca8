"""The life of an agreement: one table of steps, one function that takes them."""

from datetime import datetime

from contracts.models import Agreement, AgreementState, AgreementStateRow
from district.audit import Actor, actor_label, audited

S = AgreementState

# From each state, the states that may follow. Signing from any earlier state is for the exceptions: it needs a reason.
STEPS: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.REVIEWING, S.SIGNED}),
    S.REVIEWING: frozenset({S.WITH_COUNSEL, S.READY, S.SIGNED}),
    S.WITH_COUNSEL: frozenset({S.REVIEWING, S.READY, S.SIGNED}),
    S.READY: frozenset({S.REVIEWING, S.WITH_COUNSEL, S.SIGNED}),
    S.SIGNED: frozenset({S.ENDED, S.VOID}),
    S.ENDED: frozenset(),
    S.VOID: frozenset(),
}
# Steps back, taken only as a correction with a reason: what was recorded as void was not.
CORRECTIONS: dict[str, frozenset[str]] = {S.VOID: frozenset({S.SIGNED})}


class StepRefused(Exception):
    """The agreement cannot take this step now; the message says why, for people."""


def agreement_locked(agreement: Agreement) -> Agreement:
    """The agreement's row, locked until the transaction ends."""
    return Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)


def agreement_enter(
    agreement: Agreement, state: str, *, actor: Actor, now: datetime, reason: str = "", gaps: list[str] | None = None
) -> Agreement:
    """Take one step of the table, under a lock, and leave a row of it. StepRefused where there is no such step."""
    return _entered(STEPS, agreement, state, actor=actor, now=now, reason=reason, gaps=gaps)


def agreement_correct(agreement: Agreement, state: str, *, actor: Actor, now: datetime, reason: str) -> Agreement:
    """Take a step back that only a correction takes. The row of what is corrected stays. StepRefused as above."""
    return _entered(CORRECTIONS, agreement, state, actor=actor, now=now, reason=reason, gaps=None)


def _entered(
    table: dict[str, frozenset[str]],
    agreement: Agreement,
    state: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    gaps: list[str] | None,
) -> Agreement:
    with audited(actor=actor, reason=reason or f"Agreement: {AgreementState(state).label}"):
        locked = agreement_locked(agreement)
        if state not in table.get(locked.state, frozenset()):
            raise StepRefused(
                f"It is {locked.get_state_display()} now: it cannot become {AgreementState(state).label}."
            )
        locked.state = state
        locked.save(update_fields=["state"])
        AgreementStateRow.objects.create(
            agreement=locked, state=state, at=now, actor=actor_label(actor), reason=reason, gaps=gaps or []
        )
    agreement.state = locked.state
    return locked
