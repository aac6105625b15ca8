"""Readers under fire: changed, cut, nested and endless files are read or refused, within bounds, and run nothing."""

import zipfile
from functools import cache
from io import BytesIO
from random import Random

import docx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from contracts.clauses.document import Document
from contracts.clauses.reading import Unreadable, read_document
from contracts.pages.locate import boxes
from contracts.pages.render import NoSuchPage, page_png
from tests.clauses.files import docx_of, pdf_of, zipped

UNHURRIED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(UNHURRIED, max_examples=150)


def read_or_none(source: bytes) -> Document | None:
    """The document, or None where it was refused; any other exception fails the test."""
    try:
        document = read_document(source, "any")
    except Unreadable:
        return None
    assert document.pages[-1][1] == len(document.text)
    return document


@cache
def typeset_pdf() -> bytes:
    rows = "".join(f"<tr><td>Kind {at}<td>Words of an element that wrap in a narrow cell<td>X" for at in range(6))
    columns = "".join(f"<p>{at}. The Provider shall not sell student data to anyone at all.</p>" for at in range(30))
    made: bytes = HTML(
        string=f"<h1>Agreement</h1><table width=300>{rows}</table><div style='columns:2'>{columns}</div>"
    ).write_pdf()
    return made


@cache
def word_file() -> bytes:
    made = docx.Document()
    made.add_heading("Agreement", 1)
    for at in range(5):
        made.add_paragraph(f"Clause {at}", style="List Number")
    made.add_table(rows=3, cols=3).cell(1, 1).text = "Element"
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def word_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(word_file())) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("word/")}


def damaged(whole: bytes, seed: int, times: int) -> bytes:
    """The bytes with a few places overwritten, doubled, cut out or swapped with others of the file."""
    random, changed = Random(seed), bytearray(whole)
    for _ in range(times):
        at, size = random.randrange(len(changed) or 1), random.randrange(1, 40)
        match random.randrange(5):
            case 0:
                changed[at : at + size] = random.randbytes(size)
            case 1:
                del changed[at : at + size]
            case 2:
                changed[at:at] = changed[at : at + size] * random.randrange(1, 30)
            case 3:
                there = random.randrange(len(changed) or 1)
                changed[at : at + size] = changed[there : there + size]
            case _:
                changed[at : at + 1] = str(random.choice((0, -1, 2**31, 10**12, 7))).encode()
    return bytes(changed)


@MANY
@given(st.integers(0, 2**32), st.integers(1, 30), st.booleans())
def test_a_damaged_pdf_is_read_or_refused_and_shown_or_not(seed, times, typeset):
    source = damaged(typeset_pdf() if typeset else pdf_of(["Provider shall delete data."] * 3), seed, times)
    document = read_or_none(source)

    if document is not None and document.kind == "pdf":
        span = (0, min(200, len(document.text)))
        assert all(
            0 <= share <= 1
            for box in boxes(source, document.text, document.pages, [span])[0]
            for share in (box.x0, box.y1)
        )
        try:
            assert page_png(source, 1, 100).startswith(b"\x89PNG")
        except NoSuchPage:
            assert not document.text.strip()


@MANY
@given(st.integers(0, 2**32), st.integers(1, 20))
def test_a_damaged_word_file_is_read_or_refused(seed, times):
    read_or_none(damaged(word_file(), seed, times))


@MANY
@given(st.integers(0, 2**32), st.integers(1, 12), st.sampled_from(["document", "numbering", "styles"]))
def test_a_word_file_with_damaged_parts_is_read_or_refused(seed, times, part):
    parts = dict(word_parts())
    parts[f"word/{part}.xml"] = damaged(parts[f"word/{part}.xml"], seed, times)
    read_or_none(zipped(parts))


ELEMENTS = st.sampled_from(
    [
        *("p", "r", "t", "tbl", "tr", "tc", "txbxContent", "sdt", "sdtPr", "sdtContent", "showingPlcHdr", "del", "ins"),
        *("moveFrom", "rPr", "pPr", "trPr", "numPr", "ilvl", "numId", "strike", "vanish", "vMerge", "gridSpan", "br"),
        *("lastRenderedPageBreak", "tab", "sym", "checkBox", "checked", "commentReference"),
    ]
)
MARKUP = st.recursive(
    st.text(alphabet="ab 1&lt;☒", max_size=5).map(lambda words: words.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inside: st.tuples(
        ELEMENTS, st.sampled_from(["", ' w:val="0"', ' w:val="1"', ' w:val="x"']), st.lists(inside, max_size=4)
    ).map(lambda made: f"<w:{made[0]}{made[1]}>{''.join(made[2])}</w:{made[0]}>"),
    max_leaves=30,
)


@MANY
@given(MARKUP)
def test_elements_of_a_word_file_in_any_order_are_read(body):
    assert read_or_none(docx_of(body)) is not None


TAGS = st.sampled_from(
    [
        *("<table>", "</table>", "<tr>", "</tr>", "<td rowspan=3>", "</td>", "<th>", "<p>", "</p>", "<pre>", "</pre>"),
        *("<ol start=4>", "<ul>", "</ol>", "<li>", "</li>", "<div>", "</div>", "words", "a<b", "&amp;", "<!--", "-->"),
    ]
)
HIDING = st.sampled_from(["<p hidden>", "<div style='display:none'>", "<del>", "</del>", "<td hidden>", "<tr hidden>"])


@MANY
@given(st.lists(TAGS | HIDING, max_size=40))
def test_tags_in_any_order_are_read(tags):
    assert read_or_none(f"<html>{''.join(tags)}</html>".encode()) is not None


@MANY
@given(st.lists(TAGS.filter(lambda tag: tag not in ("<!--", "-->", "a<b")), max_size=40))
def test_no_word_is_lost_where_nothing_is_hidden(tags):
    document = read_or_none(f"<html>{''.join(tags)}</html>".encode())

    assert document is not None
    assert document.text.count("words") >= tags.count("words")


@MANY
@given(st.text(alphabet="*_`[]()#|-=~<>!\\ \nab1.", max_size=300))
def test_any_markdown_is_read(text):
    read_or_none(f"# One\n\n## Two\n\n{text}".encode())
