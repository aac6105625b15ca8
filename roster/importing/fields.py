"""What a column of a district's own CSV file can be, and the guess that its header allows."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_GUARDIANS: Final = 3
WORDS: Final = re.compile(r"[a-z]+|\d+")
CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a column can hold. `group` is the heading under which it is offered."""

    name: str
    title: str
    group: str


PUPIL: Final = "The pupil"
STUDENT_FIELDS: Final = (
    ("number", "Student number or id"),
    ("given_name", "First name"),
    ("family_name", "Last name"),
    ("full_name", "Whole name"),
    ("birth_date", "Birth date"),
    ("grade", "Grade"),
    ("school", "School"),
    ("email", "E-mail of the pupil"),
    ("language", "Language of the pupil or home"),
    ("entered_on", "Entered on"),
    ("line1", "Street of the pupil’s home"),
    ("line2", "Apartment or second line"),
    ("city", "City"),
    ("state", "State"),
    ("postal_code", "ZIP"),
)
GUARDIAN_FIELDS: Final = (
    ("id", "Id"),
    ("given_name", "First name"),
    ("family_name", "Last name"),
    ("full_name", "Whole name"),
    ("relationship", "Relationship"),
    ("email", "E-mail"),
    ("phone", "Telephone"),
    ("language", "Language"),
    ("salutation", "Salutation (Mr., Ms., …)"),
    ("line1", "Street, where it is another home"),
    ("line2", "Apartment or second line, where another home"),
    ("city", "City, where another home"),
    ("state", "State, where another home"),
    ("postal_code", "ZIP, where another home"),
    ("do_not_contact", "Do not contact (yes or no)"),
    ("court_order", "Court order: no letters (yes or no)"),
)


def _fields() -> dict[str, Field]:
    found = {name: Field(name, title, PUPIL) for name, title in STUDENT_FIELDS}
    for number in range(1, MOST_GUARDIANS + 1):
        for name, title in GUARDIAN_FIELDS:
            key = f"guardian{number}_{name}"
            found[key] = Field(key, title, f"Guardian {number}")
    return found


FIELDS: Final[dict[str, Field]] = _fields()

# The last words of a header, longest first, and what they mean of a person.
MEANS: Final = (
    ({"do", "not", "contact"}, "do_not_contact"),
    ({"no", "contact"}, "do_not_contact"),
    ({"court", "order"}, "court_order"),
    ({"relationship"}, "relationship"),
    ({"relation"}, "relationship"),
    ({"email"}, "email"),
    ({"mail"}, "email"),
    ({"telephone"}, "phone"),
    ({"phone"}, "phone"),
    ({"cell"}, "phone"),
    ({"mobile"}, "phone"),
    ({"language"}, "language"),
    ({"salutation"}, "salutation"),
    ({"birth"}, "birth_date"),
    ({"birthdate"}, "birth_date"),
    ({"birthday"}, "birth_date"),
    ({"dob"}, "birth_date"),
    ({"entry", "date"}, "entered_on"),
    ({"entered"}, "entered_on"),
    ({"enrolled"}, "entered_on"),
    ({"zip"}, "postal_code"),
    ({"zipcode"}, "postal_code"),
    ({"postal"}, "postal_code"),
    ({"city"}, "city"),
    ({"town"}, "city"),
    ({"state"}, "state"),
    ({"apartment"}, "line2"),
    ({"apt"}, "line2"),
    ({"unit"}, "line2"),
    ({"address", "2"}, "line2"),
    ({"line", "2"}, "line2"),
    ({"street"}, "line1"),
    ({"address"}, "line1"),
    ({"first"}, "given_name"),
    ({"given"}, "given_name"),
    ({"firstname"}, "given_name"),
    ({"last"}, "family_name"),
    ({"family"}, "family_name"),
    ({"lastname"}, "family_name"),
    ({"surname"}, "family_name"),
)
PUPIL_MEANS: Final = (
    ({"grade"}, "grade"),
    ({"gradelevel"}, "grade"),
    ({"school"}, "school"),
    ({"campus"}, "school"),
    ({"building"}, "school"),
    ({"number"}, "number"),
    ({"id"}, "number"),
    ({"studentid"}, "number"),
    ({"sid"}, "number"),
    ({"name"}, "full_name"),
    ({"student"}, "full_name"),
    ({"pupil"}, "full_name"),
)
GUARDIAN_MEANS: Final = (({"id"}, "id"), ({"number"}, "id"), ({"name"}, "full_name"))
PEOPLE: Final = {"guardian": 0, "parent": 0, "contact": 0, "adult": 0, "mother": 1, "father": 2}


def headers_key(header: Sequence[str]) -> str:
    """By which a mapping is found again: SHA-256 over the headers in order."""
    return hashlib.sha256("\x1f".join(name.strip().lower() for name in header).encode()).hexdigest()


def columns_proposed(header: Sequence[str]) -> dict[str, int]:
    """Column number (from 0) by field, guessed from the headers; each field once, each column once."""
    found: dict[str, int] = {}
    for number, name in enumerate(header):
        guess = field_guessed(name)
        if guess and guess not in found:
            found[guess] = number
    return found


def field_guessed(name: str) -> str:
    """ "Parent 2 E-mail" is guardian2_email; "" where the header allows no guess."""
    words = WORDS.findall(CAMEL.sub(" ", name).lower().replace("e-mail", "email"))
    said = set(words)
    person = next((word for word in words if word.rstrip("s") in PEOPLE), "")
    if not person or {"not", "contact"} <= said or ({"no", "contact"} <= said and len(said) == 2):
        means = _meaning(said, (*MEANS, *PUPIL_MEANS))
        return means if means in FIELDS else ""
    number = PEOPLE[person.rstrip("s")] or next((int(word) for word in words if word in {"1", "2", "3"}), 1)
    means = _meaning(said - {person, str(number)}, (*MEANS, *GUARDIAN_MEANS)) or ("full_name" if len(said) <= 2 else "")
    key = f"guardian{number}_{means}"
    return key if key in FIELDS else ""


def _meaning(said: set[str], means: Sequence[tuple[set[str], str]]) -> str:
    return next((meaning for words, meaning in means if words <= said), "")


def columns_wrong(columns: dict[str, int], *, one_school: bool) -> str:
    """Why a mapping cannot be used, as a sentence; empty where it can."""
    if "number" not in columns:
        return "Say which column is the student number: by it a pupil is known from one file to the next."
    if "full_name" not in columns and not {"given_name", "family_name"} <= set(columns):
        return "Say which columns are first and last name, or which one is the whole name."
    if "school" not in columns and not one_school:
        return "Say which column is the school."
    return ""
