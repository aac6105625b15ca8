"""Files of requests: looked at by content, sealed one by one, read back only whole; bad ones are refused in words."""

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from django.conf import LazySettings
from django.utils import translation
from PIL import Image

from contracts.examination import MEGABYTE, Limits
from contracts.incoming.files import file_name_cleaned
from contracts.incoming.kinds import MOST_MEMBERS, Refused, kind_of
from district.models import District, User
from district.storage import FILES_NAMED, stored_path
from requests_portal.models import FilePurpose, PrivacyRequest, RequestFile
from requests_portal.services.files import (
    FAMILY_MOST_BYTES,
    FAMILY_MOST_FILES,
    FileLost,
    FileRefused,
    file_answer_of,
    file_bytes,
    file_checked,
    file_keep,
    file_read,
    file_remove,
    files_forget,
)
from requests_portal.services.steps import family_actor
from tests.factories.contracts import pdf_bytes
from tests.factories.requests import RequestFactory

PDF = "application/pdf"


@pytest.fixture(autouse=True)
def store(settings: LazySettings, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT


@pytest.fixture
def case(district: District) -> PrivacyRequest:
    request: PrivacyRequest = RequestFactory()
    return request


def packed(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def picture(kind: str, size: tuple[int, int] = (20, 10)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def pdf_with(change: str) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf_bytes("Some words."))) as pdf:
        if change == "script":
            pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        if change == "launch":
            action = pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name.Launch, F="calc.exe")
            pdf.pages[0].obj.AA = pikepdf.Dictionary(O=action)
        if change == "attachment":
            pdf.attachments["inner.txt"] = b"hidden within"
        locked = pikepdf.Encryption(owner="owner", user="user") if change == "locked" else None
        half = pikepdf.Encryption(owner="owner", user="") if change == "half locked" else None
        pdf.save(out, encryption=locked or half or False)
    return out.getvalue()


DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
XLSX = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (pdf_bytes("One.", "Two."), "records.pdf", PDF),
        (pdf_bytes("One."), "records.txt", PDF),
        (b"Name,Grade\nAna,4\n", "marks.csv", "text/csv"),
        ("Ana Nuñez".encode("cp1252"), "note.txt", "text/plain"),
        (b'{"stories": 3}', "export.json", "application/json"),
        (picture("PNG"), "page.png", "image/png"),
        (picture("JPEG"), "photo.jpg", "image/jpeg"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "photo.heic", "image/heic"),
        (packed(DOCX), "letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (packed(XLSX), "marks.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (packed({"story.txt": b"Once."}), "stories.zip", "application/zip"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, name: str, media_type: str) -> None:
    assert kind_of(content, name)["media_type"] == media_type


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "empty.pdf", "empty"),
        (b" \r\n\x00", "blank.txt", "empty"),
        (b"MZ\x90\x00", "setup.pdf", "program"),
        (b"#!/bin/sh\nrm", "note.txt", "program"),
        (b"plain words", "run.bat", "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old.doc", "old_office"),
        (b"\x1f\x8b\x08\x00", "logs.gz", "archive"),
        (b"%PDF-1.7\nbroken", "broken.pdf", "damaged"),
        (pdf_with("locked"), "locked.pdf", "locked"),
        (pdf_with("half locked"), "half.pdf", "locked"),
        (pdf_with("script"), "script.pdf", "active"),
        (pdf_with("launch"), "launch.pdf", "active"),
        (pdf_with("attachment"), "carrier.pdf", "active"),
        (packed({**DOCX, "word/vbaProject.bin": b"\x00"}), "macros.docm", "macros"),
        (packed({"a/setup.exe": b"\x00"}), "work.zip", "program"),
        (packed({"../../etc/passwd": b"x"}), "work.zip", "damaged"),
        (packed({"zeros": b"\x00" * 30_000_000}), "bomb.zip", "bursts"),
        (packed({**DOCX, "word/media/zeros": b"\x00" * 30_000_000}), "bomb.docx", "bursts"),
        (packed({f"{number}.txt": b"" for number in range(MOST_MEMBERS + 1)}), "many.zip", "bursts"),
        (packed({"story.txt": bytes(range(256)) * 9}, method=zipfile.ZIP_STORED)[:-200], "cut.zip", "damaged"),
        (picture("PNG")[:30], "cut.png", "damaged"),
        (b"<!DOCTYPE html><html><body>hello</body></html>", "page.html", "web_page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "picture.svg", "web_page"),
        (bytes(range(256)) * 20, "noise.bin", "unknown"),
    ],
)
def test_what_may_not_be_kept_is_refused_for_its_reason(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        kind_of(content, name)
    assert refused.value.code == code


def test_a_size_that_lies_in_an_archive_is_noticed() -> None:
    honest = packed({"story.txt": b"A" * 5000}, method=zipfile.ZIP_STORED)
    central = honest.rfind(b"PK\x01\x02")
    lying = honest[: central + 24] + (10).to_bytes(4, "little") + honest[central + 28 :]
    with pytest.raises(Refused):
        kind_of(lying, "story.zip")


def test_a_file_is_kept_sealed_and_reads_back_as_it_was(case: PrivacyRequest, dana: User, now: datetime) -> None:
    content = pdf_bytes("Reading scores of one pupil.", "A second page.")
    file = file_keep(
        request=case, content=content, name="C:\\scans\\Ana’s scores.pdf", purpose="gathered", actor=dana, now=now
    )
    assert (file.media_type, file.pages, file.size, file.name) == (PDF, 2, len(content), "Ana’s scores.pdf")
    assert (file.by, file.at, file.checked_at) == (dana.name, now, None)
    on_disk = stored_path(file.stored).read_bytes()
    assert b"%PDF" not in on_disk
    assert b"scores" not in on_disk
    assert file_read(RequestFile.objects.get(pk=file.pk)) == content
    assert file.stored in FILES_NAMED["requests"]()


def test_a_family_reads_why_its_file_was_refused_in_its_language(case: PrivacyRequest, now: datetime) -> None:
    with translation.override("en"), pytest.raises(FileRefused) as refused:
        file_keep(
            request=case,
            content=packed({"story.txt": b"Once."}),
            name="all.zip",
            purpose=FilePurpose.PROOF,
            actor=family_actor(case),
            now=now,
            from_family=True,
        )
    assert str(refused.value) == "This is a packed archive. Send the files in it one by one."
    assert refused.value.field == "file"
    assert not RequestFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_by_its_size_alone() -> None:
    class Large:
        size: int | None = FAMILY_MOST_BYTES + 1

        def read(self) -> bytes:
            raise AssertionError("It must not be read.")

        def seek(self, offset: int, /) -> int:
            raise AssertionError("It must not be read.")

    with pytest.raises(FileRefused, match="At most 20 MB"):
        file_bytes(Large(), from_family=True)


def test_the_process_that_looks_is_stopped_at_its_limits() -> None:
    with pytest.raises(FileRefused, match="could not be looked at in time"):
        file_checked(b"words " * 4_000_000, "long.txt", from_family=False, limits=Limits(60 * MEGABYTE, 5))


def test_a_family_cannot_pile_up_files(case: PrivacyRequest, now: datetime, dana: User) -> None:
    row = file_keep(request=case, content=b"Words", name="a.txt", purpose="gathered", actor=dana, now=now)
    RequestFile.objects.bulk_create(
        RequestFile(
            **{
                field: getattr(row, field)
                for field in ("request", "sealed", "media_type", "size", "sha256", "file_key")
            },
            purpose=FilePurpose.PROOF,
            stored=f"{number:064x}",
            by="family",
            at=now,
            from_family=True,
        )
        for number in range(FAMILY_MOST_FILES)
    )
    with pytest.raises(FileRefused, match="too many files"):
        file_keep(
            request=case,
            content=b"More",
            name="b.txt",
            purpose="proof",
            actor=family_actor(case),
            now=now,
            from_family=True,
        )


def test_the_very_same_file_is_not_gathered_twice(case: PrivacyRequest, now: datetime, dana: User) -> None:
    keep = {"request": case, "content": b"Words", "purpose": "gathered", "actor": dana, "now": now}
    file_keep(name="a.txt", **keep)  # type: ignore[arg-type]
    with pytest.raises(FileRefused, match="there already"):
        file_keep(name="b.txt", **keep)  # type: ignore[arg-type]
    file_keep(name="b.txt", **{**keep, "purpose": "proof"})  # type: ignore[arg-type]


def test_nothing_is_left_on_disk_where_the_row_was_refused(
    case: PrivacyRequest, now: datetime, dana: User, store: Path
) -> None:
    keep = {"request": case, "content": b"Words", "purpose": "gathered", "actor": dana, "now": now}
    file_keep(name="a.txt", **keep)  # type: ignore[arg-type]
    before = [path for path in sorted(store.rglob("*")) if path.is_file()]
    with pytest.raises(FileRefused):
        file_keep(name="b.txt", **keep)  # type: ignore[arg-type]
    assert [path for path in sorted(store.rglob("*")) if path.is_file()] == before


def test_a_file_changed_on_disk_is_refused_not_shown(case: PrivacyRequest, now: datetime, dana: User) -> None:
    file = file_keep(request=case, content=b"Words", name="a.txt", purpose="gathered", actor=dana, now=now)
    place = stored_path(file.stored)
    place.write_bytes(place.read_bytes()[:-1] + b"!")
    with pytest.raises(FileLost, match="cannot be read any more"):
        file_read(file)
    answer = file_answer_of(file)
    assert answer.status_code == 422
    place.unlink()
    with pytest.raises(FileLost):
        file_read(file)


def test_a_file_is_saved_and_never_a_page_of_ours(case: PrivacyRequest, now: datetime, dana: User) -> None:
    file = file_keep(request=case, content=b"a,b\n1,2\n", name="más.csv", purpose="gathered", actor=dana, now=now)
    answer = file_answer_of(file)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_removed_file_leaves_no_content(
    case: PrivacyRequest, now: datetime, dana: User, django_capture_on_commit_callbacks: SimpleNamespace
) -> None:
    file = file_keep(request=case, content=b"Words", name="a.txt", purpose="gathered", actor=dana, now=now)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        file_remove(file=file, actor=dana, now=now)
    assert file.removed_at == now
    assert not stored_path(file.stored).exists()
    with pytest.raises(FileLost):
        file_read(file)


def test_retention_removes_rows_and_contents(
    case: PrivacyRequest, now: datetime, dana: User, django_capture_on_commit_callbacks: SimpleNamespace
) -> None:
    file = file_keep(request=case, content=b"Words", name="a.txt", purpose="gathered", actor=dana, now=now)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert files_forget(request_ids=[case.pk]) == 1
    assert not RequestFile.objects.exists()
    assert not stored_path(file.stored).exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("scores\r\nX-Evil: 1.pdf", "scores X-Evil 1.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("", "file"),
        ("...", "file"),
        ("a" * 400 + ".pdf", "a" * 141 + ".pdf"),
    ],
)
def test_names_are_names_and_nothing_else(typed: str, kept: str) -> None:
    assert file_name_cleaned(typed) == kept
