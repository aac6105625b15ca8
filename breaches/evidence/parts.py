"""What an evidence file is made of: parts of headings, words, lists of terms and tables. No names of pupils."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final

from breaches.models import Breach
from deadlines.presenters import is_day_end
from district.templatetags.words import day_in_words, moment_in_words

NONE_YET: Final = "–"


@dataclass(frozen=True, slots=True)
class Heading:
    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    kind: ClassVar[str] = "words"
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Sentences, one below the other."""

    kind: ClassVar[str] = "listed"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Names of things, each with what it is; those without a value are left out."""

    kind: ClassVar[str] = "terms"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under heads. Cells of the columns in `hashes` are SHA-256 hashes, in letters of one width."""

    kind: ClassVar[str] = "table"
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hashes: frozenset[int] = frozenset()

    @property
    def lines(self) -> list[list[tuple[str, bool]]]:
        """Each row as (text, whether it is a hash)."""
        return [[(text or NONE_YET, place in self.hashes) for place, text in enumerate(row)] for row in self.rows]


Block = Heading | Words | Listed | Terms | Table


@dataclass(frozen=True, slots=True)
class Part:
    """One part, with how many things it tells of; `empty` is said where there is none."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    count: int
    empty: str = "Nothing of this kind is recorded."


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that the evidence names: what it is, its hash, and the moment from which it counts."""

    what: str
    sha256: str
    at: str = ""


@dataclass(slots=True)
class Case:
    """One breach as it is told: the moment of telling, the zone of its times, and the files named on the way."""

    breach: Breach
    now: datetime
    zone: str
    files: list[Stored] = field(default_factory=list)

    def moment(self, instant: datetime | None) -> str:
        """In words and in the district's own time; a dash for none."""
        return moment_in_words(instant, self.zone) if instant else NONE_YET

    def limit(self, instant: datetime) -> str:
        """A due instant: "end of Sunday 22 March 2026" for a midnight, else to the minute."""
        if is_day_end(instant, self.zone):
            return f"end of {day_in_words(instant - timedelta(microseconds=1), self.zone)}"
        return self.moment(instant)

    def file(self, what: str, sha256: str, at: str = "") -> str:
        """Note a stored file for the list of files, and give its hash."""
        if sha256:
            self.files.append(Stored(what, sha256, at))
        return sha256


Teller = Callable[[Case], Part]


def terms(*pairs: tuple[str, object]) -> Terms:
    return Terms(tuple((name, str(value)) for name, value in pairs if value not in (None, "")))


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]], *, hashes: Sequence[int] = ()) -> Table:
    told = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
    return Table(caption, tuple(heads), told, frozenset(hashes))
