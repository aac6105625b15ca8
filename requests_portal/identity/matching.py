"""What a request says, beside what the roster says. Three queries whatever it names, so that no answer takes longer.

The pupil is sure where two of number, name and birth date agree, and no second pupil is as sure. The asker is known
only by an address on record that was confirmed: telephone numbers and streets are known to many, an inbox is not. Who
agrees by name alone gets a code to the address on record. Everybody else waits for a person at school.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from district.clock import local_day
from district.selectors import district_current
from requests_portal.identity.recipients import Recipient, guardian_recipient, student_recipient
from requests_portal.models import Channel, PrivacyRequest
from roster import keys
from roster.families import of_age
from roster.models import Guardian, Guardianship, Student

MOST_PUPILS: Final = 20
# Stands in a query for what was not said: nobody has this key, and the query is made all the same.
NOBODY: Final = b"\xff" * 16
STUDENT: Final = "student"


@dataclass(frozen=True, slots=True)
class TieFacts:
    """One guardian of a pupil beside the asker: which of what they said of themselves agrees."""

    tie: Guardianship
    name: bool
    family: bool
    email: bool
    phone: bool
    address: bool

    @property
    def guardian(self) -> Guardian:
        return self.tie.guardian

    @property
    def holds(self) -> bool:
        """Whether this guardian answers for the pupil today, and nothing on file stands against it."""
        return self.tie.active and not self.tie.court_order and not self.guardian.do_not_contact

    @property
    def agrees(self) -> int:
        return sum((self.name, self.email, self.phone, self.address))


@dataclass(frozen=True, slots=True)
class PupilFacts:
    """One pupil beside what was said, with those who answer for the pupil."""

    student: Student
    number: bool
    name: bool
    birth: bool
    of_age: bool
    own_name: bool  # the asker bears the pupil's name
    own_email: bool
    ties: tuple[TieFacts, ...]

    @property
    def sure(self) -> bool:
        return self.number + self.name + self.birth >= 2


@dataclass(frozen=True, slots=True)
class Match:
    """What came of it. `known`: by the records alone. `on_record`: where a code may go. `facts`: for the trail."""

    pupils: tuple[PupilFacts, ...]
    pupil: PupilFacts | None = None
    tie: TieFacts | None = None
    known: bool = False
    on_record: Recipient | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """The keys of what a request says."""

    number: bytes
    name: bytes
    birth: bytes
    name_birth: bytes
    asker_name: bytes
    families: frozenset[bytes]
    email: bytes
    phone: bytes
    address: bytes


def identity_match(request: PrivacyRequest, now: datetime) -> Match:
    """Compare a request with the roster. Reads only; what follows from it is `identity_settle`'s business."""
    asked = _asked(request)
    today = local_day(now, district_current().time_zone)
    students = list(_students(asked))
    ties = _ties([student.pk for student in students])
    pupils = tuple(_pupil(student, ties.get(student.pk, []), asked, today) for student in students)
    sure = [pupil for pupil in pupils if pupil.sure]
    pupil = sure[0] if len(sure) == 1 else None
    tie = _tie(pupil, request)
    known = pupil is not None and _confirmed(request) and _known(pupil, tie, request)
    on_record = None if known or pupil is None else _on_record(pupil, tie, request)
    return Match(pupils, pupil, tie, known, on_record, _facts(pupils, pupil, tie, known, on_record))


def pupil_facts(request: PrivacyRequest, student: Student, now: datetime) -> PupilFacts:
    """One pupil whom a person chose, beside what the request says."""
    today = local_day(now, district_current().time_zone)
    return _pupil(student, _ties([student.pk]).get(student.pk, []), _asked(request), today)


def _asked(request: PrivacyRequest) -> Asked:
    said: Mapping[str, Any] = request.said or {}
    asker: Mapping[str, Any] = request.asker or {}
    name = keys.given_first(str(said.get("student_name", "")))
    born = str(said.get("birth_date", ""))
    return Asked(
        number=bytes(request.said_number_key),
        name=bytes(request.said_name_key),
        birth=keys.birth_key(born),
        name_birth=keys.name_birth_key(name, "", born),
        asker_name=bytes(request.asker_name_key),
        families=_families(str(asker.get("name", ""))),
        email=bytes(request.email_key),
        phone=bytes(request.phone_key),
        address=_address(asker),
    )


def _families(name: str) -> frozenset[bytes]:
    """Every end of a whole name may be the family name: "Ana Lopez Garcia" is of Garcia, or of Lopez Garcia."""
    words = keys.given_first(name).split()
    return frozenset(keys.family_key(" ".join(words[place:])) for place in range(1, len(words))) - {b""}


def _address(asker: Mapping[str, Any]) -> bytes:
    lines = [str(line) for line in asker.get("lines") or []]
    return keys.address_key(lines, str(asker.get("city", "")), str(asker.get("postal_code", ""))) if lines else b""


