"""Who is told as soon as a breach is reported, in that transaction: the superintendent, and whom settings name.

In a drill nothing leaves: that they would have been told is kept with the drill, and no message is written.
"""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from breaches.models import Breach, BreachContact, ContactKind, Told
from breaches.selectors import elements_of
from district.audit import Actor, audited
from district.models import User
from district.printing import PrintingUnavailable, pdf_rendered
from district.selectors import district_current
from district.storage import kept
from district.templatetags.words import closed, moment_in_words
from notices.models import Message
from notices.services import message_queue

SUPERINTENDENT: Final = "superintendent"
CARRIER_LETTER: Final = "letters/breach_carrier.html"
CARRIER_TITLE: Final = "Notice of a breach of security"


def breach_told_at_once(*, breach: Breach, actor: Actor, now: datetime) -> list[Told]:
    """Tell the superintendents, and the contacts that are told at once. Doing it again tells nobody twice."""
    with audited(actor=actor, reason=f"{breach.number}: told at once"):
        known = set(breach.told.values_list("person_id", "contact_id"))
        people = [person for person in superintendents() if (person.pk, None) not in known]
        contacts = [contact for contact in _contacts() if (None, contact.pk) not in known]
        return [
            *(_person_told(breach, person, actor, now) for person in people),
            *(_contact_told(breach, contact, actor, now) for contact in contacts),
        ]


def superintendents() -> list[User]:
    """Everybody who holds the role and may sign in."""
    return list(User.objects.filter(groups__name=SUPERINTENDENT, is_active=True).order_by("pk"))


def _contacts() -> list[BreachContact]:
    return list(BreachContact.objects.filter(active=True, told_at_once=True).order_by("pk"))


def _person_told(breach: Breach, person: User, actor: Actor, now: datetime) -> Told:
    message = None
    if not breach.drill:
        message = _queued(breach, f"{breach.pk}.to.{person.pk}", person.email, inside_words(breach), actor, now)
    return Told.objects.create(
        breach=breach,
        role=SUPERINTENDENT,
        person=person,
        name=person.name,
        address=person.email,
        message=message,
        at=now,
    )


def _contact_told(breach: Breach, contact: BreachContact, actor: Actor, now: datetime) -> Told:
    letter = carrier_letter(breach, contact, now) if contact.kind == ContactKind.CARRIER else ""
    message = None
    if not breach.drill:
        words = outside_words(breach, contact, letter)
        message = _queued(breach, f"{breach.pk}.contact.{contact.pk}", contact.email, words, actor, now)
    return Told.objects.create(
        breach=breach,
        role=contact.kind,
        contact=contact,
        name=contact.name,
        address=contact.email,
        message=message,
        letter_sha256=letter,
        at=now,
    )


def _queued(breach: Breach, key: str, address: str, words: str, actor: Actor, now: datetime) -> Message:
    return message_queue(
        key=f"breaches.told.{key}",
        address=address,
        subject=" ".join(f"Breach {breach.number} was reported: {breach.title}".split())[:300],
        body=words,
        at=now,
        now=now,
        actor=actor,
    )


def inside_words(breach: Breach) -> str:
    """For the office: what is known on the first evening, and where the room is."""
    room = settings.SITE_ADDRESS + reverse("breaches:room", args=[breach.pk])
    return "\n\n".join([*_facts_in_words(breach), f"The room of the breach: {room}"])


def outside_words(breach: Breach, contact: BreachContact, letter_sha256: str) -> str:
    """For counsel, carrier and board: the same without an address that only the office can open."""
    district = district_current()
    lines = [f"{contact.name}:", *_facts_in_words(breach)]
    if contact.policy_number:
        lines.append(f"Policy {contact.policy_number}.")
    if letter_sha256:
        lines.append(f"Notice in writing follows as a letter (SHA-256 {letter_sha256}).")
    lines.append("\n".join(line for line in (district.name, district.telephone, district.email) if line))
    return "\n\n".join(lines)


def _facts_in_words(breach: Breach) -> list[str]:
    reported = moment_in_words(breach.created_at, district_current().time_zone)
    lines = [f"A breach was reported to {district_current().name}: {breach.number}, {breach.title}, {closed(reported)}"]
    if breach.operator is not None:
        lines.append(f"Operator: {breach.operator.name}.")
    if breach.what_happened:
        lines.append(breach.what_happened)
    return lines


def carrier_letter(breach: Breach, contact: BreachContact, now: datetime) -> str:
    """The notice to the liability carrier as PDF, kept in the private store; its SHA-256, empty where none can be made.

    Telling the carrier does not wait for the libraries that lay out pages.
    """
    try:
        pdf = pdf_rendered(
            CARRIER_LETTER, _letter_context(breach, contact, now), title="Notice of a breach of security"
        )
    except PrintingUnavailable:
        return ""
    return kept(pdf)


def _letter_context(breach: Breach, contact: BreachContact, now: datetime) -> dict[str, Any]:
    return {
        "breach": breach,
        "contact": contact,
        "products": list(breach.products.order_by("name")),
        "kinds": [element.element.name for element in elements_of(breach)],
        "day": now,
        "zone": district_current().time_zone,
    }
