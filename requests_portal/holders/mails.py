"""Mails about a task: to the operator's contact, who reads a pupil's name behind the link alone, and to the office."""

from datetime import datetime
from typing import Final

from django.template.loader import render_to_string
from django.urls import reverse

from district.audit import Actor
from district.links import link_mark
from district.models import PrivateLink, User
from district.selectors import district_current
from notices.models import Message
from notices.services import message_queue
from requests_portal.models import OperatorCase, RequestKind, RequestTask
from requests_portal.services.steps import site_address
from requests_portal.services.telling import people_told

ESCALATED_TO: Final = ("director", "privacy_officer")
# What it is about, in the operator's words: the request's number is the only name in the mail.
ABOUT: Final[dict[str, str]] = {
    RequestKind.INSPECT: "to see a student's information",
    RequestKind.COPY: "for a copy of a student's information",
    RequestKind.CORRECT: "to correct a student's information",
    RequestKind.DELETE: "to delete a student's information",
    RequestKind.CONTENT: "to keep a student's own work",
}
SUBJECTS: Final[dict[str, str]] = {
    "asked": "Request {number} {about}",
    "link": "Request {number} {about}: your link",
    "again": "Request {number} {about}: your answer is not enough yet",
    "reminder": "Reminder: request {number} {about}",
    "silent": "Overdue: request {number} {about}",
}


def operator_mailed(
    *, task: RequestTask, link: PrivateLink, what: str, actor: Actor, now: datetime, number: int = 0
) -> Message:
    """To the task's contact. `what` is a key of SUBJECTS; `number` tells reminders apart: none is sent twice."""
    request = task.request
    key = f"request.{request.pk}.holder.{task.pk}.{what}.{task.asked_times}.{number or link.pk}"
    context = {
        "task": task,
        "what": what,
        "number": request.number,
        "about": ABOUT.get(request.kind, ""),
        "contact": link.issued_to_name,
        "address": link_mark(link),
        "district": district_current(),
    }
    return message_queue(
        key=key,
        address=link.issued_to_email,
        subject=SUBJECTS[what].format(number=request.number, about=context["about"]),
        body=render_to_string("emails/request_operator.txt", context),
        at=now,
        now=now,
        actor=actor,
    )


def office_told(*, task: RequestTask, what: str, sentence: str, actor: Actor, now: datetime) -> list[Message]:
    """To whoever sees to the task or has the request; to the custodians where nobody does. `what` makes the key."""
    owner = task.owner or task.request.owner
    people = [owner] if owner is not None and owner.is_active else people_told()
    return _told(task, people, what, sentence, actor, now)


def escalation_told(*, task: RequestTask, sentence: str, actor: Actor, now: datetime) -> list[Message]:
    """To the director and the privacy officer: an operator does not answer."""
    rows = User.objects.filter(groups__name__in=ESCALATED_TO, is_active=True)
    what = f"escalated.{task.asked_times}"
    return _told(task, list(rows.order_by("pk").distinct()), what, sentence, actor, now)


def _told(
    task: RequestTask, people: list[User], what: str, sentence: str, actor: Actor, now: datetime
) -> list[Message]:
    page = site_address(reverse("requests:holders", args=[task.request_id]))
    return [
        message_queue(
            key=f"request.{task.request_id}.holder.{task.pk}.{what}.to.{person.pk}",
            recipient=person,
            subject=f"{task.request}: {' '.join(task.holder_name.split())}"[:300],
            body=f"{sentence}\n\nIts page: {page}\n\nWho asked, and about whom, stands in the case alone.\n",
            at=now,
            now=now,
            actor=actor,
        )
        for person in people
    ]


def operator_case_mailed(
    *, case: OperatorCase, task: RequestTask, link: PrivateLink, actor: Actor, now: datetime
) -> Message:
    """The notice of a case, as it was written, with the private link."""
    context = {"case": case, "task": task, "address": link_mark(link), "district": district_current()}
    return message_queue(
        key=f"request.{task.request_id}.case.{case.pk}",
        address=case.contact_email,
        subject=f"Notice: request {task.request.number} was not answered",
        body=render_to_string("emails/request_operator_case.txt", context),
        at=now,
        now=now,
        actor=actor,
    )
