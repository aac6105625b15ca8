"""A district's own CSV file: one row a pupil, or one for each pupil and guardian, in columns that a person named."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from district.encryption import search_key, search_text
from district.tables.csvtables import UNREADABLE, Table, misfit, table_of
from district.tables.packages import Package, Unusable
from roster.importing.fields import MOST_GUARDIANS, columns_wrong
from roster.importing.rows import CONFLICT, NOTICE, Address, Adult, Link, Problem, Pupil, Row
from roster.importing.values import NotRead, date_read, grade_read, id_read, language_read, yes_read

DELIMITERS: Final = ",;\t|"
STUDENT_SEALED: Final = ("number", "email", "birth_date")
GUARDIAN_SEALED: Final = ("email", "phone", "salutation")
ADDRESS: Final = ("line1", "line2", "city", "state", "postal_code")
Value = TypeVar("Value")
MADE_ID: Final = "csv:"  # before ids of guardians whose file gives them none


@dataclass
class PlainCsv:
    """A file whose columns are named. `rows()` may be asked for again."""

    table: Table
    columns: Mapping[str, int]
    file: str
    notes: list[str]
    complete: bool
    guardians: bool
    student_provides: frozenset[str]
    guardian_provides: frozenset[str]
    headers: dict[str, tuple[str, ...]]
    size: int
    source: str = "csv"

    @property
    def id_column(self) -> str:
        return self._title("number")

    @property
    def school_column(self) -> str:
        return self._title("school")

    def rows(self) -> Iterator[Row]:
        """A pupil comes once, with the row that names it first; further rows may bring further guardians."""
        width = len(self.table.header)
        seen: dict[str, tuple[int, int]] = {}  # by number: the first line, and a hash of what it says
        for line, row in self.table.rows():
            if why := misfit(self.table.header, row):
                yield self._problem(line, row, "", why)
            elif self.table.doubtful and any(UNREADABLE in cell for cell in row):
                yield self._problem(line, row, "", "It holds letters that cannot be read.", self._cell(row, "number"))
            else:
                yield from self._row(line, row[:width], seen)

    def _row(self, line: int, row: list[str], seen: dict[str, tuple[int, int]]) -> Iterator[Row]:
        number = self._cell(row, "number")
        try:
            pupil = self._pupil(line, row)
        except _CellNotRead as refused:
            yield self._problem(line, row, refused.field, str(refused), number)
            return
        facts = hash((pupil.school, pupil.grade, pupil.address, *sorted(pupil.known.items())))
        first = seen.setdefault(pupil.source_id, (line, facts))
        if first[1] != facts:
            why = f"Line {first[0]} says something else of the pupil with this number."
            yield self._problem(line, row, "number", why, number)
            return
        if first[0] == line:
            yield pupil
        for position in range(1, MOST_GUARDIANS + 1):
            yield from self._guardian(line, row, pupil, position)

    def _pupil(self, line: int, row: list[str]) -> Pupil:
        given, family = self._name(row, "")
        if not given and not family:
            raise _CellNotRead("The pupil has no name.", self._title("family_name", "full_name"))
        known = {name: self._cell(row, name) for name in STUDENT_SEALED if name in self.columns}
        if "birth_date" in known:
            known["birth_date"] = self._read(date_read, row, "birth_date")
        school = self._cell(row, "school")
        return Pupil(
            line,
            row,
            self._read(id_read, row, "number"),
            (school,) if school else (),
            self._read(grade_read, row, "grade"),
            language_read(self._cell(row, "language")),
            self._read(date_read, row, "entered_on"),
            self._address(row, ""),
            {**known, "given_name": given, "family_name": family, "language": self._cell(row, "language")},
        )

    def _guardian(self, line: int, row: list[str], pupil: Pupil, position: int) -> Iterator[Row]:
        prefix = f"guardian{position}_"
        given, family = self._name(row, prefix)
        source_id = self._cell(row, f"{prefix}id")
        if not given and not family:
            if any(self._cell(row, f"{prefix}{name}") for name in ("id", *GUARDIAN_SEALED)):
                title = self._title(f"{prefix}family_name", f"{prefix}full_name")
                yield Problem(NOTICE, self.file, line, title, f"Guardian {position} has no name and was left out.", row)
            return
        address = self._address(row, prefix) or pupil.address
        known = {name: self._cell(row, prefix + name) for name in GUARDIAN_SEALED if prefix + name in self.columns}
        made = source_id or _made_id(f"{given} {family}", known, address, pupil.source_id)
        relationship = self._cell(row, f"{prefix}relationship")[:40].replace("\0", "")
        try:
            silent = self._read(yes_read, row, f"{prefix}do_not_contact")
            court_order = self._read(yes_read, row, f"{prefix}court_order")
            made = id_read(made)
        except _CellNotRead as refused:
            yield self._problem(line, row, refused.field, str(refused), made)
            return
        except NotRead as refused:
            yield self._problem(line, row, self._title(f"{prefix}id"), str(refused))
            return
        language = language_read(self._cell(row, f"{prefix}language")) or pupil.language
        names = {"given_name": given, "family_name": family}
        yield Adult(line, row, made, relationship, language, address, silent, False, {**known, **names})
        yield Link(line, pupil.source_id, made, relationship, court_order)

    def _name(self, row: list[str], prefix: str) -> tuple[str, str]:
        """Given and family name; of a whole name the family name stands first before a comma, else last."""
        given, family = self._cell(row, f"{prefix}given_name"), self._cell(row, f"{prefix}family_name")
        if given or family:
            return given, family
        whole = self._cell(row, f"{prefix}full_name")
        if "," in whole:
            family, _, given = whole.partition(",")
        else:
            given, _, family = whole.rpartition(" ")
        return given.strip(), family.strip()

    def _address(self, row: list[str], prefix: str) -> Address | None:
        line1, line2, city, state, postal_code = (self._cell(row, prefix + name) for name in ADDRESS)
        return (line1, line2, city, state, postal_code, "") if line1 else None

    def _cell(self, row: list[str], name: str) -> str:
        place = self.columns.get(name)
        return row[place].strip() if place is not None else ""

    def _read(self, reader: Callable[[str], Value], row: list[str], name: str) -> Value:
        try:
            return reader(self._cell(row, name))
        except NotRead as refused:
            raise _CellNotRead(str(refused), self._title(name)) from None

    def _title(self, *names: str) -> str:
        """The header of the first of these fields that has a column."""
        place = next((self.columns[name] for name in names if name in self.columns), None)
        return self.table.header[place] if place is not None else ""

    def _problem(self, line: int, row: list[str], field: str, reason: str, source_id: str = "") -> Problem:
        return Problem(CONFLICT, self.file, line, field, reason, row, source_id)


class _CellNotRead(NotRead):
    """NotRead, with the header of the column."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def plain_table(package: Package) -> Table:
    """The one table of a file that is no OneRoster package. Raises Unusable."""
    if len(package.parts) != 1:
        raise Unusable("It holds several CSV files but no users.csv: hand in a OneRoster package, or one table.")
    return table_of(next(iter(package.parts.values())), delimiters=DELIMITERS)


