"""A public entry in the words that the public reads: the same on the office's preview and on the public pages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from breaches.publicentry import days_in_words
from district.templatetags.words import plain_day

WITHHELD = gettext_noop("Not shown: the law asks that it is withheld for this kind of information.")


@dataclass(frozen=True, slots=True)
class Named:
    """A name, with its address on the public page where it has one."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class EntryWords:
    """One breach as the public reads it. `students` is empty where no number belongs there, `url` where no page is."""

    days: str
    operator: Named
    products: tuple[Named, ...]
    students: str
    posted: str
    notice_en: str
    notice_es: str
    laws: tuple[str, ...]
    url: str = ""


def entry_words(shown: Mapping[str, Any], *, posted_on: str | None = None, known: Collection[str] = ()) -> EntryWords:
    """Words for `breaches.publicentry.shown_of`; `known` are the public page's addresses that may be linked to."""
    operator, notice = shown["operator"], shown["notice"] or {}
    days = days_in_words(_day(shown["happened_from"]), _day(shown["happened_until"]))
    return EntryWords(
        days=f"{days[0].upper()}{days[1:]}",
        operator=_named(operator["name"], f"/operators/{operator['slug']}/", known),
        products=tuple(_named(row["name"], f"/apps/{row['slug']}/", known) for row in shown["products"]),
        students=students_in_words(shown["students"]),
        posted=day_said(_day(posted_on)),
        notice_en=notice.get("en", ""),
        notice_es=notice.get("es", ""),
        laws=tuple(f"{row['law']}: {row['at']}" for row in shown["laws"]),
    )


def students_in_words(students: Mapping[str, Any]) -> str:
    if students["withheld"]:
        return _(WITHHELD)
    return "" if students["number"] is None else f"{students['number']:,}"


def day_said(day: date | None) -> str:
    """2 November 2026; empty for none."""
    return plain_day(day) if day else ""


def _named(name: str, url: str, known: Collection[str]) -> Named:
    return Named(name, url if url in known else "")


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
