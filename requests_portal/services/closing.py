"""How a request ends: answered, withdrawn, expired, joined to another, or closed with a reason. Clocks end with it."""

from datetime import datetime
from typing import Final

from district.audit import Actor, audited
from requests_portal.models import Outcome, PrivacyRequest, RequestFile, RequestState
from requests_portal.services.clocks import request_clocks_meet, request_clocks_withdraw
from requests_portal.services.steps import (
    RequestRefused,
    caught_up,
    reason_given,
    request_locked,
    request_locked_open,
    state_set,
    step_add,
)

ANSWERS: Final = (Outcome.GRANTED, Outcome.PARTLY, Outcome.REFUSED, Outcome.NOTHING_HELD)


def request_answer(
    *,
    request: PrivacyRequest,
    outcome: str,
    actor: Actor,
    now: datetime,
    evidence: str = "",
    at: datetime | None = None,
) -> PrivacyRequest:
    """The family has its answer, given at `at` (`now` if not given): it meets the request's open clocks.

    `evidence` says what proves it, in a sentence that names nobody. RequestRefused for an outcome that is no answer.
    """
    if outcome not in ANSWERS:
        raise RequestRefused("Say how the request was answered.", "outcome")
    moment = at or now
    with audited(actor=actor, reason=f"{request}: {Outcome(outcome).label}"):
        locked = request_locked_open(request)
        words = evidence or f"Answered: {Outcome(outcome).label}."
        request_clocks_meet(request=locked, at=moment, evidence=words, actor=actor, now=now)
        state_set(locked, RequestState.ANSWERED, outcome=outcome, answered_at=moment)
        step_add(request=locked, code="answered", at=moment, actor=actor, now=now, outcome=outcome)
    return caught_up(request, locked)


def request_withdraw(*, request: PrivacyRequest, actor: Actor, now: datetime, because: str = "") -> PrivacyRequest:
    """The family asks no longer. Before it was confirmed there is no clock; after it, they are withdrawn."""
    with audited(actor=actor, reason=f"{request}: withdrawn"):
        locked = request_locked(request)
        words = f"The family withdrew the request. {because}".strip()
        _over(locked, RequestState.WITHDRAWN, Outcome.WITHDRAWN, words, actor, now)
        step_add(request=locked, code="withdrawn", at=now, actor=actor, now=now)
        if because.strip():
            facts = {"because": because.strip()}
            step_add(request=locked, code="withdrawn_because", at=now, actor=actor, now=now, shown=False, **facts)
    return caught_up(request, locked)


def request_expire(*, request: PrivacyRequest, actor: Actor, now: datetime) -> PrivacyRequest:
    """It was never confirmed. RequestRefused where it was confirmed meanwhile."""
    with audited(actor=actor, reason=f"{request}: never confirmed"):
        locked = request_locked(request)
        if locked.state != RequestState.UNCONFIRMED:
            raise RequestRefused(f"{locked.number} is {locked.get_state_display()}: it does not expire.")
        state_set(locked, RequestState.EXPIRED, outcome=Outcome.EXPIRED, closed_at=now)
        step_add(request=locked, code="expired", at=now, actor=actor, now=now)
    return caught_up(request, locked)


def request_join(*, request: PrivacyRequest, into: PrivacyRequest, actor: Actor, now: datetime) -> PrivacyRequest:
    """The same was asked before: it goes on under the older number, and nothing of it is lost.

    The apps and kinds of information that it named are asked about there too, and what the family sent goes along.
    RequestRefused for joining a request to itself, to one of another kind, to one that is over, or to a later one.
    """
    if request.pk == into.pk:
        raise RequestRefused("A request cannot be joined to itself.", "into")
    if request.kind != into.kind:
        raise RequestRefused(f"{into.number} asks something else: each of them needs its own answer.", "into")
    with audited(actor=actor, reason=f"{request}: joined to {into.number}"):
        first, second = sorted((request, into), key=lambda one: one.pk)
        rows = {row.pk: row for row in (request_locked(first), request_locked(second))}
        locked, kept = rows[request.pk], rows[into.pk]
        if not (kept.is_open or kept.state == RequestState.UNCONFIRMED):
            raise RequestRefused(f"{kept.number} is {kept.get_state_display()}: nothing can be joined to it.", "into")
        if kept.asked_at > locked.asked_at:
            raise RequestRefused(f"{kept.number} was asked later: join that one to this one.", "into")
        locked.joined_to = kept
        locked.save(update_fields=["joined_to"])
        _carried_over(locked, kept)
        _over(locked, RequestState.JOINED, Outcome.JOINED, f"It goes on as {kept.number}.", actor, now)
        step_add(request=locked, code="joined", at=now, actor=actor, now=now, into=kept.number)
        step_add(request=kept, code="joined_here", at=now, actor=actor, now=now, number=locked.number)
    return caught_up(request, locked)


def _carried_over(request: PrivacyRequest, kept: PrivacyRequest) -> None:
    kept.products.add(*request.products.all())
    kept.elements.add(*request.elements.all())
    if request.all_products and not kept.all_products:
        kept.all_products = True
        kept.save(update_fields=["all_products"])
    RequestFile.objects.filter(request=request, from_family=True).update(request=kept)


def request_close(*, request: PrivacyRequest, because: str, actor: Actor, now: datetime) -> PrivacyRequest:
    """No answer is owed after all, such as for what was entered by mistake. The reason is kept."""
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{request}: closed"):
        locked = request_locked_open(request)
        _over(locked, RequestState.CLOSED, Outcome.NONE, f"Closed without an answer: {reason}", actor, now)
        step_add(request=locked, code="closed", at=now, actor=actor, now=now)
        step_add(request=locked, code="closed_because", at=now, actor=actor, now=now, shown=False, because=reason)
    return caught_up(request, locked)


def _over(request: PrivacyRequest, state: str, outcome: str, because: str, actor: Actor, now: datetime) -> None:
    """The end without an answer: the state, which refuses what is over already, then the clocks."""
    state_set(request, state, outcome=outcome, closed_at=now)
    request_clocks_withdraw(request=request, because=because, actor=actor, now=now)
