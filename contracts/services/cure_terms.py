"""When the term of a cure notice is over: the notice is overdue, and void follows where an adopted text says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.clocks import clocks_move_to_signing, moment_unused
from contracts.cure.gaps import void_duty
from contracts.cure.messages import void_told
from contracts.cure.selectors import notices_of_clocks, people_told_of_void
from contracts.hooks import agreement_out_of_force
from contracts.models import (
    OPEN_STATES,
    Agreement,
    AgreementState,
    CureItem,
    CureNotice,
    CureOutcome,
    CureState,
)
from contracts.packs import agreement_day, packs_applying
from contracts.selectors import clocks_open
from contracts.services.cure import cure_stop
from contracts.services.cure_states import CureRefused, cure_enter, cure_noted, notice_locked
from contracts.services.signing import SIGN
from contracts.services.states import agreement_correct, agreement_enter, agreement_locked
from contracts.termclocks import term_clocks_open
from deadlines.firing import Firing
from deadlines.services import deadline_withdraw
from district.audit import Actor, SystemActor, audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current, packs_adopted
from district.templatetags.words import day_in_words
from notices.services import alarms_announce
from rulebook.loading import load_packs
from rulebook.model import StandingDuty

TIMER: Final = SystemActor("timer:cure.term")


@dataclass(frozen=True, slots=True)
class VoidGround:
    """The adopted text under which an agreement is void, and the provisions that it lacks."""

    duty: StandingDuty
    lacking: tuple[CureItem, ...]

    @property
    def citation(self) -> str:
        cite = self.duty.unmet.cite if self.duty.unmet is not None else self.duty.cite
        law = load_packs().pack_of(self.duty.id).short_title
        return f"{law}, {cite.at}: “{cite.quote}”"


def terms_ring(*, firings: Sequence[Firing], now: datetime) -> None:
    """What the clock of a cure notice wakes: people are told as of any clock, and a term that is over has its effect.

    Runs in the sweep's transaction. Again, or late, it changes nothing that is done.
    """
    alarms_announce(firings=firings, now=now)
    passed = [firing.deadline_id for firing in firings if firing.due_at <= now]
    for notice in notices_of_clocks(passed):
        term_pass(notice=notice, actor=TIMER, now=now)


def term_pass(*, notice: CureNotice, actor: Actor, now: datetime) -> CureNotice:
    """The term is over and the notice is not cured: it is overdue; void, where an adopted text says so of it.

    Nothing happens while the term runs, to a closed notice, and the second time.
    """
    with audited(actor=actor, reason="The term of the cure notice is over"):
        agreement = agreement_locked(notice.agreement)
        locked = notice_locked(notice)
        today = local_day(now, district_current().time_zone)
        if locked.state not in OPEN_STATES or locked.term_ends_on >= today:
            return locked
        ground = void_ground(agreement, locked)
        if locked.overdue_at is None:
            locked.overdue_at = now
            locked.save(update_fields=["overdue_at"])
            cure_noted(locked, actor=actor, now=now, reason=_overdue_words(locked, ground))
        if ground is not None:
            agreement_void(agreement=agreement, notice=locked, ground=ground, actor=actor, now=now)
    return locked


def void_ground(agreement: Agreement, notice: CureNotice) -> VoidGround | None:
    """The text under which the agreement is void once the term is over; None where no adopted text says so.

    Asked of a signed agreement, of the packs adopted on the last day of the term that bind it, and only where it lacks
    one of their own provisions: of a conflicting clause beside the provision it is the clause that is void.
    """
    if agreement.state != AgreementState.SIGNED:
        return None
    zone = district_current().time_zone
    on = notice.term_ends_on
    binding = [one.pack.id for one in packs_applying(agreement, packs_adopted(on), on, zone) if one.applies]
    uncured = [item for item in notice.items.filter(listed=True) if item.outcome != CureOutcome.CURED]
    found = void_duty(binding, uncured, agreement_day(agreement, on, zone))
    return VoidGround(*found) if found is not None else None


def agreement_void(
    *, agreement: Agreement, notice: CureNotice, ground: VoidGround, actor: Actor, now: datetime
) -> Agreement:
    """The agreement is void: its clocks stop, whoever it concerns is told, and rooms above do what is theirs."""
    because = _void_words(notice, ground)
    with audited(actor=actor, reason=f"Void: {ground.duty.id}"):
        void = agreement_enter(agreement, AgreementState.VOID, actor=actor, now=now, reason=because)
        cure_enter(notice, CureState.VOID, actor=actor, now=now, reason=because)
        cure_stop(notice, reason="The agreement is void: its term for a cure is over.", actor=actor, now=now)
        for clock in clocks_open(void):
            deadline_withdraw(deadline=clock, reason="The agreement is void.", actor=actor, now=now)
        agreement_out_of_force(agreement=void, because=because, actor=actor, now=now)
        void_told(agreement=void, because=because, people=people_told_of_void(), actor=actor, now=now)
    return void


def agreement_void_correct(*, agreement: Agreement, reason: str, actor: User, now: datetime) -> Agreement:
    """A person finds that the agreement was not void after all: it is in force again, and its clocks run again.

    The row that says void stays. The notice is withdrawn: a new one may follow. Raises CureRefused.
    """
    if not actor.has_perm(SIGN):
        raise CureRefused("Your role does not put agreements back into force.")
    if not reason.strip():
        raise CureRefused("Say why it was not void: the reason is kept.", "reason")
    words = f"It was not void: {reason.strip()}"
    with audited(actor=actor, reason=words):
        locked = agreement_correct(agreement, AgreementState.SIGNED, actor=actor, now=now, reason=words)
        for notice in locked.cure_notices.filter(state=CureState.VOID):
            cure_enter(notice, CureState.WITHDRAWN, actor=actor, now=now, reason=words)
        if locked.signed_at is not None:
            locked.signed_at = moment_unused(agreement=locked, moment=locked.signed_at)
            locked.save(update_fields=["signed_at"])
            clocks_move_to_signing(agreement=locked, signed_at=locked.signed_at, reason=words, actor=actor, now=now)
        term_clocks_open(agreement=locked, started_at=now, actor=actor, now=now)
    return locked


def _overdue_words(notice: CureNotice, ground: VoidGround | None) -> str:
    over = f"The term ended on {day_in_words(notice.term_ends_on)}, and not everything is cured."
    return over if ground is not None else f"{over} What follows is for the office to decide."


def _void_words(notice: CureNotice, ground: VoidGround) -> str:
    """Why the agreement is void, in words that cite the text, and what was still under review at that moment."""
    missing = "; ".join(f"{item.provision} {item.title}" for item in ground.lacking)
    parts = [
        f"The operator was given notice on {day_in_words(notice.sent_at)} and until "
        f"{day_in_words(notice.term_ends_on)} to amend the agreement. It still lacks: {missing}.",
        f"{ground.citation}.",
    ]
    answers = list(notice.answers.order_by("given_at"))
    if answers and any(item.outcome == CureOutcome.OPEN for item in ground.lacking):
        newest = answers[-1]
        parts.append(
            f"An answer of {day_in_words(newest.given_at)} by {newest.given_by} was under review at that moment: if it "
            "amends the agreement in time, correct this with the reason."
        )
    return " ".join(parts)
