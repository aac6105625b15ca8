"""Pupils and their families as screens show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from district.grades import CHOICES
from roster.familyrows import postal_lines, whole_name
from roster.models import Guardian, Guardianship, Student

LANGUAGES = {"en": "English", "es": "Spanish"}
GRADES = dict(CHOICES)


@dataclass(frozen=True, slots=True)
class StudentLine:
    """One pupil that was found."""

    pk: int
    name: str
    number: str
    school: str
    grade: str
    state: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag in force, or one that was lifted: why, since when, by whom ("the roster file" where an import set it)."""

    in_force: bool
    reason: str
    lifted: str
    at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class GuardianCard:
    """One guardian on a pupil's page. `others` are pairs of id and name of the other pupils that they answer for."""

    tie: int
    guardian: int
    name: str
    relationship: str
    email: str
    phone: str
    language: str
    active: bool
    court_order: Flag | None
    do_not_contact: Flag | None
    others: tuple[tuple[int, str], ...]
    has_address: bool

    @property
    def reached(self) -> bool:
        """Whether anything would arrive."""
        return self.has_address or bool(self.email)

    @property
    def barred(self) -> bool:
        return any(flag is not None and flag.in_force for flag in (self.court_order, self.do_not_contact))


@dataclass(frozen=True, slots=True)
class HouseholdCard:
    """One address with the guardians there; without lines: no postal address is known."""

    lines: tuple[str, ...]
    language: str
    guardians: tuple[GuardianCard, ...]


def language_word(code: str) -> str:
    return LANGUAGES.get(code, code) or "not known"


def grade_word(student: Student) -> str:
    return GRADES.get(student.grade, student.grade) or "no grade"


def student_state(student: Student) -> str:
    if student.active:
        return "in the roster"
    return f"left on {student.left_on:%-d %B %Y}" if student.left_on else "no longer in the roster"


def student_lines(students: Iterable[Student]) -> list[StudentLine]:
    """By name, letter case aside."""
    lines = [
        StudentLine(
            student.pk,
            whole_name(student.sealed),
            student.sealed.get("number", ""),
            student.school.name,
            grade_word(student),
            student_state(student),
        )
        for student in students
    ]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.pk))


def student_facts(student: Student) -> list[tuple[str, str]]:
    """What is known of the pupil, as pairs of name and value; nothing that is empty."""
    sealed = student.sealed
    born = sealed.get("birth_date", "")
    facts = [
        ("Number", sealed.get("number", "")),
        ("School", student.school.name),
        ("Grade", grade_word(student)),
        ("Date of birth", f"{date.fromisoformat(born):%-d %B %Y}" if born else ""),
        ("E-mail", sealed.get("email", "")),
        ("Language", language_word(student.language)),
        ("Entered", f"{student.entered_on:%-d %B %Y}" if student.entered_on else ""),
        ("Lives at", ", ".join(postal_lines(student.household.sealed)) if student.household else ""),
    ]
    return [(name, value) for name, value in facts if value]


def household_cards(ties: list[Guardianship], others: dict[int, list[tuple[int, str]]]) -> list[HouseholdCard]:
    """Guardians by household, in the order in which they came; those without a household last."""
    homes: dict[int, list[Guardianship]] = {}
    for tie in ties:
        homes.setdefault(tie.guardian.household_id or 0, []).append(tie)
    return [_household(found, others) for _, found in sorted(homes.items(), key=lambda pair: (pair[0] == 0, pair[0]))]


def _household(ties: list[Guardianship], others: dict[int, list[tuple[int, str]]]) -> HouseholdCard:
    home = ties[0].guardian.household
    lines = postal_lines(home.sealed) if home else ()
    cards = tuple(_guardian(tie, others.get(tie.guardian_id, []), bool(lines)) for tie in ties)
    return HouseholdCard(lines, language_word(home.language) if home else "", cards)


def _guardian(tie: Guardianship, others: list[tuple[int, str]], has_address: bool) -> GuardianCard:
    guardian: Guardian = tie.guardian
    sealed = guardian.sealed
    return GuardianCard(
        tie=tie.pk,
        guardian=guardian.pk,
        name=whole_name(sealed) or "no name",
        relationship=tie.relationship,
        email=sealed.get("email", ""),
        phone=sealed.get("phone", ""),
        language=language_word(guardian.language),
        active=tie.active,
        court_order=flag_of(tie.court_order, tie.note, tie.court_order_at, tie.court_order_by),
        do_not_contact=flag_of(
            guardian.do_not_contact,
            guardian.do_not_contact_note,
            guardian.do_not_contact_at,
            guardian.do_not_contact_by,
        ),
        others=tuple(others),
        has_address=has_address,
    )


def flag_of(in_force: bool, note: dict[str, str] | None, at: datetime | None, by: object) -> Flag | None:
    """None where the flag never was set; one that was lifted says so."""
    if not in_force and not note:
        return None
    written = note or {}
    return Flag(in_force, written.get("reason", ""), written.get("lifted", ""), at, str(by or "the roster file"))
