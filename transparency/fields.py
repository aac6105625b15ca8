"""The list's form: what it can be narrowed by, with the number of apps behind each choice."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from district.grades import CHOICES
from transparency.narrowing import SORT_NAMES
from transparency.selectors import Narrowing

Facets = dict[str, list[list[Any]]]
GRADE_NAMES = dict(CHOICES)


@dataclass(frozen=True, slots=True)
class Field:
    """A select of the form. `options` is ready HTML: a district has a hundred of them, and templates loop slowly."""

    name: str
    label: str
    any: str
    options: SafeString


def fields(facets: Facets, asked: Narrowing) -> list[Field]:
    """The selects, with what was asked chosen. `facets` as services.facets_counted gives them."""
    grades = [[value, count, GRADE_NAMES.get(value, value)] for value, count in facets.get("grades", [])]
    return [
        Field("subject", "Subject", "Any subject", options(facets.get("areas", []), asked.area)),
        Field("grade", "Grade", "Any grade", options(grades, asked.grade)),
        Field("information", "Kind of information", "Any kind", options(facets.get("elements", []), asked.element)),
        Field("school", "School", "Any school", options(facets.get("schools", []), asked.school)),
        Field("sort", "Sort by", "", options([[key, None, name] for key, name in SORT_NAMES.items()], asked.sort)),
    ]


def options(choices: Iterable[list[Any]], chosen: str) -> SafeString:
    """Options from [value, count] or [value, count, name]; a chosen value that is not among them is kept."""
    rows = [*choices]
    if chosen and chosen not in {row[0] for row in rows}:
        rows = [[chosen, 0], *rows]
    return SafeString("".join(_option(row, " selected" if row[0] == chosen else "") for row in rows))


def _option(row: list[Any], selected: str) -> str:
    name = row[2] if len(row) > 2 else row[0]
    number = "" if row[1] is None else f" ({row[1]:,})"
    return f'<option value="{escape(row[0])}"{selected}>{escape(name)}{number}</option>'
