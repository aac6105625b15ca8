"""HTML to text by one pass of a scanner that never looks back, so that hostile markup cannot make it slow.

What a page hides or strikes through is left out with a warning; a page's own styles elsewhere are not known.
"""
# ruff: noqa: SIM905 - a list of words is one line

import html
import re
from dataclasses import dataclass, field

from contracts.clauses.document import Document, assemble

OPENING = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|h[1-6]|ul|ol|table|section|article)\b", re.I)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
ATTRIBUTES = re.compile(r"""(?:[^>"']++|"[^"]{0,4000}+"|'[^']{0,4000}+')*+>""")
HIDES = re.compile(
    r"""(?:^|\s)hidden(?:\s|=|/|$)|aria-hidden\s*=\s*["']?true|style\s*=\s*["'][^"']{0,300}"""
    r"""(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|["']))""",
    re.I,
)
NUMBER = re.compile(r"""(?:^|\s)(start|value|rowspan|colspan)\s*=\s*["']?(\d{1,4})""", re.I)
LETTERED = re.compile(r"""(?:^|\s)type\s*=\s*["']?([aAiI])\b""")
BLOCKS = frozenset(
    "address article aside blockquote body br caption dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header"
    " hr html li main nav ol option p pre section summary details table tbody tfoot thead title tr ul".split()
)
SILENT = frozenset("script style noscript template svg head iframe object select textarea canvas audio video".split())
STRUCK = frozenset("del s strike".split())
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
CLOSED_BY_NEXT = frozenset("p li td th tr dt dd option".split())  # need no closing tag
SPACES = re.compile(r"[ \t\r\n\u00a0]+")
GAPS = re.compile(r" {2,}")
LINES = re.compile(r" ?\n[ \n]*")
SHORT_CELL = 400  # characters: the lines of a shorter cell stay on the row's line
DEEPEST = 60  # tables or lists in each other; deeper ones are read as plain blocks
HIDDEN = "Parts of the page that are hidden were not read."
STRUCK_OUT = "Words that are struck through were read as deleted."


def looks_like_html(text: str) -> bool:
    head = text[:3_000]
    return head.lstrip().startswith("<") and OPENING.search(head) is not None


def read_html(source: bytes, text: str, name: str) -> Document:
    page = HtmlText(text)
    return assemble(name, "html", source, [page.read()], tuple(page.warnings))


def html_text(markup: str) -> str:
    """The words of a page, one block a line, list items with their numbers or a dash, table cells parted by bars."""
    return HtmlText(markup).read()


@dataclass(slots=True)
class Row:
    cells: list[str] = field(default_factory=list)
    parts: list[str] | None = None  # of the cell that is open
    rows_below: int = 0  # how many rows the open cell goes on into


@dataclass(slots=True)
class Table:
    row: Row | None = None
    below: dict[int, tuple[int, str]] = field(default_factory=dict)  # column -> (rows left, words)


