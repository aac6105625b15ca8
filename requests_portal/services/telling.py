"""The records custodian and the privacy officer know of a request at once (E7). Their mail names nobody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse

from deadlines.models import Deadline
from district.audit import Actor
from district.models import User
from notices.models import Message
from notices.services import message_queue
from requests_portal.models import PrivacyRequest
from requests_portal.services.steps import site_address, step_add

TOLD_ROLES: Final = ("records_custodian", "privacy_officer")


def people_told() -> list[User]:
    """Everybody who holds one of the roles and may sign in."""
    rows = User.objects.filter(groups__name__in=TOLD_ROLES, is_active=True)
    return list(rows.order_by("pk").distinct())


def staff_told(*, request: PrivacyRequest, clocks: Sequence[Deadline], actor: Actor, now: datetime) -> list[Message]:
    """One mail to each, and the step that says that it was passed on. Telling again tells nobody twice."""
    people = people_told()
    body = _words(request, clocks)
    told = [
        message_queue(
            key=f"requests.received.{request.pk}.{person.pk}",
            recipient=person,
            subject=f"{request} was received",
            body=body,
            at=now,
            now=now,
            actor=actor,
        )
        for person in people
    ]
    if told:
        step_add(request=request, code="passed_on", at=now, actor=actor, now=now, shown=True)
    return told


def _words(request: PrivacyRequest, clocks: Sequence[Deadline]) -> str:
    lines = [f"A family’s request came in {request.get_channel_display()}: {request}."]
    first = min((clock for clock in clocks if clock.closed_at is None), key=lambda clock: clock.due_at, default=None)
    if first is not None:
        lines.append(f"Last day: {first.last_day:%-d %B %Y} ({first.title}).")
    else:
        lines.append("The law names no days for an answer.")
    lines.append(f"Its case: {site_address(reverse('requests:case', args=[request.pk]))}")
    lines.append("Who asked, and about whom, stands in the case alone.")
    return "\n\n".join(lines)
