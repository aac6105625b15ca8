"""From files to text: what is kept, where pages lie, and what is refused with a reason."""

from time import process_time

import pytest

from contracts.clauses import document as limits
from contracts.clauses.reading import Unreadable, read_document
from tests.clauses.files import docx_of, paragraph, pdf_of, zipped


def refusal(source: bytes, name: str = "agreement.pdf") -> str:
    with pytest.raises(Unreadable) as refused:
        read_document(source, name)
    return str(refused.value)


def test_a_pdf_is_read_page_by_page():
    document = read_document(pdf_of(["First page of many words here."], ["Second page."]), "a.pdf")
    start, end = document.pages[1]

    assert (document.kind, len(document.pages)) == ("pdf", 2)
    assert document.text[start:end].strip() == "Second page."
    assert [document.page_of(at) for at in (0, start, end - 1)] == [1, 2, 2]


def test_running_heads_and_feet_do_not_cut_a_sentence():
    pages = [
        [
            "Agreement of Elk Prairie",
            *(f"{word} {place} line of body" for place in ("upper", "middle", "lower")),
            f"Page {n} of 4",
        ]
        for n, word in enumerate(("alder", "birch", "cedar", "dogwood"), 1)
    ]
    text = read_document(pdf_of(*pages), "a.pdf").text

    assert "Page" not in text
    assert text.count("Agreement of Elk Prairie") == 1
    assert text.count("line of body") == 12


def test_a_clause_said_at_the_top_of_every_page_is_kept_once():
    clause = "Maple Reader shall not sell student data."
    pages = [
        [clause, *(f"{word} {place} line of body" for place in "abcdefgh")] for word in ("alder", "birch", "cedar")
    ]

    assert read_document(pdf_of(*pages), "a.pdf").text.count(clause) == 1


def test_pages_of_one_and_the_same_line_keep_it():
    line = "Maple Reader shall not sell or rent student data and deletes them within thirty days of the end."
    document = read_document(pdf_of(*[[line]] * 4), "a.pdf")

    assert document.text.count(line) == 4
    assert document.words == 4 * len(line.split())
    assert not document.needs_ocr


def test_whether_a_pdf_is_a_scan_is_judged_with_its_running_lines():
    head = ["Agreement of the Elk Prairie district with the operator of Maple Reader", "about pupils and their records"]
    pages = [[*head, f"{word} in a short line of the body"] for word in ("alder", "birch", "cedar", "dogwood", "elm")]

    assert not read_document(pdf_of(*pages), "a.pdf").needs_ocr


def test_words_broken_at_the_line_end_are_joined():
    text = read_document(
        pdf_of(["The provider shall not dis-", "close student data to third-", "party vendors."]), "a.pdf"
    ).text

    assert "disclose student data to third-party vendors" in text


def test_a_pdf_without_words_asks_for_recognition():
    assert read_document(pdf_of(["stamp"], [], []), "scan.pdf").needs_ocr
    assert not read_document(pdf_of(["many words " * 12]), "typed.pdf").needs_ocr


def test_the_kind_is_decided_by_content_and_not_by_name():
    assert read_document(b"Plain words.", "lies.pdf").kind == "text"
    assert read_document(pdf_of(["Words."]), "lies.docx").kind == "pdf"
    assert read_document(b"<!doctype html><p>Words.</p>", "lies.txt").kind == "html"
    assert read_document(docx_of(paragraph("Words.")), "lies.html").kind == "docx"


def test_tables_lists_and_breaks_of_a_word_file_are_kept():
    body = (
        paragraph("Schedule of data")
        + "<w:tbl><w:tr><w:tc>" + paragraph("Identity") + "</w:tc><w:tc>" + paragraph("Name") + "</w:tc></w:tr></w:tbl>"
        + '<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>First item</w:t></w:r></w:p>'
        + '<w:p><w:r><w:br w:type="page"/><w:t>Next page</w:t></w:r></w:p>'
    )  # fmt: skip
    document = read_document(docx_of(body), "a.docx")

    assert "Identity | Name |" in document.text
    assert "- First item" in document.text
    assert len(document.pages) == 2
    assert document.page_of(document.text.index("Next page")) == 2


def test_tracked_changes_are_read_as_accepted_with_a_warning():
    body = (
        "<w:p><w:r><w:t>Provider shall </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>never </w:t></w:r></w:ins><w:r><w:t>sell data.</w:t></w:r></w:p>"
    )
    document = read_document(docx_of(body), "a.docx")

    assert "Provider shall never sell data." in document.text
    assert "tracked changes" in document.warnings[0]


def test_scripts_and_styles_of_a_page_are_not_its_text():
    page = b"<html><head><title>x</title><style>p{}</style></head>"
    page += b"<body><script>sell()</script><ul><li>One</li></ul>&amp; two</body></html>"
    text = read_document(page, "a.html").text

    assert text == "- One\n& two\n"


def test_form_feeds_part_the_pages_of_a_text():
    document = read_document(b"one\ftwo", "a.txt")

    assert document.pages == ((0, 4), (4, 7))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_in_the_usual_encodings_are_read(encoding):
    assert (
        "the Provider’s duty – always" in read_document("the Provider’s duty – always".encode(encoding), "a.txt").text
    )


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"", "empty"),
        (b"\x00\x00\n ", "empty"),
        (b"\xd0\xcf\x11\xe0rest", "old Word file"),
        (b"{\\rtf1 words}", "rich-text"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"MZ\x90\x00", "program"),
        (b"%PDF-1.7 and then nothing that makes sense", "damaged"),
        (b"PK\x03\x04 cut off", "damaged"),
        (zipped({"xl/workbook.xml": b"<x/>"}), "another kind"),
        (b"\x01\x02words\x00\x03" * 50, "not a document"),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason_for_people(source, says):
    assert says in refusal(source)


def test_entities_in_a_word_file_are_refused_unread():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'

    assert "entities" in refusal(docx_of(paragraph("&b;&f;"), opening=bomb), "a.docx")


def test_a_word_file_nested_without_end_is_refused():
    assert "damaged" in refusal(docx_of("<w:p>" * 5_000 + "</w:p>" * 5_000), "a.docx")


def test_a_word_file_that_grows_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("contracts.clauses.reading_docx.MOST_BYTES", 10_000)

    assert "too large" in refusal(docx_of(paragraph("a" * 20_000)), "a.docx")


def test_a_word_file_with_broken_xml_is_refused():
    assert "damaged" in refusal(zipped({"word/document.xml": b"<w:document><w:p>"}), "a.docx")


def test_too_many_pages_are_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr("contracts.clauses.reading_pdf.MOST_PAGES", 2)

    assert "3 pages" in refusal(pdf_of(["a"], ["b"], ["c"]))
    assert limits.MOST_PAGES == 3_000


def test_exactly_the_most_pages_are_read_and_one_more_is_refused():
    document = read_document(pdf_of(*[["a"]] * limits.MOST_PAGES), "a.pdf")

    assert len(document.pages) == limits.MOST_PAGES == 3_000
    assert "3,001 pages" in refusal(pdf_of(*[["a"]] * (limits.MOST_PAGES + 1)))


def test_a_missing_file_is_refused_like_any_other(tmp_path):
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_document(tmp_path / "nowhere.pdf")


@pytest.mark.parametrize("markup", ["<", "<!--", "<script", "<p", "&", "<p><", "</", "<a b='"])
def test_hostile_markup_of_a_million_characters_does_not_hang(markup):
    source = ("<html>" + markup * (1_000_000 // len(markup))).encode()
    start = process_time()
    read_document(source, "a.html")

    assert process_time() - start < 10
