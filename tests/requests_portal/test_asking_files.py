"""Proofs before there is a request: looked at, sealed, handed over, gone."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from district.audit import SystemActor
from district.models import District
from district.storage import hashes_registered, stored_path
from requests_portal.asking.drafts import draft_start
from requests_portal.asking.files import MOST_FILES, draft_file_keep, draft_file_remove
from requests_portal.models import DraftFile, FilePurpose, RequestFile
from requests_portal.services.files import FileRefused, file_read
from tests.factories.requests import MONDAY
from tests.requests_portal.asking_cast import Place, answered, answers_of, place_made, question, signed

FAMILY = SystemActor("family:draft")
CARD = b"The report card says: reading level, grade 5."


@pytest.fixture
def place(district: District) -> Place:
    cache.clear()
    return place_made()


def at_proof(client: Client, place: Place) -> None:
    answers = answers_of("correct", place)
    for name in list(answers)[: list(answers).index("proof")]:
        answered(client, name, answers[name])


def upload(content: bytes = CARD, name: str = "card.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_proof_goes_along_with_the_request(
    place: Place, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    at_proof(client, place)
    assert client.post(question("proof"), {"proof": upload()}).headers["Location"] == question("you")
    before = DraftFile.objects.get()
    answered(client, "you", answers_of("correct", place)["you"])
    assert "card.txt" in client.get(reverse("portal:check")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        request = signed(client)
    file = RequestFile.objects.get(request=request)
    assert (file.purpose, file.from_family, file.shown, file.name) == (FilePurpose.PROOF, True, True, "card.txt")
    assert file_read(file) == CARD
    assert not DraftFile.objects.exists()
    assert not stored_path(before.stored).exists()


def test_a_proof_does_not_follow_when_something_else_is_asked(place: Place, client: Client) -> None:
    at_proof(client, place)
    client.post(question("proof"), {"proof": upload()})
    answers = answers_of("inspect", place)
    answered(client, "what", {"kind": "inspect"})
    for name in ("inspect", "you"):
        answered(client, name, answers[name])
    request = signed(client)
    assert not RequestFile.objects.filter(request=request).exists()
    assert not DraftFile.objects.exists()


def test_a_proof_lies_sealed_and_is_named_by_its_row(place: Place, client: Client) -> None:
    at_proof(client, place)
    client.post(question("proof"), {"proof": upload()})
    file = DraftFile.objects.get()
    assert file.stored in hashes_registered()
    assert b"report card" not in stored_path(file.stored).read_bytes()


def test_several_files_can_be_added_and_one_taken_off(place: Place, client: Client) -> None:
    at_proof(client, place)
    again = client.post(question("proof"), {"proof": upload(), "another": "1"})
    assert again.headers["Location"] == question("proof")
    client.post(question("proof"), {"proof": upload(b"Another page of it."), "another": "1"})
    first = DraftFile.objects.order_by("pk").first()
    assert first is not None
    client.post(question("proof"), {"remove": str(first.pk)})
    assert DraftFile.objects.count() == 1
    client.post(question("proof"), {"remove": "9" * 30})
    assert DraftFile.objects.count() == 1


def test_nobody_takes_a_file_off_anothers_draft(place: Place, client: Client) -> None:
    mine = draft_start(kind="correct", language="en", now=MONDAY)
    other = draft_start(kind="correct", language="en", now=MONDAY)
    file = draft_file_keep(draft=other, upload=CARD, name="card.txt", actor=FAMILY, now=MONDAY)
    assert draft_file_remove(draft=mine, pk=file.pk, actor=FAMILY) is False
    assert DraftFile.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "empty.pdf"), (b"MZ" + b"\0" * 60, "run.exe"), (b"%PDF-1.7 cut off", "cut.pdf"), (b"PK\x03\x04", "a.docx")],
)
def test_what_may_not_be_kept_is_refused_in_words_and_the_page_stays(
    content: bytes, name: str, place: Place, client: Client
) -> None:
    at_proof(client, place)
    answer = client.post(question("proof"), {"proof": upload(content, name)})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not DraftFile.objects.exists()


def test_a_draft_holds_a_few_files_and_none_twice(place: Place) -> None:
    draft = draft_start(kind="correct", language="en", now=MONDAY)
    for number in range(MOST_FILES):
        draft_file_keep(draft=draft, upload=b"Page %d." % number, name="page.txt", actor=FAMILY, now=MONDAY)
    with pytest.raises(FileRefused):
        draft_file_keep(draft=draft, upload=b"One more.", name="page.txt", actor=FAMILY, now=MONDAY)
    one = draft_start(kind="correct", language="en", now=MONDAY)
    draft_file_keep(draft=one, upload=CARD, name="a.txt", actor=FAMILY, now=MONDAY)
    kept = {path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()}
    with pytest.raises(FileRefused):
        draft_file_keep(draft=one, upload=CARD, name="b.txt", actor=FAMILY, now=MONDAY)
    assert {path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()} == kept
