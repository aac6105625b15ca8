"""Messages that agreements cause. Written to the outbox in the same transaction as what they tell of."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from contracts.models import Agreement, Document, Redaction, RedactionMark, RedactionStep
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


def operator_asked(
    *,
    redaction: Redaction,
    marks: Sequence[RedactionMark],
    step: RedactionStep,
    address: str,
    message: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Ask the operator to agree to what would be hidden in the posted copy: each place with page, words, reason."""
    agreement = redaction.document.agreement
    places = [
        f"{number}. Page {mark.page}: {'“' + ' '.join(mark.quote.split()) + '”' if mark.quote else 'a marked area'}. "
        f"Reason: {mark.reason}"
        for number, mark in enumerate(marks, 1)
    ]
    lines = [
        f"The district posts its agreement “{agreement.title}” with {agreement.operator.name}, as the law asks.",
        "With your agreement, the following would be hidden in the posted copy. Please answer in writing if you agree.",
        "\n".join(places),
        message.strip(),
    ]
    message_queue(
        key=f"contracts.redaction.{redaction.pk}.{step.pk}",
        address=address,
        subject=" ".join(f"Parts to hide in the posted copy of {agreement.title}".split()),
        body="\n\n".join(line for line in lines if line),
        at=now,
        now=now,
        actor=actor,
    )
