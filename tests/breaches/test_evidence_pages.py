"""The page of the evidence file: what is in it, making, downloading, and whom it refuses."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from breaches.models import Breach, EvidenceFile, EvidenceState
from breaches.services.evidence import evidence_ask
from district.models import District, User
from district.storage import stored_path
from tests.factories.publicentries import breach_known

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def breach(district: District, dana: User) -> Breach:
    return breach_known(dana)


def page(breach: Breach) -> str:
    return reverse("breaches:evidence", args=[breach.pk])


def test_an_officer_has_the_file_made_and_downloads_it(
    breach: Breach, dana: User, signed_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(dana)
    assert "Make the evidence file" in client.get(page(breach)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page(breach)).status_code == 302
    file = EvidenceFile.objects.get()
    assert file.state == EvidenceState.MADE
    shown = client.get(page(breach)).content.decode()
    assert file.sha256 in shown
    assert "Make it again" in shown
    answer = client.get(reverse("breaches:evidence-file", args=[breach.pk, file.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-B-14-{file.day}.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_while_it_is_being_made_the_page_says_how_far_and_asks_again(
    breach: Breach, dana: User, signed_in: SignIn, now: datetime
) -> None:
    EvidenceFile.objects.create(
        breach=breach, asked_by=dana, asked_at=now, begun_at=now, state="making", parts_done=4, parts_total=13
    )
    answer = signed_in(dana).get(page(breach))
    assert answer["Refresh"] == "3"
    assert '<progress id="evidence-progress" value="4" max="13">' in answer.content.decode()


def test_a_second_asking_is_answered_in_words(breach: Breach, dana: User, signed_in: SignIn) -> None:
    from district.clock import now as clock_now

    evidence_ask(breach=breach, actor=dana, now=clock_now())
    answer = signed_in(dana).post(page(breach))
    assert answer.status_code == 409
    assert "being made already" in answer.content.decode()


def test_a_file_changed_on_disk_is_refused(
    breach: Breach, dana: User, signed_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(dana)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(breach))
    file = EvidenceFile.objects.get()
    stored_path(file.sha256).write_bytes(b"something else")
    answer = client.get(reverse("breaches:evidence-file", args=[breach.pk, file.pk]))
    assert answer.status_code == 409
    assert "was changed on disk" in answer.content.decode()
    stored_path(file.sha256).unlink()


def test_a_file_belongs_to_its_own_breach(breach: Breach, dana: User, signed_in: SignIn, now: datetime) -> None:
    other = breach_known(dana, number=15)
    file = EvidenceFile.objects.create(
        breach=other, asked_by=dana, asked_at=now, state="made", sha256="a" * 64, made_at=now, day=now.date()
    )
    assert signed_in(dana).get(reverse("breaches:evidence-file", args=[breach.pk, file.pk])).status_code == 404


def test_an_auditor_reads_and_does_not_make(breach: Breach, ari: User, signed_in: SignIn) -> None:
    client = signed_in(ari)
    answer = client.get(page(breach))
    assert answer.status_code == 200
    assert "Make the evidence file" not in answer.content.decode()
    assert client.post(page(breach)).status_code == 403


def test_others_are_refused(breach: Breach, tom: User, olga: User, client: Client, signed_in: SignIn) -> None:
    assert client.get(page(breach)).status_code == 302
    for person in (tom, olga):
        assert signed_in(person).get(page(breach)).status_code in (302, 403)


def test_the_page_takes_a_fixed_number_of_queries(
    breach: Breach, dana: User, signed_in: SignIn, now: datetime, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(dana)
    for _ in range(8):
        EvidenceFile.objects.create(breach=breach, asked_by=dana, asked_at=now, state="failed", problem="…")
    with django_assert_max_num_queries(16):
        client.get(page(breach))
