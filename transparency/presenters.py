"""Words for people: list rows, statuses and sentences of the public page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.grades import grades_in_words
from transparency.content import Content

KINDS_OF_FILE = {
    "application/pdf": "PDF",
    "text/html": "web page",
    "text/plain": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
}


@dataclass(frozen=True, slots=True)
class Status:
    """A word and the tone of its shape (components/shape.html)."""

    tone: str
    text: str


def row_make(content: Content) -> dict[str, Any]:
    """What the list shows of an app, kept beside the entry so that a list reads no more than it shows."""
    use = content["use"] or {}
    agreement = content["agreements"][0] if content["agreements"] else None
    return {
        "kind": content["product"]["kind"],
        "area": use.get("content_area", ""),
        "grades": grades_in_words(use["lowest_grade"], use["highest_grade"]) if use else "",
        "schools": len(use.get("schools", [])),
        "terms": [_term(row) for row in content["agreements"]],
        "posted_on": agreement["posted_on"] if agreement else None,
        "file": _file(agreement) if agreement else None,
    }


def _term(agreement: Mapping[str, Any]) -> list[Any]:
    return [agreement["starts_on"], agreement["ends_on"], agreement["renews"]]


def _file(agreement: Mapping[str, Any]) -> dict[str, Any]:
    document = agreement["document"]
    return {
        "sha256": document["sha256"],
        "kind": KINDS_OF_FILE.get(document["media_type"], "file"),
        "size": size_in_words(document["size"]),
    }


def size_in_words(size: int) -> str:
    """412 kB; 1.4 MB."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def term_status(starts_on: str, ends_on: str | None, renews: bool, day: date) -> Status:
    """Whether an agreement is in force on a day. Its last day still counts; the day after, it has ended."""
    if day.isoformat() < starts_on:
        return Status("waiting", "Not begun")
    if ends_on is None or day.isoformat() <= ends_on:
        return Status("done", "In force")
    return Status("done", "Renewed") if renews else Status("off", "Expired")


def app_status(terms: list[list[Any]], day: date) -> Status:
    """The best standing of an app's agreements on a day."""
    statuses = [term_status(*term, day=day) for term in terms]
    order = ("In force", "Renewed", "Not begun", "Expired")
    return min(statuses, key=lambda status: order.index(status.text), default=Status("off", "No agreement"))


def plain_day(day: date | str | None) -> str:
    """27 November 2026; an empty string for none."""
    if not day:
        return ""
    value = date.fromisoformat(day) if isinstance(day, str) else day
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
