"""A list of pupils as an operator or a school sends it: one CSV file, read line by line. No database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from district.tables.csvtables import UNREADABLE, Table, misfit, table_of
from district.tables.packages import Part, Unusable, file_package
from roster.importing.fields import columns_proposed
from roster.importing.values import NotRead, date_read

DELIMITERS: Final = ",;\t"
MOST_ROWS: Final = 300_000
LONGEST_CELL: Final = 255
WANTED: Final = (
    "The first line must name the columns. Needed is a student number (such as “Student ID”), or a name and a birth "
    "date (such as “First name”, “Last name”, “Birth date”)."
)


@dataclass(frozen=True, slots=True)
class ListLine:
    """One row: what it says of a pupil, or, in `problem`, why it cannot be read. `birth_date` is ISO or empty."""

    line: int
    cells: tuple[str, ...]
    number: str = ""
    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""
    problem: str = ""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def shown(self) -> str:
        """How the list names the pupil: what is kept beside the pupil that was found."""
        return ", ".join(part for part in (self.number, self.name, self.birth_date) if part)


@dataclass(frozen=True, slots=True)
class PupilList:
    """An opened list. `columns` are numbers of columns by what they mean; `note` is what to know of its encoding."""

    table: Table
    columns: Mapping[str, int]

    @property
    def header(self) -> tuple[str, ...]:
        return self.table.header

    @property
    def note(self) -> str:
        return self.table.note

    def lines(self) -> Iterator[ListLine]:
        """Every row below the header. Raises Unusable where the file breaks off, or has far too many rows."""
        for count, (line, row) in enumerate(self.table.rows(), 1):
            if count > MOST_ROWS:
                raise Unusable(f"It has more than {MOST_ROWS:,} rows: this is no list of one breach.")
            yield self._line(line, row)

    def _line(self, line: int, row: list[str]) -> ListLine:
        cells = tuple(cell[: LONGEST_CELL + 1] for cell in row)
        if problem := misfit(self.header, row) or _cells_wrong(row, doubtful=self.table.doubtful):
            return ListLine(line, cells, problem=problem)
        number, (given, family) = self._cell(row, "number"), self._name(row)
        try:
            birth_date = date_read(self._cell(row, "birth_date"))
        except NotRead:
            if not number:  # with a number the pupil is found without
                return ListLine(line, cells, problem="The birth date cannot be read: 2014-05-09 or 5/9/2014 is wanted.")
            birth_date = ""
        if not number and not (given or family):
            return ListLine(line, cells, problem="The row has neither a student number nor a name.")
        return ListLine(line, cells, number, given, family, birth_date)

    def _name(self, row: list[str]) -> tuple[str, str]:
        given, family = self._cell(row, "given_name"), self._cell(row, "family_name")
        if given or family:
            return given, family
        whole = self._cell(row, "full_name")
        if "," in whole:
            family, _, given = whole.partition(",")
        else:
            given, _, family = whole.rpartition(" ")
        return given.strip(), family.strip()

    def _cell(self, row: list[str], name: str) -> str:
        place = self.columns.get(name)
        return " ".join(row[place].split()) if place is not None and place < len(row) else ""


def list_open(part: Part) -> PupilList:
    """Look at the file's kind, encoding and header. Raises Unusable, in a sentence, where it is no list of pupils."""
    with part.open() as stream:
        if stream.read(2) == b"PK":
            raise Unusable("This is an Excel or ZIP file. Save the table as CSV (UTF-8) and send that.")
    file_package(part.name, part.size, part.open)
    table = table_of(part, delimiters=DELIMITERS)
    columns = columns_proposed(table.header)
    named = "full_name" in columns or {"given_name", "family_name"} <= columns.keys()
    if "number" not in columns and not (named and "birth_date" in columns):
        raise Unusable(WANTED)
    return PupilList(table, columns)


def _cells_wrong(row: list[str], *, doubtful: bool) -> str:
    if any(len(cell) > LONGEST_CELL for cell in row):
        return f"A cell is longer than {LONGEST_CELL} characters: a quote too many or too few?"
    if any("\0" in cell for cell in row):
        return "The row holds a null character."
    if doubtful and any(UNREADABLE in cell for cell in row):
        return "The row has letters that cannot be read: save the list as CSV (UTF-8)."
    return ""
