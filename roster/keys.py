"""Keyed hashes of what people are searched by. One value is written in many ways; these make the usual ones equal.

Names lose their accents, apostrophes and hyphens ("Núñez-O’Hara" is found as "nunez ohara"), telephone numbers
everything but digits and a leading 1, addresses their letter case and punctuation. Used wherever rows are written
(imports included) and wherever somebody searches.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from district.encryption import search_key

JOINED = str.maketrans(dict.fromkeys("'’‘ʼ`´."))
SPACED = str.maketrans(dict.fromkeys("-‐‑–—_,;/", " "))
NOT_DIGITS = re.compile(r"\D")


def name_folded(name: str) -> str:
    """A name without accents and punctuation; letter case and spaces are seen to by the hash."""
    if not name.isascii():
        name = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    if name.isascii() and name.replace(" ", "").isalnum():  # most are: an import has hundreds of thousands
        return name
    return name.translate(JOINED).translate(SPACED)


def given_first(name: str) -> str:
    """ "Lopez, Ana" as "Ana Lopez"; a name without a comma as it is."""
    family, comma, given = name.partition(",")
    return f"{given} {family}" if comma else name


def number_key(number: str) -> bytes:
    return search_key(number, "number")


def name_key(given_name: str, family_name: str) -> bytes:
    return search_key(name_folded(f"{given_name} {family_name}"), "name")


def name_typed_key(name: str) -> bytes:
    """Of a whole name as a person types it: "Ana Lopez" or "Lopez, Ana"."""
    return search_key(name_folded(given_first(name)), "name")


def family_key(family_name: str) -> bytes:
    return search_key(name_folded(family_name), "family name")


def birth_key(birth_date: date | str | None) -> bytes:
    """Of a day, or of its ISO text; b"" where it is not known."""
    return search_key(str(birth_date or ""), "birth date")


def name_birth_key(given_name: str, family_name: str, birth_date: date | str | None) -> bytes:
    """b"" where no birth date is known, so that a name alone never counts as both."""
    name = name_folded(f"{given_name} {family_name}")
    return search_key(f"{name} {birth_date}", "name and birth") if birth_date and name.strip() else b""


def email_key(email: str) -> bytes:
    return search_key(email, "e-mail")


def phone_key(phone: str) -> bytes:
    digits = NOT_DIGITS.sub("", phone)
    return search_key(digits[1:] if len(digits) == 11 and digits.startswith("1") else digits, "telephone")


def address_key(lines: Sequence[str], city: str, postal_code: str) -> bytes:
    """ZIP+4 and plain ZIP of one street are one address."""
    return search_key(name_folded(" ".join([*lines, city, postal_code[:5]])), "address")


def student_keys(sealed: Mapping[str, Any]) -> dict[str, bytes]:
    """Column by column, from what is sealed in a Student."""
    given, family, born = sealed.get("given_name", ""), sealed.get("family_name", ""), sealed.get("birth_date", "")
    return {
        "number_key": number_key(sealed.get("number", "")),
        "name_key": name_key(given, family),
        "family_key": family_key(family),
        "birth_key": birth_key(born),
        "name_birth_key": name_birth_key(given, family, born),
    }


def guardian_keys(sealed: Mapping[str, Any]) -> dict[str, bytes]:
    """Column by column, from what is sealed in a Guardian."""
    family = sealed.get("family_name", "")
    return {
        "name_key": name_key(sealed.get("given_name", ""), family),
        "family_key": family_key(family),
        "email_key": email_key(sealed.get("email", "")),
        "phone_key": phone_key(sealed.get("phone", "")),
    }


def household_keys(sealed: Mapping[str, Any]) -> dict[str, bytes]:
    """Column by column, from what is sealed in a Household."""
    lines, city, postal_code = sealed.get("lines", []), sealed.get("city", ""), sealed.get("postal_code", "")
    return {"address_key": address_key(lines, city, postal_code)}
