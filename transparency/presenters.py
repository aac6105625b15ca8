"""Words for people: list rows, statuses and sentences of the public page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from district.clock import local_day
from district.grades import grades_in_words
from district.templatetags import words as days
from transparency.asof import AsOf, Gone
from transparency.content import Content
from transparency.models import Snapshot
from transparency.speaking import address_in, language_now, plainly_worded, said
from transparency.words import FILE, HANDLING, KINDS_OF_FILE

ENDINGS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
# The best standing first: it is the app's.
STANDINGS = (
    gettext_noop("In force"),
    gettext_noop("Renewed"),
    gettext_noop("Not begun"),
    gettext_noop("Expired"),
    gettext_noop("Ended"),
    gettext_noop("Void"),
)
NO_AGREEMENT = gettext_noop("No agreement")


@dataclass(frozen=True, slots=True)
class Status:
    """A word and the tone of its shape (components/shape.html). `word` is English in every language."""

    tone: str
    word: str

    @property
    def text(self) -> str:
        """The word in the language of the page."""
        return _(self.word)

    @property
    def shape(self) -> SafeString:
        """The shape's drawing."""
        return shape_of(self.tone)


@cache
def shape_of(tone: str) -> SafeString:
    """Drawn once: a list shows the same few shapes on every row."""
    return SafeString(render_to_string("components/shape.html", {"tone": tone}).strip())


def row_make(content: Content) -> dict[str, Any]:
    """What the list shows of an app, kept beside the entry so that a list reads no more than it shows."""
    use = content["use"] or {}
    agreement = content["agreements"][0] if content["agreements"] else None
    return {
        "kind": content["product"]["kind"],
        "area": use.get("content_area", ""),
        "grades": grades_in_words(use["lowest_grade"], use["highest_grade"]) if use else "",
        "span": [use["lowest_grade"], use["highest_grade"]] if use else [],
        "schools": len(use.get("schools", [])),
        "terms": [term_of(row) for row in content["agreements"]],
        "posted_on": agreement["posted_on"] if agreement else None,
        "file": _file(agreement) if agreement else None,
    }


def _file(agreement: Mapping[str, Any]) -> dict[str, Any]:
    document = agreement["document"]
    return {
        "url": file_url(document),
        "kind": KINDS_OF_FILE.get(document["media_type"], FILE),
        "size": size_in_words(document["size"]),
    }


def file_url(document: Mapping[str, Any]) -> str:
    """Address of a posted copy. A web page gets the ending of a text, so that no server of static files runs it."""
    return f"/agreements/{document['sha256']}.{ENDINGS.get(document['media_type'], 'txt')}"


def size_in_words(size: int) -> str:
    """412 kB; 1.4 MB."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def term_status(day: date, starts_on: str, ends_on: str | None, renews: bool) -> Status:
    """Whether an agreement is in force on a day. Its last day still counts; the day after, it has expired."""
    if day.isoformat() < starts_on:
        return Status("waiting", "Not begun")
    if ends_on is None or day.isoformat() <= ends_on:
        return Status("done", "In force")
    return Status("done", "Renewed") if renews else Status("off", "Expired")


def standing_status(term: Sequence[Any], pk: int | None, as_of: AsOf) -> Status:
    """How an agreement stands on a day: what became of it counts before its term."""
    gone = as_of.gone(pk)
    if gone is not None:
        return Status("off", "Void" if gone[0] == "void" else "Ended")
    return term_status(as_of.day, *term)


def terms_statuses(terms: Sequence[Sequence[Any]], ids: Sequence[int], as_of: AsOf) -> list[Status]:
    """How each agreement stands. `ids` are in the order of `terms`; an entry of an earlier release has none."""
    if not as_of.out or not ids:
        return [term_status(as_of.day, *term) for term in terms]
    return [standing_status(term, pk, as_of) for term, pk in zip(terms, ids, strict=True)]


def app_status(terms: Sequence[Sequence[Any]], ids: Sequence[int], as_of: AsOf) -> Status:
    """The best standing of an app's agreements on a day."""
    statuses = terms_statuses(terms, ids, as_of)
    return min(statuses, key=lambda status: STANDINGS.index(status.word), default=Status("off", NO_AGREEMENT))