def plain_read(table: Table, columns: Mapping[str, int], *, complete: bool, one_school: bool) -> PlainCsv:
    """The file with its columns named by field. Raises Unusable where they do not suffice."""
    if wrong := columns_wrong(dict(columns), one_school=one_school):
        raise Unusable(wrong)
    if any(place >= len(table.header) or place < 0 for place in columns.values()):
        raise Unusable("The columns do not fit this file: name them again.")
    provided = {"given_name", "family_name", *(name for name in columns if not name.startswith("guardian"))}
    provided |= {"address"} if "line1" in columns else set()
    of_guardians = {name.partition("_")[2] for name in columns if name.startswith("guardian")}
    of_guardians |= {"given_name", "family_name"} | {"address"} & provided | {"language"} & provided
    of_guardians |= {"address"} if "line1" in of_guardians else set()
    return PlainCsv(
        table,
        dict(columns),
        table.name,
        [table.note] if table.note else [],
        complete,
        any(name.startswith("guardian") for name in columns),
        frozenset(provided),
        frozenset(of_guardians),
        {table.name: table.header},
        table.part.size,
    )


def _made_id(name: str, known: Mapping[str, str], address: Address | None, pupil: str) -> str:
    """One guardian of several pupils is known by name and e-mail, else telephone, else address; else by the pupil."""
    anchor = known.get("email") or known.get("phone") or " ".join(address or ()) or f"pupil {pupil}"
    return MADE_ID + search_key(f"{search_text(name)}\x1f{anchor}", "guardian id").hex()
