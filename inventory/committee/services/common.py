"""What the committee's services share: the locked request, numbers, and sentences that were left empty."""

from typing import Final

from django.db import connection
from django.db.models import Max

from district.audit import Actor
from district.models import User
from inventory.committee.errors import CommitteeRefused
from inventory.committee.people import concerned, may_run, settings_current
from inventory.models import AppRequest, AppRequestState

# One at a time: two requests of one moment get two numbers.
NUMBER_LOCK: Final = 7_340_070


def request_locked(request: AppRequest) -> AppRequest:
    """The row as it stands now; others wait until the transaction ends."""
    return AppRequest.objects.select_for_update().get(pk=request.pk)


def request_locked_in(request: AppRequest, *states: AppRequestState) -> AppRequest:
    """The same, where it stands in one of these states; CommitteeRefused with its state in words elsewhere."""
    locked = request_locked(request)
    if locked.state not in states:
        raise CommitteeRefused(f"{locked.number} is {locked.get_state_display()} already: look at it again.")
    return locked


def next_ordinal() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER_LOCK])
    return (AppRequest.objects.aggregate(most=Max("ordinal"))["most"] or 0) + 1


def said(text: str, field: str, missing: str) -> str:
    """The text without blanks around it; CommitteeRefused on its field where nothing is left."""
    if not text.strip():
        raise CommitteeRefused(missing, field)
    return text.strip()


def keeper_needed(actor: Actor) -> None:
    """Refuse people who do not keep the committee's book. Timers may."""
    if isinstance(actor, User) and not may_run(actor, settings_current()):
        raise CommitteeRefused("The chair, or whoever keeps the committee's book, does this.")


def unconcerned_needed(request: AppRequest, actor: Actor, field: str = "") -> None:
    """Refuse whoever asked for it, or declared an interest. `field`: that of a form which names the request."""
    if isinstance(actor, User) and (why := concerned(request, actor)):
        raise CommitteeRefused(why, field)
