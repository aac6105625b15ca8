"""Who asks, as the desk reads it: what was said, what is on record, which of it agrees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from district.models import User
from district.templatetags.words import day_in_words
from requests_portal.identity.matching import PupilFacts, TieFacts
from requests_portal.models import AttemptHow, AttemptOutcome, Channel, IdentityAttempt, PrivacyRequest
from roster.familyrows import postal_lines, whole_name
from roster.presenters import Flag, flag_of, grade_word, student_state

# Orders of courts are for the custodian alone, who may also enter and lift them in the roster.
MAY_SEE_ORDERS: Final = "roster.change_guardianship"
RELATIONSHIPS: Final = {
    "parent": "parent",
    "guardian": "guardian",
    "student": "the student",
    "other": "somebody else",
}
AGREES: Final = ("found", "agrees")
DIFFERS: Final = ("not_found", "differs")
UNSAID: Final = ("off", "not said")


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that was said, beside the record: a tone of `components/status.html`, and a word."""

    title: str
    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class TieCard:
    """One guardian of a pupil who may be meant. `order` and `silence` only for those who may know."""

    guardian: int
    name: str
    relationship: str
    email: str
    phone: str
    marks: tuple[Mark, ...]
    active: bool
    order: Flag | None
    silence: Flag | None
    holds: bool
    named: bool  # the asker bears this guardian's name


@dataclass(frozen=True, slots=True)
class PupilCard:
    """One pupil who may be meant. `of_age`: the rights are the pupil's own."""

    student: int
    name: str
    number: str
    school: str
    grade: str
    state: str
    email: str
    sure: bool
    of_age: bool
    marks: tuple[Mark, ...]
    own: tuple[Mark, ...]
    ties: tuple[TieCard, ...]


@dataclass(frozen=True, slots=True)
class AttemptLine:
    at: datetime
    what: str
    outcome: str
    by: str


def said_lines(request: PrivacyRequest) -> list[tuple[str, str]]:
    """What the request says of the asker and of the pupil, as pairs; what was not said is left out."""
    asker: dict[str, Any] = request.asker or {}
    said: dict[str, Any] = request.said or {}
    confirmed = request.channel == Channel.PORTAL and request.confirmed_at is not None
    email = str(asker.get("email", ""))
    lines = [
        ("Says to be", str(asker.get("name", ""))),
        ("And to be", RELATIONSHIPS.get(str(asker.get("relationship", "")), "")),
        ("E-mail", f"{email} ({'confirmed' if confirmed else 'not confirmed'})" if email else ""),
        ("Telephone", str(asker.get("telephone", ""))),
        ("Lives at", ", ".join(postal_lines(asker))),
        ("Asks about", str(said.get("student_name", ""))),
        ("Student number", str(said.get("student_number", ""))),
        ("Date of birth", _day(str(said.get("birth_date", "")))),
    ]
    return [(name, value) for name, value in lines if value]


def _day(iso: str) -> str:
    """A day in words; what is no day as it was said."""
    try:
        return day_in_words(date.fromisoformat(iso)) if iso else ""
    except ValueError:
        return iso


def pupil_cards(request: PrivacyRequest, pupils: Iterable[PupilFacts], user: User) -> list[PupilCard]:
    """The surest first. Flags are left out for those who may not know of them."""
    told = user.has_perm(MAY_SEE_ORDERS)
    ordered = sorted(pupils, key=lambda one: (-(one.number + one.name + one.birth), one.student.pk))
    return [_pupil_card(request, one, told) for one in ordered]


def _pupil_card(request: PrivacyRequest, facts: PupilFacts, told: bool) -> PupilCard:
    student, sealed = facts.student, facts.student.sealed
    said: dict[str, Any] = request.said or {}
    asker: dict[str, Any] = request.asker or {}
    return PupilCard(
        student=student.pk,
        name=whole_name(sealed) or "no name",
        number=sealed.get("number", ""),
        school=student.school.name,
        grade=grade_word(student),
        state=student_state(student),
        email=sealed.get("email", ""),
        sure=facts.sure,
        of_age=facts.of_age,
        marks=(
            _mark("Number", facts.number, said.get("student_number")),
            _mark("Name", facts.name, said.get("student_name")),
            _mark("Date of birth", facts.birth, said.get("birth_date")),
        ),
        own=(
            _mark("The pupil’s own name", facts.own_name, asker.get("name")),
            _mark("The pupil’s own e-mail", facts.own_email, asker.get("email")),
        ),
        ties=tuple(_tie_card(asker, tie, told) for tie in sorted(facts.ties, key=lambda tie: -tie.agrees)),
    )


def _tie_card(asker: dict[str, Any], facts: TieFacts, told: bool) -> TieCard:
    guardian, tie, sealed = facts.guardian, facts.tie, facts.guardian.sealed
    order = flag_of(tie.court_order, tie.note, tie.court_order_at, tie.court_order_by)
    silence = flag_of(
        guardian.do_not_contact,
        guardian.do_not_contact_note,
        guardian.do_not_contact_at,
        guardian.do_not_contact_by,
    )
    return TieCard(
        guardian=guardian.pk,
        name=whole_name(sealed) or "no name",
        relationship=tie.relationship,
        email=sealed.get("email", ""),
        phone=sealed.get("phone", ""),
        marks=(
            _mark("Name", facts.name, asker.get("name")),
            _mark("E-mail", facts.email, asker.get("email")),
            _mark("Telephone", facts.phone, asker.get("telephone")),
            _mark("Address", facts.address, asker.get("lines")),
        ),
        active=tie.active,
        order=order if told else None,
        silence=silence if told else None,
        holds=facts.holds,
        named=facts.name,
    )


def _mark(title: str, agrees: bool, said: Any) -> Mark:
    return Mark(title, *(AGREES if agrees else DIFFERS if said else UNSAID))


def attempt_lines(attempts: Iterable[IdentityAttempt]) -> list[AttemptLine]:
    """Every attempt in words, by whom where a person made it."""
    return [
        AttemptLine(
            one.at,
            AttemptHow(one.how).label,
            AttemptOutcome(one.outcome).label,
            str(one.by.name or one.by.email) if one.by else "",
        )
        for one in attempts
    ]