def plain_day(day: date | str | None) -> str:
    """27 November 2026, 27 de noviembre de 2026; an empty string for none."""
    if not day:
        return ""
    return _day_said(day if isinstance(day, str) else day.isoformat(), language_now())


@lru_cache(maxsize=2000)
def _day_said(day: str, language: str) -> str:
    return days.plain_day(date.fromisoformat(day))


def handling_in_words(element: Mapping[str, Any]) -> str:
    """Collected, kept and disclosed, as one phrase."""
    return _(HANDLING[bool(element["collected"]), bool(element["maintained"]), bool(element["disclosed"])])


def term_of(agreement: Mapping[str, Any]) -> list[Any]:
    """First day, last day, whether it renews: what a status needs."""
    return [agreement["starts_on"], agreement["ends_on"], agreement["renews"]]


def list_row(entry: Mapping[str, Any], as_of: AsOf, language: str = "") -> dict[str, Any]:
    """A row of a list on a day, in words. `language`: the one that is active; a list asks for it once."""
    row, file, spoken = entry["row"], entry["row"]["file"], language or language_now()
    return {
        "key": entry["key"],
        "url": address_in(f"/apps/{entry['key']}/", spoken),
        "name": entry["name"],
        "operator_url": address_in(f"/operators/{entry['operator_slug']}/", spoken),
        "operator": entry["operator_name"],
        "area": _area_said(row["area"], spoken),
        "grades": _grades_said(*row["span"], spoken) if row.get("span") else str(row["grades"]),
        "kinds": _kinds_said(entry["element_count"], spoken),
        "posted": _posted_said(row["posted_on"], spoken) if row["posted_on"] else "",
        "file_url": file["url"] if file else "",
        "file": f"{_word_said(file['kind'], spoken)}, {file['size']}" if file else "",
        "status": app_status(row["terms"], row.get("agreements", ()), as_of),
    }


# A list says the same few things on each row, and looking up a word costs more than the rest of the row. Each of these
# is asked in the language that is active, which is part of what the answer is kept under.
@lru_cache(maxsize=2000)
def _area_said(area: str, language: str) -> str:
    return said(area) or _("Not stated")


@lru_cache(maxsize=500)
def _grades_said(lowest: str, highest: str, language: str) -> str:
    """Rows of an earlier release have no span, and their grades in English words only."""
    return grades_in_words(lowest, highest)


@lru_cache(maxsize=500)
def _kinds_said(count: int, language: str) -> str:
    return kinds_in_words(count)


@lru_cache(maxsize=2000)
def _posted_said(day: str, language: str) -> str:
    return _("posted %(day)s") % {"day": plain_day(day)}


@lru_cache(maxsize=100)
def _word_said(word: str, language: str) -> str:
    return plainly_worded(word)


def kinds_in_words(count: int) -> str:
    """None listed; 1 kind; 12 kinds."""
    if count == 0:
        return _("None listed")
    return ngettext("%(count)s kind", "%(count)s kinds", count) % {"count": count}


def executed_in_words(who: str, operator: str, executed_on: date | str, title: str) -> str:
    """That, with whom and when a contract was executed, in a sentence."""
    return _("%(who)s executed a contract with %(operator)s on %(day)s: %(title)s.") % {
        "who": who,
        "operator": operator,
        "day": plain_day(executed_on),
        "title": title,
    }


def kind_in_words(kind: Mapping[str, str]) -> str:
    """One kind of information in a line: its name, whether students make it, and what it is."""
    name, what = plainly_worded(kind["name"]), plainly_worded(kind["explanation"])
    named = _("%(name)s (student-generated content)") % {"name": name} if kind["class"] == "content" else name
    return f"{named}: {what}" if what else named


