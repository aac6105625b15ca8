"""The words in which a decision is told: proposed from its facts in the family's language, edited by a person, printed.

What is not known stands as {a placeholder}; a letter with one left is never sent.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.template.loader import render_to_string

from district.clock import local_day
from district.models import User
from district.printing import pdf_rendered
from district.selectors import district_current
from notices.merging import day_in_language, salutation_of
from requests_portal.decisions.grounds import hearing_rules
from requests_portal.decisions.selectors import certificates_of, determinations_current, tasks_of
from requests_portal.models import About, Determination, Hearing, PrivacyRequest, RequestTask, TaskState
from requests_portal.selectors import portal_settings

LIST_MARKS: Final = ("- ", "– ")
PLACEHOLDER: Final = re.compile(r"\{([^{}\n]{1,80})\}")
# A letter's name begins with the name of the file that holds its words, but for those in `request_refused`.
REFUSALS: Final = ("inspect_refused", "copy_refused", "nothing_held")
AND: Final = {"en": "and", "es": "y"}
DISTRICT_ITSELF: Final = {"en": "the district", "es": "el distrito"}
STATE_BOARD: Final = {"en": "the State Board of Education", "es": "la Junta Estatal de Educación"}
OWN_NAMES: Final = {"district": DISTRICT_ITSELF, "state_board": STATE_BOARD}


@dataclass(frozen=True, slots=True)
class Draft:
    """A subject line and paragraphs parted by empty lines; lines that begin with a dash are a list."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a letter: a paragraph, or the entries of a list."""

    text: str
    entries: tuple[str, ...] = ()


def draft_made(
    request: PrivacyRequest,
    letter: str,
    language: str,
    *,
    determination: Determination | None = None,
    hearing: Hearing | None = None,
) -> Draft:
    """The product's own text `letter` in a language, filled as far as its facts are known."""
    name = "refused" if letter in REFUSALS else letter.partition("_")[0]
    facts = {
        **_shared(request, language),
        **_determined(request, determination, language),
        **_heard(hearing, language, reason_known=determination is not None),
        "letter": letter,
    }
    text = render_to_string(f"letters/request_{name}_{language}.txt", facts)
    subject, _, body = text.strip().partition("\n")
    return Draft(subject.strip(), re.sub(r"\n\s*\n+", "\n\n", body).strip())


def _shared(request: PrivacyRequest, language: str) -> dict[str, Any]:
    details = request.details if isinstance(request.details, dict) else {}
    way = portal_settings().text("hearing", language).strip()
    zone = district_current().time_zone
    return {
        "number": request.number,
        "asked": day_in_language(local_day(request.asked_at, zone), language),
        "pupil": request.student_name or "{the student’s name}",
        "wrong": details.get("wrong") or "{what the family says is wrong}",
        "hearing_offered": hearing_is_offered(request, local_day(request.asked_at, zone)),
        "hearing_way": way or "{how to ask for a hearing}",
        "deleted_parts": "- {what was deleted}",
        "kept_parts": "- {what is kept, and why}",
    }


def hearing_is_offered(request: PrivacyRequest, on: date) -> bool:
    """Whether an adopted pack knows hearings on a record's accuracy, and what was asked about may be such a record."""
    return request.school_record and bool(hearing_rules(on))


def _determined(request: PrivacyRequest, row: Determination | None, language: str) -> dict[str, Any]:
    """What the determination says. A corrected thing reads as it was found to be right."""
    words = row.words if row else {}
    found = determinations_current(request).get(About.INACCURACY)
    right = words.get("right") or (found.words.get("right") if found else "")
    zone = district_current().time_zone
    tasks = tasks_of(request)
    parts = [_part_in(part, tasks, language) for part in words.get("parts") or []]
    return {
        "reason": reason_for_family(words, language),
        "right": right or "{what it is to say}",
        "holders": named(_holder_names(words.get("holders") or [], language), language),
        "waiting": [_asked_of(task, zone, language) for task in tasks if task.is_waiting],
        "done": [_done_by(task, zone, language) for task in tasks if task.state == TaskState.DONE],
        "gone": [part for part in parts if part["done"]],
        "left": [part for part in parts if not part["done"]],
        "certified": [
            {
                "holder": one.holder_name,
                "day": day_in_language(local_day(one.certified_at, zone), language),
                "part": one.part,
            }
            for one in certificates_of(request)
        ],
        "cite": row.law.get("cite", "") if row else "",
        "quote": str(row.law.get("quote", "")).rstrip(".") if row else "",
        **{name: words.get(name) or f"{{{name}}}" for name in ("how", "purpose", "disclosed", "recipient")},
    }


def _part_in(part: Mapping[str, Any], tasks: Iterable[RequestTask], language: str) -> dict[str, Any]:
    """The part with its holder in the family's language, where that is not an operator with a name of its own."""
    mine = next((task for task in tasks if task.pk == part.get("task") and task.holder in OWN_NAMES), None)
    if mine is None:
        return dict(part)
    name = OWN_NAMES[mine.holder][language]
    return {**part, "what": name[0].upper() + name[1:]}


