"""Signing: the moment from which the clocks of the adopted packs run. Ending comes after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied

from contracts.clocks import clocks_meet_on_ending, clocks_open_on_signing
from contracts.models import Agreement, AgreementState
from contracts.readiness import gaps_open, readiness_of
from contracts.services.documents import document_add, file_discard_if_unused
from contracts.services.states import STEPS, StepRefused, agreement_enter, agreement_locked
from district.audit import Actor, audited
from district.models import User

SIGN = "contracts.sign_agreement"


class SigningRefused(Exception):
    """The agreement cannot be recorded as signed; `field` names the field of the form that the message belongs to."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


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
) -> Agreement:
    """Record that the agreement was signed at `signed_at`: opens every clock that starts there.

    With gaps still open a written reason is needed; it is kept with them. Raises SigningRefused, FileRefused for the
    signed file, and PermissionDenied for a person without the right to sign.
    """
    if isinstance(actor, User) and not actor.has_perm(SIGN):
        raise PermissionDenied("Your role does not sign agreements.")
    if signed_at > now:
        raise SigningRefused("This moment has not come yet: give the day and time of signing.", "signed_at")
    stored = ""
    try:
        with audited(actor=actor, reason=reason.strip() or "Signed"):
            locked = agreement_locked(agreement)
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
            locked.signed_by = actor if isinstance(actor, User) else None
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


def agreement_end(*, agreement: Agreement, reason: str, actor: Actor, now: datetime) -> Agreement:
    """The agreement is over: its own clock for renewing or ending is met."""
    if not reason.strip():
        raise StepRefused("Say why the agreement ends.")
    with audited(actor=actor, reason=reason.strip()):
        ended = agreement_enter(agreement, AgreementState.ENDED, actor=actor, now=now, reason=reason.strip())
        clocks_meet_on_ending(agreement=ended, reason=reason.strip(), actor=actor, now=now)
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
