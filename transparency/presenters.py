"""Words for people: list rows, statuses and sentences of the public page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from district.clock import local_day
from district.grades import grades_in_words
from transparency.asof import AsOf, Gone
from transparency.content import Content
from transparency.models import PublicEntry, Snapshot
from transparency.selectors import ROW

KINDS_OF_FILE = {
    "application/pdf": "PDF",
    "text/html": "web page",
    "text/markdown": "text",
    "text/plain": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
}

ENDINGS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
SPECIAL = {
    "personal": "personal information under the breach law",
    "directory": "directory information",
    "content": "made by students",
    "sensitive": "sensitive",
}


@dataclass(frozen=True, slots=True)
class Status:
    """A word and the tone of its shape (components/shape.html)."""

    tone: str
    text: str

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
        "schools": len(use.get("schools", [])),
        "terms": [term_of(row) for row in content["agreements"]],
        "posted_on": agreement["posted_on"] if agreement else None,
        "file": _file(agreement) if agreement else None,
    }


def _file(agreement: Mapping[str, Any]) -> dict[str, Any]:
    document = agreement["document"]
    return {
        "url": file_url(document),
        "kind": KINDS_OF_FILE.get(document["media_type"], "file"),
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
    order = ("In force", "Renewed", "Not begun", "Expired", "Ended", "Void")
    return min(statuses, key=lambda status: order.index(status.text), default=Status("off", "No agreement"))


def plain_day(day: date | str | None) -> str:
    """27 November 2026; an empty string for none."""
    if not day:
        return ""
    return _day_said(day) if isinstance(day, str) else _day_said(day.isoformat())


@lru_cache(maxsize=2000)
def _day_said(day: str) -> str:
    value = date.fromisoformat(day)
    return f"{value.day} {value:%B %Y}"


def schools_in_words(schools: list[str]) -> str:
    """all schools; Lantern Elementary; Lantern Elementary and Lantern Middle; A, B and C."""
    if not schools:
        return "all schools of the district"
    return schools[0] if len(schools) == 1 else f"{', '.join(schools[:-1])} and {schools[-1]}"


def grades_after_in(lowest: str, highest: str) -> str:
    """As it follows “in”: grades 3 to 5; all grades; pre-kindergarten to grade 2."""
    words = grades_in_words(lowest, highest)
    return f"{words[0].lower()}{words[1:]}"


def opening_sentence(content: Content, day: date) -> str:
    """The first sentence of an app's page: who uses it, for which subject, where."""
    name, use = content["product"]["name"], content["use"]
    if use is None:
        return f"The district has an agreement about {name}."
    ended = use["ended_on"] is not None and use["ended_on"] < day.isoformat()
    verb = "used" if ended else "use"
    until = f" until {plain_day(use['ended_on'])}" if ended else ""
    where = schools_in_words(use["schools"])
    grades = grades_after_in(use["lowest_grade"], use["highest_grade"])
    return f"Students and teachers in {grades} at {where} {verb} {name} for {use['content_area'].lower()}{until}."


def term_in_words(agreement: Mapping[str, Any]) -> str:
    """From 1 July 2026 to 30 June 2027; renews by itself."""
    end = f"to {plain_day(agreement['ends_on'])}" if agreement["ends_on"] else "without a fixed end"
    renewal = "; renews by itself" if agreement["renews"] else ""
    return f"From {plain_day(agreement['starts_on'])} {end}{renewal}"


def handling_in_words(element: Mapping[str, Any]) -> str:
    """Collected, kept and disclosed, as one phrase."""
    words = [
        word
        for field, word in (("collected", "collected"), ("maintained", "kept"), ("disclosed", "disclosed"))
        if element[field]
    ]
    if not words:
        return "Not held"
    phrase = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return phrase.capitalize()


def term_of(agreement: Mapping[str, Any]) -> list[Any]:
    """First day, last day, whether it renews: what a status needs."""
    return [agreement["starts_on"], agreement["ends_on"], agreement["renews"]]


def row_of(entry: PublicEntry) -> dict[str, Any]:
    """An entry as `selectors.ROW` reads it."""
    return {name: getattr(entry, name) for name in ROW}


