"""Whose request it is: claimed, assigned, handed over, given back. Clocks go with it."""

from datetime import datetime

from deadlines.models import Deadline
from deadlines.selectors import clocks_of, deadlines_open
from district.audit import audited
from district.models import User
from requests_portal.models import PrivacyRequest, RequestState
from requests_portal.selectors import MAY_WORK, owner_change_last
from requests_portal.services.steps import (
    RequestRefused,
    caught_up,
    reason_given,
    request_locked_open,
    state_set,
    step_add,
)


def request_claim(*, request: PrivacyRequest, actor: User, now: datetime) -> PrivacyRequest:
    """Take a request that nobody has. RequestRefused where somebody else was quicker."""
    with audited(actor=actor, reason=f"{request}: claimed"):
        locked = request_locked_open(request)
        if locked.owner_id == actor.pk:
            return caught_up(request, locked)
        if locked.owner is not None:
            raise RequestRefused(f"{locked.owner.name} has {locked.number} already.")
        _owned(locked, actor)
        facts = {"to": actor.name, "before_id": None}
        step_add(request=locked, code="claimed", at=now, actor=actor, now=now, shown=False, **facts)
    return caught_up(request, locked)


def request_assign(
    *, request: PrivacyRequest, owner: User, actor: User, now: datetime, because: str = ""
) -> PrivacyRequest:
    """Give it to somebody. With an owner already it is a handing over, which says why.

    RequestRefused without that reason, for whoever may not work on requests, and where it is theirs already.
    """
    _may_own(owner)
    with audited(actor=actor, reason=f"{request}: given to {owner.name}"):
        locked = request_locked_open(request)
        before = locked.owner
        if before is not None and before.pk == owner.pk:
            raise RequestRefused(f"{owner.name} has it already.", "owner")
        reason = reason_given(because) if before is not None else because.strip()
        _owned(locked, owner)
        code = "handed_over" if before is not None else "assigned"
        facts = {
            "to": owner.name,
            "before": before.name if before else "",
            "before_id": before.pk if before else None,
            "because": reason,
        }
        step_add(request=locked, code=code, at=now, actor=actor, now=now, shown=False, **facts)
    return caught_up(request, locked)


def request_hand_over(*, request: PrivacyRequest, to: User, because: str, actor: User, now: datetime) -> PrivacyRequest:
    """Give one's own, or another's, request to somebody else, with the reason."""
    return request_assign(request=request, owner=to, actor=actor, now=now, because=because)


def request_give_back(*, request: PrivacyRequest, because: str, actor: User, now: datetime) -> PrivacyRequest:
    """Nobody's again: what undoes a claim or a handing over that was a mistake. It keeps its state."""
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{request}: given back"):
        locked = request_locked_open(request)
        if locked.owner is None:
            raise RequestRefused(f"Nobody has {locked.number}.")
        facts = {"before": locked.owner.name, "before_id": locked.owner.pk, "because": reason}
        _owned(locked, None)
        step_add(request=locked, code="given_back", at=now, actor=actor, now=now, shown=False, **facts)
    return caught_up(request, locked)


def request_owner_undo(*, request: PrivacyRequest, actor: User, now: datetime) -> PrivacyRequest:
    """Take the last change of owner back: whoever had it has it again. RequestRefused where there is none to undo."""
    with audited(actor=actor, reason=f"{request}: change of owner undone"):
        locked = request_locked_open(request)
        last = owner_change_last(locked, actor=actor, now=now)
        if last is None:
            raise RequestRefused("There is nothing to undo: somebody changed it since, or it was long ago.")
        before = User.objects.filter(pk=last.facts["before_id"], is_active=True).first()
        if before is None and last.facts["before_id"] is not None:
            raise RequestRefused(f"{last.facts['before']} cannot have it any more: choose somebody else.")
        _owned(locked, before)
        facts = {"to": before.name if before else ""}
        step_add(request=locked, code="owner_undone", at=now, actor=actor, now=now, shown=False, **facts)
    return caught_up(request, locked)


def _may_own(person: User) -> None:
    if not (person.is_active and person.has_perm(MAY_WORK)):
        raise RequestRefused(f"{person.name}’s roles do not let them work on requests.", "owner")


def _owned(request: PrivacyRequest, owner: User | None) -> None:
    """The owner of the request and of its open clocks. From the first owner on it is being worked on."""
    request.owner = owner
    request.save(update_fields=["owner"])
    if owner is not None and request.state == RequestState.RECEIVED:
        state_set(request, RequestState.WORKING)
    ids = list(deadlines_open(clocks_of(request)).values_list("pk", flat=True))
    Deadline.objects.filter(pk__in=ids).update(owner=owner)
