"""Messages that a cure notice causes, written to the outbox in the transaction that causes them."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from contracts.models import Agreement, CureAnswer, CureNotice
from district.audit import Actor
from district.links import link_mark
from district.models import PrivateLink, User
from district.selectors import district_current
from notices.services import message_queue


def notice_mailed(*, notice: CureNotice, link: PrivateLink, actor: Actor, now: datetime) -> None:
    """To the operator's contact: what it is about, the last day, and the private link."""
    message_queue(
        key=f"contracts.cure.{notice.pk}.{link.pk}",
        address=notice.contact_email,
        subject=one_line(f"Notice to cure: {notice.agreement.title}"),
        body=notice_mail(notice, link_mark(link)),
        at=now,
        now=now,
        actor=actor,
    )


def notice_mail(notice: CureNotice, address: str) -> str:
    """The text of the message; `address` is the private link or what stands for it."""
    context = {
        "notice": notice,
        "agreement": notice.agreement,
        "items": [item for item in notice.items.order_by("position") if item.listed],
        "address": address,
        "district": district_current(),
    }
    return render_to_string("emails/cure_notice.txt", context)


def answer_told(*, answer: CureAnswer, actor: Actor, now: datetime) -> None:
    """To whoever wrote the notice and whoever reviews the agreement: the operator answered."""
    notice = answer.notice
    people = {person.pk: person for person in (notice.written_by, notice.agreement.reviewer) if person is not None}
    what = f"with the file {answer.document.name}" if answer.document is not None else "in words"
    lines = [
        f"{notice.agreement.operator} answered the cure notice about {notice.agreement.title}, {what}.",
        answer.text,
        page_address("contracts:cure", notice.pk),
    ]
    for person in people.values():
        message_queue(
            key=f"contracts.cure.answer.{answer.pk}.{person.pk}",
            recipient=person,
            subject=one_line(f"Answer to the cure notice: {notice.agreement.title}"),
            body="\n\n".join(line for line in lines if line),
            at=now,
            now=now,
            actor=actor,
        )


def void_told(*, agreement: Agreement, because: str, people: Iterable[User], actor: Actor, now: datetime) -> None:
    """To the committee and the office: the agreement is void, what follows, and where it is decided."""
    products = ", ".join(str(product) for product in agreement.products.order_by("name"))
    body = "\n\n".join(
        [
            f"The agreement {agreement.title} with {agreement.operator} is void.",
            because,
            f"For these products the end of use is proposed, unless another agreement covers them: {products}.",
            page_address("contracts:agreement", agreement.pk),
        ]
    )
    for person in people:
        message_queue(
            key=f"contracts.void.{agreement.pk}.{now:%Y%m%dT%H%M%S%f}.{person.pk}",
            recipient=person,
            subject=one_line(f"Void: {agreement.title}"),
            body=body,
            at=now,
            now=now,
            actor=actor,
        )


def one_line(words: str) -> str:
    return " ".join(words.split())


def page_address(name: str, pk: int) -> str:
    return settings.SITE_ADDRESS + reverse(name, args=[pk])
