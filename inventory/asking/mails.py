"""Mails about asks: to the operator's contact with the private link, and to the people of the office."""

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from district.links import link_mark
from district.models import PrivateLink, User
from district.selectors import district_current
from inventory.asking.acting import Acting
from inventory.models import AskKind, OperatorAsk
from notices.models import Message
from notices.services import message_queue

ESCALATED_TO: Final = ("director", "privacy_officer")
SUBJECTS: Final[dict[str, str]] = {
    "asked": "{about}",
    "link": "{about}: your link",
    "again": "{about}: your answer is not enough yet",
    "reminder": "Reminder: {about}",
    "overdue": "Overdue: {about}",
}
ABOUT_LEAVING: Final = "Student data after the end of an agreement"
ABOUT_SAFEGUARD: Final = "A safeguard of your service"


def operator_mailed(
    *, asks: Sequence[OperatorAsk], link: PrivateLink, what: str, at: Acting, note: str = ""
) -> Message:
    """One mail about the asks, which have one subject. `what` is a key of SUBJECTS; each link is mailed once."""
    first = asks[0]
    about = ABOUT_SAFEGUARD if first.kind == AskKind.SAFEGUARD else ABOUT_LEAVING
    days = [ask.last_day for ask in asks if ask.last_day is not None]
    context = {
        "asks": asks,
        "first": first,
        "what": what,
        "note": note,
        "last_day": min(days, default=None),
        "contact": link.issued_to_name,
        "address": link_mark(link),
        "district": district_current(),
    }
    return message_queue(
        key=f"inventory.ask.{first.pk}.{what}.{link.pk}",
        address=link.issued_to_email,
        subject=SUBJECTS[what].format(about=about),
        body=render_to_string("emails/operator_ask.txt", context),
        at=at.now,
        now=at.now,
        actor=at.actor,
    )


def office_told(*, ask: OperatorAsk, what: str, sentence: str, at: Acting) -> list[Message]:
    """To whoever sees to the leaving; to the privacy officers where nobody does. `what` makes the key."""
    owner = ask.leaving.owner if ask.leaving is not None else None
    people = [owner] if owner is not None and owner.is_active else _holding(("privacy_officer",))
    return _told(ask, people, what, sentence, at)


def escalation_told(*, ask: OperatorAsk, sentence: str, at: Acting) -> list[Message]:
    """To the director and the privacy officer: an operator does not answer."""
    return _told(ask, _holding(ESCALATED_TO), f"escalated.{ask.asked_times}", sentence, at)


def _holding(roles: Sequence[str]) -> list[User]:
    return list(User.objects.filter(groups__name__in=roles, is_active=True).order_by("pk").distinct())


def _told(ask: OperatorAsk, people: Sequence[User], what: str, sentence: str, at: Acting) -> list[Message]:
    page = settings.SITE_ADDRESS + reverse("asked:page", args=[ask.pk])
    return [
        message_queue(
            key=f"inventory.ask.{ask.pk}.{what}.to.{person.pk}",
            recipient=person,
            subject=str(ask)[:300],
            body=f"{sentence}\n\nIts page: {page}\n",
            at=at.now,
            now=at.now,
            actor=at.actor,
        )
        for person in people
    ]
