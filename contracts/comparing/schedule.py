"""Which kinds of information an agreement's schedule names: the listing found, read row by row, matched by words.

A kind is `named` where a word of its own stands in the listing (in a form with boxes: where its box is ticked),
`unclear` where only a wider word does, where a row of a form carries no mark, or where the sentence denies it, and
`not_named` otherwise. Words outside the listing do not count: an agreement's text is full of names and addresses.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

Answer = Literal["named", "unclear", "not_named"]
State = Literal["listed", "ticked", "unticked", "unmarked"]

MOST_LISTED: Final = 15_000  # characters of an exhibit
MOST_IN_TEXT: Final = 5_000  # characters of a listing under a heading of the agreement's own text
MOST_LISTINGS: Final = 8
MOST_ROW: Final = 1_500
FEW_CELLS: Final = 2  # rows with a mark in a cell of its own that make a table of them

TICKED: Final = "☒☑✓✔✗✘■"
UNTICKED: Final = "☐□▢"
MARK: Final = re.compile(rf"[{TICKED}{UNTICKED}]|\[\s?[xX✓]?\s?\]|\(\s?[xX]?\s?\)(?!\w)|_{{3,}}")
TICK: Final = re.compile(rf"[{TICKED}]|[\[(]\s?[xX✓]\s?[\])]")
# A cell of its own with an X or a yes: "Date of birth   X", "Attendance | Yes".
CELL_TICKED: Final = re.compile(r"(?:^|\s{2,}|\||\t|\s)(?:X|x|YES|Yes)\s*(?:\||$)")
CELL_UNTICKED: Final = re.compile(r"(?:\s{2,}|\||\t|\s)(?:NO|No|N/A|n/a)\s*(?:\||$)")
HEADING: Final = re.compile(
    r"^[ \t#*]*(?:\d{1,2}[.)]\s+)?"
    r"(?:(?:exhibit|schedule|appendix|attachment|annex)\s+[\"“]?\w{1,4}[\"”]?\s*[:.–—-]*\s*)?"
    r"(?:schedule of data|(?:student )?data (?:elements|schedule|inventory|collected|fields)"
    r"|(?:listing|list|categories|types|kinds|description|schedule) of (?:\w+ ){0,4}(?:data|information)"
    r"|(?:(?:what|which|the) )?(?:\w+ )?(?:data|information) (?:that )?(?:(?:we|you|the \w+|provider|operator) )?"
    r"(?:to be )?(?:provided|provides?|collected|collects?|receives?|shared)[\w ]{0,40}"
    r"|(?:categories|types) of covered information[\w ]{0,40})\b.{0,60}$",
    re.IGNORECASE | re.MULTILINE,
)
NEXT_PART: Final = re.compile(
    r"^[ \t#*]*(?:exhibit|schedule|appendix|attachment|annex|article)\s+[\"“]?[A-Z0-9]{1,4}[\"”]?\s*(?:[:.–—-]|$)",
    re.IGNORECASE | re.MULTILINE,
)
# A numbered clause with a title ends a list that stands inside the agreement's own text.
NEXT_CLAUSE: Final = re.compile(r"^[ \t]*\d{1,2}\.[ \t]+[A-Z][\w ,'’-]{2,60}[.:]", re.MULTILINE)
GAP: Final = re.compile(r"\w\s*(?:\s{2,}|\t|\|)\s*\w")  # between the cells of a row
STOP: Final = re.compile(r"[.;](?=\s)")
ITEM: Final = re.compile(r"[ \t]*(?:[•*▪◦–-]|\d{1,2}[.)]|\(?[a-z]\))\s")
GOES_ON: Final = 50  # characters; a line as long as that without a stop goes on in the next one
# A title between empty lines: another part of a notice or of terms.
NEXT_TITLE: Final = re.compile(r"\n[ \t]*\n[ \t#*]*(?:\d{1,2}\.?[ \t]+)?[A-Z][^\n.;:,|☐☑☒]{2,70}\n(?=[ \t]*\n)")
EXHIBIT: Final = re.compile(r"[ \t#*]*(?:exhibit|schedule|appendix|attachment|annex)\b", re.IGNORECASE)
DENIED: Final = re.compile(
    r"\b(?:not|never|no|neither|nor|without|except|excluding|n't)\b[\w ,'’-]{0,60}$"
    r"|\b(?:not|never|n't) (?:\w+ ){0,2}(?:collect|ask|receive|store|process|request|require)\b",
    re.IGNORECASE,
)
DENIED_AFTER: Final = re.compile(r"^[\w ,'’-]{0,40}\b(?:is|are|will be) (?:not|never)\b", re.IGNORECASE)
WORD: Final = re.compile(r"[a-z0-9]+", re.ASCII)
JOINED: Final = str.maketrans({"’": "'", "‘": "'", "‑": "-", "\u00ad": None})
POSSESSIVE: Final = re.compile(r"'s?\b")
HYPHENED: Final = {"e mail": "email", "user name": "username", "birth date": "birthdate", "log in": "login"}
# Names and addresses that are nobody's kind of information: they take the word from the kinds.
NOBODYS: Final = (
    "company name", "operator name", "provider name", "vendor name", "product name", "service name", "district name",
    "name of product", "name of service", "name of provider", "name of operator", "file name", "domain name",
    "printed name", "name of district", "notice address", "business address", "name of element", "sub processor name",
    "school issued",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of information: its key, words of its own, and wider words that may or may not mean it."""

    key: str
    words: tuple[str, ...]
    perhaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What the schedule says of one kind; the quote is text[start:end], its page counted from 1 (0: no quote)."""

    key: str
    answer: Answer
    why: str
    quote: str = ""
    start: int = 0
    end: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row, item or sentence of a listing. "unmarked": others have marks here and this one has none."""

    start: int
    end: int
    words: str
    state: State
    table: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """Where listings stand (offsets into the text), and what they say of each kind, in the order of the kinds."""

    spans: tuple[tuple[int, int], ...]
    matches: tuple[Match, ...]

    @property
    def found(self) -> bool:
        return bool(self.spans)


