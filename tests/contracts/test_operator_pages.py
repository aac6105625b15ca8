"""The page behind an operator's private link: for whoever holds it, for as long as it is good, and for nobody else."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from pghistory.models import Events

from contracts.models import CureNotice, CureState, DocumentState
from contracts.services import SignedFile
from contracts.services.cure import PURPOSE, cure_withdraw
from contracts.services.cure_answers import cure_answer_record
from contracts.views import operators
from district import clock, privatepages
from district.clock import local_day
from district.limits import Limit
from district.links import links_revoke
from district.models import District, PrivateLink, User
from tests.contracts.conftest import stored_files
from tests.contracts.cure import ADDENDUM, agreement_with_gaps, link_of, sent_notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def connecticut(adopted: Callable[..., None]) -> Iterator[None]:
    adopted("ct-student-data")
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def notice(dirk: User, district: District) -> CureNotice:
    """Sent today: the pages read the real clock."""
    now = clock.now()
    term = local_day(now, "America/Chicago") + timedelta(days=30)
    return sent_notice(agreement_with_gaps(dirk), dirk, now=now, term=term, message="Call us with questions.")


@pytest.fixture
def way_in(notice: CureNotice, dirk: User) -> tuple[PrivateLink, str]:
    link, token = link_of(notice, dirk, now=clock.now())
    return link, reverse("operator:answer", args=[token])


def addendum(content: bytes = ADDENDUM.encode(), name: str = "addendum.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_page_says_what_is_asked_and_until_when_without_an_account(
    way_in: tuple[PrivateLink, str], client: Client
) -> None:
    body = client.get(way_in[1]).content.decode()
    for words in ("Connecticut law governs", "by the end of", "Call us with questions.", "says the opposite"):
        assert words in body
    assert "Staff sign-in" not in body
    assert 'value="Pat Fictional"' in body


def test_nothing_of_the_page_is_kept_listed_or_passed_on(way_in: tuple[PrivateLink, str], client: Client) -> None:
    headers = client.get(way_in[1]).headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "strict-origin", "the path, and with it the token, goes into no Referer"


def test_the_letter_is_there_as_it_was_sent(way_in: tuple[PrivateLink, str], client: Client) -> None:
    answer = client.get(f"{way_in[1]}letter/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content)[:4] == b"%PDF"  # type: ignore[attr-defined]


def test_an_uploaded_addendum_is_read_and_checked_and_the_operator_hears_no_verdict(
    way_in: tuple[PrivateLink, str], notice: CureNotice, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(way_in[1], {"given_by": "Pat Fictional", "text": "Signed.", "file": addendum()})
    assert answer.status_code == 302
    kept = notice.answers.get()
    assert kept.document is not None
    kept.document.refresh_from_db()
    assert kept.document.state == DocumentState.READ
    assert kept.document.checks.exists()
    body = client.get(way_in[1]).content.decode()
    assert "received and read; it will be reviewed" in body
    for verdict in ("contradicted", "weaker", "not found", "Findings"):
        assert verdict not in body


def test_a_bad_file_gets_a_clear_error_and_the_words_are_kept(
    way_in: tuple[PrivateLink, str], notice: CureNotice, client: Client, store: Path
) -> None:
    before = stored_files(store)
    values = {"given_by": "Pat Fictional", "text": "Two weeks of thought.", "file": addendum(b"\x00\x01", "a.pdf")}
    answer = client.post(way_in[1], values)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "There is a problem" in body
    assert "Two weeks of thought." in body
    assert stored_files(store) == before
    assert not notice.answers.exists()


@pytest.mark.parametrize("values", [{}, {"given_by": "Pat"}, {"text": "Yes."}, {"given_by": "Pat", "text": " \n "}])
def test_an_answer_of_nothing_is_refused(
    way_in: tuple[PrivateLink, str], notice: CureNotice, client: Client, values: dict[str, str]
) -> None:
    assert client.post(way_in[1], values).status_code == 422
    assert not notice.answers.exists()


def test_forged_requests_are_refused_and_honest_ones_pass(way_in: tuple[PrivateLink, str]) -> None:
    browser = Client(enforce_csrf_checks=True)
    values = {"given_by": "Pat Fictional", "text": "We agree."}
    assert browser.post(way_in[1], values).status_code == 403
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(way_in[1]).content.decode())
    assert found is not None
    assert browser.post(way_in[1], {**values, "csrfmiddlewaretoken": found.group(1)}).status_code == 302


# Who does not come in


def closed_page(client: Client, address: str) -> tuple[int, str, dict[str, str]]:
    answer = client.get(address)
    kept = {name: answer.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")}
    return answer.status_code, answer.content.decode(), kept


def test_wrong_expired_revoked_and_closed_give_one_and_the_same_answer(
    notice: CureNotice, dirk: User, client: Client
) -> None:
    now = clock.now()
    wrong = closed_page(client, reverse("operator:answer", args=["A" * 43]))
    _, expired = link_of(notice, dirk, now=now - timedelta(days=9), days=8)
    _, revoked = link_of(notice, dirk, now=now)
    assert closed_page(client, reverse("operator:answer", args=[expired])) == wrong
    links_revoke(subject=notice, purpose=PURPOSE, reason="Left.", actor=dirk, now=now)
    assert closed_page(client, reverse("operator:answer", args=[revoked])) == wrong
    assert closed_page(client, reverse("operator:answer", args=["x"])) == wrong
    _, good = link_of(notice, dirk, now=now)
    cure_withdraw(notice=notice, reason="Sent in error.", actor=dirk, now=now)
    assert closed_page(client, reverse("operator:answer", args=[good])) == wrong
    assert closed_page(client, reverse("operator:letter", args=[good])) == wrong
    assert wrong[0] == 404
    assert "Ask Prairie Lantern District 900 for a new one" in wrong[1]


def test_a_link_of_one_notice_opens_no_other(
    way_in: tuple[PrivateLink, str], dirk: User, client: Client, notice: CureNotice
) -> None:
    other = sent_notice(
        agreement_with_gaps(dirk, title="Another agreement"), dirk, now=clock.now(), term=notice.term_ends_on
    )
    assert "Another agreement" not in client.get(way_in[1]).content.decode()
    assert not other.answers.exists()


def test_guessing_is_slowed_down_for_the_guesser_alone(
    way_in: tuple[PrivateLink, str], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privatepages, "WRONG", Limit("tests.wrong", most=2, seconds=600))
    wrong = reverse("operator:answer", args=["B" * 43])
    assert [client.get(wrong).status_code for _ in range(3)] == [404, 404, 429]
    assert client.get(way_in[1]).status_code == 429
    assert client.get(way_in[1], REMOTE_ADDR="192.0.2.9").status_code == 200


def test_answers_are_bounded_and_a_few_are_not_too_many(
    way_in: tuple[PrivateLink, str], notice: CureNotice, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operators, "ANSWERS", Limit("tests.answers", most=2, seconds=600))
    values = {"given_by": "Pat Fictional", "text": "Yes."}
    assert [client.post(way_in[1], values).status_code for _ in range(3)] == [302, 302, 429]
    assert notice.answers.count() == 2


# Evidence


def test_every_use_is_in_the_trail_under_the_link(
    way_in: tuple[PrivateLink, str], notice: CureNotice, client: Client
) -> None:
    link, address = way_in
    client.get(address)
    client.post(address, {"given_by": "Pat Fictional", "text": "We agree."})
    uses = [event.pgh_context for event in Events.objects.tracks(link) if event.pgh_label == "update"]
    assert [use["actor"] for use in uses] == [f"link:cure_answer.{link.pk} (pat@maple-reader.example)"] * 2
    (step,) = notice.states.filter(state=CureState.ANSWERED)
    assert step.actor.startswith(f"link:cure_answer.{link.pk}")


def test_the_token_is_in_no_table(way_in: tuple[PrivateLink, str], client: Client) -> None:
    token = way_in[1].rstrip("/").rpartition("/")[2]
    client.get(way_in[1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{token}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(table)
    assert found == []


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_are_both_kept_as_versions_of_their_own(
    notice: CureNotice, dirk: User, store: Path
) -> None:
    link, _ = link_of(notice, dirk, now=clock.now())
    start = Barrier(2)

    def upload(number: int) -> int:
        try:
            start.wait(timeout=120)
            kept = cure_answer_record(
                notice=CureNotice.objects.select_related("agreement__operator", "agreement__reviewer").get(
                    pk=notice.pk
                ),
                given_by="Pat Fictional",
                text="",
                file=SignedFile(f"addendum-{number}.txt", [f"{ADDENDUM}\nCopy {number}.".encode()]),
                link=link,
                now=clock.now(),
            )
            assert kept.document is not None
            return kept.document.version
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        versions = list(pool.map(upload, (1, 2)))
    assert sorted(versions) == [2, 3]
    assert notice.answers.count() == 2
    assert notice.states.filter(state=CureState.ANSWERED).count() == 1
