"""Requests on the way to a decision, and short ways to decide them."""

from datetime import date, datetime, timedelta
from typing import Any

from district.models import User
from requests_portal.decisions.services import determination_make
from requests_portal.decisions.writing import letter_begin_for, letter_send
from requests_portal.models import (
    DecisionLetter,
    DeletionCertificate,
    Determination,
    IdentityState,
    PrivacyRequest,
    RequestTask,
    TaskState,
)
from requests_portal.services import request_identified
from tests.factories.requests import MONDAY, request_received
from tests.factories.vendors import OperatorFactory

TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
FACTS: dict[str, Any] = {"reason": "We compared it with the cumulative folder."}
WRONG: dict[str, Any] = {**FACTS, "right": "Grade 5", "holders": ["district"]}


def known(now: datetime = MONDAY, *, kind: str = "correct", **asked: Any) -> PrivacyRequest:
    """Confirmed, and settled who asks."""
    request = request_received(now, kind=kind, **asked)
    how = IdentityState.NOT_NEEDED if kind == "directory" else IdentityState.IN_PERSON
    return request_identified(request=request, student=None, guardian=None, how=how, actor=_system(request), now=now)


def _system(request: PrivacyRequest) -> Any:
    from requests_portal.services.steps import family_actor

    return family_actor(request)


def task_of(request: PrivacyRequest, *, state: str = TaskState.DONE, name: str = "", **values: Any) -> RequestTask:
    """A holder's part: an operator's where `name` is given, else the district's own."""
    operator = OperatorFactory(name=name) if name else None
    RequestTask.objects.filter(request=request).delete()  # those that were proposed by themselves
    moments: dict[str, Any] = {"asked_at": MONDAY, "last_day": date(2026, 5, 31)}
    if state in (TaskState.CONFIRMED, TaskState.REFUSED, TaskState.DONE):
        moments["answered_at"] = TUESDAY
    if state in (TaskState.DONE, TaskState.NOT_NEEDED):
        moments["settled_at"] = TUESDAY
    return RequestTask.objects.create(
        request=request,
        holder="operator" if operator else "district",
        operator=operator,
        state=state,
        made_at=MONDAY,
        **{**moments, **values},
    )


def certificate_of(task: RequestTask, *, part: bool = False) -> DeletionCertificate:
    return DeletionCertificate.objects.create(
        request=task.request,
        task=task,
        operator=task.operator,
        holder_name=task.holder_name,
        part=part,
        certified_at=TUESDAY,
        accepted_at=WEDNESDAY,
        accepted_by="Rita Fictional",
        sealed={"statement": "All recordings are gone.", "by": "Marla Maple"},
    )


def decided(
    request: PrivacyRequest, about: str, result: str, actor: User, now: datetime = TUESDAY, **more: Any
) -> Determination:
    facts = more.pop("facts", WRONG if result in ("exists", "exists_partly") else FACTS)
    return determination_make(request=request, about=about, result=result, facts=facts, actor=actor, now=now, **more)


def told(row: Determination, actor: User, now: datetime = TUESDAY) -> DecisionLetter:
    """Its letter, written and sent."""
    return letter_send(letter=letter_begin_for(determination=row, actor=actor, now=now), actor=actor, now=now)
