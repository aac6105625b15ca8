"""The keyed hashes by which a request is found again, from what is sealed in it."""

from collections.abc import Mapping
from typing import Any

from district.encryption import search_key
from requests_portal.models import PrivacyRequest
from roster.keys import email_key, given_first, name_folded, name_typed_key, number_key, phone_key


def said_key(said: Mapping[str, Any]) -> bytes:
    """One pupil, as a family names them: by number where one is given, else by name and birth date, else by name."""
    name = name_folded(given_first(str(said.get("student_name", ""))))
    number, born = str(said.get("student_number", "")).strip(), str(said.get("birth_date", ""))
    return search_key(f"number {number}" if number else f"{name} {born}", "asked about")


def request_keys(asker: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, bytes]:
    """Column by column, from what is sealed in a PrivacyRequest."""
    return {
        "asker_name_key": name_typed_key(str(asker.get("name", ""))),
        "email_key": email_key(str(asker.get("email", ""))),
        "phone_key": phone_key(str(asker.get("telephone", ""))),
        "said_key": said_key(said),
        "said_name_key": name_typed_key(str(said.get("student_name", ""))),
        "said_number_key": number_key(str(said.get("student_number", ""))),
    }


def row_keys(request: PrivacyRequest) -> dict[str, bytes | list[bytes]]:
    """As `request_keys`, of a row: made anew when the search key was changed."""
    return {**request_keys(request.asker or {}, request.said or {})}
