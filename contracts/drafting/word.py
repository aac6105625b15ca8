"""A paper as a Word file: heading styles with real numbering, so that counsel can go on working in it."""

from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from contracts.drafting.paper import UNPRINTABLE, Article, Clause, Paper, Party, Schedule, Signature

FONT: Final = "Liberation Sans"
INK, MUTED, MARK = RGBColor(0x17, 0x23, 0x2B), RGBColor(0x4A, 0x58, 0x60), RGBColor(0x7C, 0x15, 0x10)
NUMBERING: Final = "41"
# One list with two levels: articles, and the clauses in them. The paragraph styles carry it.
LEVEL: Final = (
    '<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="{style}"/>'
    '<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="567" w:hanging="567"/></w:pPr></w:lvl>'
)
LISTS: Final = (
    f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{NUMBERING}"><w:multiLevelType w:val="multilevel"/>'
    f"{LEVEL.format(level=0, style='Heading1', text='%1.')}{LEVEL.format(level=1, style='Clause', text='%1.%2')}"
    "</w:abstractNum>",
    f'<w:num {nsdecls("w")} w:numId="{NUMBERING}"><w:abstractNumId w:val="{NUMBERING}"/></w:num>',
)


def word_file(paper: Paper, *, before: str = "", before_title: str = "") -> bytes:
    """The paper as .docx bytes; behind the text of another paper, where one is given."""
    document = Document()
    _styled(document, paper)
    if before:
        _text(document, before, before_title)
    document.add_paragraph(paper.head, style="Mark")
    document.add_paragraph(paper.title, style="Title")
    document.add_paragraph(paper.notice, style="Cite")
    for party in paper.parties:
        _party(document, party)
    for recital in paper.recitals:
        document.add_paragraph(recital)
    for article in paper.articles:
        _article(document, article)
    _signatures(document, paper.signatures)
    for number, schedule in enumerate(paper.schedules):
        _schedule(document, schedule, apart=number == 0)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _text(document: Any, text: str, title: str) -> None:
    """A text as it was read, a paragraph a line; the paper begins on a page of its own."""
    document.add_paragraph(title, style="Title")
    for line in UNPRINTABLE.sub("\n", text).splitlines():
        if line.strip():
            document.add_paragraph(line)
    document.add_page_break()


def _styled(document: Any, paper: Paper) -> None:
    properties = document.core_properties
    properties.title, properties.subject, properties.author = paper.title, paper.head, paper.parties[0].name
    properties.comments, properties.language = "", "en-US"
    _numbering_added(document)
    styles = document.styles
    _style(styles["Normal"], 10.5, after=6)
    _style(styles["Title"], 17, bold=True, after=8)
    _style(styles["Heading 1"], 12.5, bold=True, before=14, after=4, level=0)
    _style(styles["Heading 2"], 12.5, bold=True, before=14, after=4)
    _style(styles["Quote"], 10, after=4)
    for name, size, colour in (("Clause", 10.5, INK), ("Cite", 9, MUTED), ("Mark", 11, MARK)):
        added = styles.add_style(name, 1)
        added.base_style = styles["Normal"]
        _style(added, size, bold=name == "Mark", after=3 if name == "Clause" else 6, colour=colour)
    _numbered(styles["Clause"], 1)
    styles["Cite"].paragraph_format.left_indent = styles["Quote"].paragraph_format.left_indent = Cm(1)
    _page(document, paper)


def _style(style: Any, size: float, *, bold: bool = False, before: float = 0, after: float = 0, **more: Any) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = FONT, Pt(size), bold, False, more.get("colour", INK)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):  # the template's theme fonts would win over the name
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    if "level" in more:
        _numbered(style, more["level"])


def _numbered(style: Any, level: int) -> None:
    numbered = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{NUMBERING}"/></w:numPr>')
    properties = style.element.get_or_add_pPr()
    properties._insert_numPr(numbered)


def _numbering_added(document: Any) -> None:
    numbering = document.part.numbering_part.element
    abstract, number = (parse_xml(part) for part in LISTS)
    first_number = numbering.find(qn("w:num"))
    first_number.addprevious(abstract)  # the format wants every list before the numbers that use one
    numbering.append(number)


def _page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.59), Cm(27.94)
    section.left_margin = section.right_margin = Cm(2.4)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.text, head.alignment = paper.head, WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(f"{paper.title[:90]}   ·   Page ")
    for instruction, between in (("PAGE", " of "), ("NUMPAGES", "")):
        _counted(foot, instruction)
        foot.add_run(between)
    for run in (*head.runs, *foot.runs):
        run.font.size, run.font.color.rgb = Pt(8.5), MUTED


def _counted(paragraph: Any, instruction: str) -> None:
    """A field that the word processor counts, such as the page's number."""
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


def _party(document: Any, party: Party) -> None:
    line = document.add_paragraph()
    line.add_run(party.name).bold = True
    line.add_run(f" ({' / '.join(f'“{name}”' for name in party.names)})")
    if party.address:
        line.add_run(f", {party.address_line}")


def _article(document: Any, article: Article) -> None:
    document.add_paragraph(article.title, style="Heading 1").paragraph_format.keep_with_next = True
    for clause in article.clauses:
        _clause(document, clause)


def _clause(document: Any, clause: Clause) -> None:
    line = document.add_paragraph(style="Clause")
    if clause.heading:
        line.add_run(f"{clause.heading}. ").bold = True
    line.add_run(clause.text)
    for item in clause.items:
        document.add_paragraph(item, style="List Bullet")
    for quote in clause.quotes:
        document.add_paragraph(quote, style="Quote")
    if clause.cites:
        document.add_paragraph(f"Asked by {'; '.join(clause.cites)}", style="Cite")


def _schedule(document: Any, schedule: Schedule, *, apart: bool) -> None:
    title = document.add_paragraph(f"Schedule {schedule.letter}. {schedule.title}", style="Heading 2")
    title.paragraph_format.page_break_before, title.paragraph_format.keep_with_next = apart, True
    document.add_paragraph(schedule.intro)
    if not schedule.rows:
        document.add_paragraph("None.")
        return
    table = document.add_table(rows=1, cols=len(schedule.columns), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, schedule.columns, strict=True):
        _cell(cell, words, bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for row in schedule.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _cell(cell, words)


def _cell(cell: Any, words: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(words)
    run.bold, run.font.size = bold, Pt(9)
    paragraph.paragraph_format.space_after = Pt(2)


def _signatures(document: Any, signatures: tuple[Signature, ...]) -> None:
    document.add_paragraph("Signatures", style="Heading 2").paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(signatures))
    for cell, signature in zip(table.rows[0].cells, signatures, strict=True):
        _cell(cell, signature.party, bold=True)
        cell.add_paragraph(signature.role, style="Cite").paragraph_format.left_indent = Cm(0)
        for line in ("Signature", "Name", "Title", "Date"):
            below = cell.add_paragraph(f"{line}: ")
            below.paragraph_format.space_before = Pt(14)
            below.paragraph_format.tab_stops.add_tab_stop(Cm(7.4), leader=3)
            below.add_run("\t")
