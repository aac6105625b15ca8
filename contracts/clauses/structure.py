"""From text to units: sentences, list items, table rows and headings, each knowing what leads into it.

A list item is read together with the words that open its list ("Provider shall not:" ... "sell Student Data"). What is
a heading, a definition or a recital is marked as such, since none of these is a promise.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST = 1_500  # characters of one unit; longer sentences are parted, so that every later step stays linear
LEAD = 400  # characters of a lead that are kept
FOLD = {
    ord(a): b for a, b in zip("“”„‘’‚\u00a0\n\r\t\f\v–—‑‐_*`•", "\"\"\"''' " + "     " + "----" + "    ", strict=True)
}

MARKER = re.compile(
    r"\s{0,40}(?P<mark>[-*+•●○▪◦·■➢✓✔✅❌□☐\uf0b7]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]|[A-Z][.)]|\((?:\d{1,2}|[A-Z])\))(?:\s+|$)"
)
NUMBERED = re.compile(
    r"\s{0,20}(?:(?:article|section|exhibit|schedule|appendix|annex|part)\s+[\dA-Z]{1,5}\b|\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s)",
    re.I,
)
BOUNDARY = re.compile(
    r"""(?<=[a-z0-9)\]%"”’][.!?])["”’)*_]{0,3}\s+(?=["“‘(\[*_#-]{0,3}[A-Z0-9])|(?<=[A-Z]{3}[.!?])\s+(?=["“(\[]?[A-Z])|(?<=[a-z)][.!?])(?=[A-Z][a-z]+\s)"""
)
ABBREVIATED = re.compile(
    r"(?:\b(?:inc|ltd|corp|co|no|nos|sec|art|ch|stat|gen|ann|rev|pub|mr|mrs|ms|dr|st|vs?|e\.g|i\.e|etc|cf|al|u\.s|d\.c|a\.m|p\.m|bus|prof|ed|cal|conn|neb|mont|ill|para|fed|reg|approx|dept|univ)|\b[a-z]|(?:^|\s)\(?\d{1,2}|§\s?\d{1,5})\.[\"”’)*]{0,3}$",
    re.I,
)
DEFINITION = re.compile(
    r"""^[\s\d.()a-z-]{0,12}["'][^"']{2,80}["']?.{0,60}?\b(?:means?|shall mean|refers? to|is defined|are defined|has the meaning|have the meaning|include[sd]?\b)"""
    r"|^[^.:]{2,60}\b(?:(?<!the )(?<!by )means\b(?! (?:by|of|to|that|through))|shall mean\b|has the (?:same )?meaning\b)|^for (?:the )?purposes of this (?:section|agreement|addendum|policy|dpa|exhibit)[^.]{0,40},"
)
RECITAL = re.compile(r"^(?:\(?[a-z0-9]{1,2}[.)] )?whereas\b")
DOTTED = re.compile(r"\.{4,}\s*\d{1,4}\s*$|(?:\. ){4,}\s*\d{1,4}\s*$")
SIGNATURE = re.compile(
    r"^\s*(?:by|name|title|date|signature|signed|printed name|print name|email|phone|address|contact person)\s*:?\s*[_.\s]*$",
    re.I,
)
BLANK_ONLY = re.compile(r"\[[^\]]{0,120}\]\.?|_{3,}[_ ]*|\(\s*insert[^)]{0,120}\)|\[\s*\]|tbd\.?")
LOWER_ENDING = re.compile(
    r"\b(?:and|or|of|the|to|for|in|a|by|with|that|any|our|your|an|on|as|from|is|are|be|not|shall|will)$"
)


@dataclass(slots=True)
class Unit:
    """A sentence, item, row or heading. `low` is its text folded to lower case, character for character."""

    start: int
    end: int
    low: str
    kind: str  # sentence, item, row, heading, definition, recital, contents, signature
    lead: str = ""  # folded words that open the list this stands in
    heading: str = ""  # folded heading above it
    order: int = 0
    mask: int = 0
    heading_mask: int = 0
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


def fold(text: str) -> str:
    """Lower case, quote marks and white space made plain, length kept."""
    folded = text.translate(FOLD)
    lower = folded.lower()
    return lower if len(lower) == len(folded) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


def units_of(text: str, *, comments: bool) -> list[Unit]:
    """All units of a text in order. With `comments`, opening lines that begin with "# " are no part of it."""
    units = list(Reader(text, after_comments(text) if comments else 0).units())
    for order, unit in enumerate(units):
        unit.order = order
        unit.full = f"{unit.lead} {unit.low}" if unit.lead else unit.low
        if order and BLANK_ONLY.fullmatch(unit.low.strip()) and units[order - 1].low.rstrip(" *_").endswith(":"):
            units[order - 1].open = True
    return units


def after_comments(text: str) -> int:
    position = 0
    while text.startswith("# ", position):
        ending = text.find("\n", position)
        position = len(text) if ending < 0 else ending + 1
    return position


class Reader:
    """Walks the lines once, keeping the heading above and the leads that are open."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.heading = ""
        self.headings: list[tuple[int, str]] = []  # (level, folded words)
        self.leads: list[tuple[int, str]] = []  # (rank, folded words)

    def units(self) -> Iterator[Unit]:
        block: list[Line] = []
        blank_before = True
        for line in self.lines():
            if line is None:
                blank_before = True
                continue
            if block and self.begins(line, block, blank_before):
                yield from self.block_units(block)
                block = []
            block.append(line)
            blank_before = False
        if block:
            yield from self.block_units(block)

    def lines(self) -> Iterator[Line | None]:
        """Each line that has words; None for one or more blank lines."""
        position, size = self.start, len(self.text)
        pending: Line | None = None
        while position < size:
            ending = self.text.find("\n", position)
            ending = size if ending < 0 else ending
            raw = self.text[position:ending]
            if not raw.strip(" \t\r\f|-_=*~#>"):
                if raw.strip() in ("-", "*") and pending is None:
                    pending = Line(position, ending, raw, raw.strip(), indent_of(raw), ending)
                elif not raw.strip():
                    yield None
            else:
                line = self.line(position, ending, raw)
                if pending is not None and not line.marker:
                    line.marker, line.indent = pending.marker, pending.indent
                pending = None
                yield line
            position = ending + 1

    def line(self, start: int, end: int, raw: str) -> Line:
        found = MARKER.match(raw[:80])
        if found is None:
            return Line(start, end, raw, "", indent_of(raw), start)
        return Line(start, end, raw, found["mark"], indent_of(raw), start + found.end())

    def begins(self, line: Line, block: list[Line], blank_before: bool) -> bool:
        """Whether this line opens a new block rather than going on with the last."""
        last = block[-1].text.rstrip()
        words = line.text.lstrip()
        if line.marker or words[:1] in "#|":
            return True
        if block[-1].text.lstrip()[:1] == "#" or "|" in last[-2:] or DOTTED.search(last[-40:]):
            return True
        if blank_before:
            return not (words[:1].islower() and not last.endswith((".", ":", ";")))
        if last.endswith((".", ":", ";", "!", "?", ".”", '."')):
            return words[:1].isupper() or words[:1] in '"“*('
        return heading_like(last, words) and not LOWER_ENDING.search(last[-12:])

    def block_units(self, block: list[Line]) -> Iterator[Unit]:
        start, end = block[0].body, block[-1].end
        words = self.text[start:end]
        start += len(words) - len(words.lstrip(" \t\r\n\f*_#>\"'"[:9]))
        words = self.text[start:end].rstrip()
        end = start + len(words)
        if end <= start:
            return
        low = fold(words[:LONGEST])
        kind = self.block_kind(block[0], words, low)
        if kind == "heading":
            self.open_heading(block[0], low.strip(" #:."))
            if not (low.rstrip().endswith(":") or (self.leads and not numbered_heading(block[0]))):
                self.leads.clear()
            yield Unit(start, end, low, kind, "", self.heading)
            return
        yield from self.sentences(block[0], start, end, kind)

    def open_heading(self, line: Line, words: str) -> None:
        """Keep the headings above: a deeper one stands under the last, one of the same level takes its place."""
        level = heading_level(line)
        self.headings = [entry for entry in self.headings if entry[0] < level][-2:]
        self.headings.append((level, words))
        self.heading = " > ".join(text for _, text in self.headings)

    def block_kind(self, line: Line, words: str, low: str) -> str:
        raw = line.text.lstrip()
        if DOTTED.search(words[-60:]):
            return "contents"
        if raw.startswith("#"):
            return "heading"
        if raw.startswith("|") or raw.count(" | ") >= 2:
            return "row"
        if SIGNATURE.match(words[:80]) or ("____" in words[:200] and len(words) < 200):
            return "signature"
        if RECITAL.match(low):
            return "recital"
        if line.marker and not re.match(r"[\dA-Z(]", line.marker):
            return "item"
        if is_heading(words):
            return (
                "item"
                if self.leads
                and not numbered_heading(line)
                and not words.isupper()
                and not words.endswith(":")
                and not blank_heading(words)
                else "heading"
            )
        return "item" if line.marker else "sentence"

    def sentences(self, line: Line, start: int, end: int, kind: str) -> Iterator[Unit]:
        rank = 10 + min(line.indent, 60) if line.marker else 1
        lead = self.lead_for(rank, kind, fold(self.text[start : start + 60]))
        last: Unit | None = None
        for first, final in split_sentences(self.text, start, end):
            low = fold(self.text[first:final])
            unit = Unit(first, final, low, self.unit_kind(kind, low), lead, self.heading)
            yield unit
            last = unit
        if last is not None and last.low.rstrip(" *_").endswith((":", "-")) and last.low.rstrip(" *_-").endswith(":"):
            self.open_lead(rank, line, last)

    def lead_for(self, rank: int, kind: str, opening: str) -> str:
        """The words of all leads still open above a block of this rank; a plain paragraph closes them."""
        if kind == "row":
            return ""
        if rank == 1 and kind == "sentence" and not goes_on(opening):
            if not (self.leads and self.leads[-1][0] <= 2 and opening.rstrip().endswith(":")):
                held = " ".join(words for _, words in self.leads if _ <= 1)
                if not self.keeps_lead(opening):
                    self.leads.clear()
                    return ""
                return held[-LEAD:]
        self.leads = [entry for entry in self.leads if entry[0] < rank or rank == 1]
        return " ".join(words for _, words in self.leads)[-LEAD:]

    def keeps_lead(self, opening: str) -> bool:
        return False

    def open_lead(self, rank: int, line: Line, unit: Unit) -> None:
        words = unit.low.strip(" *_:-")
        label = rank == 1 and len(words.split()) <= 6
        level = 2 if label else rank
        self.leads = [entry for entry in self.leads if entry[0] < level]
        self.leads.append((level, words[-LEAD:]))

    def unit_kind(self, kind: str, low: str) -> str:
        if kind in ("row", "contents", "signature", "recital"):
            return kind
        if DEFINITION.match(low[:160]):
            return "definition"
        return kind


def heading_level(line: Line) -> int:
    raw = line.text.strip()
    if raw.startswith("#"):
        return len(raw) - len(raw.lstrip("#"))
    numbers = re.match(r"(?:article|section)?\s*(\d{1,2}(?:\.\d{1,2}){0,3})", raw, re.I)
    if numbers is not None:
        return 10 + numbers[1].count(".")
    return 10 if raw.isupper() else 20


def indent_of(raw: str) -> int:
    return len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())


