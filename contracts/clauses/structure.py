"""From text to units: sentences, list items, table rows and headings, each knowing what leads into it.

A list item is read together with the words that open its list ("Provider shall not:" ... "sell Student Data"). What is
a heading, a definition or a recital is marked as such, since none of these is a promise.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from contracts.clauses.parties import Plain
from contracts.clauses.wording import (
    ABBREVIATED,
    BLANK_ONLY,
    BOUNDARY,
    CLOSERS,
    DANGLING,
    DEFINITION,
    DOTTED,
    ENDINGS,
    GOES_ON,
    LONGEST,
    LOWER_ENDING,
    MARKER,
    NUMBERED,
    QUESTION,
    RECITAL,
    SECTION,
    SERIES,
    SERIES_ITEM,
    SERIES_MARKS,
    SIGNATURE,
    SUBSECTION,
    fold,
    heading_level,
    heading_like,
    indent_of,
    is_heading,
)

LEAD = 240  # characters of a lead that are kept
SENTENCE, LABEL, ITEM = 1, 2, 10  # ranks of leads: a whole sentence, a short label, an item (the deeper, the higher)
SHORT_LABEL = 6  # words
FEW_WORDS = 7  # beside a blank line: a place to sign, not a clause with a blank


@dataclass(slots=True)
class Unit:
    """A sentence, item, row or heading. `low` is its text in lower case and in the rules' own words."""

    start: int
    end: int
    low: str
    kind: str  # sentence, item, row, heading, definition, recital, contents, signature
    lead: str = ""  # folded words that open the list this stands in
    heading: str = ""  # folded headings above it, the outer first
    order: int = 0
    section: str = ""  # the number of the clause it stands in, such as 2.4; empty before the first
    own: int = 0  # the concepts of its words
    said: int = 0  # the concepts of its words and its lead
    mask: int = 0  # the concepts of its words, its lead and its headings
    full: str = field(default="", repr=False)  # lead and own words
    open: bool = False  # it ends in a colon and only a blank to be filled in follows


@dataclass(slots=True)
class Line:
    start: int
    end: int
    text: str
    marker: str = ""
    indent: int = 0
    body: int = 0  # offset of the words after the marker

    @property
    def titled(self) -> bool:
        """Numbered or marked as a heading is."""
        return NUMBERED.match(self.text[:60]) is not None or self.text.lstrip().startswith("#")


def units_of(text: str, *, comments: bool) -> list[Unit]:
    """All units of a text in order. With `comments`, opening lines that begin with "# " are no part of it."""
    units = list(Reader(text, after_comments(text) if comments else 0).units())
    for order, unit in enumerate(units):
        unit.order = order
        unit.full = f"{unit.lead} {unit.low}" if unit.lead else unit.low
        last = units[order - 1] if order else None
        if last is not None and last.low.rstrip().endswith(":") and BLANK_ONLY.fullmatch(unit.low.strip()):
            last.open = True
    return units


def after_comments(text: str) -> int:
    position = 0
    while text.startswith("# ", position):
        ending = text.find("\n", position)
        position = len(text) if ending < 0 else ending + 1
    return position


