"""Texts with merge fields: {name}, {salutation}, {students}, {reference}, {date}. Compiled once, filled per family."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

FIELDS: Final = ("name", "salutation", "students", "reference", "date")
FIELD: Final = re.compile(r"\{([^{}\n]*)\}")
SPANISH_MONTHS: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
SALUTATIONS: Final = {"es": "Para {}:", "en": "Dear {},"}


class FieldMissing(ValueError):
    """A text names a merge field that does not exist. The message names the field and the text."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A text in pieces: words at even places, names of fields at odd ones."""

    pieces: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        pieces = self.pieces
        return "".join([values[piece] if place % 2 else piece for place, piece in enumerate(pieces)])


@lru_cache(maxsize=64)
def merge_of(text: str) -> Merge:
    """The text, ready to be filled. Raises FieldMissing for a field that no family has."""
    pieces = tuple(FIELD.split(text))
    for name in pieces[1::2]:
        if name not in FIELDS:
            raise FieldMissing(f"The text names the field {{{name}}}, which does not exist. There are: {known()}.")
    return Merge(pieces)


def known() -> str:
    return ", ".join(f"{{{name}}}" for name in FIELDS)


def values_of(sealed: Mapping[str, Any], *, reference: str, day: str) -> dict[str, str]:
    """Values for an e-mail from a message's sealed fields."""
    return {
        "name": sealed["name"],
        "salutation": sealed["salutation"],
        "students": ", ".join(sealed["students"]),
        "reference": reference,
        "date": day,
    }


def salutation_of(name: str, language: str) -> str:
    """Such as "Dear Ana and Luis Fictional,". Spanish avoids a form that would have to know who is a woman."""
    return SALUTATIONS.get(language, SALUTATIONS["en"]).format(name)


def day_in_language(day: date, language: str) -> str:
    """The date of a letter: "November 27, 2026", or "27 de noviembre de 2026"."""
    if language == "es":
        return f"{day.day} de {SPANISH_MONTHS[day.month - 1]} de {day.year}"
    return f"{day:%B} {day.day}, {day.year}"
