"""Letters in batches: at most 500, with a list, sealed at rest, mailed on a day, each one printed again as it was."""

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pikepdf
import pytest

from district.encryption import SealBroken
from district.models import District, User
from district.sealedstore import sealed_read
from district.storage import discard, hashes_registered, open_verified
from notices.models import Mailing, MailingText, Message, PrintBatch
from notices.services.mailings import MailingRefused, mailing_pause
from notices.services.mailings import batches as batches_module
from notices.services.mailings.batches import CLAIM, batch_claim, batch_make, letter_of
from notices.services.mailings.returning import batch_mailed
from notices.tasks import mailing_print
from tests.factories.notices import NOW, by_letter, family, let_go, letter_text, prepared


@pytest.fixture
def sonia(person: Callable[..., User]) -> User:
    return person("Sonia Fictional", "superintendent")


@pytest.fixture
def mailing(district: District, dana: User, sonia: User) -> Mailing:
    families = [by_letter(1), by_letter(2, language="es"), by_letter(3, excluded="court order"), by_letter(4)]
    row = prepared(district, dana, families, texts=[letter_text(), letter_text("es")])
    return let_go(row, asks=dana, approves=sonia)


def made(mailing: Mailing) -> list[PrintBatch]:
    found = []
    while (batch := batch_claim(mailing_id=mailing.pk, now=NOW)) is not None:
        found.append(batch_make(batch=batch, now=NOW))
    return found


def test_each_language_is_a_batch_with_its_list(mailing: Mailing) -> None:
    english, spanish = made(mailing)
    assert [(one.language, one.letters, one.number) for one in (english, spanish)] == [("en", 2, 1), ("es", 1, 2)]
    pdf = sealed_read(english.pdf_stored, str(english.file_key), english.pdf_sha256)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert len(file.pages) >= 2
    manifest = sealed_read(english.manifest_stored, str(english.file_key), english.manifest_sha256)
    rows = list(csv.DictReader(io.StringIO(manifest.decode("utf-8-sig"))))
    assert [(row["place"], row["name"]) for row in rows] == [("1", "Ana Fictional 1"), ("2", "Ana Fictional 4")]
    assert set(Message.objects.values_list("state", flat=True)) == {"printed", "excluded"}


def test_a_batch_holds_five_hundred_at_most(
    district: District, dana: User, sonia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert batches_module.BATCH_AT_MOST == 500
    monkeypatch.setattr(batches_module, "BATCH_AT_MOST", 3)
    row = prepared(district, dana, [by_letter(n) for n in range(1, 8)], texts=[letter_text()])
    let_go(row, asks=dana, approves=sonia)
    assert [batch.letters for batch in made(row)] == [3, 3, 1]


def test_names_are_not_readable_in_the_store(mailing: Mailing) -> None:
    batch = made(mailing)[0]
    with open_verified(batch.manifest_stored) as stream:
        assert b"Fictional" not in stream.read()
    assert {batch.pdf_stored, batch.manifest_stored} <= hashes_registered()
    with pytest.raises(SealBroken):
        sealed_read(batch.manifest_stored, "00" * 32, batch.manifest_sha256)


def test_one_letter_is_printed_again_as_it_was(mailing: Mailing) -> None:
    made(mailing)
    message = Message.objects.filter(state="printed").first()
    assert message is not None
    again = letter_of(message, now=NOW + timedelta(days=400))
    assert hashlib.sha256(again).hexdigest() == message.content_sha256


def test_a_batch_whose_worker_was_lost_is_made_by_the_next(mailing: Mailing) -> None:
    lost = batch_claim(mailing_id=mailing.pk, now=NOW)
    later = NOW + CLAIM + timedelta(seconds=1)
    assert lost is not None
    found = batch_claim(mailing_id=mailing.pk, now=later)
    assert found == lost
    assert batch_make(batch=lost, now=later).made_at == later
    assert PrintBatch.objects.filter(language="en").count() == 1


def test_a_paused_mailing_prints_nothing(mailing: Mailing, dana: User) -> None:
    mailing_pause(mailing=mailing, why="A misprint", actor=dana, now=NOW)
    assert batch_claim(mailing_id=mailing.pk, now=NOW) is None


def test_the_mailing_is_done_when_the_last_batch_was_mailed(mailing: Mailing, dana: User) -> None:
    english, spanish = made(mailing)
    batch_mailed(
        batch=english, mailed_on=NOW.date(), actor=dana, now=NOW, certificate=b"%PDF", certificate_name="c.pdf"
    )
    assert Mailing.objects.get().state == "running"
    batch_mailed(batch=spanish, mailed_on=NOW.date(), actor=dana, now=NOW + timedelta(hours=9))
    assert Mailing.objects.get().state == "done"
    english.refresh_from_db()
    assert sealed_read(english.certificate_stored, str(english.file_key), english.certificate_sha256) == b"%PDF"
    letter = english.messages.all()[0]
    assert letter.state == "mailed"
    assert [row.what for row in letter.evidence.all()] == ["printed", "mailed"]


@pytest.mark.parametrize(("days", "words"), [(1, "has not come"), (-1, "not made yet")])
def test_a_day_of_mailing_that_cannot_be_is_refused(days: int, words: str, mailing: Mailing, dana: User) -> None:
    batch = made(mailing)[0]
    with pytest.raises(MailingRefused, match=words):
        batch_mailed(batch=batch, mailed_on=NOW.date() + timedelta(days=days), actor=dana, now=NOW)


def test_a_batch_is_mailed_once(mailing: Mailing, dana: User) -> None:
    batch = made(mailing)[0]
    batch_mailed(batch=batch, mailed_on=NOW.date(), actor=dana, now=NOW)
    with pytest.raises(MailingRefused, match="already"):
        batch_mailed(batch=batch, mailed_on=NOW.date(), actor=dana, now=NOW)


def test_letters_of_a_drill_are_made_and_never_mailed(district: District, dana: User, sonia: User) -> None:
    families: list[Any] = [by_letter(1), family(2, email="")]
    row = let_go(prepared(district, dana, families, texts=[letter_text()], drill=True), asks=dana, approves=sonia)
    batch = made(row)[0]
    assert Message.objects.order_by("pk")[0].state == "drill"
    assert Mailing.objects.get().state == "done"
    with pytest.raises(MailingRefused, match="drill"):
        batch_mailed(batch=batch, mailed_on=NOW.date(), actor=dana, now=NOW)


def test_why_a_batch_could_not_be_made_stands_on_its_page_without_a_familys_words(
    mailing: Mailing, caplog: pytest.LogCaptureFixture
) -> None:
    Message.objects.filter(language="en").update(sealed={"name": "Ana Fictional 1", "lines": 1})
    mailing_print(mailing.pk)
    batch = PrintBatch.objects.get()
    assert batch.problem == "TypeError"
    assert f"Batch 1 of mailing {mailing.pk} could not be made: TypeError" in caplog.text
    discard(MailingText.objects.get(language="en").master_sha256)
    PrintBatch.objects.update(claimed_at=NOW)
    mailing_print(mailing.pk)
    batch.refresh_from_db()
    assert "is missing" in batch.problem
