"""The answers in words, as the page that checks them lists them, each with the question that changes it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from district.clock import local_day
from district.selectors import district_current
from district.statenames import STATE_NAMES
from requests_portal.asking.asked import Asked
from requests_portal.asking.detailforms import dollars
from requests_portal.asking.forms import grade_words
from requests_portal.asking.questions import questions_of
from requests_portal.models import PrivacyRequest, RequestDraft, RequestKind
from requests_portal.selectors import clock_first


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: its name, its lines, and the question that changes it."""

    label: str
    lines: tuple[str, ...]
    question: str


Words = Callable[[Asked], Iterable[tuple[str, str]]]


def answer_rows(asked: Asked, draft: RequestDraft) -> list[Row]:
    """Every answer in the order of the questions."""
    rows: list[Row] = []
    for name in questions_of(asked):
        pairs = _proof(draft) if name == "proof" else WORDS[name](asked)
        for label, text in pairs:
            lines = tuple(line for line in text.splitlines() if line.strip()) or (_("Nothing"),)
            rows.append(Row(label, lines, name))
    return rows


def kind_words(kind: str) -> str:
    """What is asked for, in the active language."""
    return str(RequestKind(kind).label) if kind in RequestKind.values else ""


def _what(asked: Asked) -> Iterable[tuple[str, str]]:
    yield _("You ask for"), kind_words(asked.kind)


def _who(asked: Asked) -> Iterable[tuple[str, str]]:
    given = asked.given("who")
    words = {
        "parent": _("A parent"),
        "guardian": _("A legal guardian"),
        "student": _("The student"),
        "other": given.get("other", ""),
    }
    yield _("Who you are"), words.get(str(given.get("relationship", "")), "")


def _child(asked: Asked) -> Iterable[tuple[str, str]]:
    given = asked.given("child")
    yield _("Student"), given["student_name"]
    if given.get("birth_date"):
        yield _("Birth date"), date_format(date.fromisoformat(given["birth_date"]), "DATE_FORMAT")
    if given.get("student_number"):
        yield _("Student number"), given["student_number"]


def _school(asked: Asked) -> Iterable[tuple[str, str]]:
    unsure = _("Not sure, or no longer at school here")
    grade = str(asked.given("school").get("grade", ""))
    names = {school.pk: school.name for school in asked.schools}
    yield _("School"), names.get(asked.school_id or 0, unsure)
    yield _("Grade"), unsure if grade == "none" else grade_words(grade)


def _scope(asked: Asked) -> Iterable[tuple[str, str]]:
    if asked.scope == "all":
        yield _("About"), _("Everything that the school and its apps hold")


def _apps(asked: Asked) -> Iterable[tuple[str, str]]:
    chosen = set(asked.given("apps").get("apps", []))
    yield _("Apps"), "\n".join(app.name for app in asked.apps if str(app.pk) in chosen)


def _elements(asked: Asked) -> Iterable[tuple[str, str]]:
    chosen = set(asked.given("elements").get("elements", []))
    yield _("Information"), "\n".join(row.name for row in asked.elements if str(row.pk) in chosen)


def _inspect(asked: Asked) -> Iterable[tuple[str, str]]:
    yield _("What we should know"), asked.given("inspect").get("what", "")


def _copy(asked: Asked) -> Iterable[tuple[str, str]]:
    given = asked.given("copy")
    if given.get("form") != "paper":
        yield _("How it comes"), _("Electronic, free of charge")
        return
    yield _("How it comes"), _("On paper")
    cents = int(given.get("cents_shown", 0))
    if given.get("waiver"):
        yield _("Cost"), _("None: you asked not to be charged")
    elif cents:
        yield _("Cost"), _("%(cost)s a page") % {"cost": dollars(cents)}
    else:
        yield _("Cost"), _("None")


def _correct(asked: Asked) -> Iterable[tuple[str, str]]:
    given = asked.given("correct")
    yield _("What is wrong"), given["wrong"]
    yield _("What would be right"), given["right"]


def _proof(draft: RequestDraft) -> Iterable[tuple[str, str]]:
    yield _("What you show us"), "\n".join(file.name for file in draft.files.all())


def _delete(asked: Asked) -> Iterable[tuple[str, str]]:
    yield _("What should be deleted"), asked.given("delete").get("what", "") or _("Everything that you chose")


def _content(asked: Asked) -> Iterable[tuple[str, str]]:
    given = asked.given("content")
    if given.get("keep") == "transfer":
        yield _("How you keep it"), _("Moved to an account of your own")
        yield _("Account"), given.get("account", "")
    else:
        yield _("How you keep it"), _("As files to download")


def _directory(asked: Asked) -> Iterable[tuple[str, str]]:
    given = asked.given("directory")
    yield _("Which information"), given["what"]
    yield _("What it is for"), given["purpose"]
    yield _("Who will have it"), given["recipient"]


def _you(asked: Asked) -> Iterable[tuple[str, str]]:
    given = asked.given("you")
    yield _("Your name"), given["name"]
    yield _("E-mail address"), given["email"]
    if given.get("telephone"):
        yield _("Telephone"), given["telephone"]


def _address(asked: Asked) -> Iterable[tuple[str, str]]:
    given = asked.given("address")
    place = f"{given['city']}, {STATE_NAMES.get(given['state'], given['state'])} {given['postal_code']}"
    yield _("Address"), "\n".join([given["street"], given.get("apartment", ""), place])


WORDS: Final[dict[str, Words]] = {
    "what": _what,
    "who": _who,
    "child": _child,
    "school": _school,
    "scope": _scope,
    "apps": _apps,
    "elements": _elements,
    "inspect": _inspect,
    "copy": _copy,
    "correct": _correct,
    "delete": _delete,
    "content": _content,
    "directory": _directory,
    "you": _you,
    "address": _address,
}


def day_in_zone(moment: datetime) -> str:
    """The day of a moment in the district, written out in the active language."""
    return date_format(local_day(moment, district_current().time_zone), "DATE_FORMAT")


def next_steps(request: PrivacyRequest) -> list[str]:
    """What happens now, in sentences: who asks, the work, the answer and its last day."""
    found = [_("The people who look after the records were told at once.")]
    if request.kind != RequestKind.DIRECTORY:  # never by what was found: the page must not tell
        found.append(
            _(
                "They see from the school’s own records that you are who you say. If that is not enough, we "
                "write to you. We never ask for a picture of an identity card."
            )
        )
    clock = clock_first(request)
    if clock is not None:
        day = date_format(clock.last_day, "DATE_FORMAT")
        found.append(_("You hear from us by the end of %(day)s at the latest.") % {"day": day})
    else:
        found.append(_("The law names no last day for this. We answer as soon as we can."))
    found.append(_("We mail you a link to a page of your own. It shows each step, and you can write to us there."))
    return found