def schedule_read(
    text: str, pages: Sequence[Sequence[int]], quotes: Iterable[tuple[int, int]], kinds: Sequence[Kind]
) -> Schedule:
    """Read the listings that headings and the checker's quotes lead to. `quotes` are offsets of its passages."""
    spans = listings_of(text, quotes)
    rows = [row for span in spans for row in rows_of(text, *span)]
    best: dict[str, Match] = {}
    phrases = _phrases(kinds)
    for row in rows:
        for match in _matches(row, phrases, pages):
            known = best.get(match.key)
            if known is None or _rank(match) < _rank(known):
                best[match.key] = match
    absent = "The schedule does not name it." if spans else "No schedule was found."
    return Schedule(tuple(spans), tuple(best.get(kind.key) or Match(kind.key, "not_named", absent) for kind in kinds))


def listings_of(text: str, quotes: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where the data is listed: after headings that say so, and around the checker's passages; joined, in order."""
    found, place = [], 0
    while (heading := HEADING.search(text, place)) is not None:
        found.append(_after_heading(text, heading))
        place = max(found[-1][1], heading.end())
    found += [_around(text, start, end) for start, end in quotes]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif len(joined) < MOST_LISTINGS:
            joined.append((start, end))
    return joined


def rows_of(text: str, start: int, end: int) -> list[Row]:
    """The listing's rows, cut at lines and boxes, with what their boxes say."""
    lines = [(start + line.start(), line.group()) for line in re.finditer(r"[^\n]+", text[start:end])]
    if any(MARK.search(line) for _, line in lines):
        return [row for at, line in lines for row in _boxed(at, line[:MOST_ROW])]
    if sum(CELL_TICKED.search(line) is not None for _, line in lines) >= FEW_CELLS:
        return [_celled(at, line[:MOST_ROW]) for at, line in lines]
    return list(_said(text, start, end))


def plain_words(text: str) -> list[str]:
    """Words in lower case and singular, e-mail and the like in one word, for comparing phrases."""
    return [_singular(word) for word in WORD.findall(_joined(text))]


def _boxed(at: int, line: str) -> Iterator[Row]:
    """A line of a form: one row for each of its boxes, whether the label stands before its box or after it."""
    marks = list(MARK.finditer(line))
    if not marks:
        # A line without a box in a form is a heading or goes on from the line above: said, and not decided.
        yield Row(at, at + len(line), line, "unmarked")
        return
    edges = [mark.start() for mark in marks] + [len(line)]
    if line[: marks[0].start()].strip(" \t|-•"):
        edges = [0, *(mark.end() for mark in marks)]
    for mark, left, right in zip(marks, edges, edges[1:], strict=False):
        state: State = "ticked" if TICK.search(mark.group()) else "unticked"
        yield Row(
            at + left, at + right, line[left:right], state, table=GAP.search(line[left:right].strip()) is not None
        )


def _celled(at: int, line: str) -> Row:
    """A row of a table: its mark is a cell of its own. The cell before the kind often names a group of kinds."""
    if CELL_UNTICKED.search(line):
        return Row(at, at + len(line), line, "unticked", table=True)
    return Row(at, at + len(line), line, "ticked" if CELL_TICKED.search(line) else "unmarked", table=True)


def _said(text: str, start: int, end: int) -> Iterator[Row]:
    """Items and sentences. A line that is long and does not end goes on in the next; a short one is an item."""
    for first, last in _blocks(text, start, end):
        edges = [first, *(stop.end() for stop in STOP.finditer(text, first, last)), last]
        for left, right in pairwise(edges):
            if words := text[left : min(right, left + MOST_ROW)].strip():
                at = text.index(words, left)
                yield Row(at, at + len(words), words, "listed")


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines, joined where one goes on in the next."""
    first, goes_on = start, False
    for line in re.finditer(r"[^\n]*\n?", text[start:end]):
        at, words = start + line.start(), line.group()
        if not goes_on or not words.strip() or ITEM.match(words):
            if at > first:
                yield first, at
            first = at
        goes_on = len(words.rstrip()) >= GOES_ON and words.rstrip()[-1] not in ".;:"
    if end > first:
        yield first, end


def _after_heading(text: str, heading: "re.Match[str]") -> tuple[int, int]:
    """An exhibit up to the next; a part of the text up to the next clause or title."""
    start, apart = heading.end(), EXHIBIT.match(heading.group()) is not None
    end = min(len(text), start + (MOST_LISTED if apart else MOST_IN_TEXT))
    ends = (NEXT_PART, NEXT_CLAUSE) if apart else (NEXT_PART, NEXT_CLAUSE, NEXT_TITLE)
    return start, min((found.start() for stop in ends if (found := stop.search(text, start, end))), default=end)


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The passage, and the list that it opens: the lines that follow up to an empty line or the next clause."""
    limit = min(len(text), end + MOST_IN_TEXT)
    if text[start:end].rstrip().endswith(":"):
        gap = re.compile(r"\n[ \t]*\n").search(text, end, limit)
        clause = NEXT_CLAUSE.search(text, end, limit)
        stops = [found.start() for found in (gap, clause) if found]
        end = min(stops, default=limit)
    return start, end


def _phrases(kinds: Sequence[Kind]) -> dict[tuple[str, ...], list[tuple[str, bool]]]:
    """Phrase → (key, whether it is the kind's own word), with phrases that belong to nobody."""
    phrases: dict[tuple[str, ...], list[tuple[str, bool]]] = {tuple(plain_words(words)): [] for words in NOBODYS}
    for kind in kinds:
        for own, words in ((True, kind.words), (False, kind.perhaps)):
            for one in words:
                if phrase := tuple(plain_words(one)):
                    phrases.setdefault(phrase, []).append((kind.key, own))
    return phrases


def _matches(
    row: Row, phrases: Mapping[tuple[str, ...], list[tuple[str, bool]]], pages: Sequence[Sequence[int]]
) -> Iterator[Match]:
    words = plain_words(row.words)
    longest = max(map(len, phrases), default=0)
    denied = _denied(row.words)
    page = max(1, bisect_right([start for start, _ in pages], row.start))
    quote = row.words.strip()
    start = row.start + row.words.find(quote)
    found: list[tuple[str, bool]] = []
    place = 0
    while place < len(words):
        size = next((n for n in range(longest, 0, -1) if tuple(words[place : place + n]) in phrases), 0)
        found += phrases[tuple(words[place : place + size])] if size else []
        place += size or 1
    precise = row.table and any(own for _, own in found)  # the wider word is then the table's group
    for key, own in found:
        if own or not (precise or row.state == "unticked"):
            answer, why = _answered(row, own=own, denied=denied)
            yield Match(key, answer, why, quote, start, start + len(quote), page)


def _answered(row: Row, *, own: bool, denied: bool) -> tuple[Answer, str]:
    if row.state == "unticked":
        return "not_named", "Listed, and not ticked."
    if denied:
        return "unclear", "The sentence says what is not collected."
    if row.state == "unmarked":
        return "unclear", "Others are ticked here; this line has no mark."
    if not own:
        return "unclear", "Only a wider word stands there."
    return "named", "Ticked." if row.state == "ticked" else "Listed."


def _denied(words: str) -> bool:
    return DENIED.search(words) is not None or DENIED_AFTER.search(words) is not None


def _rank(match: Match) -> int:
    """Which of several matches counts: a kind's own box that is not ticked says more than a wider word elsewhere."""
    return ("named", "not_named", "unclear").index(match.answer)


def _joined(text: str) -> str:
    low = POSSESSIVE.sub("", text.lower().translate(JOINED)).replace("-", " ")
    low = " ".join(low.split())
    for apart, together in HYPHENED.items():
        low = re.sub(rf"\b{apart}(s?)\b", rf"{together}\1", low)
    return low


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
