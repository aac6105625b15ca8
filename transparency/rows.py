"""Rows of lists of apps, filled in without the template language: fifty rows through it took 6 of the page's 10 ms.

The HTML stays where HTML is, in templates/public/row*.html, with `{name}` for a value. Every value is escaped here.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from transparency.asof import AsOf
from transparency.presenters import Status, list_row
from transparency.speaking import language_now

# A look costs a fifth of an escape, and nearly every value needs none.
NOTHING_TO_ESCAPE = re.compile(r"[^&<>\"']*").fullmatch


@cache
def _form(name: str) -> str:
    return (Path(settings.ROOT) / "templates" / "public" / name).read_text(encoding="utf-8")


def rows_filled(entries: Iterable[Mapping[str, Any]], as_of: AsOf, *, form: str = "row.html") -> SafeString:
    """Rows of entries (selectors.ROW) as they stand on a day, in the outline of a file of templates/public."""
    outline, labels, language = _form(form), _labels(language_now()), language_now()
    rows = (_escaped(list_row(entry, as_of, language), labels, language) for entry in entries)
    return SafeString("".join(outline.format_map(row) for row in rows))


def information_filled(elements: Iterable[Mapping[str, Any]], *, past: bool) -> SafeString:
    """Rows of kinds of information in one app (apppage.element_shown). In the past there is nothing to be led to."""
    return _kinds_filled("row_information.html", elements, past=past)


def holders_filled(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """Rows of the apps that have one kind of information (kinds.app_with_kind)."""
    return _kinds_filled("row_holder.html", rows, past=False)


def _kinds_filled(form: str, rows: Iterable[Mapping[str, Any]], *, past: bool) -> SafeString:
    outline, labels = _form(form), _information_labels(language_now())
    return SafeString("".join(outline.format_map(_kind_escaped(row, labels, past)) for row in rows))


def _kind_escaped(row: Mapping[str, Any], labels: dict[str, str], past: bool) -> dict[str, str]:
    values = {name: value if _is_ready(value) else escape(value) for name, value in row.items()}
    if row["special"]:
        values["special"] = f"; {values['special']}"
    if row["url"] and not past:
        values["named"] = _form("row_link.html").rstrip("\n").format_map(values)
    else:
        values["named"] = values["name"]
    for name, unsaid in (("how_used", "unexplained"), ("purpose", "unexplained"), ("disclosed_to", "nobody")):
        values[name] = values[name] or labels[unsaid]
    return values | labels


@lru_cache(maxsize=2)
def _information_labels(language: str) -> dict[str, str]:
    """What a phone shows before each value, and what is said where nobody wrote anything."""
    return {
        "label_how_used": escape(_("How it is used")),
        "label_purpose": escape(_("Why")),
        "label_disclosed_to": escape(_("Given to")),
        "unexplained": escape(_("Not explained yet")),
        "nobody": escape(_("Only the operator")),
    }


@lru_cache(maxsize=2)
def _labels(language: str) -> dict[str, str]:
    """What a phone shows before each value, and what links are called, in the language that is active."""
    return {
        "kinds_call": _("%(kinds)s of information in %(name)s"),
        "agreement_call": _("Agreement for %(name)s, %(file)s"),
        "label_operator": escape(_("Operator")),
        "label_for": escape(_("What for")),
        "label_information": escape(_("Information")),
        "label_agreement": escape(_("Agreement")),
        "of_information": escape(_("of information")),
    }


@lru_cache(maxsize=100)
def _status_drawn(status: Status, language: str) -> str:
    """A standing with its shape, in the language that is active."""
    return f'<span class="dp-status dp-status--{status.tone}">{status.shape}{escape(status.text)}</span>'


def _escaped(row: dict[str, Any], labels: dict[str, str], language: str) -> dict[str, str]:
    status = row.pop("status")
    values = {name: value if _is_ready(value) else escape(value) for name, value in row.items()}
    values["then_url"] = f"apps/{values['key']}/"  # below a past day's own address
    values["kinds_of"] = escape(labels["kinds_call"] % row)
    values["status"] = _status_drawn(status, language)
    values["agreement_of"] = escape(labels["agreement_call"] % row) if row["file"] else ""
    values["copy"] = _form("row_copy.html").rstrip("\n").format_map(values) if row["file"] else ""
    return values | labels


def _is_ready(value: str) -> bool:
    return isinstance(value, SafeString) or NOTHING_TO_ESCAPE(value) is not None
