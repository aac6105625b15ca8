"""What comes in, and what is turned away with a sentence and without a trace."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contracts.models import Agreement, AgreementState, Document, DocumentState
from contracts.services import FileRefused, document_add
from district.models import District, User
from tests.contracts.conftest import stored_files
from tests.factories.contracts import (
    AGREEMENT_TEXT,
    MARCH,
    AgreementFactory,
    SignedAgreementFactory,
    docx_bytes,
    pdf_bytes,
    zip_bytes,
)

pytestmark = pytest.mark.django_db

PDF = pdf_bytes(AGREEMENT_TEXT)
WORD = docx_bytes(AGREEMENT_TEXT)
PAGE = f"<!doctype html><html><body><p>{AGREEMENT_TEXT}</p></body></html>".encode()


def add(agreement: Agreement, content: bytes, actor: User, name: str = "maple.pdf") -> Document:
    return document_add(agreement=agreement, name=name, chunks=[content], actor=actor, now=MARCH)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (PAGE, "text/html"),
        (AGREEMENT_TEXT.encode(), "text/plain"),
    ],
)
def test_the_kind_is_decided_by_the_content_not_the_name(content: bytes, media_type: str, dana: User) -> None:
    document = add(AgreementFactory(), content, dana, name="misleading.exe")
    assert document.media_type == media_type
    assert document.state == DocumentState.STORED
    assert document.uploaded_by == dana.email


def test_an_ended_agreement_takes_no_file(dana: User, store: Path) -> None:
    agreement = SignedAgreementFactory(state=AgreementState.ENDED)
    with pytest.raises(FileRefused, match="has ended"):
        add(agreement, PDF, dana)
    assert stored_files(store) == []


def bomb() -> bytes:
    """A small archive that says it unpacks to half a gigabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as member:
        for _ in range(500):
            member.write(b" " * 2**20)
    return out.getvalue()


LOCKED_PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\n"
    b"endobj\n3 0 obj\n<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <"
    + b"28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A"
    + b"> /U <" + b"11" * 32 + b"> >>\nendobj\n"
    + b"trailer\n<< /Size 4 /Root 1 0 R /Encrypt 3 0 R /ID [<00><00>] >>\n%%EOF\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"   \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "picture"),
        (b"MZ\x90\x00" + b"x" * 100, "program"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "old Word file"),
        (zip_bytes({"holiday.txt": "sun"}), "archive"),
        (PDF[:200], "damaged"),
        (LOCKED_PDF, "password"),
        (WORD[:80], "damaged"),
        (bomb(), "too large when unpacked"),
        (bytes(range(256)) * 40, "not a document"),
    ],
    ids=[
        "zero",
        "blank",
        "picture",
        "program",
        "old-word",
        "archive",
        "torn-pdf",
        "locked-pdf",
        "torn-word",
        "bomb",
        "noise",
    ],
)
def test_what_is_no_agreement_is_turned_away_and_leaves_nothing(
    content: bytes, says: str, dana: User, store: Path
) -> None:
    agreement = AgreementFactory()
    with pytest.raises(FileRefused, match=says):
        add(agreement, content, dana)
    assert stored_files(store) == []
    assert not Document.objects.exists()
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.DRAFT


def test_a_file_of_more_than_three_thousand_pages_is_turned_away(dana: User, store: Path) -> None:
    with pytest.raises(FileRefused, match="3,001 pages"):
        add(AgreementFactory(), pdf_bytes(*["x"] * 3001), dana)
    assert stored_files(store) == []


def test_the_same_file_twice_is_said_so(dana: User) -> None:
    agreement = AgreementFactory()
    add(agreement, PDF, dana)
    with pytest.raises(FileRefused, match=r"already: version 1, maple\.pdf"):
        add(agreement, PDF, dana, name="again.pdf")


