"""Kinds of information as the public page lists them: which apps have each, and which give it to others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.taxonomy import elements_listed
from transparency.apppage import element_shown
from transparency.content import ADDED_TO_ELEMENT, code_by_name
from transparency.models import Snapshot
from transparency.speaking import address, address_in, language_now, plainly_worded, worded
from transparency.words import SPECIAL


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of information, in English, with the number of apps that have it and that disclose it."""

    code: str
    name: str
    group: str
    element_class: str
    explanation: str
    apps: int
    disclosed: int | None


def kinds_of(snapshot: Snapshot | None) -> list[Kind]:
    """Every kind that a publication's apps have, by group and name; none before the first publication."""
    facets = snapshot.facets if snapshot is not None else {}
    if "information" in facets:
        return [Kind(*row) for row in facets["information"]]
    return [_of_name(name, apps) for name, apps in facets.get("elements", [])]


def _of_name(name: str, apps: int) -> Kind:
    """A publication of an earlier release knows names and numbers only."""
    listed = {element.name: element for element in elements_listed()}.get(name)
    if listed is None:
        return Kind(code_by_name(name), name, "", "ordinary", "", apps, None)
    return Kind(listed.code, name, listed.group, listed.element_class, listed.explanation, apps, None)


def kind_of(snapshot: Snapshot | None, code: str) -> Kind | None:
    return next((kind for kind in kinds_of(snapshot) if kind.code == code), None)


def kind_shown(kind: Kind) -> dict[str, Any]:
    """A kind in the language of the page. `plain` is its name for places that take text alone."""
    return {
        "url": address(f"/information/{kind.code}/"),
        "name": worded(kind.name),
        "plain": plainly_worded(kind.name),
        "explanation": worded(kind.explanation),
        "special": plainly_worded(SPECIAL.get(kind.element_class, "")),
        "apps": ngettext("%(count)s app", "%(count)s apps", kind.apps) % {"count": f"{kind.apps:,}"},
        "disclosed": disclosed_in_words(kind),
    }


def disclosed_in_words(kind: Kind) -> str:
    """How many of the apps give it to others; empty where an earlier release did not count."""
    if kind.disclosed is None:
        return ""
    if kind.disclosed == 0:
        return _("No app gives it to others.")
    return ngettext("%(count)s app gives it to others.", "%(count)s apps give it to others.", kind.disclosed) % {
        "count": f"{kind.disclosed:,}"
    }


def kinds_grouped(kinds: Iterable[Kind]) -> list[tuple[SafeString, list[dict[str, Any]]]]:
    """Kinds by group, in their order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for kind in kinds:
        groups.setdefault(kind.group or _("Other information"), []).append(kind_shown(kind))
    return [(worded(group), rows) for group, rows in groups.items()]


def app_with_kind(entry: Mapping[str, Any], said: Mapping[str, Any] | None) -> dict[str, Any]:
    """A row of selectors.entries_with_kind as the page of the kind shows it; `said`: that of selectors.kind_said."""
    element = ADDED_TO_ELEMENT | {"code": "", "about_staff": True} | dict(said or {})
    language = language_now()
    return {
        **element_shown(element),
        "url": address_in(f"/apps/{entry['key']}/", language),
        "name": entry["name"],
        "operator_url": address_in(f"/operators/{entry['operator_slug']}/", language),
        "operator": entry["operator_name"],
    }
