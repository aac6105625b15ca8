"""Word files as people write them: numbers, tables, tracked changes, boxes, notes, forms."""

from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from contracts.clauses.checking import check
from contracts.clauses.document import Document
from contracts.clauses.reading import read_document
from contracts.clauses.reading_docx_numbers import shown
from rulebook.loading import load_packs
from tests.clauses.files import WORD, docx_of, paragraph, zipped


def read(body: str, **extra: bytes) -> Document:
    return read_document(
        docx_of(body, extra={f"word/{part}.xml": content for part, content in extra.items()}), "a.docx"
    )


def part(root: str, body: str) -> bytes:
    return f'<?xml version="1.0"?><w:{root} {WORD}>{body}</w:{root}>'.encode()


def item(words: str, level: int = 0, list_id: int = 1) -> str:
    place = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr></w:pPr>'
    return f"<w:p>{place}<w:r><w:t>{words}</w:t></w:r></w:p>"


def levels(*shapes: tuple[str, str]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shape}"/></w:lvl>'
        for at, (form, shape) in enumerate(shapes)
    )


CLAUSES = part(
    "numbering",
    f'<w:abstractNum w:abstractNumId="7">{levels(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"))}'
    f'</w:abstractNum><w:abstractNum w:abstractNumId="8">{levels(("bullet", "·"))}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>",
)


def test_numbers_that_the_word_processor_writes_are_in_the_text():
    body = (
        item("Definitions") + item("Terms", 1) + item("one", 2) + item("two", 2) + item("Duties")
        + item("Deletion", 1) + item("one", 2) + paragraph("between") + item("Breach", 1) + item("dot", 0, 2)
    )  # fmt: skip
    lines = read(body, numbering=CLAUSES).text.splitlines()

    assert lines == [
        *("1. Definitions", "1.1 Terms", "(a) one", "(b) two", "2. Duties", "2.1 Deletion", "(a) one"),
        *("between", "2.2 Breach", "- dot"),
    ]


def test_a_list_that_begins_anew_counts_from_its_start():
    text = read(item("one") + item("two") + item("one again", 0, 3) + item("two again", 0, 3), numbering=CLAUSES).text

    assert text.splitlines() == ["1. one", "2. two", "1. one again", "2. two again"]


def test_headings_are_numbered_by_their_style_and_the_style_it_is_based_on():
    styles = part(
        "styles",
        '<w:style w:styleId="Clause"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="House"><w:basedOn w:val="Clause"/></w:style>',
    )
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{style}</w:t></w:r></w:p>'
        for style in ("Clause", "House", "Other")
    )

    assert read(body, styles=styles, numbering=CLAUSES).text.splitlines() == ["1. Clause", "2. House", "Other"]


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (3, "decimal", "3"), (3, "decimalZero", "03"), (28, "lowerLetter", "bb"), (2, "upperLetter", "B"),
        (1994, "lowerRoman", "mcmxciv"), (4, "upperRoman", "IV"), (5_000, "lowerRoman", "5000"), (7, "anything", "7"),
    ],
)  # fmt: skip
def test_numbers_are_written_in_the_form_of_their_list(number, form, written):
    assert shown(number, form) == written


def test_tracked_changes_are_counted_and_read_as_accepted():
    body = (
        "<w:p><w:r><w:t>Provider shall </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>never </w:t></w:r></w:ins><w:r><w:t>sell data.</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>moved away</w:t></w:r></w:moveFrom></w:p>"
        "<w:p><w:moveTo><w:r><w:t>moved here</w:t></w:r></w:moveTo></w:p>"
    )
    document = read(body)

    assert document.text.split("\n") == ["Provider shall never sell data.", "", "moved here", ""]
    assert document.warnings == (
        "The file has tracked changes (2 insertions, 2 deletions): the text was read as if all were accepted.",
    )


def test_paragraphs_whose_end_was_deleted_are_one():
    marked = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Provider shall </w:t></w:r></w:p>"

    assert read(marked + paragraph("delete it.")).text == "Provider shall delete it.\n"


def test_a_row_that_was_deleted_is_gone():
    rows = "<w:tr><w:trPr><w:del/></w:trPr><w:tc>{0}</w:tc></w:tr><w:tr><w:tc>{1}</w:tc></w:tr>"
    document = read(f"<w:tbl>{rows.format(paragraph('Old'), paragraph('New'))}</w:tbl>")

    assert document.text == "New |\n"
    assert "1 deletion)" in document.warnings[0]


@pytest.mark.parametrize(
    ("mark", "warning"), [("strike", "struck through"), ("dstrike", "struck through"), ("vanish", "hidden")]
)
def test_words_struck_through_or_hidden_are_left_out_with_a_warning(mark, warning):
    run = f"<w:r><w:rPr><w:{mark}/></w:rPr><w:t>shall sell</w:t></w:r>"
    plain = f'<w:r><w:rPr><w:{mark} w:val="false"/></w:rPr><w:t>shall delete</w:t></w:r>'
    document = read(f"<w:p>{run}{plain}</w:p>")

    assert document.text == "shall delete\n"
    assert warning in document.warnings[0]


