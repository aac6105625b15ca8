"""Scans: their text is recognised page by page, survives a lost worker, and is honest about what it is unsure of."""

import io
import os
import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import PdfDocument

from contracts import recognition, storage
from contracts.clauses.document import Unreadable
from contracts.copies import copy_boxes, documents_recognising
from contracts.models import Check, Document, DocumentState
from contracts.pages.recognised import Word
from contracts.services import document_add, document_claim, document_read
from contracts.services import recognition as service
from contracts.services.recognition import recognition_claim, recognition_go_on, recognition_pause
from contracts.tasks import READER, read_and_check, recognise
from district.models import User
from tests.contracts.conftest import stored_files
from tests.factories.contracts import AGREEMENT_TEXT, MARCH, AgreementFactory, pdf_bytes

pytestmark = pytest.mark.django_db
INSTALLED = shutil.which("tesseract") is not None
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


def needs_tesseract() -> None:
    if not INSTALLED and os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail("tesseract is not installed: on the build server nothing may be skipped unseen")
    if not INSTALLED:
        pytest.skip("tesseract is not installed: that scans are recognised was not checked")


def scanned(*pages: str, turned: int = 0, size: int = 28) -> bytes:
    """A PDF whose pages are pictures of these lines."""
    font = ImageFont.load_default(size)
    pictures = []
    for page in pages:
        picture = Image.new("L", (1700, 2200), 255)
        ImageDraw.Draw(picture).multiline_text((150, 200), page, fill=0, font=font, spacing=18)
        pictures.append(picture.rotate(turned, expand=True))
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return out.getvalue()


@pytest.fixture
def stored(dana: User, settings: object) -> Callable[..., Document]:
    """Take in a file where recognition is installed."""
    settings.TESSERACT = "tesseract"  # type: ignore[attr-defined]

    def take(content: bytes) -> Document:
        return document_add(agreement=AgreementFactory(), name="scan.pdf", chunks=[content], actor=dana, now=MARCH)

    return take


@pytest.fixture
def scan(stored: Callable[..., Document], monkeypatch: pytest.MonkeyPatch) -> Document:
    """A scan of three pages, read and waiting for recognition, whether tesseract is here or not."""
    monkeypatch.setattr("contracts.services.documents.tesseract_installed", lambda: True)
    claimed = document_claim(document_id=stored(pdf_bytes("", "", "")).pk, now=MARCH)
    assert claimed is not None
    return document_read(document=claimed, actor=READER, now=MARCH)


