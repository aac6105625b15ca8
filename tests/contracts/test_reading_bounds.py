"""The largest file that is taken is read within a worker's limits; what is larger is refused before any work."""

from pathlib import Path

import pytest

from contracts import storage
from contracts.clauses.document import MOST_PAGES, Unreadable
from contracts.examination import page_boxes, page_image, probe_file, read_file
from contracts.models import Check, DocumentState
from contracts.services import document_add
from contracts.tasks import check_again, read_and_check
from district.models import User
from tests.factories.contracts import AGREEMENT_TEXT, MARCH, AgreementFactory, docx_bytes, pdf_bytes


def page_of(number: int) -> str:
    return AGREEMENT_TEXT.replace("Student data remains", f"Student data of school {number} remains")


def test_the_largest_file_is_read_and_shown_within_the_limits(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_bytes(*(page_of(number) for number in range(1, MOST_PAGES + 1))))
    read = read_file(path, "a.pdf")
    assert len(read["pages"]) == MOST_PAGES
    assert read["text"].count("shall not sell student data") == MOST_PAGES
    start = read["text"].index("of school 2900 remains")
    (found,) = page_boxes(path, read, [(start, start + len("of school 2900 remains"))])
    assert [box.page for box in found] == [2900]
    assert page_image(path, 2900, 400).startswith(b"\x89PNG")


def test_one_page_more_is_refused_at_the_upload(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_bytes(*["Words."] * (MOST_PAGES + 1)))
    with pytest.raises(Unreadable, match="3,001 pages; at most 3,000"):
        probe_file(path, "a.pdf")


@pytest.mark.django_db
def test_a_file_that_changes_between_upload_and_check_is_noticed(dana: User, illinois: None) -> None:
    document = document_add(
        agreement=AgreementFactory(), name="a.docx", chunks=[docx_bytes(AGREEMENT_TEXT)], actor=dana, now=MARCH
    )
    read_and_check(document.pk)
    storage.stored_path(document.sha256).write_bytes(docx_bytes("Provider may sell everything."))
    check_again(document.pk)
    document.refresh_from_db()
    assert "was changed on disk" in document.check_problem
    assert document.state == DocumentState.READ
    assert Check.objects.count() == 1, "what was found in the file as it came stands"
