"""Messages that agreements cause. Written to the outbox in the same transaction as what they tell of."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from contracts.models import Agreement, Document
from contracts.selectors import counsel_people
from district.audit import Actor
from notices.services import message_queue


def counsel_told(*, agreement: Agreement, document: Document, question: str, actor: Actor, now: datetime) -> None:
    """Tell everybody who holds the role of counsel that this version waits for an opinion."""
    address = settings.SITE_ADDRESS + reverse("contracts:agreement", args=[agreement.pk])
    lines = [f"{agreement.title}, version {document.version}, waits for counsel's review.", question, address]
    for person in counsel_people():
        message_queue(
            key=f"contracts.counsel.{document.pk}.{now:%Y%m%dT%H%M%S%f}.{person.pk}",
            recipient=person,
            subject=" ".join(f"For counsel's review: {agreement.title}".split()),
            body="\n\n".join(line for line in lines if line),
            at=now,
            now=now,
            actor=actor,
        )
