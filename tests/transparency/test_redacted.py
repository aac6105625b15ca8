"""What the public gets of an agreement of which parts are hidden: the copy, and never the original."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from contracts.models import Document, Posting
from contracts.selectors import posted_file
from contracts.services.redaction import redaction_finish, redaction_withdraw
from district.audit import SystemActor
from district.models import District, User
from tests.factories.redaction import agreed, file_stored, made
from tests.factories.transparency import app_posted_able
from tests.redaction.files import texts
from transparency.models import PublicEntry
from transparency.services import Publication, publication_preview, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("illinois")]
ORIGINAL_NAME = "Maple contract with fee 48210.pdf"
Publish = Callable[[], Publication]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return Path(settings.PRIVATE_ROOT)


@pytest.fixture
def document(district: District) -> Document:
    product = app_posted_able("Maple Reader")
    return file_stored(product.agreements.get())


@pytest.fixture
def redacted(document: Document, dirk: User, now: datetime) -> str:
    """The SHA-256 of the finished copy."""
    copy = made(agreed(document, dirk, "48210 dollars", "48210 divided"), dirk, now=now)
    return redaction_finish(redaction=copy, actor=dirk, now=now).result_sha256


def publish_at(now: datetime) -> Publication:
    return publish(actor=SystemActor("command:publish"), now=now)


def test_the_public_download_is_the_redacted_copy(redacted: str, published: Publish, public: Client) -> None:
    published()
    response: Any = public.get(f"/agreements/{redacted}.pdf")
    assert response.status_code == 200
    pdf = b"".join(response.streaming_content)
    read = " ".join(" ".join(texts(pdf)).split())
    assert "48210" not in read
    assert "Student data" in read or "Deletion" in read
    assert "48210" not in response.headers["Content-Disposition"]


def test_no_public_address_serves_the_original_or_names_it(
    document: Document, redacted: str, published: Publish, public: Client, tmp_path: Path
) -> None:
    published()
    for ending in ("pdf", "txt", "docx", "html"):
        assert public.get(f"/agreements/{document.sha256}.{ending}").status_code == 404
    content = str(PublicEntry.objects.get().content)
    assert document.sha256 not in content
    assert ORIGINAL_NAME not in content
    for address in ("/", "/apps.json", "/apps.csv", f"/apps/{PublicEntry.objects.get().key}/"):
        response: Any = public.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert document.sha256.encode() not in body, address
        assert b"48210" not in body, address
    call_command("publish", out=str(tmp_path / "out"))
    whole = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert document.sha256.encode() not in whole
    assert redacted.encode() in whole


def test_the_apps_page_says_how_many_parts_are_hidden_and_why(
    redacted: str, published: Publish, public: Client
) -> None:
    published()
    shown = " ".join(public.get(f"/apps/{PublicEntry.objects.get().key}/").content.decode().split())
    assert "Parts of this copy were redacted by agreement with the operator, in 2 places." in shown
    assert "<li>Price</li>" in shown


def test_the_snapshot_holds_the_copys_hash(redacted: str, published: Publish) -> None:
    published()
    entry = PublicEntry.objects.get()
    assert entry.documents == [redacted]
    assert entry.content["agreements"][0]["document"]["redacted"] == {"places": 2, "reasons": ["Price"]}
    assert Posting.objects.get().file_sha256 == redacted


def test_a_posted_original_is_public_until_the_next_publication_which_says_so(
    document: Document, published: Publish, public: Client, dirk: User, now: datetime
) -> None:
    published()
    assert public.head(f"/agreements/{document.sha256}.pdf").status_code == 200
    copy = made(agreed(document, dirk, "48210 dollars"), dirk, now=now)
    copy = redaction_finish(redaction=copy, actor=dirk, now=now)
    (change,) = publication_preview(now).difference.changed
    (sentence,) = change.what
    assert "a copy with 1 place hidden by agreement with the operator is posted instead of the whole copy" in sentence
    assert ORIGINAL_NAME not in sentence
    publish_at(now + timedelta(days=3))
    assert public.get(f"/agreements/{document.sha256}.pdf").status_code == 404
    assert public.head(f"/agreements/{copy.result_sha256}.pdf").status_code == 200
    entry = PublicEntry.objects.get(shown_until=None)
    assert entry.content["agreements"][0]["posted_on"] == "2026-03-02"  # the day that the law asks about
    assert [row.file_sha256 for row in Posting.objects.order_by("posted_at")] == [document.sha256, copy.result_sha256]


def test_a_withdrawn_redaction_brings_the_whole_copy_back_with_a_warning_in_words(
    document: Document, redacted: str, published: Publish, dirk: User, now: datetime
) -> None:
    published()
    redaction = document.redactions.get()
    redaction_withdraw(redaction=redaction, reason="No longer secret.", actor=dirk, now=now)
    (change,) = publication_preview(now).difference.changed
    assert "the whole copy is posted again, with nothing hidden" in change.what[0]


def test_building_the_page_asks_as_often_for_many_redactions_as_for_one(
    district: District, dirk: User, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        product = app_posted_able(f"Maple Reader {number}")
        first = file_stored(product.agreements.get(), f"Fee {number} of 48210 dollars.", check=False)
        assert posted_file(first.agreement) is not None
    with django_assert_max_num_queries(30):
        publication_preview(now)