def list_row(entry: Mapping[str, Any], as_of: AsOf) -> dict[str, Any]:
    """A row of a list on a day, in words."""
    row, file, count = entry["row"], entry["row"]["file"], entry["element_count"]
    return {
        "url": f"/apps/{entry['key']}/",
        "name": entry["name"],
        "operator_url": f"/operators/{entry['operator_slug']}/",
        "operator": entry["operator_name"],
        "area": row["area"] or "Not stated",
        "grades": row["grades"],
        "kinds": "None listed" if count == 0 else "1 kind" if count == 1 else f"{count} kinds",
        "posted": f"posted {plain_day(row['posted_on'])}" if row["posted_on"] else "",
        "file_url": file["url"] if file else "",
        "file": f"{file['kind']}, {file['size']}" if file else "",
        "status": app_status(row["terms"], row.get("agreements", ()), as_of),
    }


def elements_grouped(elements: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Kinds of information by group, in the order of the content, each with how it is handled in words."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for element in elements:
        shown = {**element, "handling": handling_in_words(element), "special": SPECIAL.get(element["class"], "")}
        groups.setdefault(element["group"], []).append(shown)
    return list(groups.items())


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
        "term": term_in_words(agreement),
        "status": standing_status(term_of(agreement), pk, as_of),
        "gone": gone_in_words(gone) if gone else "",
        "noticed": notice_shown(agreement["notice"], agreement["title"], operator) if agreement.get("notice") else None,
        "file_url": file_url(document),
        "file_kind": KINDS_OF_FILE.get(document["media_type"], "file"),
        "file_size": size_in_words(document["size"]),
    }


def executed_in_words(who: str, operator: str, executed_on: date | str, title: str) -> str:
    """That, with whom and when a contract was executed, in a sentence."""
    return f"{who} executed a contract with {operator} on {plain_day(executed_on)}: {title}."


def kind_in_words(kind: Mapping[str, str]) -> str:
    """One kind of information in a line: its name, whether students make it, and what it is."""
    made = " (student-generated content)" if kind["class"] == "content" else ""
    return f"{kind['name']}{made}: {kind['explanation']}" if kind["explanation"] else f"{kind['name']}{made}"


def notice_shown(
    notice: Mapping[str, Any], title: str, operator: str, district: str = "The district"
) -> dict[str, Any]:
    """A notice of an agreement as pages and letters show it: {executed, about, information, text_es}."""
    return {
        "executed": executed_in_words(district, operator, notice["executed_on"], title),
        "about": notice["about"],
        "information": [
            {"product": row["product"], "kinds": [kind_in_words(kind) for kind in row["kinds"]]}
            for row in notice["information"]
        ],
        "text_es": notice["text_es"],
    }


def gone_in_words(gone: Gone) -> str:
    """It is void since 3 May 2027. It ended on 3 May 2027."""
    state, since = gone
    if state == "void":
        return f"This agreement is void since {plain_day(since)}." if since else "This agreement is void."
    return (
        f"The district ended this agreement on {plain_day(since)}." if since else "The district ended this agreement."
    )


def counted(number: int, first: int, last: int) -> str:
    """1 app; 12 apps; 5,000 apps, 51 to 100."""
    apps = f"{number:,} {'app' if number == 1 else 'apps'}"
    return apps if (first, last) in ((1, number), (0, 0)) else f"{apps}, {first:,} to {last:,}"


def knows_in_words(elements: list[dict[str, Any]]) -> str:
    """12 kinds of information about students, and 2 about staff."""
    staff = sum(row["about_staff"] for row in elements)
    students = len(elements) - staff
    parts = [f"{count} {'kind' if count == 1 else 'kinds'}" for count in (students, staff)]
    if not staff:
        return f"{parts[0]} of information about students."
    if not students:
        return f"{parts[1]} of information about staff, none about students."
    return f"{parts[0]} of information about students, and {staff} about staff."


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
    parts = [f"{len(difference[kind]):,} {kind}" for kind in ("added", "changed", "removed") if difference.get(kind)]
    listed = f" and {breaches:,} {'breach' if breaches == 1 else 'breaches'}" if breaches else ""
    apps = f"{entries:,} {'app' if entries == 1 else 'apps'}"
    return f"{', '.join(parts) or 'nothing changed'}; {apps}{listed} in all"
