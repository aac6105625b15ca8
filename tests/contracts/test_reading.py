"""Reading and checking: apart from the worker, once, and honest about what went wrong."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from contracts import storage
from contracts.clauses.document import Unreadable
from contracts.examination import READ, LimitReached, Limits, _run, checker_version, read_file
from contracts.models import Agreement, Check, Document, DocumentState, Finding
from contracts.selectors import documents_unchecked, documents_waiting
from contracts.services import check_run, document_add, document_check, document_claim, document_read
from contracts.tasks import check_again, read_and_check, read_waiting
from district.audit import SystemActor
from district.models import User
from rulebook.loading import load_packs
from tests.factories.contracts import AGREEMENT_TEXT, MARCH, AgreementFactory, DocumentFactory, pdf_bytes

pytestmark = pytest.mark.django_db
READER = SystemActor("worker:test")


@pytest.fixture
def upload(dana: User) -> Callable[..., Document]:
    def add(content: bytes, agreement: Agreement | None = None, **options: object) -> Document:
        agreement = agreement or AgreementFactory()
        return document_add(
            agreement=agreement,
            name="a.pdf",
            chunks=[content],
            actor=dana,
            now=MARCH,
            **options,  # type: ignore[arg-type]
        )

    return add


def read(document: Document) -> Document:
    claimed = document_claim(document_id=document.pk, now=MARCH)
    assert claimed is not None
    return document_read(document=claimed, actor=READER, now=MARCH)


def test_the_text_is_kept_with_its_pages(upload: Callable[..., Document]) -> None:
    more = " and says so in as many words as a page of an agreement has at the very least."
    document = read(upload(pdf_bytes(f"The first page is here{more}", f"The second page is here{more}")))
    assert document.state == DocumentState.READ
    assert [document.text[start:end].split()[1] for start, end in document.pages] == ["first", "second"]
    assert document.words == 46


def test_a_scan_asks_for_text(upload: Callable[..., Document]) -> None:
    document = read(upload(pdf_bytes("", "")))
    assert document.state == DocumentState.NEEDS_TEXT
    assert "upload a copy with recognised text" in document.problem.lower() or "OCR" in document.problem


def test_a_text_version_is_checked_in_the_scans_place_and_never_posted_in_it(
    upload: Callable[..., Document], illinois: None
) -> None:
    from contracts.selectors import document_current, document_reviewed

    scan = read(upload(pdf_bytes("", "")))
    text = upload(AGREEMENT_TEXT.encode(), scan.agreement, transcribes=scan)
    assert document_reviewed(scan.agreement) == text
    assert document_current(scan.agreement) == scan


def test_a_file_changed_on_disk_is_noticed_before_it_is_read(upload: Callable[..., Document]) -> None:
    document = upload(pdf_bytes(AGREEMENT_TEXT))
    storage.stored_path(document.sha256).write_bytes(pdf_bytes("Something else."))
    document = read(document)
    assert document.state == DocumentState.UNREADABLE
    assert "changed on disk" in document.problem


def test_a_reader_that_takes_too_much_is_stopped_and_the_worker_lives(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(" ".join(map(str, range(3_500_000))))
    with pytest.raises(LimitReached, match="more memory or time than a document needs"):
        _run(["read", str(file), "a.txt"], Limits(memory=200 * 2**20, seconds=60))


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(AGREEMENT_TEXT)
    with pytest.raises(LimitReached, match="more time"):
        _run(["read", str(file), "a.txt"], Limits(memory=READ.memory, seconds=0))


def test_the_readers_process_sees_no_secret_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not-for-strangers")
    started = patch("contracts.examination.subprocess.run", side_effect=InterruptedError)
    with started as run, pytest.raises(InterruptedError):
        read_file(tmp_path / "a", "a")
    assert "SECRET_KEY" not in run.call_args.kwargs["env"]


def test_text_that_a_database_cannot_hold_keeps_its_offsets(upload: Callable[..., Document]) -> None:
    words = AGREEMENT_TEXT + "x" * 30_000 + "\x00 end"
    document = read(upload(words.encode()))
    assert document.state == DocumentState.READ
    assert document.text == words.replace("\x00", " ")


def test_reading_happens_once(upload: Callable[..., Document]) -> None:
    document = upload(pdf_bytes(AGREEMENT_TEXT))
    assert document_claim(document_id=document.pk, now=MARCH) is not None
    assert document_claim(document_id=document.pk, now=MARCH + timedelta(minutes=1)) is None


def test_a_lost_worker_gives_the_file_back_and_a_file_that_loses_three_is_given_up(
    upload: Callable[..., Document],
) -> None:
    document = upload(pdf_bytes(AGREEMENT_TEXT))
    for attempt in range(4):
        claimed = document_claim(document_id=document.pk, now=MARCH + attempt * timedelta(minutes=11))
    assert claimed is not None
    document = document_read(document=claimed, actor=READER, now=MARCH)
    assert document.state == DocumentState.UNREADABLE
    assert "begun three times" in document.problem


def test_files_that_nobody_reads_are_taken_up(upload: Callable[..., Document], illinois: None) -> None:
    document = upload(pdf_bytes(AGREEMENT_TEXT))
    assert documents_waiting(now=MARCH + timedelta(minutes=4)) == []
    assert documents_waiting(now=MARCH + timedelta(minutes=5)) == [document.pk]
    assert read_waiting() == 1  # tasks run at once in tests
    document.refresh_from_db()
    assert document.state == DocumentState.READ


def test_a_check_that_was_lost_with_its_worker_is_made(upload: Callable[..., Document], illinois: None) -> None:
    document = read(upload(pdf_bytes(AGREEMENT_TEXT)))
    assert documents_unchecked(now=MARCH + timedelta(minutes=4)) == []
    assert documents_unchecked(now=MARCH + timedelta(minutes=5)) == [document.pk]
    assert read_waiting() == 1
    assert Check.objects.get().document == document
    assert documents_unchecked(now=MARCH + timedelta(minutes=5)) == []


def test_a_check_is_pinned_to_file_packs_and_checker(upload: Callable[..., Document], illinois: None) -> None:
    document = upload(pdf_bytes(AGREEMENT_TEXT))
    read_and_check(document.pk)
    check = Check.objects.get()
    assert check.document_sha256 == document.sha256
    assert check.packs == {"il-soppa": load_packs().pack("il-soppa").version}
    assert check.checker_version == checker_version()
    assert list(check.findings.values_list("provision", flat=True)) == [f"il-soppa.{letter}" for letter in "abcdef"]


def test_every_quote_stands_in_the_text_at_its_place(upload: Callable[..., Document], illinois: None) -> None:
    document = upload(pdf_bytes(AGREEMENT_TEXT))
    read_and_check(document.pk)
    document.refresh_from_db()
    quotes = [quote for finding in Finding.objects.all() for quote in finding.quotes + finding.conflicts]
    assert quotes
    assert all(document.text[quote["start"] : quote["end"]] == quote["text"] for quote in quotes)


def test_checking_again_with_nothing_changed_gives_the_same_check(
    upload: Callable[..., Document], illinois: None
) -> None:
    document = upload(pdf_bytes(AGREEMENT_TEXT))
    read_and_check(document.pk)
    check_again(document.pk)
    assert Check.objects.count() == 1


def test_another_pack_gives_another_check_and_keeps_the_first(
    upload: Callable[..., Document], illinois: None, adopted: Callable[..., None]
) -> None:
    document = upload(pdf_bytes(AGREEMENT_TEXT))
    read_and_check(document.pk)
    adopted("mt-pupil-data")
    check_again(document.pk)
    assert [check.findings.count() for check in Check.objects.order_by("pk")] == [6, 15]


def test_only_a_text_that_was_read_is_checked(illinois: None) -> None:
    scan = DocumentFactory(state=DocumentState.NEEDS_TEXT, text="")
    assert document_check(document=scan, actor=READER, now=MARCH) is None


def test_a_checker_that_stops_says_so_and_loses_nothing(illinois: None) -> None:
    document = DocumentFactory()
    with patch("contracts.services.checks.check_text", side_effect=Unreadable("The text could not be checked.")):
        assert check_run(document=document, packs=[], actor=READER, now=MARCH) is None
    document.refresh_from_db()
    assert document.check_problem == "The text could not be checked."
    assert document.state == DocumentState.READ
