"""What was asked, by whom and about whom, as rows of a label and words."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from district.templatetags.words import day_in_words
from requests_portal.models import PrivacyRequest

Row = tuple[str, str]
RELATIONSHIPS: Final = {
    "parent": "a parent",
    "guardian": "a legal guardian",
    "student": "the student",
    "other": "somebody else",
}
DETAIL_LABELS: Final[dict[str, str]] = {
    "what": "What",
    "wrong": "What is wrong",
    "right": "What would be right",
    "form": "How",
    "waiver": "Fee",
    "keep": "How it is kept",
    "account": "Account",
    "purpose": "Purpose",
    "recipient": "For whom",
}
DETAIL_WORDS: Final[dict[tuple[str, Any], str]] = {
    ("form", "electronic"): "electronic",
    ("form", "paper"): "on paper",
    ("waiver", True): "cannot pay: no fee, no proof asked",
    ("keep", "download"): "as files to download",
    ("keep", "transfer"): "moved to an account of theirs",
}


def asked_rows(case: PrivacyRequest) -> list[Row]:
    """What it is about. Two queries: products and kinds of information."""
    products = list(case.products.select_related("operator").order_by("name"))
    elements = list(case.elements.order_by("group", "name"))
    rows = [("About", _scope(case, [str(product) for product in products], [element.name for element in elements]))]
    details: dict[str, Any] = case.details if isinstance(case.details, dict) else {}
    return [*rows, *_detail_rows(details)]


def _scope(case: PrivacyRequest, products: list[str], elements: list[str]) -> str:
    if case.all_products:
        return "Everything that the district and its operators hold"
    return "; ".join([", ".join(products), ", ".join(elements)]).strip("; ") or "Nothing was pointed at"


def _detail_rows(details: dict[str, Any]) -> Iterable[Row]:
    for name, label in DETAIL_LABELS.items():
        value = details.get(name)
        if value in (None, "", False, []):
            continue
        yield label, DETAIL_WORDS.get((name, value), str(value))


def asker_rows(case: PrivacyRequest) -> list[Row]:
    """Who asked, as they wrote it down."""
    asker: dict[str, Any] = case.asker if isinstance(case.asker, dict) else {}
    town = " ".join(part for part in (asker.get("city"), asker.get("state"), asker.get("postal_code")) if part)
    rows = [
        ("Name", asker.get("name", "")),
        ("Who they are", str(asker.get("other") or RELATIONSHIPS.get(asker.get("relationship", ""), ""))),
        ("E-mail", asker.get("email", "")),
        ("Telephone", asker.get("telephone", "")),
        ("Address", ", ".join([*asker.get("lines", []), *([town] if town else [])])),
        ("Signed", asker.get("signature", "")),
    ]
    return [(label, words) for label, words in rows if words]


def said_rows(case: PrivacyRequest) -> list[Row]:
    """The pupil, as they named the pupil."""
    said: dict[str, Any] = case.said if isinstance(case.said, dict) else {}
    rows = [
        ("Pupil, as they say", said.get("student_name", "")),
        ("Number", said.get("student_number", "")),
        ("Born", _day(said.get("birth_date", ""))),
        ("School", str(case.school) if case.school else ""),
    ]
    return [(label, words) for label, words in rows if words]


def _day(iso: str) -> str:
    try:
        return day_in_words(date.fromisoformat(iso)) if iso else ""
    except ValueError:
        return iso
