"""The list's form: what it can be narrowed by, with the number of apps behind each choice."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from district.grades import grade_name
from transparency.narrowing import SORT_NAMES
from transparency.speaking import language_now, plainly_worded

Facets = dict[str, list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Field:
    """A select of the form. `options` is ready HTML: a district has a hundred of them, and templates loop slowly."""

    name: str
    label: str
    any: str
    options: SafeString

    @property
    def place(self) -> SafeString:
        """Where a page lays its options in (frames.page_filled)."""
        return SafeString(f"<!--{self.name}-->")


def fields(facets: Facets) -> list[Field]:
    """The selects, with nothing chosen. `facets` as services.facets_counted gives them."""
    grades = [[value, count, grade_name(value)] for value, count in facets.get("grades", [])]
    elements = [[value, count, plainly_worded(value)] for value, count in facets.get("elements", [])]
    return [
        Field("subject", _("Subject"), _("Any subject"), options(facets.get("areas", []), typed=True)),
        Field("grade", _("Grade"), _("Any grade"), options(grades)),
        Field("information", _("Kind of information"), _("Any kind"), options(elements)),
        Field("school", _("School"), _("Any school"), options(facets.get("schools", []))),
        Field("sort", _("Sort by"), "", options([[key, None, _(name)] for key, name in SORT_NAMES.items()])),
    ]


def options(choices: Iterable[list[Any]], *, typed: bool = False) -> SafeString:
    """Options from [value, count] or [value, count, name]. `typed`: in English, by people of the office.

    So are names that nobody translated.
    """
    beside = language_now() != "en"
    english = ((row, beside and (typed or row[0] == (row[2] if len(row) > 2 else ""))) for row in choices)
    return SafeString("".join(_option(row, language=' lang="en"' if so else "") for row, so in english))


def chosen(ready: SafeString, value: str) -> SafeString:
    """Options with one chosen. A value that is not among them is kept, as one that no app has."""
    if not value:
        return ready
    before = f' value="{escape(value)}"'
    there = SafeString(ready.replace(f"{before}>", f"{before} selected>", 1))
    return there if there != ready else SafeString(_option([value, 0], " selected") + ready)


def _option(row: list[Any], selected: str = "", language: str = "") -> str:
    name = row[2] if len(row) > 2 else row[0]
    number = "" if row[1] is None else f" ({row[1]:,})"
    return f'<option{language} value="{escape(row[0])}"{selected}>{escape(name)}{number}</option>'