def test_comments_are_left_out_with_a_warning():
    body = "<w:p><w:r><w:t>Words.</w:t></w:r><w:r><w:commentReference/></w:r></w:p>"
    document = read(body, comments=part("comments", paragraph("We should sell it.")))

    assert document.text == "Words.\n"
    assert document.warnings == ("The file has 1 comment at its margin, which were not read.",)


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def test_a_data_schedule_keeps_its_rows_and_a_merged_cell_stands_in_each():
    begins = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + paragraph("Assessment")
    goes_on = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"
    text = read(
        table(
            (paragraph("Category"), paragraph("Element"), paragraph("Used")),
            (begins, paragraph("Test scores") + paragraph("Observations"), paragraph("☒")),
            (goes_on, paragraph("Reading level"), paragraph("☐")),
        )
    ).text

    assert text.splitlines() == [
        "Category | Element | Used |",
        "Assessment | Test scores; Observations | ☒ |",
        "Assessment | Reading level | ☐ |",
    ]


def test_a_layout_table_keeps_the_paragraphs_of_its_clauses():
    clauses = [f"{number}. {'Provider shall delete student data. ' * 8}" for number in (1, 2, 3)]
    text = read(table(("".join(paragraph(clause) for clause in clauses),))).text

    assert [line[:2] for line in text.splitlines()] == ["1.", "2.", "3."]


def test_boxes_ticked_in_a_form_are_seen():
    old = (
        "<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val='0'/><w:checked{0}/></w:checkBox></w:ffData>"
        "</w:fldChar></w:r><w:r><w:t> {1}</w:t></w:r>"
    )
    body = f"<w:p>{old.format('', 'Grades')}</w:p><w:p>{old.format(' w:val=&quot;0&quot;', 'Photos')}</w:p>".replace(
        "&quot;", '"'
    )
    symbol = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> Names</w:t></w:r></w:p>'

    assert read(body + symbol).text.splitlines() == ["☒ Grades", "☐ Photos", "☒ Names"]


def test_a_field_nobody_filled_in_is_a_blank():
    field = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click or tap</w:t></w:r>"
        "<w:r><w:t> to enter days</w:t></w:r></w:sdtContent></w:sdt>"
    )

    assert read(f"<w:p><w:r><w:t>within </w:t></w:r>{field}<w:r><w:t> days</w:t></w:r></w:p>").text == (
        "within ____ days\n"
    )


def test_a_text_box_stands_after_its_paragraph_and_once():
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    ways = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<mc:AlternateContent {space}>{ways}</mc:AlternateContent>"
    text = read(f"<w:p><w:r><w:t>Before </w:t></w:r><w:r>{both}</w:r><w:r><w:t>after.</w:t></w:r></w:p>").text

    assert text == "Before after.\nIn the box.\n"


def test_notes_headers_and_footers_stand_at_the_end_once_and_page_numbers_nowhere():
    document = read(
        paragraph("Body."),
        footnotes=part("footnotes", f"<w:footnote>{paragraph('A note.')}</w:footnote>"),
        header1=part("hdr", paragraph("Provider shall not sell data.")),
        header2=part("hdr", paragraph("Provider shall not sell data.")),
        footer1=part("ftr", paragraph("Page 3 of 9")),
    )

    assert [line for line in document.text.splitlines() if line] == [
        "Body.",
        "A note.",
        "Provider shall not sell data.",
    ]


def test_the_other_dialect_and_other_prefixes_are_read_too():
    strict = 'xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    body = f"<x:document {strict}><x:body><x:p><x:r><x:t>Strict words.</x:t></x:r></x:p></x:body></x:document>"

    assert read_document(zipped({"word/document.xml": body.encode()}), "a.docx").text == "Strict words.\n"


def test_a_file_of_pictures_only_asks_for_a_text():
    assert read_document(docx_of("<w:p><w:r/></w:p>"), "a.docx").needs_ocr


def test_a_page_break_inside_a_table_waits_for_its_end():
    broken = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>second</w:t></w:r></w:p>"
    document = read(paragraph("first") + table((broken,), (paragraph("third"),)) + paragraph("fourth"))

    assert [document.text[start:end].split() for start, end in document.pages] == [
        ["first", "second", "|"],
        ["third", "|", "fourth"],
    ]


def test_a_file_as_python_docx_writes_it_is_read_and_checked():
    made = docx.Document()
    made.add_heading("Student data agreement", 1)
    for words in ("The Provider shall not sell student data.", "The Provider shall notify the District."):
        made.add_paragraph(words, style="List Number")
    rows = made.add_table(rows=2, cols=2)
    for cell, words in zip((*rows.rows[0].cells, *rows.rows[1].cells), ("Kind", "Why", "Name", "Sign-in"), strict=True):
        cell.text = words
    made.add_paragraph()._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>Added.</w:t></w:r></w:ins>"))
    out = BytesIO()
    made.save(out)
    document = read_document(out.getvalue(), "a.docx")
    result = check(document, [load_packs().pack("il-soppa")])

    assert "1. The Provider shall not sell student data.\n2. The Provider shall notify" in document.text
    assert "Kind | Why |\nName | Sign-in |" in document.text
    assert all(document.text[quote.start : quote.end] == quote.text for one in result.findings for quote in one.quotes)