class Reader:
    """Walks the lines once, keeping the headings above and the leads that are open."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.folded = fold(text)
        self.plain = Plain(text)
        self.start = start
        self.heading = ""
        self.headings: list[tuple[int, str]] = []  # (level, folded words)
        self.leads: list[tuple[int, str]] = []  # (rank, folded words)
        self.section = ""
        self.last_level = 0  # of the unnumbered heading last read
        self.fresh_heading = False  # nothing stands yet under the heading last read
        self.numbered_under = 0  # level of the unnumbered heading under which numbers began anew; 0 where none
        self.series = ""  # folded words before "(a)" in the sentence last read, while its series may go on

    def units(self) -> Iterator[Unit]:
        block: list[Line] = []
        blank_before = True
        for line in self.lines():
            if line is None:
                blank_before = True
                continue
            if block and begins(line, block, blank_before=blank_before):
                yield from self.block_units(block)
                block = []
            block.append(line)
            blank_before = False
        if block:
            yield from self.block_units(block)

    def lines(self) -> Iterator[Line | None]:
        """Each line that has words; None for a blank line. A bullet alone on its line marks the line after it."""
        position, size = self.start, len(self.text)
        pending: Line | None = None
        while position < size:
            ending = self.text.find("\n", position)
            ending = size if ending < 0 else ending
            raw = self.text[position:ending]
            bare = raw.strip()
            if not bare:
                yield None
            elif bare in "-*":
                pending = Line(position, ending, raw, bare, indent_of(raw), ending)
            elif bare.strip("|-_=*~#> "):
                line = read_line(position, ending, raw)
                if pending is not None and not line.marker:
                    line.marker, line.indent = pending.marker, pending.indent
                pending = None
                yield line
            position = ending + 1

    def block_units(self, block: list[Line]) -> Iterator[Unit]:
        start, end = block[0].body, block[-1].end
        words = self.text[start:end]
        start += len(words) - len(words.lstrip(" \t\r\n\f*_#>"))
        words = self.text[start:end].rstrip()
        end = start + len(words)
        if not words:
            return
        low = self.folded[start : min(end, start + LONGEST)]
        kind = self.block_kind(block[0], words, low)
        if kind != "contents":
            self.section = section_of(block[0]) or self.section
        if kind == "heading":
            yield self.heading_unit(block[0], start, end, self.plain(low))
            self.fresh_heading = True
        else:
            yield from self.sentences(block[0], start, end, kind)
            self.fresh_heading = False

    def heading_unit(self, line: Line, start: int, end: int, low: str) -> Unit:
        """Keep the headings above: a deeper one stands under the last, one of the same level takes its place."""
        level = self.nested_level(line)
        self.headings = [entry for entry in self.headings if entry[0] < level][-2:]
        self.headings.append((level, low.strip(" #:.")))
        self.heading = " > ".join(words for _, words in self.headings)
        if not (low.rstrip().endswith(":") or (self.leads and not line.titled)):
            self.leads.clear()
        return Unit(start, end, low, "heading", "", self.heading, section=self.section)

    def nested_level(self, line: Line) -> int:
        """The level of a heading; numbers that begin anew right below an unnumbered heading stand under it."""
        level, number = heading_level(line.text), section_of(line)
        if not number:
            if level <= self.numbered_under:
                self.numbered_under = 0
            self.last_level = level
            return level
        if number == "1" and self.fresh_heading and self.headings and not self.numbered_under:
            self.numbered_under = self.last_level
        return self.numbered_under + 1 + number.count(".") if self.numbered_under else level

    def block_kind(self, line: Line, words: str, low: str) -> str:
        raw = line.text.lstrip()
        if dotted(words[-60:]):
            return "contents"
        if raw.startswith("#"):
            return "heading"
        if raw.startswith("|") or raw.count(" | ") >= 2:
            return "row"
        if SIGNATURE.match(words[:80]) or ("____" in words[:200] and len(words.replace("_", " ").split()) < FEW_WORDS):
            return "signature"
        if "whereas" in low[:16] and RECITAL.match(low):
            return "recital"
        if line.marker and not line.marker[0].isdigit() and line.marker[0] not in "ABCDEFGHIJKLMNOPQRSTUVWXYZ(":
            return "item"
        if is_heading(words):
            return "item" if self.is_listed(line, words) else "heading"
        return "item" if line.marker else "sentence"

    def is_listed(self, line: Line, words: str) -> bool:
        """Whether what looks like a heading is one of the short lines of a list that is open."""
        plain = not (line.titled or words.isupper() or words.endswith(":") or QUESTION.match(words))
        return bool(self.leads) and plain

    def sentences(self, line: Line, start: int, end: int, kind: str) -> Iterator[Unit]:
        rank = ITEM + min(line.indent, 60) if line.marker else SENTENCE
        lead = self.lead_for(rank, kind, self.folded[start : start + 60]) or self.series_lead(line)
        unit: Unit | None = None
        for first, final in split_sentences(self.text, start, end):
            low = self.plain(self.folded[first:final])
            unit = Unit(first, final, low, unit_kind(kind, low), lead, self.heading, section=self.section)
            yield unit
        if unit is not None:
            begun = SERIES.match(unit.low) if may_open_series(unit.low) else None
            self.series = (
                begun[1] if begun else unit.low[-LEAD:] if unit.low.endswith(DANGLING) else lead if self.series else ""
            )
            if unit.low.rstrip(" -").endswith(":"):
                self.open_lead(rank, unit)

    def lead_for(self, rank: int, kind: str, opening: str) -> str:
        """The words of all leads still open above a block of this rank; a plain paragraph closes them."""
        if kind == "row" or not self.leads:
            return ""
        label = self.leads[-1][0] <= LABEL and opening.rstrip().endswith(":")
        if rank == SENTENCE and kind == "sentence" and not (label or GOES_ON.match(opening)):
            self.leads.clear()
            return ""
        self.leads = [entry for entry in self.leads if entry[0] < rank or rank == SENTENCE]
        return " ".join(words for _, words in self.leads)[-LEAD:]

    def series_lead(self, line: Line) -> str:
        """What opens the series that a line goes on with: "(b) ...", or words that do not begin a sentence."""
        goes_on = self.series and SERIES_ITEM.match(line.text.lstrip())
        return self.series if goes_on else ""

    def open_lead(self, rank: int, unit: Unit) -> None:
        words = unit.low.strip(" :-")
        level = LABEL if rank == SENTENCE and len(words.split()) <= SHORT_LABEL else rank
        self.leads = [entry for entry in self.leads if entry[0] < level]
        self.leads.append((level, words[-LEAD:]))


def read_line(start: int, end: int, raw: str) -> Line:
    found = MARKER.match(raw[:80])
    if found is None:
        return Line(start, end, raw, "", indent_of(raw), start)
    return Line(start, end, raw, found["mark"], indent_of(raw), start + found.end())


def dotted(ending: str) -> bool:
    """Whether a line ends in dots and a page number, as in a table of contents."""
    return ("...." in ending or ". . ." in ending) and DOTTED.search(ending) is not None


def may_open_series(low: str) -> bool:
    """A first look, cheaper than the expression: whether "a)", "i." or the like stands in it at all."""
    return (") " in low or ". " in low) and any(mark in low for mark in SERIES_MARKS)


def section_of(line: Line) -> str:
    """The number at the head of a line, such as 2 or 2.4, or nothing."""
    words = line.text.lstrip(" \t#*_>")
    if not (words[:1].isdigit() or words[:7].lower() in ("section", "article")):
        return ""
    found = SECTION.match(words)
    return found[1] if found else ""


def begins(line: Line, block: list[Line], *, blank_before: bool) -> bool:
    """Whether this line opens a new block rather than going on with the last."""
    last = block[-1].text.rstrip()
    words = line.text.lstrip()
    if line.marker or words[:1] in "#|" or (words[:1].isdigit() and SUBSECTION.match(words)):
        return True
    if block[-1].text.lstrip()[:1] == "#" or "|" in last[-2:] or dotted(last[-40:]):
        return True
    if blank_before:
        return not (words[:1].islower() and not last.endswith((".", ":", ";")))
    if last.endswith(";"):
        return True
    if last.endswith(ENDINGS):
        return words[:1].isupper() or words[:1] in '"“*('
    return heading_like(last, words) and not LOWER_ENDING.search(last[-12:])


def unit_kind(kind: str, low: str) -> str:
    if kind not in ("row", "contents", "signature", "recital"):
        opening = low[:160]
        may_define = "mean" in opening or '"' in opening or "'" in opening or opening.startswith("for ")
        if may_define and DEFINITION.match(opening):
            return "definition"
    return kind


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence between two offsets; none is longer than LONGEST."""
    first = start
    for boundary in BOUNDARY.finditer(text, start, end):
        final = boundary.end() if boundary["space"] is None else boundary.start("space")
        if may_end(text, boundary.start(), glued=boundary["space"] is None):
            if ABBREVIATED.search(text[max(first, final - 14) : final]):
                continue
            yield from bounded(text, first, final)
            first = boundary.end()
    yield from bounded(text, first, end)


def may_end(text: str, stop: int, *, glued: bool) -> bool:
    """Whether a full stop at `stop` follows what a sentence ends with; `glued` when no space comes after it."""
    before = text[stop - 1 : stop]
    if (
        before.isascii()
        and before.isalpha()
        and not (text[stop - 2 : stop - 1].isalnum() or text[stop - 2 : stop - 1] == "_")
    ):
        return False  # an initial, or the letter of a list
    if glued:
        return before.islower() or before == ")"
    return before.islower() or before.isdigit() or before in CLOSERS or text[max(0, stop - 3) : stop].isupper()


def bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part what is too long at a semicolon, else at a space, else anywhere."""
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start + 200, start + LONGEST) for mark in ("; ", ";\n"))
        if cut < 0:
            cut = text.rfind(" ", start + 200, start + LONGEST)
        cut = start + LONGEST if cut < 0 else cut + 1
        yield start, cut
        start = cut
    while start < end and text[start].isspace():
        start += 1
    if end > start:
        yield start, end