def reason_for_family(words: Mapping[str, Any], language: str) -> str:
    """The reason as the family reads it: in Spanish its own words, which a person must have written."""
    if language == "es":
        return str(words.get("reason_es") or "{the reason, in Spanish}")
    return str(words.get("reason") or "{the reason}")


def _heard(hearing: Hearing | None, language: str, *, reason_known: bool) -> dict[str, Any]:
    if hearing is None:
        return {}
    zone = district_current().time_zone
    findings = {"reason": hearing.words.get("findings"), "reason_es": hearing.words.get("findings_es")}
    moved = hearing.words.get("moved") or []
    facts = {
        "heard_asked": day_in_language(local_day(hearing.asked_at, zone), language),
        "heard_day": day_in_language(hearing.held_on, language) if hearing.held_on else "{the day}",
        "heard_time": f"{hearing.held_time:%-I:%M} {_half(hearing, language)}" if hearing.held_time else "{the time}",
        "heard_place": hearing.place or "{the place}",
        "heard_by": hearing.officer or "{who holds it}",
        "heard_moved": moved[-1]["because"] if moved else "",
    }
    return facts if reason_known else {**facts, "reason": reason_for_family(findings, language)}


def _half(hearing: Hearing, language: str) -> str:
    halves = ("a. m.", "p. m.") if language == "es" else ("a.m.", "p.m.")
    return halves[hearing.held_time.hour >= 12] if hearing.held_time else ""


def _holder_names(holders: list[str], language: str) -> list[str]:
    """`holders` are "district", "state_board" or an operator's name."""
    return [OWN_NAMES[one][language] if one in OWN_NAMES else one for one in holders]


def named(names: list[str], language: str) -> str:
    """Such as "Maple Reader and the district"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {AND[language]} {names[-1]}"


def holder_of(task: RequestTask, language: str) -> str:
    return OWN_NAMES[task.holder][language] if task.holder in OWN_NAMES else task.holder_name


def _asked_of(task: RequestTask, zone: str, language: str) -> dict[str, str]:
    return {
        "holder": holder_of(task, language),
        "day": day_in_language(local_day(task.asked_at, zone), language) if task.asked_at else "{the day}",
        "last_day": day_in_language(task.last_day, language) if task.last_day else "",
    }


def _done_by(task: RequestTask, zone: str, language: str) -> dict[str, str]:
    at = task.answered_at or task.settled_at
    return {
        "holder": holder_of(task, language),
        "day": day_in_language(local_day(at, zone), language) if at else "{the day}",
    }


def blanks_in(*texts: str) -> list[str]:
    """The placeholders that were left, as they stand there, each once."""
    return list(dict.fromkeys(match.group(0) for text in texts for match in PLACEHOLDER.finditer(text)))


def blocks_of(body: str) -> list[Block]:
    """Paragraphs and lists, for paper and for pages."""
    return [block for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n").strip()) for block in _blocks(part)]


def _blocks(part: str) -> Iterator[Block]:
    """One part between empty lines: runs of lines that are entries of a list, and runs that are not."""
    for is_list, lines in groupby(part.splitlines(), key=lambda line: line.startswith(LIST_MARKS)):
        if is_list:
            yield Block("", tuple(line[2:].strip() for line in lines))
        else:
            yield Block("\n".join(line.strip() for line in lines))


def letter_pdf(
    request: PrivacyRequest,
    *,
    subject: str,
    body: str,
    language: str,
    day: date,
    signer: User,
    draft: bool,
) -> bytes:
    """The letter as a tagged PDF, in the language of its words. A draft says on its face that it is one.

    Raises PrintingUnavailable.
    """
    district = district_current()
    context = {
        "draft": draft,
        "day": day_in_language(day, language),
        "addressee": "\n".join(addressee(request)),
        "salutation": salutation_of(request.asker_name, language),
        "blocks": blocks_of(body),
        "signer": "\n".join(filter(None, (signer.name, signer.position, district.name))),
        "contact": ", ".join(filter(None, (district.telephone, district.email))),
    }
    return pdf_rendered(f"letters/request_decision_{language}.html", context, title=subject, language=language)


def addressee(request: PrivacyRequest) -> list[str]:
    """Name and address, as they stand on a letter; the name alone where no address was given."""
    asker = request.asker if isinstance(request.asker, dict) else {}
    lines = asker.get("lines") or []
    state = " ".join(filter(None, (asker.get("state"), asker.get("postal_code"))))
    place = ", ".join(filter(None, (asker.get("city"), state)))
    return [line for line in (request.asker_name, *map(str, lines), place) if line]


def greeting(request: PrivacyRequest, language: str) -> str:
    """Such as "Dear Rosa Fictional,"."""
    return salutation_of(request.asker_name, language)
