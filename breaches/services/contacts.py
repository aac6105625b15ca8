"""Whom the district tells of breaches: a setting, whose changes are kept."""

from datetime import datetime

from breaches.models import BreachContact
from district.audit import Actor, audited


def breach_contact_save(*, contact: BreachContact, actor: Actor, now: datetime) -> BreachContact:
    """Keep a contact that a form has checked."""
    with audited(actor=actor, reason=f"Contact for breaches: {contact.name}"):
        contact.save()
    return contact