class HtmlText:
    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.parts: list[str] = []
        self.tables: list[Table] = []
        self.lists: list[int | None] = []  # the number last given in each open list; None where it has bullets
        self.hidden = ""  # the element that is hidden, while it is open
        self.depth = 0  # elements of its name that are open inside
        self.preformatted = 0
        self.warnings: dict[str, None] = {}

    def read(self) -> str:
        markup, position, size = self.markup, 0, len(self.markup)
        while position < size:
            opening = markup.find("<", position)
            opening = size if opening < 0 else opening
            if opening > position and not self.hidden:
                self.words(html.unescape(markup[position:opening]))
            position = self.after_tag(opening) if opening < size else size
        while self.tables:
            self.end_table()
        return LINES.sub("\n", GAPS.sub(" ", "".join(self.parts))).strip() + "\n"

    def words(self, text: str) -> None:
        self.write(text.replace("\r", "") if self.preformatted else SPACES.sub(" ", text))

    def write(self, text: str) -> None:
        row = self.tables[-1].row if self.tables else None
        (self.parts if row is None or row.parts is None else row.parts).append(text)

    def after_tag(self, opening: int) -> int:
        """Deal with the tag, comment or stray bracket at `opening`; give the position after it."""
        markup = self.markup
        if markup.startswith("<!--", opening):
            return found_or_end(markup, "-->", opening + 4)
        tag = TAG.match(markup, opening)
        if tag is None:
            if markup[opening + 1 : opening + 2] in "!?/":
                return found_or_end(markup, ">", opening)
            if not self.hidden:
                self.write("<")
            return opening + 1
        closing, element = tag[1], tag[2].lower()
        if not closing and element in SILENT and not self.hidden:
            return after_silent(markup, element, tag.end())
        whole = ATTRIBUTES.match(markup, tag.end())
        after = whole.end() if whole is not None else found_or_end(markup, ">", tag.end())
        self.tag(element, markup[tag.end() : min(after - 1, tag.end() + 4_000)], closing=bool(closing))
        return after

    def tag(self, element: str, attributes: str, *, closing: bool) -> None:
        if self.hidden:
            self.inside_hidden(element, closing=closing)
            if self.hidden:
                return
        elif not closing and element not in VOID and self.hides(element, attributes):
            self.hidden, self.depth = element, 1
            return
        if element in ("table", "tr", "td", "th"):
            self.table_tag(element, attributes, closing=closing)
        elif element in ("ul", "ol", "li"):
            self.list_tag(element, attributes, closing=closing)
        elif element in BLOCKS:
            self.preformatted = (
                max(0, self.preformatted + (-1 if closing else 1)) if element == "pre" else self.preformatted
            )
            self.write("\n")

    def hides(self, element: str, attributes: str) -> bool:
        if element in STRUCK:
            self.warnings[STRUCK_OUT] = None
            return True
        if attributes and HIDES.search(attributes):
            self.warnings[HIDDEN] = None
            return True
        return False

    def inside_hidden(self, element: str, *, closing: bool) -> None:
        """Count what opens and closes, so that what is shown after a hidden element is read again."""
        if element == self.hidden:
            self.depth += -1 if closing or element in CLOSED_BY_NEXT else 1
            if not self.depth:
                self.hidden = ""
        elif self.hidden == "p" and element in BLOCKS:
            self.hidden = ""

    def list_tag(self, element: str, attributes: str, *, closing: bool) -> None:
        self.write("\n")
        if element != "li":
            if closing and self.lists:
                self.lists.pop()
            elif not closing and len(self.lists) < DEEPEST:
                plain = element == "ol" and not LETTERED.search(attributes)
                self.lists.append(numbers_in(attributes).get("start", 1) - 1 if plain else None)
        elif not closing:
            number = self.lists[-1] if self.lists else None
            if number is not None:
                number = self.lists[-1] = numbers_in(attributes).get("value", number + 1)
            self.write("- " if number is None else f"{number}. ")

    def table_tag(self, element: str, attributes: str, *, closing: bool) -> None:
        if element == "table":
            self.write("\n")
            if closing and self.tables:
                self.end_table()
            elif not closing and len(self.tables) < DEEPEST:
                self.tables.append(Table())
        elif not self.tables:
            self.write("\n" if element == "tr" else " | " if closing else "")
        elif element == "tr":
            self.end_row()
            self.tables[-1].row = None if closing else Row()
        else:
            self.cell(attributes, closing=closing)

    def cell(self, attributes: str, *, closing: bool) -> None:
        table = self.tables[-1]
        if table.row is None:
            table.row = Row()
        self.end_cell(table)
        if not closing:
            numbers = numbers_in(attributes)
            table.row.parts, table.row.rows_below = [], min(numbers.get("rowspan", 1), 200) - 1
            self.from_above(table, table.row)

    def from_above(self, table: Table, row: Row) -> None:
        """Give this row the cells that go on into it from above, as a reader of the table sees them."""
        while (column := len(row.cells)) in table.below:
            left, words = table.below[column]
            row.cells.append(words)
            table.below[column] = (left - 1, words)
            if left <= 1:
                del table.below[column]

    def end_cell(self, table: Table) -> None:
        row = table.row
        if row is None or row.parts is None:
            return
        words = LINES.sub("\n", "".join(row.parts)).strip()
        if len(words) <= SHORT_CELL:
            words = "; ".join(line for line in words.split("\n") if line)
        if row.rows_below > 0:
            table.below[len(row.cells)] = (row.rows_below, words)
        row.cells.append(words)
        row.parts = None

    def end_row(self) -> None:
        table = self.tables[-1]
        self.end_cell(table)
        row, table.row = table.row, None
        if row is not None:
            self.from_above(table, row)
            if any(row.cells):
                outer = self.tables[-2].row if len(self.tables) > 1 else None
                sink = self.parts if outer is None or outer.parts is None else outer.parts
                sink.append("\n" + "".join(f"{cell} | " for cell in row.cells).rstrip(" ") + "\n")

    def end_table(self) -> None:
        self.end_row()
        self.tables.pop()


def numbers_in(attributes: str) -> dict[str, int]:
    return {name.lower(): int(value) for name, value in NUMBER.findall(attributes)} if attributes else {}


def after_silent(markup: str, element: str, position: int) -> int:
    """Skip what is never shown. Unclosed, the rest of the page is not shown either, except for a head."""
    ending = re.compile(rf"</{element}\b[^>]{{0,200}}>", re.I).search(markup, position)
    if ending is not None:
        return ending.end()
    return found_or_end(markup, ">", position) if element == "head" else len(markup)


def found_or_end(markup: str, what: str, position: int) -> int:
    found = markup.find(what, position)
    return len(markup) if found < 0 else found + len(what)
