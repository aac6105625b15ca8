"""Rows of a spreadsheet as facts: by the columns that a person named, each cell read, nothing looked up yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from district.models import School
from district.tables.workbooks import Row
from inventory.importing.cells import READERS, flag_read, grades_read, listed, text_read
from inventory.importing.fields import BY_NAME, TICK
from inventory.importing.names import name_key
from inventory.models import DataElement
from inventory.taxonomy import elements_listed
from roster.importing.values import NotRead
from roster.models import SchoolAlias

ALL_SCHOOLS: Final = frozenset({"all", "all schools", "district", "district wide", "districtwide"})
MOST_USERS: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Words:
    """What lists may name: numbers of schools and of kinds of information by their names' keys."""

    schools: Mapping[str, int]
    elements: Mapping[str, int]
    titles: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What one row says: values by field, or why it cannot be read."""

    line: int
    said: dict[str, Any]
    problem: str = ""


def words_known() -> Words:
    """Schools by name, code and other names; kinds of information by name, and by what agreements call them."""
    aliases = SchoolAlias.objects.all()
    schools = {name_key(alias.written): alias.school_id for alias in aliases if alias.school_id is not None}
    for school in School.objects.all():
        schools |= {name_key(school.name): school.pk, name_key(school.code): school.pk}
    rows = list(DataElement.objects.all())
    by_code = {row.code: row.pk for row in rows}
    elements = {
        name_key(also): by_code[listed_.code]
        for listed_ in elements_listed()
        for also in listed_.also
        if listed_.code in by_code
    }
    elements |= {name_key(row.name): row.pk for row in rows}
    schools.pop("", None)
    return Words(schools, elements, {row.pk: row.name for row in rows})


def facts_of(
    rows: Sequence[Row], header_row: int, columns: Mapping[str, int], defaults: Mapping[str, Any], words: Words
) -> Iterator[Facts]:
    """Every row below the header in order. Rows that hold nothing in the named columns do not come."""
    header = next((row.cells for row in rows if row.line == header_row), ())
    for row in rows:
        if row.line <= header_row or _repeats(row, header):
            continue
        cells = {name: row.cells[place] for name, place in columns.items() if place < len(row.cells)}
        written = {name: cell for name, cell in cells.items() if cell.strip()}
        if written:
            yield _facts(row.line, written, defaults, words)


def _repeats(row: Row, header: tuple[str, ...]) -> bool:
    """Whether a long sheet says its header again."""
    return bool(header) and row.cells == header


def _facts(line: int, written: Mapping[str, str], defaults: Mapping[str, Any], words: Words) -> Facts:
    said: dict[str, Any] = {}
    problems = []
    for name, cell in written.items():
        try:
            _take(said, name, cell, words)
        except NotRead as why:
            title = words.titles.get(_ticked(name), "") or BY_NAME[name].title if _known(name, words) else name
            problems.append(f"{title}: {why}")
    if "product" in said:
        said = {**{name: value for name, value in defaults.items() if name not in said}, **said}
    return Facts(line, said, " ".join(problems))


def _known(name: str, words: Words) -> bool:
    return name in BY_NAME or _ticked(name) in words.titles


def _ticked(name: str) -> int:
    return int(name.removeprefix(TICK)) if name.startswith(TICK) else 0


def _take(said: dict[str, Any], name: str, cell: str, words: Words) -> None:
    if name.startswith(TICK):
        if flag_read(cell):
            said["elements"] = sorted({*said.get("elements", ()), _ticked(name)})
    elif name == "grades":
        said["lowest_grade"], said["highest_grade"] = grades_read(cell)
    elif name == "schools":
        text = text_read(cell)
        every = name_key(text) in ALL_SCHOOLS
        said["schools"] = [] if every else listed(cell, words.schools)
    elif name == "elements":
        said["elements"] = sorted({*said.get("elements", ()), *listed(cell, words.elements)})
    elif name == "element":
        said["element"] = _element(cell, words)
    elif name == "users":
        said["users"] = _number(cell)
    else:
        value = READERS.get(name, text_read)(cell)
        if value != "":
            said[name] = value


def _element(cell: str, words: Words) -> int:
    text = text_read(cell)
    if (found := words.elements.get(name_key(text))) is None:
        raise NotRead(f"“{text[:60]}” is not known here. Enter it under Kinds of information first.")
    return found


def _number(cell: str) -> int:
    text = text_read(cell).replace(",", "").replace(" ", "")
    if not text.isascii() or not text.isdigit() or int(text[:12]) > MOST_USERS:
        raise NotRead(f"“{cell[:40]}” is no number of people.")
    return int(text)