def _students(asked: Asked) -> Any:
    """By number, by name with birth date, and by name: the last for people's eyes only."""
    wanted = Q(number_key=asked.number or NOBODY) | Q(name_birth_key=asked.name_birth or NOBODY)
    wanted |= Q(name_key=asked.name or NOBODY)
    return Student.objects.filter(wanted).select_related("school").order_by("-active", "pk")[:MOST_PUPILS]


def _ties(student_ids: list[int]) -> dict[int, list[Guardianship]]:
    rows = Guardianship.objects.filter(student_id__in=student_ids or [0]).select_related("guardian__household")
    found: dict[int, list[Guardianship]] = {}
    for tie in rows.order_by("-active", "guardian_id"):
        found.setdefault(tie.student_id, []).append(tie)
    return found


def _same(kept: Any, asked: bytes) -> bool:
    """What was not said agrees with nothing."""
    return bool(asked) and bytes(kept or b"") == asked


def _pupil(student: Student, ties: list[Guardianship], asked: Asked, today: date) -> PupilFacts:
    born = str(student.sealed.get("birth_date", ""))
    return PupilFacts(
        student=student,
        number=_same(student.number_key, asked.number),
        name=_same(student.name_key, asked.name),
        birth=_same(student.birth_key, asked.birth),
        of_age=of_age(date.fromisoformat(born) if born else None, today),
        own_name=_same(student.name_key, asked.asker_name),
        own_email=_same(keys.email_key(str(student.sealed.get("email", ""))), asked.email),
        ties=tuple(_beside(tie, asked) for tie in ties),
    )


def _beside(tie: Guardianship, asked: Asked) -> TieFacts:
    guardian = tie.guardian
    home = guardian.household
    return TieFacts(
        tie=tie,
        name=_same(guardian.name_key, asked.asker_name),
        family=bytes(guardian.family_key) in asked.families,
        email=_same(guardian.email_key, asked.email),
        phone=_same(guardian.phone_key, asked.phone),
        address=home is not None and _same(home.address_key, asked.address),
    )


def _tie(pupil: PupilFacts | None, request: PrivacyRequest) -> TieFacts | None:
    """The guardian whom the asker says to be: by whole name, else by address and family name. None where two fit."""
    if pupil is None or _relationship(request) == STUDENT:
        return None
    named = [tie for tie in pupil.ties if tie.name and tie.tie.active]
    fitting = named or [tie for tie in pupil.ties if tie.email and tie.family and tie.tie.active]
    return fitting[0] if len(fitting) == 1 else None


def _known(pupil: PupilFacts, tie: TieFacts | None, request: PrivacyRequest) -> bool:
    """Of 18: the pupil alone. Below: a guardian whom nothing on file bars, with a mailbox that no barred one shares."""
    if pupil.of_age:
        return _relationship(request) == STUDENT and pupil.own_name and pupil.own_email
    if tie is None or not tie.holds or not tie.email:
        return False
    sharing = [other for other in pupil.ties if other.email and other is not tie]
    return all(other.holds for other in sharing) and (tie.name or not sharing)


def _on_record(pupil: PupilFacts, tie: TieFacts | None, request: PrivacyRequest) -> Recipient | None:
    if pupil.of_age:
        own = _relationship(request) == STUDENT and pupil.own_name
        return _reachable(student_recipient(pupil.student)) if own else None
    if tie is None or not tie.holds or not tie.name or _shared_with_barred(pupil, tie):
        return None
    return _reachable(guardian_recipient(tie.guardian, pupil.student))


def _shared_with_barred(pupil: PupilFacts, tie: TieFacts) -> bool:
    """Whether a guardian with an order on file reads the same mailbox: a code would reach both."""
    mailbox = bytes(tie.guardian.email_key)
    return any(not other.holds and bytes(other.guardian.email_key) == mailbox for other in pupil.ties)


def _reachable(recipient: Recipient) -> Recipient | None:
    return recipient if recipient.email else None


def _relationship(request: PrivacyRequest) -> str:
    return str((request.asker or {}).get("relationship", ""))


def _confirmed(request: PrivacyRequest) -> bool:
    """Whether the asker showed that the address is theirs: what staff took down from paper or a call is not shown."""
    return request.channel == Channel.PORTAL and request.confirmed_at is not None


def _facts(
    pupils: tuple[PupilFacts, ...],
    pupil: PupilFacts | None,
    tie: TieFacts | None,
    known: bool,
    on_record: Recipient | None,
) -> dict[str, Any]:
    """For the attempt's row: how many, and what agreed; never what was said, nor whose row it is."""
    facts: dict[str, Any] = {"pupils": len(pupils), "sure": pupil is not None, "known": known, "code": bool(on_record)}
    if pupil is not None:
        facts |= {name: getattr(pupil, name) for name in ("number", "name", "birth", "of_age")}
    if tie is not None:
        facts["guardian"] = {name: getattr(tie, name) for name in ("name", "email", "phone", "address")}
    return facts