def notice_shown(notice: Mapping[str, Any], title: str, operator: str, district: str = "") -> dict[str, Any]:
    """A notice of an agreement as pages and letters show it: {executed, about, information, text_es}."""
    return {
        "executed": _executed(district or _("The district"), operator, notice["executed_on"], title),
        "about": notice["about"],
        "information": [
            {"product": row["product"], "kinds": [_kind_said(kind) for kind in row["kinds"]]}
            for row in notice["information"]
        ],
        "text_es": notice["text_es"],
    }


def _executed(who: str, operator: str, executed_on: date | str, title: str) -> str:
    """The sentence; on a Spanish page as ready HTML, whose title says that it is English."""
    if language_now() == "en":
        return executed_in_words(who, operator, executed_on, title)
    return SafeString(executed_in_words(escape(who), escape(operator), executed_on, said(title)))


def _kind_said(kind: Mapping[str, str]) -> str:
    """One kind of information; one that the district named itself is English on a Spanish page, too."""
    words = kind_in_words(kind)
    return said(words) if plainly_worded(kind["name"]) == kind["name"] else words


def gone_in_words(gone: Gone) -> str:
    """It is void since 3 May 2027. It ended on 3 May 2027."""
    state, since = gone
    day = {"day": plain_day(since)}
    if state == "void":
        return _("This agreement is void since %(day)s.") % day if since else _("This agreement is void.")
    return (
        _("The district ended this agreement on %(day)s.") % day if since else _("The district ended this agreement.")
    )


def operators_counted(number: int) -> str:
    return ngettext("%(count)s operator", "%(count)s operators", number) % {"count": f"{number:,}"}


def counted(number: int, first: int, last: int) -> str:
    """1 app; 12 apps; 5,000 apps, 51 to 100."""
    apps = ngettext("%(count)s app", "%(count)s apps", number) % {"count": f"{number:,}"}
    if (first, last) in ((1, number), (0, 0)):
        return apps
    return _("%(apps)s, %(first)s to %(last)s") % {"apps": apps, "first": f"{first:,}", "last": f"{last:,}"}


def review_in_words(reviews: int, postings: int) -> str:
    """Which clocks a review without a change met."""
    if not reviews and not postings:
        return "no clock of the page's review was due soon"
    parts = ["the clock of the page's review is met"] if reviews else []
    if postings:
        parts.append("1 clock for posting is met" if postings == 1 else f"{postings} clocks for posting are met")
    return ", ".join(parts)


def publication_shown(snapshot: Snapshot, zone: str) -> dict[str, Any]:
    """A publication as the page of proof lists it."""
    day = local_day(snapshot.taken_at, zone)
    return {
        "sha256": snapshot.sha256,
        "local_day": day.isoformat(),
        "taken_on": plain_day(day),
        "summary": publication_summary(snapshot.difference, snapshot.entries, snapshot.breaches),
    }


def publication_summary(difference: Mapping[str, Any], entries: int, breaches: int = 0) -> str:
    """3 added, 1 changed; 41 apps in all; with breaches: 41 apps and 2 breaches in all."""
    counts = {kind: len(difference.get(kind) or ()) for kind in ("added", "changed", "removed")}
    parts = [
        words % {"count": f"{counts[kind]:,}"}
        for kind, words in (
            ("added", ngettext("%(count)s added", "%(count)s added", counts["added"])),
            ("changed", ngettext("%(count)s changed", "%(count)s changed", counts["changed"])),
            ("removed", ngettext("%(count)s removed", "%(count)s removed", counts["removed"])),
        )
        if counts[kind]
    ]
    said = {"changes": ", ".join(parts) or _("nothing changed"), "apps": counted(entries, 0, 0)}
    if not breaches:
        return _("%(changes)s; %(apps)s in all") % said
    said["breaches"] = ngettext("%(count)s breach", "%(count)s breaches", breaches) % {"count": f"{breaches:,}"}
    return _("%(changes)s; %(apps)s and %(breaches)s in all") % said
