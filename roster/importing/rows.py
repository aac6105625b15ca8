"""What readers hand to the planner, row by row: pupils, adults, who answers for whom, and rows that cannot be used."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

# line 1, line 2, city, state, postal code, country
Address = tuple[str, str, str, str, str, str]
CONFLICT, NOTICE, LEFT_OUT = "conflict", "notice", "left_out"


@dataclass(slots=True)
class Pupil:
    """A pupil as one row says. `school`: how the file writes it (name, code or id), best first. Dates are ISO."""

    line: int
    row: list[str]
    source_id: str
    school: tuple[str, ...]
    grade: str = ""
    language: str = ""
    entered_on: str = ""
    address: Address | None = None
    known: dict[str, str] = field(default_factory=dict)  # what is sealed


@dataclass(slots=True)
class Adult:
    """Somebody who may answer for pupils. `only_if_named`: staff, who count only where a pupil names them."""

    line: int
    row: list[str]
    source_id: str
    relationship: str = ""
    language: str = ""
    address: Address | None = None
    do_not_contact: bool = False
    only_if_named: bool = False
    known: dict[str, str] = field(default_factory=dict)  # what is sealed


@dataclass(slots=True)
class Link:
    """That an adult answers for a pupil, by their ids in the file."""

    line: int
    student: str
    guardian: str
    relationship: str = ""
    court_order: bool = False


@dataclass(slots=True)
class Gone:
    """A row that says of itself that it is deleted."""

    line: int
    source_id: str


@dataclass(slots=True)
class Problem:
    """A row that is not taken over (conflict) or only in part (notice).

    `source_id` keeps the pupil or guardian that the row is about from being taken for gone.
    """

    kind: str
    file: str
    line: int
    column: str
    reason: str
    row: list[str] = field(default_factory=list)
    source_id: str = ""
    school: str = ""  # as written, where it is the school that is not known


Row = Pupil | Adult | Link | Gone | Problem


class Reading(Protocol):
    """A file whose head was understood.

    `provides`: names of sealed fields, and "grade", "language", "address", that the file has at all: what a file does
    not have, it leaves alone. `complete`: who is not in it is gone. `headers`: by file. `size`: bytes of
    the file with people. `id_column`, `school_column`: as the file calls them.
    """

    source: str
    file: str
    notes: list[str]
    complete: bool
    guardians: bool
    student_provides: frozenset[str]
    guardian_provides: frozenset[str]
    headers: dict[str, tuple[str, ...]]
    size: int

    @property
    def id_column(self) -> str: ...

    @property
    def school_column(self) -> str: ...

    def rows(self) -> Iterator[Row]: ...
