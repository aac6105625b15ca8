"""Which kinds of information a breach touched, each with its class for this breach."""

from collections.abc import Iterable
from datetime import datetime

from breaches.clocks import clocks_recount
from breaches.models import Breach, BreachElement
from breaches.services.states import BreachRefused, breach_locked_open
from district.audit import audited
from district.models import User
from inventory.models import DataElement, ElementClass


def breach_elements_add(*, breach: Breach, elements: Iterable[DataElement], actor: User, now: datetime) -> int:
    """List kinds of information, each in the class that the inventory gives it; those that are listed stay as they are.

    Returns how many were new. BreachRefused where none is given or the breach is over.
    """
    chosen = {element.pk: element for element in elements}
    if not chosen:
        raise BreachRefused("Choose at least one kind of information.", "elements")
    with audited(actor=actor, reason="Kinds of information listed"):
        locked = breach_locked_open(breach)
        listed = set(locked.elements.order_by().values_list("element", flat=True))
        rows = [
            BreachElement(
                breach=locked, element=element, element_class=element.element_class, added_by=actor, added_at=now
            )
            for pk, element in chosen.items()
            if pk not in listed
        ]
        BreachElement.objects.bulk_create(rows)
        clocks_recount(breach=locked, actor=actor, now=now)
    return len(rows)


def breach_element_class(
    *, element: BreachElement, element_class: str, reason: str, actor: User, now: datetime
) -> BreachElement:
    """Put a kind of information into another class for this breach, with the reason."""
    _reason_given(reason, "Say why it counts as something else: the law asks.")
    with audited(actor=actor, reason=f"{ElementClass(element_class).label}: {reason.strip()}"):
        locked = breach_locked_open(element.breach)
        row = _row_locked(element)
        row.element_class = element_class
        row.save(update_fields=["element_class"])
        clocks_recount(breach=locked, actor=actor, now=now)
    return row


def breach_element_remove(*, element: BreachElement, reason: str, actor: User, now: datetime) -> None:
    """Strike a kind of information off, with the reason: the trail keeps both."""
    _reason_given(reason, "Say why it was not touched: the reason is kept.")
    with audited(actor=actor, reason=reason.strip()):
        locked = breach_locked_open(element.breach)
        _row_locked(element).delete()
        clocks_recount(breach=locked, actor=actor, now=now)


def _reason_given(reason: str, otherwise: str) -> None:
    if not reason.strip():
        raise BreachRefused(otherwise, "reason")


def _row_locked(element: BreachElement) -> BreachElement:
    row = BreachElement.objects.select_for_update().filter(pk=element.pk).first()
    if row is None:
        raise BreachRefused("Somebody struck it off meanwhile.")
    return row
