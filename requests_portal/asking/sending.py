"""From a draft to a request: the answers become its columns, its files are handed over, and the draft is emptied."""

from datetime import datetime
from typing import Any

from district.audit import audited
from district.models import School
from inventory.models import DataElement
from requests_portal.asking.asked import Asked
from requests_portal.asking.drafts import draft_actor
from requests_portal.asking.files import draft_files_hand_over, draft_files_remove
from requests_portal.asking.questions import first_open
from requests_portal.models import PrivacyRequest, RequestDraft, RequestKind
from requests_portal.services import request_ask
from requests_portal.services.steps import RequestRefused
from vendors.models import Product


def draft_send(*, draft: RequestDraft, asked: Asked, signature: str, language: str, now: datetime) -> PrivacyRequest:
    """Write the request that a whole draft asks for; a draft that was sent already answers with what it became.

    The draft's row is locked, so that a button pressed twice asks once. RequestRefused where a question is open.
    """
    actor = draft_actor(draft)
    with audited(actor=actor, reason="asked"):
        locked = RequestDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if locked.request is not None:
            return locked.request
        asked.answers = dict(locked.answers or {})
        if first_open(asked):
            raise RequestRefused("A question is not answered yet.")
        request = request_ask(
            kind=locked.kind,
            language=language,
            asker=asker_of(asked, signature),
            said=said_of(asked),
            details=details_of(asked),
            school=School.objects.filter(pk=asked.school_id).first() if asked.school_id else None,
            products=_products(asked),
            all_products=_all_products(asked),
            elements=_elements(asked),
            now=now,
        )
        if locked.kind == RequestKind.CORRECT:
            draft_files_hand_over(draft=locked, request=request, actor=actor, now=now)
        else:  # added before another kind was chosen
            draft_files_remove(draft=locked, actor=actor)
        # The draft stays empty for a while, so that its page can say that it was sent.
        locked.answers, locked.request, locked.touched_at = {}, request, now
        locked.save(update_fields=["answers", "request", "touched_at"])
    return request


def asker_of(asked: Asked, signature: str) -> dict[str, Any]:
    """Who asks, as the request keeps it."""
    you, who, address = asked.given("you"), asked.given("who"), asked.given("address")
    lines = [line for line in (address.get("street", ""), address.get("apartment", "")) if line]
    relationship = str(who.get("relationship", "")) or "other"
    return {
        "name": you["name"],
        "email": you["email"],
        "telephone": you.get("telephone", ""),
        "lines": lines,
        "city": address.get("city", ""),
        "state": address.get("state", "") if lines else "",
        "postal_code": address.get("postal_code", ""),
        "relationship": relationship,
        "relationship_said": who.get("other", "") if relationship == "other" else "",
        "signature": signature,
    }


def said_of(asked: Asked) -> dict[str, Any]:
    """Which pupil they mean, as they said it. Nobody, where anybody may ask."""
    if asked.kind == RequestKind.DIRECTORY:
        return {"student_name": "", "student_number": "", "birth_date": ""}
    child = asked.given("child")
    return {
        "student_name": child["student_name"],
        "student_number": child.get("student_number", ""),
        "birth_date": child.get("birth_date", ""),
    }


def details_of(asked: Asked) -> dict[str, Any]:
    """What the kind's own question gave, and the grade as they said it."""
    details = dict(asked.given(asked.kind))
    grade = asked.given("school").get("grade", "")
    if asked.kind != RequestKind.DIRECTORY and grade:
        details["grade"] = grade
    return details


def _products(asked: Asked) -> list[Product]:
    if asked.kind == RequestKind.DIRECTORY or asked.scope != "apps":
        return []
    return list(Product.objects.filter(pk__in=map(int, asked.given("apps").get("apps", []))))


def _elements(asked: Asked) -> list[DataElement]:
    if asked.kind == RequestKind.DIRECTORY or asked.scope != "elements":
        return []
    return list(DataElement.objects.filter(pk__in=map(int, asked.given("elements").get("elements", []))))


def _all_products(asked: Asked) -> bool:
    """Everything, or one kind of information wherever it is held."""
    return asked.kind != RequestKind.DIRECTORY and asked.scope in ("all", "elements")
