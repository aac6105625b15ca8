"""Files made to harm: entities, actions, bombs, circles, nests and endless lines neither run nor hang."""

import socket
import subprocess
import zlib
from time import process_time

import pytest

from contracts.clauses.reading import Unreadable, read_document
from contracts.pages.render import page_png
from tests.clauses.files import assembled, docx_of, paragraph, pdf_of, zipped
from tests.clauses.test_robust_readers import read_or_none, word_parts


@pytest.mark.parametrize(
    "action",
    [
        b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"<< /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>",
        b"<< /S /URI /URI (http://127.0.0.1:9/) >>",
        b"<< /S /GoToR /F (\\\\\\\\127.0.0.1\\\\share\\\\x.pdf) >>",
        b"<< /S /SubmitForm /F (http://127.0.0.1:9/) >>",
    ],
)
def test_actions_of_a_pdf_are_data_and_never_run(action, monkeypatch):
    for module, name in ((socket.socket, "connect"), (subprocess.Popen, "__init__")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("a document reached out"))
    shown = b"BT /F1 11 Tf 50 700 Td (The Provider shall not sell student data.) Tj ET"
    pdf = assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R /OpenAction %s /AA << /WC %s >> >>" % (action, action),
            b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents 4 0 R /AA << /O %s >> >>" % action,
        ]
    )

    assert read_document(pdf, "a.pdf").text == "The Provider shall not sell student data."
    assert page_png(pdf, 1, 200).startswith(b"\x89PNG")


def one_page(
    *, contents: bytes = b"4 0 R", tree: bytes = b"[5 0 R]", extra: tuple[bytes, ...] = (), page: bytes = b""
) -> bytes:
    """A PDF of one page of words, with faults planted where the test says."""
    shown = b"BT /F1 11 Tf 50 700 Td (Words.) Tj ET"
    fonts = b"/Resources << /Font << /F1 3 0 R >> >>"
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids %s /Count 1 >>" % tree,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] %s /Contents %s %s >>" % (fonts, contents, page),
            *extra,
        ]
    )


def bomb() -> bytes:
    """A stream that unpacks to 200 MB of spaces, twice packed."""
    packed = zlib.compress(zlib.compress(b" " * 200_000_000, 9), 9)
    return b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(packed), packed)


@pytest.mark.parametrize(
    "pdf",
    [
        one_page(tree=b"[2 0 R]"),
        one_page(tree=b"[2 0 R 5 0 R]"),
        one_page(contents=b"[4 0 R " + b"4 0 R " * 5_000 + b"]"),
        one_page(contents=b"6 0 R", extra=(b"[6 0 R]",)),
        one_page(contents=b"6 0 R", extra=(b"<< /Length 6 0 R >>\nstream\nx\nendstream",)),
        one_page(page=b"/Annots [" + b"[" * 50_000 + b"]" * 50_000 + b"]"),
        one_page(page=b"/X " + b"<< /A " * 50_000 + b">> " * 50_000),
        one_page(page=b"/Rotate 45 /UserUnit 0.0000001 /CropBox [9e9 9e9 -9e9 -9e9]"),
        one_page(contents=b"6 0 R", extra=(b"<< /Length 30 >>\nstream\n" + b"q " * 500_000 + b"\nendstream",)),
        b"%PDF-1.7\n" * 200_000,
        b"%PDF-1.4\nstartxref\n9\n%%EOF" + b"\x00" * 5_000_000,
    ],
    ids=[
        *("tree of itself", "tree and page", "contents", "array of itself", "length of itself", "arrays"),
        *("dictionaries", "sizes", "states", "heads", "zeros"),
    ],
)
def test_pdfs_that_turn_in_circles_or_nest_without_end_are_read_or_refused(pdf):
    start = process_time()
    read_or_none(pdf)

    assert process_time() - start < 20


def drawing(more: bytes, stream: bytes) -> bytes:
    """A form object or picture of a PDF."""
    return b"<< /Type /XObject %s /Length %d >>\nstream\n%s\nendstream" % (more, len(stream), stream)


