"""What a holder is asked, as it is proposed before a person edits it: in plain words, with no more than it needs."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from district.templatetags.words import closed
from requests_portal.holders.selectors import finding_of
from requests_portal.models import Holder, PrivacyRequest, RequestKind, RequestTask

MOST_WORDS: Final = 4000
# How a holder may find the pupil. The first two are proposed; the others only where a person ticks them.
PUPIL_FIELDS: Final[dict[str, str]] = {
    "name": "Name",
    "school": "School",
    "number": "Student number",
    "birth_date": "Birth date",
    "email": "E-mail address of the school account",
}
PROPOSED_FIELDS: Final = ("name", "school")

ASKS: Final[dict[str, str]] = {
    RequestKind.INSPECT: (
        "A family asks to see what you hold about this student. Send us all of it as files, or say how it can be seen."
    ),
    RequestKind.COPY: "A family asks for a copy of what you hold about this student. Send us all of it as files.",
    RequestKind.CORRECT: (
        "We found that information about this student is wrong. Correct it, and confirm the correction to us."
    ),
    RequestKind.DELETE: (
        "A family asks for the deletion of what you hold about this student. Delete it, in copies kept for safety too, "
        "and certify the deletion."
    ),
    RequestKind.CONTENT: (
        "A family asks to keep the work that this student made. Send us an export as files, or say how it moves."
    ),
}


def asks_proposed(task: RequestTask) -> str:
    """The text to begin with, in sentences and lines. Nothing of who asks is in it."""
    request = task.request
    products = [product.name for product in task.products.all()] if task.holder == Holder.OPERATOR else []
    elements = [element.name for element in request.elements.all()]
    lines = [ASKS.get(request.kind, "")]
    lines += _line("It is about", products)
    lines += _line("Kinds of information", elements)
    lines += [f"{label}: {words}" for label, words in _told(request) if words]
    return "\n\n".join(line for line in lines if line)[:MOST_WORDS]


def pupil_known(request: PrivacyRequest) -> dict[str, str]:
    """What may be told of the pupil, by the keys of PUPIL_FIELDS: from the district's records, else as the family said.

    Fields that are not known are left out.
    """
    said = request.said or {}
    if request.student is None:
        found = {
            "name": said.get("student_name", ""),
            "school": str(request.school or ""),
            "number": said.get("student_number", ""),
            "birth_date": said.get("birth_date", ""),
        }
    else:
        held: Mapping[str, Any] = request.student.sealed or {}
        found = {
            "name": f"{held.get('given_name', '')} {held.get('family_name', '')}".strip(),
            "school": str(request.student.school),
            "number": held.get("number", ""),
            "birth_date": held.get("birth_date", ""),
            "email": held.get("email", ""),
        }
    return {name: str(value) for name, value in found.items() if value}


def what_proposed(task: RequestTask) -> dict[str, Any]:
    """{asks, pupil} as `RequestTask.what` keeps it: what was written already, else what is proposed."""
    if task.what:
        return task.asked_words
    known = pupil_known(task.request)
    return {
        "asks": asks_proposed(task),
        "pupil": {name: known[name] for name in PROPOSED_FIELDS if name in known},
    }


def _line(label: str, names: Iterable[str]) -> list[str]:
    words = ", ".join(sorted(names))
    return [closed(f"{label}: {words}")] if words else []


def _told(request: PrivacyRequest) -> list[tuple[str, str]]:
    """(label, words): which of the family's words the holder needs, by kind. Of a correction it is what was found."""
    details = request.details or {}
    if request.kind == RequestKind.CORRECT:
        found = finding_of(request)
        right = (found.words.get("right") if found is not None else "") or details.get("right", "")
        return [("What is wrong", details.get("wrong", "")), ("What is right", str(right))]
    if request.kind == RequestKind.CONTENT:
        account = details.get("account", "") if details.get("keep") == "transfer" else ""
        return [("What is meant", details.get("what", "")), ("To be transferred to the account", account)]
    if request.kind == RequestKind.DELETE:
        return [("What is meant", details.get("what", ""))]
    return []