def test_two_agreements_may_share_one_file(dana: User, store: Path) -> None:
    add(AgreementFactory(), PDF, dana)
    add(AgreementFactory(), PDF, dana)
    assert len(stored_files(store)) == 1


def test_a_row_that_cannot_be_written_leaves_no_file(dana: User, store: Path) -> None:
    with (
        patch("contracts.services.documents._next_version", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        add(AgreementFactory(), PDF, dana)
    assert stored_files(store) == []


def test_a_failed_upload_leaves_the_file_that_another_agreement_needs(dana: User, store: Path) -> None:
    add(AgreementFactory(), PDF, dana)
    with (
        patch("contracts.services.documents._review_again", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        add(AgreementFactory(), PDF, dana)
    assert len(stored_files(store)) == 1


def test_a_first_file_begins_the_review(dana: User) -> None:
    agreement = AgreementFactory()
    add(agreement, PDF, dana)
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.REVIEWING
    assert agreement.states.get().reason == "version 1 was uploaded"


def test_a_new_version_takes_an_agreement_that_was_ready_back_to_review(dana: User) -> None:
    agreement = AgreementFactory(state=AgreementState.READY)
    add(agreement, PDF, dana)
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.REVIEWING


def test_a_file_of_a_signed_agreement_is_its_signed_copy(dana: User) -> None:
    agreement = SignedAgreementFactory()
    assert add(agreement, PDF, dana).signed_copy
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.SIGNED


# The page


def test_a_file_over_the_limit_is_counted_and_thrown_away(
    dana: User, district: District, signed_in: Callable[[User], Client], settings: object, store: Path
) -> None:
    settings.UPLOAD_MOST_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    agreement = AgreementFactory()
    file = SimpleUploadedFile("large.pdf", b"%PDF-1.4" + b"0" * 3 * 2**20)
    answer = signed_in(dana).post(f"/office/contracts/agreement/{agreement.pk}/files/add/", {"file": file})
    assert answer.status_code == 422
    assert "The file has 3 MB; at most 1 MB can be uploaded." in answer.content.decode()
    assert stored_files(store) == []


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "The file is empty"), (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "This is a picture")]
)
def test_the_form_says_what_is_wrong_with_a_file(
    content: bytes, says: str, dana: User, district: District, signed_in: Callable[[User], Client]
) -> None:
    agreement = AgreementFactory()
    file = SimpleUploadedFile("file.pdf", content)
    answer = signed_in(dana).post(f"/office/contracts/agreement/{agreement.pk}/files/add/", {"file": file})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_the_form_asks_for_a_file(dana: User, district: District, signed_in: Callable[[User], Client]) -> None:
    agreement = AgreementFactory()
    answer = signed_in(dana).post(f"/office/contracts/agreement/{agreement.pk}/files/add/", {})
    assert "Choose a file first." in answer.content.decode()


def test_the_upload_page_turns_strangers_away(refusals: Callable[..., None]) -> None:
    address = f"/office/contracts/agreement/{AgreementFactory().pk}/files/add/"
    refusals(address)
    refusals(address, post=True)


def test_the_auditor_uploads_nothing(ari: User, district: District, signed_in: Callable[[User], Client]) -> None:
    answer = signed_in(ari).post(f"/office/contracts/agreement/{AgreementFactory().pk}/files/add/", {})
    assert answer.status_code == 403


def test_a_queue_that_cannot_be_reached_costs_no_upload(
    dana: User,
    district: District,
    signed_in: Callable[[User], Client],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    agreement = AgreementFactory()
    with (
        patch("contracts.tasks.read_and_check.delay", side_effect=ConnectionError("no broker")),
        django_capture_on_commit_callbacks(execute=True),
    ):
        answer = signed_in(dana).post(
            f"/office/contracts/agreement/{agreement.pk}/files/add/", {"file": SimpleUploadedFile("a.pdf", PDF)}
        )
    assert answer.status_code == 302
    assert Document.objects.get().state == DocumentState.STORED
