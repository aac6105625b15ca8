"""The words of WordprocessingML while it streams by: paragraphs, rows, boxes; what is struck or hidden left out."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from contracts.clauses.document import Unreadable
from contracts.clauses.reading_docx_numbers import Numbering, bounded_level

DEEPEST = 2_000
MOST_CHARACTERS = 40_000_000  # more than the process that reads takes in the end
SHORT_CELL = 400  # characters: the paragraphs of a shorter cell stay on the row's line
DAMAGED = "The Word file is damaged and cannot be read. Open it in a word processor and save it again."
TOO_LARGE = "The Word file grows too large when unpacked. Save it as PDF and upload that."
SILENT = frozenset(
    ("w:del", "w:moveFrom", "w:delText", "w:instrText", "w:delInstrText", "mc:Fallback", "w:rPrChange", "w:pPrChange")
)
INSERTED, DELETED = ("w:ins", "w:moveTo"), ("w:del", "w:moveFrom")
OFF = ("0", "false", "off", "none")
BLANK = "____"
SYMBOLS = {  # of the fonts Wingdings and Symbol, as forms and bullets use them
    **dict.fromkeys(("F0A8", "F06F", "F071", "F072", "00A8"), "☐"),
    **dict.fromkeys(("F0FE", "F0FD", "F078", "F053", "F052", "00FE"), "☒"),
    **dict.fromkeys(("F0FC", "F050", "00FC"), "✓"),
    **dict.fromkeys(("F0B7", "F0A7", "F0D8"), "•"),
}
BREAKS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}


@dataclass(slots=True)
class Paragraph:
    listed: tuple[str, int] | None = None  # list and level
    level: int = 0
    style: str = ""
    begun: bool = False  # something is written in it
    merged: bool = False  # its end was deleted: the next one goes on in it


@dataclass(slots=True)
class Row:
    cells: list[str] = field(default_factory=list)
    column: int = 0
    span: int = 1
    below: bool = False  # the cell goes on from the row above
    deleted: bool = False


@dataclass(slots=True)
class Table:
    above: dict[int, str] = field(default_factory=dict)  # what stood last in each column


class WordText:
    """Collects the text. `seen` counts what a reader of the file should know of."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.pages: list[list[str]] = [[]]
        self.sinks: list[list[str]] = []  # cells and boxes that are open, the innermost last
        self.seen: Counter[str] = Counter()
        self.path: list[str] = []
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []
        self.rows: list[Row] = []
        self.boxes: list[str] = []  # text boxes of the paragraph that is open
        self.silent = 0
        self.struck = self.hidden = self.placeholder = False
        self.break_waits = False
        self.written = 0

    def write(self, text: str) -> None:
        self.written += len(text)
        if self.written > MOST_CHARACTERS:
            raise Unreadable(TOO_LARGE)
        (self.sinks[-1] if self.sinks else self.pages[-1]).append(text)

    def opened(self, element: str, attributes: dict[str, str]) -> None:
        parent = self.path[-1] if self.path else ""
        self.path.append(element)
        if len(self.path) > DEEPEST:
            raise Unreadable(DAMAGED)
        if not self.silent:
            self._changes(element, parent)
        if self.silent or element in SILENT:
            self.silent += 1
            return
        handler = HANDLERS.get(element)
        if handler is not None:
            handler(self, attributes, parent)
        elif element in BREAKS:
            self._break(element, attributes)

    def closed(self, element: str) -> None:
        self.path.pop()
        if self.silent:
            self.silent -= 1
            return
        match element:
            case "w:p":
                self._end_paragraph()
            case "w:tc":
                self._end_cell()
            case "w:tr":
                self._end_row()
            case "w:tbl":
                self.tables.pop()
            case "w:txbxContent":
                self.boxes.append("".join(self.sinks.pop()))
            case "w:r":
                self.struck = self.hidden = False
            case "w:sdt" if self.placeholder:
                self.placeholder = False
                self.write(BLANK)

    def characters(self, data: str) -> None:
        if self.silent or not self.path or self.path[-1] not in ("w:t", "m:t"):
            return
        if self.struck or self.hidden:
            self.seen["struck" if self.struck else "hidden"] += 1
            return
        self._begin()
        if not self.placeholder:
            self.write(data)

    def finished_pages(self) -> list[str]:
        self._boxes_written()
        return ["".join(parts) for parts in self.pages]

    def _changes(self, element: str, parent: str) -> None:
        if element in INSERTED and parent != "w:rPr":
            self.seen["inserted"] += 1
        elif element in DELETED:
            if parent == "w:trPr" and self.rows:
                self.rows[-1].deleted = True
            elif parent == "w:rPr" and self.paragraphs and self.path[-3:-2] == ["w:pPr"]:
                self.paragraphs[-1].merged = True
            else:
                self.seen["deleted"] += 1

    def _begin(self) -> None:
        """Write the paragraph's number or dash before its first words."""
        paragraph = self.paragraphs[-1] if self.paragraphs else None
        if paragraph is None or paragraph.begun:
            return
        paragraph.begun = True
        listed = paragraph.listed or self.numbering.of_style(paragraph.style)
        if listed is not None and listed[0] != "0":
            mark = self.numbering.next(*listed)
            self.write(f"{mark} " if mark else "")

    def _break(self, element: str, attributes: dict[str, str]) -> None:
        if attributes.get("w:type") == "page":
            self._page_ends()
        elif self.path[-2:-1] == ["w:r"]:
            self.write(BREAKS[element])

    def _page_ends(self) -> None:
        """Begin a new page here, or after the table or box that is open."""
        if self.sinks:
            self.break_waits = True
        elif any(self.pages[-1]):
            self.pages.append([])

    def _paragraph(self, attributes: dict[str, str], parent: str) -> None:
        self.paragraphs.append(Paragraph())

    def _style(self, attributes: dict[str, str], parent: str) -> None:
        if self.paragraphs:
            self.paragraphs[-1].style = attributes.get("w:val", "")

    def _level(self, attributes: dict[str, str], parent: str) -> None:
        if self.paragraphs:
            self.paragraphs[-1].level = bounded_level(attributes.get("w:val", ""))

    def _numbered(self, attributes: dict[str, str], parent: str) -> None:
        if self.paragraphs:
            self.paragraphs[-1].listed = ("", 0)

    def _list(self, attributes: dict[str, str], parent: str) -> None:
        if self.paragraphs:
            self.paragraphs[-1].listed = (attributes.get("w:val", ""), self.paragraphs[-1].level)

    def _table(self, attributes: dict[str, str], parent: str) -> None:
        self.tables.append(Table())

    def _row(self, attributes: dict[str, str], parent: str) -> None:
        self.rows.append(Row())

    def _cell(self, attributes: dict[str, str], parent: str) -> None:
        self.sinks.append([])
        if self.rows:
            self.rows[-1].span, self.rows[-1].below = 1, False

    def _span(self, attributes: dict[str, str], parent: str) -> None:
        value = attributes.get("w:val", "")
        if self.rows and value.isdecimal():
            self.rows[-1].span = max(1, min(int(value[:3]), 100))

    def _merged(self, attributes: dict[str, str], parent: str) -> None:
        if self.rows:
            self.rows[-1].below = attributes.get("w:val", "continue") == "continue"

    def _box(self, attributes: dict[str, str], parent: str) -> None:
        self.sinks.append([])

    def _strike(self, attributes: dict[str, str], parent: str) -> None:
        self.struck = self._of_run() and attributes.get("w:val", "1") not in OFF

    def _vanish(self, attributes: dict[str, str], parent: str) -> None:
        self.hidden = self._of_run() and attributes.get("w:val", "1") not in OFF

    def _of_run(self) -> bool:
        return self.path[-3:-1] == ["w:r", "w:rPr"]

    def _placeholder(self, attributes: dict[str, str], parent: str) -> None:
        """A field of a form that nobody filled in: its prompt is no text, a blank stands there."""
        self.placeholder = attributes.get("w:val", "1") not in OFF

    def _symbol(self, attributes: dict[str, str], parent: str) -> None:
        self._begin()
        self.write(SYMBOLS.get(attributes.get("w:char", "").upper(), ""))

    def _check_box(self, attributes: dict[str, str], parent: str) -> None:
        self._begin()
        self.write("☐")

    def _checked(self, attributes: dict[str, str], parent: str) -> None:
        """An old form's check box that is ticked: its empty box was written just before."""
        sink = self.sinks[-1] if self.sinks else self.pages[-1]
        if parent == "w:checkBox" and sink and attributes.get("w:val", "1") not in OFF:
            sink[-1] = "☒"

    def _comment(self, attributes: dict[str, str], parent: str) -> None:
        self.seen["comments"] += 1

    def _page_break(self, attributes: dict[str, str], parent: str) -> None:
        self._page_ends()

    def _end_paragraph(self) -> None:
        paragraph = self.paragraphs.pop() if self.paragraphs else Paragraph()
        if not paragraph.merged:
            self.write("\n")
        if not any(element == "w:txbxContent" for element in self.path):
            self._boxes_written()
        self._after_block()

    def _boxes_written(self) -> None:
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.write(box if box.endswith("\n") else f"{box}\n")

    def _end_cell(self) -> None:
        words = "".join(self.sinks.pop()).strip("\n")
        if len(words) <= SHORT_CELL:
            words = "; ".join(line.strip() for line in words.split("\n") if line.strip())
        if not self.rows:
            self.write(f"{words}\n")
            return
        row = self.rows[-1]
        above = self.tables[-1].above if self.tables else {}
        words = above.get(row.column, "") if row.below and not words else words
        above[row.column] = words
        row.cells.append(words)
        row.column += row.span

    def _end_row(self) -> None:
        row = self.rows.pop() if self.rows else Row()
        if row.deleted:
            self.seen["deleted"] += 1
        elif any(row.cells):
            self.write("".join(f"{cell} | " for cell in row.cells).rstrip(" ") + "\n")
        self._after_block()

    def _after_block(self) -> None:
        if self.break_waits and not self.sinks:
            self.break_waits = False
            self._page_ends()


HANDLERS: dict[str, Callable[[WordText, dict[str, str], str], None]] = {
    "w:p": WordText._paragraph,
    "w:pStyle": WordText._style,
    "w:ilvl": WordText._level,
    "w:numPr": WordText._numbered,
    "w:numId": WordText._list,
    "w:tbl": WordText._table,
    "w:tr": WordText._row,
    "w:tc": WordText._cell,
    "w:gridSpan": WordText._span,
    "w:vMerge": WordText._merged,
    "w:txbxContent": WordText._box,
    "w:strike": WordText._strike,
    "w:dstrike": WordText._strike,
    "w:vanish": WordText._vanish,
    "w:showingPlcHdr": WordText._placeholder,
    "w:sym": WordText._symbol,
    "w:checkBox": WordText._check_box,
    "w:checked": WordText._checked,
    "w:commentReference": WordText._comment,
    "w:lastRenderedPageBreak": WordText._page_break,
}
