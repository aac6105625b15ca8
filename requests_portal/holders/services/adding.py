"""Tasks are proposed from what is asked, added by hand, and written before anybody is asked."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from district.audit import Actor, audited
from district.models import User
from requests_portal.holders.asked import MOST_WORDS, PUPIL_FIELDS, pupil_known
from requests_portal.holders.proposing import Proposed, holders_proposed, products_of_operator
from requests_portal.holders.services.clocks import correction_clocks_settle
from requests_portal.holders.services.locking import Acting, must_be, task_locked, task_step
from requests_portal.models import OPEN_STATES, Holder, PrivacyRequest, RequestTask, TaskState
from requests_portal.selectors import MAY_WORK
from requests_portal.services.steps import RequestRefused, request_locked, request_locked_open
from vendors.models import Operator


def holders_propose(*, request: PrivacyRequest, actor: Actor, now: datetime) -> list[RequestTask]:
    """A task for every holder that the request speaks of and that has none. Again, it adds what is new."""
    with audited(actor=actor, reason=f"{request}: holders proposed"):
        locked = request_locked(request)
        if locked.state not in OPEN_STATES:
            return []
        return [_added(locked, one, Acting(actor, now)) for one in holders_proposed(locked, now=now)]


def task_add(
    *, request: PrivacyRequest, holder: str, operator: Operator | None = None, actor: Actor, now: datetime
) -> RequestTask:
    """One more holder. RequestRefused where it has a task already: that one may be taken up again."""
    if (holder == Holder.OPERATOR) != (operator is not None):
        raise RequestRefused("Choose the operator.", "operator")
    with audited(actor=actor, reason=f"{request}: holder added"):
        locked = request_locked_open(request)
        if locked.tasks.filter(holder=holder, operator=operator).exists():
            raise RequestRefused("This holder has a task already: take that one up again.", "operator")
        products = products_of_operator(locked, operator, now=now) if operator is not None else []
        return _added(locked, Proposed(holder, operator, tuple(products)), Acting(actor, now))


def _added(request: PrivacyRequest, one: Proposed, at: Acting) -> RequestTask:
    with transaction.atomic():
        task = RequestTask.objects.create(
            request=request, holder=one.holder, operator=one.operator, made_at=at.now, owner=request.owner
        )
        task.products.set(one.products)
    task_step(task, "task_added", at, shown=False)
    correction_clocks_settle(request=request, at=at)
    return task


def task_write(*, task: RequestTask, asks: str, pupil: Iterable[str], actor: Actor, now: datetime) -> RequestTask:
    """Write what is asked, before it is asked. `pupil` names the fields of PUPIL_FIELDS that the holder is told."""
    with audited(actor=actor, reason=f"{task}: what is asked"):
        locked = task_locked(task)
        must_be(locked, TaskState.OPEN)
        locked.what = what_made(locked, asks, pupil)
        locked.save(update_fields=["what"])
    return locked


def what_made(task: RequestTask, asks: str, pupil: Iterable[str]) -> Mapping[str, object]:
    """{asks, pupil}, checked. RequestRefused for no words, too many, and where nothing tells who the pupil is."""
    words = asks.strip()
    if not words:
        raise RequestRefused("Say what is asked.", "asks")
    if len(words) > MOST_WORDS:
        raise RequestRefused(f"This is longer than {MOST_WORDS} characters.", "asks")
    known = pupil_known(task.request)
    chosen = {name: known[name] for name in PUPIL_FIELDS if name in set(pupil) and name in known}
    if not chosen:
        raise RequestRefused("Without anything about the pupil nobody can find the pupil.", "pupil")
    return {"asks": words, "pupil": chosen}


def task_owner_set(*, task: RequestTask, owner: User | None, actor: Actor, now: datetime) -> RequestTask:
    """Who of the district sees to it. Nobody named: whoever has the request."""
    if owner is not None and not (owner.is_active and owner.has_perm(MAY_WORK)):
        raise RequestRefused("This person may not work on requests: choose somebody else.", "owner")
    with audited(actor=actor, reason=f"{task}: who sees to it"):
        locked = task_locked(task)
        locked.owner = owner
        locked.save(update_fields=["owner"])
        task_step(locked, "task_owner", Acting(actor, now), shown=False, to=owner.name if owner else "")
    return locked
