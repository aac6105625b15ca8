"""The dry run: every row of a file against the roster as it is, staged for a later decision. Nothing is changed.

Rows come in batches. Each batch looks up its people by id, opens what is sealed of those that are known, and is copied
into the staging tables with a verdict. What concerns the file as a whole (links, who is gone) is then set-based SQL.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.db import connection

from district.encryption import seal, search_key, unseal
from roster import keys
from roster.importing import staging
from roster.importing.rows import CONFLICT, LEFT_OUT, Address, Adult, Gone, Link, Problem, Pupil, Reading, Row
from roster.importing.schools import SchoolFinder
from roster.importing.staging import bytea, copy_in, line_of, text

BATCH: Final = 2_000
STUDENT_FIELDS: Final = ("number", "given_name", "family_name", "birth_date", "email", "language")
GUARDIAN_FIELDS: Final = ("given_name", "family_name", "email", "phone", "salutation")
TITLES: Final = {
    "number": "student number",
    "given_name": "first name",
    "family_name": "last name",
    "birth_date": "birth date",
    "email": "e-mail",
    "phone": "telephone",
    "language": "language",
    "salutation": "salutation",
}
NULL: Final = "\\N"
NO_KEYS: Final = "\t".join([NULL] * 6)
FIND_STUDENTS: Final = """
SELECT one.source_id, one.sealed, one.school_id, one.grade, one.language, home.source_key, one.active
FROM roster_student one LEFT JOIN roster_household home ON home.id = one.household_id
WHERE one.source_id = ANY(%s)
"""
FIND_NUMBERS: Final = """
SELECT number_key, source_id, active FROM roster_student WHERE number_key = ANY(%s)
"""
FIND_GUARDIANS: Final = """
SELECT one.source_id, one.sealed, one.language, home.source_key, one.active, one.do_not_contact
FROM roster_guardian one LEFT JOIN roster_household home ON home.id = one.household_id
WHERE one.source_id = ANY(%s)
"""


@dataclass
class Planner:
    """Stages one reading. `progress` is told per cents now and then."""

    import_id: int
    reading: Reading
    schools: SchoolFinder
    progress: Callable[[int], None]
    students: list[Pupil] = field(default_factory=list)
    guardians: list[Adult] = field(default_factory=list)
    households: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    seen_students: dict[str, tuple[int, int]] = field(default_factory=dict)
    seen_guardians: dict[str, tuple[int, int]] = field(default_factory=dict)
    homes: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)  # ids of the file that the roster knows under another
    rows: int = 0
    told: int = 0
    known_students: bool = True
    known_guardians: bool = True

    def plan(self) -> None:
        """Read all, and stage it. Raises Unusable where the file breaks off."""
        self._begin()
        for row in self.reading.rows():
            self._take(row)
            self.rows += 1
            if self.rows % BATCH == 0:
                self._flush()
                self._tell(self.rows)
        self._flush()
        headers = self.reading.headers.items()
        rows = [line_of((file, place, name)) for file, names in headers for place, name in enumerate(names)]
        copy_in(self.import_id, "header", rows)

    def _begin(self) -> None:
        staging.stage_make(self.import_id)
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM roster_student), EXISTS (SELECT FROM roster_guardian)")
            self.known_students, self.known_guardians = cursor.fetchone()
            cursor.execute("SELECT source_key FROM roster_household")
            self.homes = {key for (key,) in cursor}

    def _take(self, row: Row) -> None:
        if isinstance(row, Pupil):
            if self._first(self.seen_students, row, (row.school, row.grade, row.address)):
                self.students.append(row)
        elif isinstance(row, Link):
            self.links.append(row)
        elif isinstance(row, Adult):
            if self._first(self.seen_guardians, row, (row.language, row.do_not_contact)):
                self.guardians.append(row)
        elif isinstance(row, Gone):
            self.gone.append(text(row.source_id) + "\n")
        else:
            self._problem(row)

    def _first(self, seen: dict[str, tuple[int, int]], row: Pupil | Adult, more: tuple[Any, ...]) -> bool:
        """Whether this id is new in the file. The same again is passed over; another content comes back."""
        facts = hash((*more, *row.known.values()))
        first = seen.setdefault(row.source_id, (row.line, facts))
        if first[0] == row.line:
            return True
        if first[1] != facts and not row.source_id.startswith("csv:"):
            why = f"Line {first[0]} has the same id and says something else; that line was taken."
            self._refuse(row, self.reading.id_column, why)
        return False

    def _problem(self, row: Problem) -> None:
        sealed = seal({"row": row.row}) if row.row else None
        if row.kind == CONFLICT and row.source_id:
            self.keep.append(row.source_id[:255])
        self.problems.append(
            line_of(
                (row.kind, row.file, row.line, row.column, row.reason, row.source_id[:255], row.school[:200], sealed)
            )
        )

    def _refuse(self, row: Pupil | Adult, column: str, reason: str, school: str = "", kind: str = CONFLICT) -> None:
        kept = row.row[: len(self.reading.headers[self.reading.file])]
        source_id = self.renamed.get(row.source_id, row.source_id)
        self._problem(Problem(kind, self.reading.file, row.line, column, reason, kept, source_id, school))

    def _tell(self, rows: int) -> None:
        """Rows of rosters are some 150 bytes long: a guess is enough for a bar."""
        reached = min(95, rows * 15_000 // max(1, self.reading.size))
        if reached >= self.told + 5:
            self.told = reached
            self.progress(reached)

    def _flush(self) -> None:
        students, guardians = self._students_lines(), self._guardians_lines()
        for kind, lines in (
            ("household", self.households),
            ("student", students),
            ("guardian", guardians),
            ("link", self._links_lines()),
            ("problem", self.problems),
            ("gone", self.gone),
            ("keep", self._keep_lines()),
        ):
            copy_in(self.import_id, kind, lines)
            lines.clear()
        self.links.clear()
        self.students.clear()
        self.guardians.clear()
        self.keep.clear()

    def _keep_lines(self) -> list[str]:
        """People of rows that come back; a table of one's own names pupils by number."""
        ids = set(self.keep)
        if self.reading.source == "csv" and self.keep and self.known_students:
            ids |= {source_id for found in self._by_number(self.keep).values() for source_id, _ in found}
        return [text(source_id) + "\n" for source_id in ids]

    def _students_lines(self) -> list[str]:
        if self.reading.source == "csv" and self.known_students:
            self._ids_by_number()
        ids = [self.renamed.get(row.source_id, row.source_id) for row in self.students]
        found = _found(FIND_STUDENTS, ids) if self.known_students else {}
        lines = (self._student(row, id_, found.get(id_)) for row, id_ in zip(self.students, ids, strict=True))
        return [line for line in lines if line]

    def _ids_by_number(self) -> None:
        """A table of one's own knows pupils by number; the roster may know them by an id of OneRoster."""
        for number, candidates in self._by_number(row.source_id for row in self.students).items():
            if all(source_id != number for source_id, _ in candidates):
                active = [source_id for source_id, is_active in candidates if is_active]
                chosen = active or [source_id for source_id, _ in candidates]
                if len(chosen) == 1:
                    self.renamed[number] = chosen[0]

    @staticmethod
    def _by_number(numbers: Iterable[str]) -> dict[str, list[tuple[str, bool]]]:
        """By number: ids of the roster's pupils who have it, with whether they are active."""
        by_key = {keys.number_key(number): number for number in numbers}
        found: dict[str, list[tuple[str, bool]]] = {}
        with connection.cursor() as cursor:
            cursor.execute(FIND_NUMBERS, [list(by_key)])
            for key, source_id, active in cursor:
                found.setdefault(by_key[bytes(key)], []).append((source_id, active))
        return found

    def _student(self, row: Pupil, source_id: str, old: tuple[Any, ...] | None) -> str:
        school = self.schools.find(row.school)
        if school is None:
            kind = LEFT_OUT if self.schools.is_left_out(row.school) else CONFLICT
            written = row.school[0] if row.school else ""
            self._refuse(row, self.reading.school_column, self.schools.why(row.school), written, kind)
            return ""
        home = self._home(row.address, row.language)
        provides = self.reading.student_provides
        if old is None:
            plain = _fresh(row.known, STUDENT_FIELDS)
            verdict, changes = "a", ""
        else:
            before: Any = unseal(old[1])
            plain = {**before, **{name: row.known[name] for name in row.known if name in provides}}
            grade = row.grade if "grade" in provides else old[3]
            language = row.language if "language" in provides else old[4]
            changed = [TITLES[name] for name in STUDENT_FIELDS if plain.get(name, "") != before.get(name, "")]
            changed += ["school"] * (school != old[2]) + ["grade"] * (grade != old[3])
            changed += ["address"] * bool(home and home != old[5]) + ["back again"] * (not old[6])
            row.grade, row.language = grade, language
            home = home or old[5] or ""
            if not changed and language == old[4]:
                return _unchanged(row.line, source_id, f"{school}\t{text(grade)}\t{text(language)}", home)
            verdict, changes = "c", ", ".join(changed or ["language"])
        found = _student_keys(plain)
        return (
            f"{row.line}\t{text(source_id)}\t{verdict}\t{changes}\t{school}\t{row.grade}\t{text(row.language)}\t"
            f"{home or NULL}\t{row.entered_on or NULL}\t{found}\t{bytea(seal(plain))}\n"
        )

    def _guardians_lines(self) -> list[str]:
        ids = [row.source_id for row in self.guardians]
        found = _found(FIND_GUARDIANS, ids) if self.known_guardians and ids else {}
        return [self._guardian(row, found.get(row.source_id)) for row in self.guardians]

    def _guardian(self, row: Adult, old: tuple[Any, ...] | None) -> str:
        home = self._home(row.address, row.language)
        flags = (row.do_not_contact, row.only_if_named)
        return self.guardian_line(row.line, row.source_id, row.known, row.language, home, row.relationship, *flags, old)

    def guardian_line(
        self,
        line: int,
        source_id: str,
        known: dict[str, str],
        language: str,
        home: str,
        relationship: str,
        do_not_contact: bool,
        only_if_named: bool,
        old: tuple[Any, ...] | None,
    ) -> str:
        """A guardian for COPY: what the file says over what the roster has, with the verdict."""
        verdict, changes, plain = "a", "", _fresh(known, GUARDIAN_FIELDS)
        if old is not None:
            before: Any = unseal(old[1])
            provides = self.reading.guardian_provides
            plain = {**before, **{name: known[name] for name in known if name in provides}}
            language = language if "language" in provides else old[2]
            changed = [TITLES[name] for name in GUARDIAN_FIELDS if plain.get(name, "") != before.get(name, "")]
            changed += ["language"] * (language != old[2]) + ["address"] * bool(home and home != old[3])
            changed += ["back again"] * (not old[4]) + ["do not contact"] * (do_not_contact and not old[5])
            home = home or old[3] or ""
            verdict, changes = ("c", ", ".join(changed)) if changed else ("u", "")
        sealed, found = (NULL, "\t".join([NULL] * 4)) if verdict == "u" else (bytea(seal(plain)), _guardian_keys(plain))
        return (
            f"{line}\t{text(source_id)}\t{verdict}\t{changes}\t{text(language)}\t{home or NULL}\t"
            f"{text(relationship)}\t{'t' if do_not_contact else 'f'}\t{'t' if only_if_named else 'f'}\t"
            f"{found}\t{sealed}\n"
        )

    def _links_lines(self) -> list[str]:
        """After the batch's pupils, which may be known here by another id than the file's."""
        renamed = self.renamed
        return [
            f"{row.line}\t{text(renamed.get(row.student, row.student))}\t{text(row.guardian)}\t"
            f"{text(row.relationship)}\t{'t' if row.court_order else 'f'}\n"
            for row in self.links
        ]

    def _home(self, address: Address | None, language: str) -> str:
        """Key of the household at an address, staged where it is new; "" for no address."""
        if address is None:
            return ""
        key = _home_key(address)
        if key not in self.homes:
            self.homes.add(key)
            line1, line2, city, state, postal_code, country = address
            lines = [line1, line2] if line2 else [line1]
            place = {"lines": lines, "city": city, "state": state, "postal_code": postal_code, "country": country}
            found = keys.address_key(lines, city, postal_code)
            self.households.append(f"{key}\t{text(language)}\t{bytea(found)}\t{bytea(seal(place))}\n")
        return key


