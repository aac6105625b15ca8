"""Words of an app's page: what it is, what it knows, and its agreements."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from district.grades import grades_in_words
from transparency.asof import AsOf
from transparency.content import Content
from transparency.presenters import (
    file_url,
    gone_in_words,
    handling_in_words,
    notice_shown,
    plain_day,
    size_in_words,
    standing_status,
    term_of,
)
from transparency.speaking import language_now, page_address, plainly_worded, said, worded
from transparency.words import FILE, KINDS_OF_FILE, SIGN_IN, SPECIAL, UNDER_13


def schools_in_words(schools: list[str]) -> str:
    """all schools; Lantern Elementary; Lantern Elementary and Lantern Middle; A, B and C."""
    if not schools:
        return _("all schools of the district")
    if len(schools) == 1:
        return schools[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(schools[:-1]), "last": schools[-1]}


def grades_after_in(lowest: str, highest: str) -> str:
    """As it follows “in”: grades 3 to 5; all grades; pre-kindergarten to grade 2."""
    words = grades_in_words(lowest, highest)
    return f"{words[0].lower()}{words[1:]}"


def opening_sentence(content: Content, day: date) -> SafeString:
    """The first sentence of an app's page: who uses it, for which subject, where."""
    name, use = content["product"]["name"], content["use"]
    if use is None:
        return _filled(_("The district has an agreement about %(name)s."), name=name)
    facts = {
        "name": name,
        "where": schools_in_words(use["schools"]),
        "grades": grades_after_in(use["lowest_grade"], use["highest_grade"]),
        "subject": said(use["content_area"].lower()),
    }
    if use["ended_on"] is not None and use["ended_on"] < day.isoformat():
        sentence = _("Students and teachers in %(grades)s at %(where)s used %(name)s for %(subject)s until %(day)s.")
        return _filled(sentence, **facts, day=plain_day(use["ended_on"]))
    return _filled(_("Students and teachers in %(grades)s at %(where)s use %(name)s for %(subject)s."), **facts)


def _filled(sentence: str, **facts: str) -> SafeString:
    """A sentence of ours with facts of others, escaped."""
    return SafeString(sentence % {name: format_html("{}", value) for name, value in facts.items()})


def term_in_words(agreement: Mapping[str, Any]) -> str:
    """From 1 July 2026 to 30 June 2027; renews by itself."""
    days = {"first": plain_day(agreement["starts_on"]), "last": plain_day(agreement["ends_on"])}
    if agreement["ends_on"]:
        return (
            _("From %(first)s to %(last)s; renews by itself")
            if agreement["renews"]
            else _("From %(first)s to %(last)s")
        ) % days
    return (
        _("From %(first)s without a fixed end; renews by itself")
        if agreement["renews"]
        else _("From %(first)s without a fixed end")
    ) % {"first": days["first"]}


def elements_grouped(elements: list[dict[str, Any]]) -> list[tuple[SafeString, list[dict[str, Any]]]]:
    """Kinds of information by group, in the order of the content (content_read), as the page shows them."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for element in elements:
        groups.setdefault(element["group"], []).append(element_shown(element))
    return [(worded(group), rows) for group, rows in groups.items()]


def element_shown(element: Mapping[str, Any]) -> dict[str, Any]:
    """One kind of information in one app, in the language of the page."""
    language, handled = language_now(), (element["collected"], element["maintained"], element["disclosed"])
    kind = (element["code"], element["name"], element["explanation"], element["class"], bool(element["about_staff"]))
    return {
        **_kind_said(*kind, language),
        "handling": _handling_said(*map(bool, handled), language),
        "how_used": said(element["how_used"], element["how_used_es"], language),
        "purpose": said(element["purpose"], element["purpose_es"], language),
        "disclosed_to": said(element["disclosed_to"], element["disclosed_to_es"], language),
    }


# Hundreds of apps have the same few kinds of information; both are asked in the language that is active.
@lru_cache(maxsize=1000)
def _kind_said(
    code: str, name: str, explanation: str, element_class: str, about_staff: bool, language: str
) -> dict[str, Any]:
    return {
        "name": worded(name, language),
        "url": page_address("public:kind", code) if code and not about_staff else "",
        "explanation": worded(explanation, language),
        "special": plainly_worded(SPECIAL.get(element_class, "")),
    }


@lru_cache(maxsize=16)
def _handling_said(collected: bool, maintained: bool, disclosed: bool, language: str) -> str:
    return handling_in_words({"collected": collected, "maintained": maintained, "disclosed": disclosed})


def facts_of(content: Content) -> list[tuple[str, SafeString]]:
    """What else is known of an app, as (name, words): how one signs in, where the information is, children under 13."""
    product, use = content["product"], content["use"] or {}
    facts = []
    if product["sign_in"] in SIGN_IN:
        facts.append((_("Signing in"), worded(SIGN_IN[product["sign_in"]])))
    if product["data_location"]:
        facts.append((_("Where the information is"), said(product["data_location"], product["data_location_es"])))
    if use.get("users_under_13") in UNDER_13:
        words = worded(UNDER_13[use["users_under_13"]])
        consent = said(use["under_13_consent"]) if use["users_under_13"] == "yes" else ""
        facts.append((_("Children under 13"), format_html("{} {}", words, consent) if consent else words))
    return facts


def agreements_shown(content: Content, ids: Sequence[int], as_of: AsOf) -> list[dict[str, Any]]:
    """The agreements of an app's page as they stand on a day."""
    known: Sequence[int | None] = ids or [None] * len(content["agreements"])
    operator = content["operator"]["name"]
    return [agreement_shown(row, operator, as_of, pk) for row, pk in zip(content["agreements"], known, strict=True)]


def agreement_shown(agreement: Mapping[str, Any], operator: str, as_of: AsOf, pk: int | None) -> dict[str, Any]:
    """One of them. `gone` says in a sentence since when it does not hold; empty where nobody ended it."""
    document, gone = agreement["document"], as_of.gone(pk)
    return {
        **agreement,
        "signed": plain_day(agreement["signed_on"]),
        "posted": plain_day(agreement["posted_on"]),
        "amended": plain_day(agreement["amended_on"]),
        "offered": plain_day(agreement["offered_until"]),
        "term": term_in_words(agreement),
        "status": standing_status(term_of(agreement), pk, as_of),
        "gone": gone_in_words(gone) if gone else "",
        "noticed": notice_shown(agreement["notice"], agreement["title"], operator) if agreement.get("notice") else None,
        "file_url": file_url(document),
        "file_kind": plainly_worded(KINDS_OF_FILE.get(document["media_type"], FILE)),
        "file_size": size_in_words(document["size"]),
    }


def knows_in_words(elements: list[dict[str, Any]]) -> str:
    """12 kinds of information about students, and 2 about staff."""
    staff = sum(row["about_staff"] for row in elements)
    students = len(elements) - staff
    if not students:
        return ngettext(
            "%(count)s kind of information about staff, none about students.",
            "%(count)s kinds of information about staff, none about students.",
            staff,
        ) % {"count": staff}
    if not staff:
        return ngettext(
            "%(count)s kind of information about students.", "%(count)s kinds of information about students.", students
        ) % {"count": students}
    return ngettext(
        "%(count)s kind of information about students, and %(staff)s about staff.",
        "%(count)s kinds of information about students, and %(staff)s about staff.",
        students,
    ) % {"count": students, "staff": staff}
