"""Names in mailings go when the district's time is over; hashes, counts and evidence stay."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from district.audit import SystemActor
from district.models import District, User
from district.storage import stored_path
from notices.models import BounceList, Mailing, Message, PrintBatch
from notices.selectors import family_messages
from notices.services.mailings import MailingRefused, mailing_stop
from notices.services.mailings.batches import batch_claim, batch_make, letter_of
from notices.services.mailings.bounces import bounce_list_take
from notices.services.mailings.returning import address_found, batch_mailed
from roster.models import PurgeRecord
from roster.retention import purge, rule_set
from tests.factories.notices import NOW, by_letter, family, let_go, letter_text, prepared

SignIn = Callable[[User], Client]
TIMER = SystemActor("timer:roster.retention")
DAYS = 30
OVER = NOW.date() + timedelta(days=DAYS + 1)


@pytest.fixture
def sonia(person: Callable[..., User]) -> User:
    return person("Sonia Fictional", "superintendent")


@pytest.fixture
def mailed(district: District, dana: User, sonia: User) -> Mailing:
    """One letter, mailed with its proof: the mailing is done."""
    families = [by_letter(1), by_letter(2, excluded="court order"), family(3)]
    mailing = let_go(prepared(district, dana, families, texts=[letter_text()]), asks=dana, approves=sonia)
    batch = batch_claim(mailing_id=mailing.pk, now=NOW)
    assert batch is not None
    batch_make(batch=batch, now=NOW)
    batch_mailed(batch=batch, mailed_on=NOW.date(), actor=dana, now=NOW, certificate=b"%PDF", certificate_name="c.pdf")
    rule_set(what="mailings", days=DAYS, actor=dana, now=NOW)
    return mailing


def run(today: date = OVER) -> list[PurgeRecord]:
    return purge(today=today, actor=TIMER, now=NOW + timedelta(days=DAYS + 1))


def test_names_go_with_the_files_and_hashes_counts_and_evidence_stay(
    mailed: Mailing, dana: User, django_capture_on_commit_callbacks: Any
) -> None:
    batch = PrintBatch.objects.get()
    files = [batch.pdf_stored, batch.manifest_stored, batch.certificate_stored]
    letter = Message.objects.get(state="mailed")
    assert family_messages(dana, "Ana Fictional 1") == [letter]
    with django_capture_on_commit_callbacks(execute=True):
        (record,) = run()
    assert record.counts == {"mailings": 1, "messages": 3, "print batches": 1}
    assert not any(stored_path(name).exists() for name in files)
    for row in Message.objects.all():
        assert (row.sealed, row.content, row.keys, row.student_ids, row.guardian_id) == (None, None, None, None, None)
    letter.refresh_from_db()
    assert (letter.state, len(letter.content_sha256), letter.evidence.count()) == ("mailed", 64, 2)
    batch.refresh_from_db()
    assert (batch.file_key, batch.pdf_stored, batch.letters, batch.mailed_on) == ("", "", 1, NOW.date())
    assert len(batch.pdf_sha256) == len(batch.manifest_sha256) == len(batch.certificate_sha256) == 64
    assert family_messages(dana, "Ana Fictional 1") == []
    assert family_messages(dana, letter.reference) == [letter]
    assert run() == []


def test_before_its_time_and_while_it_runs_a_mailing_keeps_its_names(
    mailed: Mailing, district: District, dana: User, sonia: User
) -> None:
    let_go(prepared(district, dana, [by_letter(9)], texts=[letter_text()]), asks=dana, approves=sonia)
    assert run(OVER - timedelta(days=1)) == []
    (record,) = run()
    assert record.counts["mailings"] == 1
    assert Message.objects.filter(sealed__isnull=False).count() == 1


def test_a_mailing_that_was_stopped_loses_its_names_too(district: District, dana: User) -> None:
    rule_set(what="mailings", days=DAYS, actor=dana, now=NOW)
    mailing_stop(mailing=prepared(district, dana, [family(1)]), why="Drawn up twice", actor=dana, now=NOW)
    (record,) = run()
    assert record.counts == {"mailings": 1, "messages": 1}


def test_what_lost_its_names_is_neither_written_to_nor_printed_again(mailed: Mailing, dana: User) -> None:
    run()
    waiting, letter = Message.objects.get(state="no_address"), Message.objects.get(state="mailed")
    with pytest.raises(MailingRefused, match="names of this mailing were removed"):
        address_found(message=waiting, email="new@family.example", actor=dana, now=NOW)
    with pytest.raises(ValueError, match="names of this mailing were removed"):
        letter_of(letter, now=NOW)
    assert Mailing.objects.get().state == "done"


def test_the_pages_say_that_names_were_removed(mailed: Mailing, dana: User, signed_in: SignIn) -> None:
    run()
    client = signed_in(dana)
    assert "removed: their time is over" in client.get(reverse("notices:mailing", args=[mailed.pk])).text
    assert client.get(reverse("notices:batch-file", args=[mailed.pk, 1, "letters"])).status_code == 404
    for row in Message.objects.all():
        words = client.get(reverse("notices:message", args=[row.pk])).text
        assert "Another address" not in words
        assert "This letter (PDF)" not in words
    assert client.get(reverse("notices:messages", args=[mailed.pk])).status_code == 200


def test_rows_of_a_bounce_list_that_fit_nothing_go_once(district: District, dana: User) -> None:
    rule_set(what="mailings", days=DAYS, actor=dana, now=NOW)
    bounce_list_take(name="list.csv", content=b"email\nnobody@family.example\n", actor=dana, now=NOW)
    (record,) = run()
    row = BounceList.objects.get()
    assert (record.counts, row.unmatched, row.unmatched_rows) == ({"bounce lists": 1}, {"rows": []}, 1)
    assert run() == []