def words(page: int, sure: float = 90.0) -> list[Word]:
    """A page of forty words, as recognition gives them."""
    return [
        Word(f"word{page}x{number}", 0.1, 0.02 * number, 0.3, 0.02 * number + 0.015, (1, 1, number), sure)
        for number in range(40)
    ]


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Stand-in for tesseract where a test is about what is done with its answers: page -> words or a refusal."""

    def use(answer: Callable[[int], list[Word]]) -> None:
        monkeypatch.setattr(service, "recognise_page", lambda path, page: answer(page))

    return use


def test_a_scan_is_recognised_checked_and_shown_with_its_words(stored: Callable[..., Document], illinois: None) -> None:
    needs_tesseract()
    document = stored(scanned(AGREEMENT_TEXT, AGREEMENT_TEXT.replace("72 hours", "24 hours")))
    read_and_check(document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.READ
    assert "notify the District of a breach within 72 hours" in document.text
    assert document.warnings[0].startswith("The text was recognised from pictures")
    assert (document.recognised_pages, document.pages_to_recognise) == (2, [1, 2])
    assert Check.objects.get().findings.filter(verdict="found").exists()
    start = document.text.index("24 hours")
    (found,) = copy_boxes(document, [(start, start + len("24 hours"))])
    assert [box.page for box in found] == [2]


def test_the_copy_keeps_the_pictures_and_can_be_searched(stored: Callable[..., Document]) -> None:
    needs_tesseract()
    document = stored(scanned(AGREEMENT_TEXT))
    read_and_check(document.pk)
    document.refresh_from_db()
    assert document.page_copy_sha256 not in ("", document.sha256)
    with PdfDocument(storage.stored_path(document.page_copy_sha256)) as copy:
        found = " ".join(copy[0].get_textpage().get_text_bounded().split())
        pictures = [thing for thing in copy[0].get_objects() if thing.type == 3]
    assert "shall not sell student data" in found
    assert len(pictures) == 1


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read_and_shown_upright(turned: int, stored: Callable[..., Document]) -> None:
    needs_tesseract()
    document = stored(scanned(AGREEMENT_TEXT, turned=turned))
    read_and_check(document.pk)
    document.refresh_from_db()
    assert "shall not sell student data" in document.text
    start = document.text.index("shall not sell")
    (found,) = copy_boxes(document, [(start, start + len("shall not sell"))])
    assert len(found) == 1
    assert found[0].x1 - found[0].x0 > found[0].y1 - found[0].y0


def test_a_scanned_exhibit_in_a_typed_agreement_is_recognised_too(stored: Callable[..., Document]) -> None:
    needs_tesseract()
    typed, exhibit = (
        PdfDocument(pdf_bytes(AGREEMENT_TEXT)),
        PdfDocument(scanned("Exhibit B\nGrade level\nHome address")),
    )
    typed.import_pages(exhibit)
    out = io.BytesIO()
    typed.save(out)
    document = stored(out.getvalue())
    read_and_check(document.pk)
    document.refresh_from_db()
    assert document.pages_to_recognise == [2]
    assert "72 hours" in document.text
    assert "Home address" in document.text[document.pages[1][0] :]


def test_without_tesseract_a_scan_asks_for_text_and_a_scanned_exhibit_is_named(
    stored: Callable[..., Document], settings: object
) -> None:
    settings.TESSERACT = "no-such-program"  # type: ignore[attr-defined]
    whole = stored(scanned(AGREEMENT_TEXT))
    read_and_check(whole.pk)
    whole.refresh_from_db()
    assert whole.state == DocumentState.NEEDS_TEXT
    assert "Upload a copy with recognised text" in whole.problem
    assert not whole.recognising
    typed = PdfDocument(pdf_bytes(AGREEMENT_TEXT))
    typed.import_pages(PdfDocument(scanned("Exhibit B")))
    out = io.BytesIO()
    typed.save(out)
    part = stored(out.getvalue())
    read_and_check(part.pk)
    part.refresh_from_db()
    assert part.state == DocumentState.READ
    assert part.warnings == ["Page 2 of the file is a picture without text: what stands there was not read."]


def test_work_goes_on_at_the_page_that_was_lost(scan: Document, recogniser: Callable[..., None]) -> None:
    asked: list[int] = []
    recogniser(lambda page: asked.append(page) or words(page))  # type: ignore[func-returns-value]
    lost = recognition_claim(document_id=scan.pk, now=MARCH)
    assert lost is not None
    assert recognition_go_on(document=lost, actor=READER, now=MARCH)
    assert recognition_claim(document_id=scan.pk, now=MARCH + timedelta(minutes=5)) is None, "somebody is at it"
    assert documents_recognising(now=MARCH + timedelta(minutes=6)) == [scan.pk]
    taken_up = recognition_claim(document_id=scan.pk, now=MARCH + timedelta(minutes=6))
    assert taken_up is not None
    assert taken_up.recognised_pages == 1
    while recognition_go_on(document=taken_up, actor=READER, now=MARCH):
        pass
    assert asked == [1, 2, 3]


def test_a_turn_that_ends_lets_the_next_one_begin_at_once(scan: Document, recogniser: Callable[..., None]) -> None:
    recogniser(words)
    claimed = recognition_claim(document_id=scan.pk, now=MARCH)
    assert claimed is not None
    recognition_go_on(document=claimed, actor=READER, now=MARCH)
    recognition_pause(document=claimed)
    assert recognition_claim(document_id=scan.pk, now=MARCH) is not None


def test_pages_that_were_hard_or_failed_are_named(scan: Document, recogniser: Callable[..., None]) -> None:
    def answer(page: int) -> list[Word]:
        if page == 3:
            raise Unreadable("It took too long.")
        return words(page, sure=40.0 if page == 2 else 90.0)

    recogniser(answer)
    recognise(scan.pk)
    scan.refresh_from_db()
    assert scan.state == DocumentState.READ
    assert "Hard to recognise: page 2." in scan.warnings[1]
    assert "Not recognised: page 3." in scan.warnings[2]


def test_a_scan_on_which_nothing_is_recognised_asks_for_a_person(
    scan: Document, recogniser: Callable[..., None]
) -> None:
    recogniser(lambda page: [])
    recognise(scan.pk)
    scan.refresh_from_db()
    assert scan.state == DocumentState.NEEDS_TEXT
    assert not scan.recognising
    assert scan.problem.startswith("Nothing that could be read was recognised")


def test_a_scan_that_loses_its_worker_three_times_on_one_page_is_given_up(scan: Document) -> None:
    for turn in range(3):
        assert recognition_claim(document_id=scan.pk, now=MARCH + timedelta(hours=turn)) is not None
    claimed = recognition_claim(document_id=scan.pk, now=MARCH + timedelta(hours=3))
    assert claimed is not None
    assert not recognition_go_on(document=claimed, actor=READER, now=MARCH)
    scan.refresh_from_db()
    assert not scan.recognising
    assert "begun three times" in scan.problem


def test_nothing_is_left_beside_the_file_and_its_copy(scan: Document, recogniser: Callable[..., None]) -> None:
    recogniser(words)
    recognise(scan.pk)
    scan.refresh_from_db()
    root = storage.stored_path(scan.sha256).parent.parent
    assert {path.parent.name + path.name for path in stored_files(root)} == {scan.sha256, scan.page_copy_sha256}


def test_a_scan_that_changes_on_disk_is_not_recognised(scan: Document, recogniser: Callable[..., None]) -> None:
    recogniser(words)
    storage.stored_path(scan.sha256).write_bytes(b"%PDF-else")
    claimed = recognition_claim(document_id=scan.pk, now=MARCH)
    assert claimed is not None
    recognition_go_on(document=claimed, actor=READER, now=MARCH)
    assert recognition.page_words(scan.sha256, 1) is None


def test_the_progress_page_shows_the_pages_done(
    client: Client, dana: User, scan: Document, recogniser: Callable[..., None]
) -> None:
    recogniser(words)
    claimed = recognition_claim(document_id=scan.pk, now=MARCH)
    assert claimed is not None
    recognition_go_on(document=claimed, actor=READER, now=MARCH)
    client.force_login(dana, backend=SIGN_IN)
    page = client.get(reverse("contracts:progress", args=[scan.pk]))
    assert page.headers["Refresh"] == "2"
    assert "1 of 3 pages recognised" in page.content.decode()
    assert '<progress id="recognised" value="1" max="3">' in page.content.decode()