def goes_on(opening: str) -> bool:
    """Whether a paragraph without a marker reads as one more item of the list above it."""
    return (
        bool(
            re.match(
                r"(?:to|with|for|by|when|where|as|in response to|not|use|sell|rent|share|disclose|delete|notify|provide) ",
                opening,
            )
        )
        or (opening[:1].islower()
        and False)
    )


def numbered_heading(line: Line) -> bool:
    return NUMBERED.match(line.text[:60]) is not None or line.text.lstrip().startswith("#")


def blank_heading(words: str) -> bool:
    return bool(re.match(r"(?:(?:our|your|how|what|why|who|when)\b|.*\?$)", words, re.I))


def heading_like(last: str, following: str) -> bool:
    bare = last.strip()
    short = len(bare) <= 75 and len(bare.split()) <= 10 and not bare.endswith((",", "-", "("))
    return short and following[:1].isupper() and (bare[:1].isupper() or bare[:1].isdigit())


def is_heading(words: str) -> bool:
    """Short, begins like a title, and does not end like a sentence."""
    if len(words) > 110 or ("\n" in words.strip() and len(words) > 80):
        return False
    bare = words.strip(" *_#")
    if not bare or bare[-1] in ".;,!" or not (bare[0].isupper() or bare[0].isdigit() or bare[0] in '"“['):
        return False
    if bare.endswith(":"):
        return len(bare.split()) <= 3 and not MODAL.search(bare)
    return len(bare.split()) <= 12 and not MODAL.search(bare)


MODAL = re.compile(r"\b(?:shall|will|must|agrees?|may|should|can|is|are|does|do|not|never|has|have)\b", re.I)


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence between two offsets; none is longer than LONGEST."""
    first = start
    for boundary in BOUNDARY.finditer(text, start, end):
        if ABBREVIATED.search(text[max(first, boundary.start() - 14) : boundary.start()]):
            continue
        yield from bounded(text, first, boundary.start())
        first = boundary.end()
    yield from bounded(text, first, end)


def bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = max(text.rfind("; ", start + 200, start + LONGEST), text.rfind(";\n", start + 200, start + LONGEST))
        if cut < 0:
            cut = text.rfind(" ", start + 200, start + LONGEST)
        cut = start + LONGEST if cut < 0 else cut + 1
        yield start, cut
        start = cut
    while start < end and text[start].isspace():
        start += 1
    if end > start:
        yield start, end
