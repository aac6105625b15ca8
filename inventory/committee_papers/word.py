"""A paper as a Word file that people go on working in: real headings, lists and tables with repeated heads."""

from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from inventory.committee_papers.sheet import Grid, Section, Sheet

FONT: Final = "Liberation Sans"
INK, MUTED = RGBColor(0x17, 0x23, 0x2B), RGBColor(0x4A, 0x58, 0x60)
SIZES: Final = {"Normal": 10.5, "Title": 18, "Subtitle": 11, "Heading 1": 13, "Caption": 9.5, "List Bullet": 10.5}


def word_file(sheet: Sheet) -> bytes:
    """The paper as .docx bytes."""
    document = Document()
    _styled(document, sheet)
    document.add_paragraph(sheet.title, style="Title")
    document.add_paragraph(f"{sheet.district} · {sheet.standing}", style="Subtitle")
    for name, words in sheet.facts:
        line = document.add_paragraph()
        line.add_run(f"{name}: ").bold = True
        line.add_run(words)
        line.paragraph_format.space_after = Pt(2)
    for section in sheet.sections:
        _section(document, section)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _styled(document: Any, sheet: Sheet) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = sheet.title, sheet.district, "en-US"
    properties.comments, properties.subject = "", sheet.standing
    for name, size in SIZES.items():
        _style(document.styles[name], size, bold=name in ("Title", "Heading 1"))
    document.styles["Subtitle"].font.color.rgb = MUTED
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.59), Cm(27.94)
    section.left_margin = section.right_margin = Cm(2.2)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.text, head.alignment = sheet.standing, WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(f"{sheet.title[:90]}   ·   Page ")
    for instruction, between in (("PAGE", " of "), ("NUMPAGES", "")):
        field = f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        foot._p.append(parse_xml(field))
        foot.add_run(between)
    for run in (*head.runs, *foot.runs):
        run.font.size, run.font.color.rgb = Pt(8.5), MUTED


def _style(style: Any, size: float, *, bold: bool) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = FONT, Pt(size), bold, False, INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):  # the template's theme fonts would win over the name
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)


def _section(document: Any, section: Section) -> None:
    document.add_paragraph(section.title, style="Heading 1").paragraph_format.keep_with_next = True
    if section.bare:
        document.add_paragraph(section.empty or "Nothing.")
        return
    for words in section.paragraphs:
        document.add_paragraph(words)
    for words in section.items:
        document.add_paragraph(words, style="List Bullet")
    for grid in section.grids:
        if grid.rows:
            _grid(document, grid)


def _grid(document: Any, grid: Grid) -> None:
    document.add_paragraph(grid.caption, style="Caption").paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(grid.columns), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, grid.columns, strict=True):
        _cell(cell, words, bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for row in grid.rows:
        added = table.add_row()
        added._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for cell, words in zip(added.cells, row, strict=True):
            _cell(cell, words)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _cell(cell: Any, words: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(words)
    run.bold, run.font.size = bold, Pt(9)
    paragraph.paragraph_format.space_after = Pt(2)
