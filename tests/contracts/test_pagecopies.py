"""Every document has a PDF of its pages, in the private store, on which a passage of its text is found again."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from contracts import storage
from contracts.clauses.document import Unreadable
from contracts.copies import NoPageCopy, copy_boxes, copy_image, copy_page_count, copy_page_of, documents_without_pages
from contracts.examination import page_boxes, page_image
from contracts.models import Document, DocumentState
from contracts.pages import typeset as limits
from contracts.services import document_add, document_claim, document_read
from contracts.services.documents import file_discard_if_unused
from contracts.services.pagecopies import LOST, page_copy_keep, page_copy_make
from contracts.storekeeping import store_checked
from contracts.tasks import READER, make_page_copy, read_and_check
from district.models import User
from tests.contracts.conftest import stored_files
from tests.factories.contracts import AGREEMENT_TEXT, MARCH, AgreementFactory, DocumentFactory, docx_bytes, pdf_bytes

pytestmark = pytest.mark.django_db
BREACH = "The Provider shall notify the District of a breach within 72 hours of its discovery."


@pytest.fixture
def read(dana: User) -> Callable[..., Document]:
    """Take a file in and read it, without its page copy."""

    def take(content: bytes, name: str = "a.pdf") -> Document:
        document = document_add(agreement=AgreementFactory(), name=name, chunks=[content], actor=dana, now=MARCH)
        claimed = document_claim(document_id=document.pk, now=MARCH)
        assert claimed is not None
        return document_read(document=claimed, actor=READER, now=MARCH)

    return take


def made(document: Document) -> Document:
    return page_copy_make(document=document, actor=READER, now=MARCH)


def words_on(document: Document, page: int) -> str:
    with PdfDocument(storage.stored_path(document.page_copy_sha256).read_bytes()) as pdf:
        return str(pdf[page - 1].get_textpage().get_text_bounded())


def test_a_pdf_is_its_own_page_copy(read: Callable[..., Document], store: Path) -> None:
    document = made(read(pdf_bytes(AGREEMENT_TEXT, AGREEMENT_TEXT)))
    assert document.page_copy_sha256 == document.sha256
    assert document.page_copy_pages == document.pages
    assert len(stored_files(store)) == 1


def test_a_scan_is_shown_as_it_came(read: Callable[..., Document]) -> None:
    document = made(read(pdf_bytes("", "")))
    assert document.state == DocumentState.NEEDS_TEXT
    assert document.page_copy_sha256 == document.sha256
    assert copy_image(document, 2, 300).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (docx_bytes(AGREEMENT_TEXT), "a.docx"),
        (AGREEMENT_TEXT.encode(), "a.txt"),
        (f"<!doctype html><body><pre>{AGREEMENT_TEXT}</pre></body>".encode(), "a.html"),
    ],
)
def test_what_has_no_pages_gets_them_and_its_quotes_are_found_there(
    content: bytes, name: str, read: Callable[..., Document]
) -> None:
    document = made(read(content, name))
    assert document.page_copy_sha256 not in ("", document.sha256)
    assert BREACH in " ".join(words_on(document, 1).split())
    start = document.text.index(BREACH)
    (found,) = copy_boxes(document, [(start, start + len(BREACH))])
    assert {box.page for box in found} == {copy_page_of(document, start)} == {1}
    assert copy_page_count(document) == 1


def test_pages_of_a_text_begin_on_pages_of_the_copy(read: Callable[..., Document]) -> None:
    document = made(read(f"{AGREEMENT_TEXT}\f{'A clause of many words. ' * 300}\fThe last page.".encode(), "a.txt"))
    last = document.text.index("The last page")
    (found,) = copy_boxes(document, [(last, last + 8)])
    assert copy_page_count(document) == 4, "the second page of the text is longer than a page of paper"
    assert found[0].page == copy_page_of(document, last) == 4


def test_markup_in_a_text_is_shown_and_nothing_is_fetched(read: Callable[..., Document]) -> None:
    text = 'Words <img src="http://127.0.0.1:1/x.png"><script>x()</script> & <b>more</b>\nLast line.'
    document = made(read(text.encode(), "a.txt"))
    assert '<img src="http://127.0.0.1:1/x.png"><script>' in " ".join(words_on(document, 1).split())


def test_a_text_of_too_many_pages_says_so(read: Callable[..., Document]) -> None:
    document = made(read(("word " * 50 + "\n").encode() * (limits.MOST_CHARACTERS // 250), "a.txt"))
    assert document.page_copy_sha256 == ""
    assert "more than 300" in document.page_copy_problem
    with pytest.raises(NoPageCopy, match="more than 300"):
        copy_image(document, 1, 300)


def test_making_it_again_changes_nothing(read: Callable[..., Document], store: Path) -> None:
    document = made(read(AGREEMENT_TEXT.encode(), "a.txt"))
    before = document.page_copy_sha256
    make_page_copy(document.pk)
    document.refresh_from_db()
    assert document.page_copy_sha256 == before
    assert len(stored_files(store)) == 2


def test_the_later_of_two_workers_leaves_no_file_behind(read: Callable[..., Document], store: Path) -> None:
    document = made(read(AGREEMENT_TEXT.encode(), "a.txt"))
    first = document.page_copy_sha256
    page_copy_keep(document=document, pdf=b"%PDF-late", pages=[], actor=READER, now=MARCH)
    document.refresh_from_db()
    assert document.page_copy_sha256 == first
    assert len(stored_files(store)) == 2


def test_reading_a_file_makes_its_copy(dana: User) -> None:
    document = document_add(
        agreement=AgreementFactory(), name="a.txt", chunks=[AGREEMENT_TEXT.encode()], actor=dana, now=MARCH
    )
    read_and_check(document.pk)
    document.refresh_from_db()
    assert document.page_copy_sha256


def test_a_text_that_loses_three_workers_is_given_up() -> None:
    document = DocumentFactory(media_type="text/plain", page_copy_attempts=3)
    assert made(document).page_copy_problem == LOST


def test_what_was_lost_on_the_way_is_taken_up_by_the_sweep() -> None:
    lost = DocumentFactory(read_at=MARCH, media_type="text/plain")
    DocumentFactory(read_at=MARCH, page_copy_sha256="a" * 64)
    DocumentFactory(read_at=MARCH, page_copy_problem="Too long.")
    DocumentFactory(read_at=MARCH, state=DocumentState.UNREADABLE)
    DocumentFactory(read_at=MARCH, state=DocumentState.NEEDS_TEXT, media_type="text/plain")
    assert documents_without_pages(now=MARCH + timedelta(minutes=5)) == [lost.pk]
    assert documents_without_pages(now=MARCH + timedelta(minutes=4)) == []


def test_the_stores_keeping_knows_page_copies(read: Callable[..., Document]) -> None:
    document = made(read(AGREEMENT_TEXT.encode(), "a.txt"))
    file_discard_if_unused(document.page_copy_sha256)
    report = store_checked(remove_orphans=True)
    assert (report.files, report.problems, report.orphans) == (2, (), ())
    storage.stored_path(document.page_copy_sha256).write_bytes(b"else")
    assert "was changed on disk" in store_checked().problems[0]
    with pytest.raises(storage.StoredFileChanged):
        copy_image(document, 1, 300)


def test_pages_that_are_not_made_yet_are_said_to_be_on_their_way() -> None:
    with pytest.raises(NoPageCopy, match="still being made"):
        copy_image(DocumentFactory(), 1, 300)


def test_boxes_and_pictures_come_from_a_process_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_bytes("First page of words.", "Second page of words."))
    text = "First page of words.\nSecond page of words."
    fields = {"text": text, "pages": [[0, 21], [21, len(text)]]}
    first, over, second = page_boxes(path, fields, [(0, 5), (11, 27), (21, 27)])
    assert [box.page for box in first + second] == [1, 2]
    assert [box.page for box in over] == [1, 2]
    assert page_image(path, 2, 200).startswith(b"\x89PNG")
    with pytest.raises(Unreadable, match="no page 3"):
        page_image(path, 3, 200)
    path.write_bytes(b"%PDF-1.4 damaged")
    with pytest.raises(Unreadable):
        page_image(path, 1, 200)
