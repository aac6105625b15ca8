"""Signing: the moment from which the clocks of the adopted packs run. Ending comes after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import PermissionDenied

from contracts.clocks import (
    clocks_move_to_signing,
    clocks_open_on_signing,
    moment_unused,
)
from contracts.hooks import agreement_out_of_force
from contracts.models import Agreement, AgreementState, AgreementStateRow
from contracts.people import signers_allowed
from contracts.readiness import gaps_open, readiness_of
from contracts.services.cure import cure_close_with_agreement
from contracts.services.documents import document_add, file_discard_if_unused
from contracts.services.states import STEPS, StepRefused, agreement_enter, agreement_locked
from contracts.termclocks import term_clocks_meet
from district.audit import Actor, actor_label, audited
from district.models import User
from district.refusals import Refused

SIGN = "contracts.sign_agreement"
# A slip of the year is told from an old agreement here: nothing that the district still keeps was signed before.
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)


class SigningRefused(Refused):
    """The agreement cannot be recorded as signed; `field` names the field of the form that the message belongs to."""


@dataclass(frozen=True, slots=True)
class SignedFile:
    """The file as signed: its name and its bytes in chunks."""

    name: str
    chunks: Iterable[bytes]


def agreement_ready(*, agreement: Agreement, actor: Actor, now: datetime) -> Agreement:
    """Mark an agreement as ready to sign. StepRefused, naming what is missing, where the review is not complete."""
    with audited(actor=actor, reason="Ready to sign"):
        locked = agreement_locked(agreement)
        missing = [item.label for item in readiness_of(locked, now=now) if item.needed_for_ready and not item.done]
        if missing:
            raise StepRefused(f"Still missing: {'; '.join(missing)}.")
        return agreement_enter(locked, AgreementState.READY, actor=actor, now=now, reason="the review is complete")


def agreement_sign(
    *,
    agreement: Agreement,
    signed_at: datetime,
    actor: Actor,
    now: datetime,
    reason: str = "",
    signed_file: SignedFile | None = None,
    signer: User | None = None,
) -> Agreement:
    """Record that the agreement was signed at `signed_at`: opens every clock that starts there.

    `signer` is who signed for the district; without one, the person who records it. Only those may sign whom the
    district names. With gaps still open a written reason is needed; it is kept with them. Raises SigningRefused,
    FileRefused for the signed file, and PermissionDenied for a person without the right to record signings.
    """
    _recorder_checked(actor)
    moment_checked(signed_at, now)
    signed_by = signer or (actor if isinstance(actor, User) else None)
    stored = ""
    try:
        with audited(actor=actor, reason=reason.strip() or "Signed"):
            locked = agreement_locked(agreement)
            _signer_checked(signed_by)
            gaps = _gaps_accepted(locked, reason, now)
            if signed_file is not None:
                stored = document_add(
                    agreement=locked,
                    name=signed_file.name,
                    chunks=signed_file.chunks,
                    actor=actor,
                    now=now,
                    signed_copy=True,
                ).sha256
            locked.signed_at = signed_at
            locked.signed_by = signed_by
            locked.save(update_fields=["signed_at", "signed_by"])
            locked = agreement_enter(
                locked, AgreementState.SIGNED, actor=actor, now=now, reason=reason.strip(), gaps=gaps
            )
            clocks_open_on_signing(agreement=locked, signed_at=signed_at, actor=actor, now=now)
    except BaseException:
        if stored:
            file_discard_if_unused(stored)
        raise
    return locked


def agreement_signing_correct(
    *, agreement: Agreement, signed_at: datetime, reason: str, actor: Actor, now: datetime
) -> Agreement:
    """Another moment of signing for a signed agreement: its clocks are counted from there. Met duties stay met.

    Raises SigningRefused, and PermissionDenied for a person without the right to sign.
    """
    _recorder_checked(actor)
    moment_checked(signed_at, now)
    if not reason.strip():
        raise SigningRefused("Say why the moment of signing is corrected.", "reason")
    with audited(actor=actor, reason=reason.strip()):
        locked = agreement_locked(agreement)
        if locked.state != AgreementState.SIGNED or locked.signed_at is None:
            raise SigningRefused("Only a signed agreement's moment of signing is corrected.")
        if signed_at == locked.signed_at:
            raise SigningRefused("This is the moment that is recorded already.", "signed_at")
        words = f"The moment of signing was corrected: {reason.strip()}"
        locked.signed_at = moment_unused(agreement=locked, moment=signed_at)
        locked.save(update_fields=["signed_at"])
        AgreementStateRow.objects.create(
            agreement=locked, state=AgreementState.SIGNED, at=now, actor=actor_label(actor), reason=words
        )
        clocks_move_to_signing(agreement=locked, signed_at=locked.signed_at, reason=words, actor=actor, now=now)
    return locked


def moment_checked(signed_at: datetime, now: datetime) -> None:
    """SigningRefused for a moment that has not come, and for one that must be a slip of the pen."""
    if signed_at > now:
        raise SigningRefused("This moment has not come yet: give the day and time of signing.", "signed_at")
    if signed_at < EARLIEST:
        raise SigningRefused("This lies before 1 January 2000. Check the year of signing.", "signed_at")


def _recorder_checked(actor: Actor) -> None:
    if isinstance(actor, User) and not actor.has_perm(SIGN):
        raise PermissionDenied("Your role does not record signings.")


def _signer_checked(signer: User | None) -> None:
    """Who may sign is the district's setting. What a command or a timer records names no person."""
    if signer is not None and not signers_allowed().filter(pk=signer.pk).exists():
        raise SigningRefused(f"{signer} may not sign for the district. Its settings name those who may.", "signer")


def agreement_end(*, agreement: Agreement, reason: str, actor: Actor, now: datetime) -> Agreement:
    """The agreement is over: its own clock for renewing or ending is met."""
    if not reason.strip():
        raise StepRefused("Say why the agreement ends.")
    with audited(actor=actor, reason=reason.strip()):
        ended = agreement_enter(agreement, AgreementState.ENDED, actor=actor, now=now, reason=reason.strip())
        cure_close_with_agreement(agreement=ended, reason="The agreement has ended.", actor=actor, now=now)
        term_clocks_meet(agreement=ended, evidence=f"ended: {reason.strip()}", actor=actor, now=now)
        because = f"The agreement {ended.title} was ended: {reason.strip()}"
        agreement_out_of_force(agreement=ended, because=because, actor=actor, now=now)
    return ended


def _gaps_accepted(agreement: Agreement, reason: str, now: datetime) -> list[str]:
    if AgreementState.SIGNED not in STEPS[agreement.state]:
        raise SigningRefused(f"The agreement is {agreement.get_state_display()} already.")
    gaps = gaps_open(agreement, now=now)
    if gaps and not reason.strip():
        raise SigningRefused(
            "Gaps are open. Say why it is signed all the same: the reason is kept with them.", "reason"
        )
    return gaps
