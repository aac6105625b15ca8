"""One paper, whatever it is written out as: title, parties, recitals, numbered articles, schedules, signatures."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

DRAFT_MARK = "Draft for counsel"
# What XML cannot hold: a quote out of a PDF may bring such characters along.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DRAFT_WORDS = (
    "This is a draft for counsel. It is not legal advice, and it is not to be signed before counsel has released it."
)


@dataclass(frozen=True, slots=True)
class Party:
    """`names`: what the paper calls it, the first one most often; `address`: one line a line."""

    name: str
    names: tuple[str, ...]
    address: str = ""

    @property
    def address_line(self) -> str:
        return ", ".join(part.strip() for part in self.address.splitlines() if part.strip())


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause. `items` are listed under it; `quotes` are words of another paper; `cites` say who asks."""

    text: str
    heading: str = ""
    items: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A table behind the articles. Every row has as many cells as there are columns."""

    letter: str
    title: str
    intro: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Signature:
    party: str
    role: str


@dataclass(frozen=True, slots=True)
class Paper:
    """`head` stands on top of every page: draft for counsel, or released by counsel and when."""

    title: str
    head: str
    notice: str
    parties: tuple[Party, ...]
    recitals: tuple[str, ...]
    articles: tuple[Article, ...]
    schedules: tuple[Schedule, ...]
    signatures: tuple[Signature, ...]

    @property
    def clauses(self) -> Iterator[Clause]:
        for article in self.articles:
            yield from article.clauses

    @property
    def provisions(self) -> tuple[str, ...]:
        """Ids of the provisions that it writes out, in its order."""
        return tuple(one for clause in self.clauses for one in clause.provisions)


def paper_kept(paper: Paper) -> dict[str, Any]:
    """The paper as JSON keeps it."""
    return asdict(paper)


def paper_printable(paper: Paper) -> Paper:
    """The paper without characters that neither Word nor a page can hold."""
    return paper_of(_printable(paper_kept(paper)))


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return UNPRINTABLE.sub(" ", value)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    return [_printable(part) for part in value]


def paper_of(kept: Mapping[str, Any]) -> Paper:
    """The paper that `paper_kept` gave."""
    return Paper(
        **{name: kept[name] for name in ("title", "head", "notice")},
        parties=tuple(Party(one["name"], tuple(one["names"]), one["address"]) for one in kept["parties"]),
        recitals=tuple(kept["recitals"]),
        articles=tuple(
            Article(one["title"], tuple(_clause(clause) for clause in one["clauses"])) for one in kept["articles"]
        ),
        schedules=tuple(_schedule(one) for one in kept["schedules"]),
        signatures=tuple(Signature(**one) for one in kept["signatures"]),
    )


def _clause(kept: Mapping[str, Any]) -> Clause:
    lists = {name: tuple(kept[name]) for name in ("items", "quotes", "cites", "provisions")}
    return Clause(kept["text"], kept["heading"], **lists)


def _schedule(kept: Mapping[str, Any]) -> Schedule:
    words = {name: kept[name] for name in ("letter", "title", "intro")}
    return Schedule(**words, columns=tuple(kept["columns"]), rows=tuple(tuple(row) for row in kept["rows"]))
