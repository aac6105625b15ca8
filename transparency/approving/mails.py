"""What people are told of publications that wait for a second person, and of the rule itself: rows of the outbox."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from district.audit import Actor
from district.models import User
from notices.services import message_queue
from transparency.approving.selectors import APPROVE, PUBLISH, people_who_may
from transparency.models import PublicationApproval, PublishingRule
from transparency.presenters import publication_summary


def asked_told(*, approval: PublicationApproval, entries: int, breaches: int, actor: User, now: datetime) -> None:
    """To everybody who may approve it and did not ask: who asks, what changes, and where to look."""
    summary = publication_summary(approval.difference, entries, breaches)
    _tell(
        people=people_who_may(APPROVE).exclude(pk=approval.asked_by_id),
        key=f"publication.{approval.pk}.asked",
        subject="Please look at changes to the public page",
        lines=[
            f"{approval.asked_by} asks for a second person's approval: {summary}.",
            f"“{approval.note}”" if approval.note else "",
            "Nothing is published before somebody else has looked at the changes and approved them.",
            _publish_address(),
        ],
        actor=actor,
        now=now,
    )


def settled_told(*, approval: PublicationApproval, actor: User, now: datetime) -> None:
    """To whoever asked: approved and published, or sent back with the reason; not where they took it back."""
    if approval.asked_by_id == actor.pk:
        return
    sent_back = bool(approval.reason)
    _tell(
        people=[approval.asked_by],
        key=f"publication.{approval.pk}.settled",
        subject="Your changes to the public page were sent back" if sent_back else "Your changes are published",
        lines=[
            f"{actor} sent them back: {approval.reason}" if sent_back else f"{actor} approved them.",
            _publish_address(),
        ],
        actor=actor,
        now=now,
    )


def rule_told(*, rule: PublishingRule, because: str, actor: Actor, now: datetime) -> None:
    """To everybody who publishes or approves: how it is done from now on, and who said so."""
    who = actor.name if isinstance(actor, User) else "The system"
    _tell(
        people=people_who_may(PUBLISH, APPROVE),
        key=f"publishing-rule.{'two' if rule.two_people else 'one'}.{now:%Y%m%dT%H%M%S%f}",
        subject=f"The public page: {str(rule).lower()}",
        lines=[f"{rule} from now on: {who} set this.", because, _publish_address()],
        actor=actor,
        now=now,
    )


def _publish_address() -> str:
    return settings.SITE_ADDRESS + reverse("publish")


def _tell(*, people: Iterable[User], key: str, subject: str, lines: Iterable[str], actor: Actor, now: datetime) -> None:
    """One message to each who may sign in, under `key` and the person: telling again tells nobody twice."""
    body = "\n\n".join(line for line in lines if line)
    for person in people:
        if person.is_active:
            message_queue(
                key=f"{key}.{person.pk}", recipient=person, subject=subject, body=body, at=now, now=now, actor=actor
            )