def test_form_objects_that_draw_each_other_are_read_or_refused():
    within = b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A %d 0 R /B %d 0 R >> >>"
    forms = (drawing(within % (at, at), b"/A Do /B Do") for at in (8, 7))
    start = process_time()
    read_or_none(one_page(contents=b"6 0 R", extra=(b"<< /Length 5 >>\nstream\n/A Do\nendstream", *forms)))

    assert process_time() - start < 20


def test_a_picture_of_a_billion_pixels_is_shown_small():
    size = b"/Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8"
    contents = b"<< /Length 30 >>\nstream\n600 0 0 700 0 0 cm /A Do\nendstream"
    page = b"/Resources << /XObject << /A 7 0 R >> >>"
    pdf = one_page(contents=b"6 0 R", page=page, extra=(contents, drawing(size, b"abc")))
    start = process_time()

    assert page_png(pdf, 1, 300).startswith(b"\x89PNG")
    assert process_time() - start < 20


@pytest.mark.parametrize("kind", ["text", "html", "markdown", "docx", "pdf"])
def test_a_line_of_ten_million_characters_is_read_in_seconds(kind):
    words = "shall not sell student data " * 357_143
    source = {
        "text": words.encode(),
        "html": f"<html><p>{words}</p></html>".encode(),
        "markdown": f"# One\n\n## Two\n\n{words}".encode(),
        "docx": docx_of(paragraph(words)),
        "pdf": pdf_of([words]),
    }[kind]
    start = process_time()
    document = read_or_none(source)

    assert document is not None
    assert document.kind == kind
    assert process_time() - start < 30


@pytest.mark.parametrize(
    "body",
    ["<w:tbl><w:tr><w:tc>" * 600, "<w:p><w:r>" * 1_500, "<w:sdt><w:sdtContent>" * 900, "<w:r><w:txbxContent>" * 900],
)
def test_word_files_nested_deep_are_read_or_refused(body):
    names = body.replace("<", " ").replace(">", " ").split()
    read_or_none(docx_of(body + "".join(f"</{name}>" for name in reversed(names))))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    ],
)
@pytest.mark.parametrize("part", ["document", "numbering", "styles", "footnotes", "header1"])
def test_entities_are_refused_in_every_part_that_is_read(declared, part):
    opening = f'<?xml version="1.0"?>{declared}<x>&a;</x>'.encode()
    parts = {"word/document.xml": word_parts()["word/document.xml"], f"word/{part}.xml": opening}

    with pytest.raises(Unreadable, match="declares entities"):
        read_document(zipped(parts), "a.docx")


def test_a_word_file_that_unpacks_to_gigabytes_is_refused_from_its_directory():
    start = process_time()
    packed = zipped({"word/document.xml": b"<x>" + b" " * 100_000_000, "word/footnotes.xml": b" " * 310_000_000})

    with pytest.raises(Unreadable, match="too large"):
        read_document(packed, "a.docx")
    assert process_time() - start < 30


def test_a_directory_that_lies_about_sizes_costs_no_more():
    packed = bytearray(zipped({"word/document.xml": b"<x>" + b" " * 50_000_000}))
    directory = packed.rindex(b"PK\x01\x02")
    packed[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    start = process_time()
    read_or_none(bytes(packed))

    assert process_time() - start < 10


def test_a_pdf_stream_that_unpacks_to_hundreds_of_megabytes_ends_in_seconds():
    start = process_time()
    read_or_none(one_page(contents=b"6 0 R", extra=(bomb(),)))

    assert process_time() - start < 30


@pytest.mark.parametrize("encoding", ["UTF10000000000008", "utf-7", "idna", "rot13", "UTF-16", "cp037", "\x41"])
def test_a_word_file_that_names_a_strange_encoding_is_read_or_refused(encoding):
    body = word_parts()["word/document.xml"].replace(b"UTF-8", encoding.encode(), 1)

    read_or_none(zipped({"word/document.xml": body}))