def _unchanged(line: int, source_id: str, facts: str, home: str) -> str:
    return f"{line}\t{text(source_id)}\tu\t\t{facts}\t{home or NULL}\t{NULL}\t{NO_KEYS}\n"


def _fresh(known: dict[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: known.get(name, "") for name in names}


def _found(query: str, ids: list[str]) -> dict[str, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [ids])
        return {row[0]: row for row in cursor}


@lru_cache(maxsize=4096)
def _home_key(address: Address) -> str:
    """The same address written in another letter case is the same household; siblings' rows stand close together."""
    return search_key(keys.name_folded("\x1f".join(address)), "household").hex()


# Of family names and birth dates many are the same.
@lru_cache(maxsize=65536)
def _family_hex(family_name: str) -> str:
    return bytea(keys.family_key(family_name))


@lru_cache(maxsize=16384)
def _birth_hex(birth_date: str) -> str:
    return bytea(keys.birth_key(birth_date))


def _student_keys(plain: dict[str, Any]) -> str:
    """In the order of the columns; the same as keys.student_keys gives."""
    given, family, born = plain["given_name"], plain["family_name"], plain["birth_date"]
    return (
        f"{bytea(keys.number_key(plain['number']))}\t{bytea(keys.name_key(given, family))}\t{_family_hex(family)}\t"
        f"{_birth_hex(born)}\t{bytea(keys.name_birth_key(given, family, born))}"
    )


def _guardian_keys(plain: dict[str, Any]) -> str:
    """In the order of the columns; the same as keys.guardian_keys gives."""
    family = plain["family_name"]
    return (
        f"{bytea(keys.name_key(plain['given_name'], family))}\t{_family_hex(family)}\t"
        f"{bytea(keys.email_key(plain['email']))}\t{bytea(keys.phone_key(plain['phone']))}"
    )
