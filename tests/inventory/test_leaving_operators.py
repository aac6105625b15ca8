"""The operator's page at the end of an agreement: its own link alone, answers with files, sent twice, closed."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from district.links import link_issue
from district.models import District, User
from district.refusals import Refused
from inventory.asking.files import GivenFile, file_keep, file_read, file_remove, kept_files_named
from inventory.asking.services import ask_prove, ask_unproven, link_send
from inventory.leaving.services import leaving_close, leaving_withdraw
from inventory.models import AskKind, AskState, DestructionCertificate, KeptFile, Leaving, OperatorAsk
from tests.factories.contracts import pdf_bytes
from tests.factories.vendors import ContactFactory
from tests.inventory.leaving_cast import DAY, MONDAY, Ends, asked, ended, ends_made, newest_token, part

PAT = "pat@maple-reader.example"
GIVEN = {"outcome": "done", "statement": "Deleted on 20 March, backups too.", "given_by": "Pat Fictional"}
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def store(settings: LazySettings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Ends:
    return ends_made(district, person)


@pytest.fixture
def leaving(cast: Ends) -> Leaving:
    return asked(cast, ended(cast))


@pytest.fixture
def token(leaving: Leaving) -> str:
    return newest_token(PAT)


def visit(
    client: Client,
    token: str,
    ask: OperatorAsk | None = None,
    given: Mapping[str, Any] | None = None,
    moment: datetime = MONDAY + WEEK,
) -> tuple[int, str]:
    """(status, text) of the page, or of one part's; with `given` it is sent."""
    url = reverse("leaving_operator:page", args=[token])
    if ask is not None:
        url = reverse("leaving_operator:answer", args=[token, ask.pk])
    with time_machine.travel(moment, tick=False):
        answer = client.get(url) if given is None else client.post(url, given)
    return answer.status_code, answer.content.decode()


def test_the_page_says_what_is_asked_until_when_and_why(client: Client, token: str) -> None:
    status, text = visit(client, token)
    assert status == 200
    assert "Maple Reader data agreement" in text
    assert "Certificate of destruction" in text
    assert "Asked, by Wednesday 1 April 2026" in text
    assert "As CSV files." in text


def test_a_wrong_token_and_another_purpose_open_nothing(client: Client, cast: Ends, leaving: Leaving) -> None:
    assert visit(client, "x" * 43)[0] == 404
    to = ("Pat Fictional", PAT)
    _link, other = link_issue(purpose="cure_answer", subject=leaving, issued_to=to, days=9, actor=cast.dana, now=MONDAY)
    assert visit(client, other)[0] == 404


def test_a_part_of_another_end_is_not_behind_this_link(client: Client, token: str, leaving: Leaving) -> None:
    other = OperatorAsk.objects.create(
        product=leaving.products.get(), kind="safeguard", rule="x.y", asks="?", made_at=MONDAY
    )
    with time_machine.travel(MONDAY + WEEK, tick=False):
        answer = client.get(reverse("leaving_operator:answer", args=[token, other.pk]))
    assert answer.status_code == 404


def test_an_answer_with_its_file_is_kept_sealed(client: Client, token: str, leaving: Leaving) -> None:
    ask = part(leaving, AskKind.CERTIFICATE)
    paper = SimpleUploadedFile("certificate.pdf", pdf_bytes("All copies are gone."), "application/pdf")
    assert visit(client, token, ask, {**GIVEN, "attached": paper})[0] == 302
    kept = KeptFile.objects.get(ask=ask)
    assert (kept.name, kept.media_type) == ("certificate.pdf", "application/pdf")
    assert file_read(kept).startswith(b"%PDF-")
    assert kept.stored in kept_files_named()
    assert part(leaving, AskKind.CERTIFICATE).state == AskState.ANSWERED


def test_what_the_district_added_does_not_stand_under_the_operators_answer(
    client: Client, cast: Ends, token: str, leaving: Leaving
) -> None:
    ask, paper = part(leaving), SimpleUploadedFile("ours.txt", b"Deleted, all of it.", "text/plain")
    assert visit(client, token, ask, {**GIVEN, "attached": paper})[0] == 302
    file_keep(given=GivenFile("seen-by-us.txt", b"A look at the empty account."), ask=ask, actor=cast.dana, now=MONDAY)
    _, text = visit(client, token, ask)
    answer, added = text.split("Files that Prairie Lantern District 900 added")
    assert "ours.txt" in answer.split("<h2>Your answer</h2>")[1]
    assert "seen-by-us.txt" not in answer
    assert "seen-by-us.txt" in added


def test_a_program_is_refused_and_nothing_of_the_answer_is_kept(client: Client, token: str, leaving: Leaving) -> None:
    program = SimpleUploadedFile("certificate.exe", b"MZ" + bytes(200), "application/pdf")
    status, text = visit(client, token, part(leaving), {**GIVEN, "attached": program})
    assert status == 422
    assert "certificate.exe: This is a program" in text
    assert part(leaving).state == AskState.ASKED
    assert not KeptFile.objects.exists()


def test_sent_twice_it_is_one_answer(client: Client, token: str, leaving: Leaving) -> None:
    assert visit(client, token, part(leaving), GIVEN)[0] == 302
    status, _ = visit(client, token, part(leaving), {**GIVEN, "statement": "Something else."})
    assert status == 422
    assert part(leaving).statement == GIVEN["statement"]


@pytest.mark.parametrize("lacking", ["outcome", "statement", "given_by"])
def test_nothing_may_be_left_out(client: Client, token: str, leaving: Leaving, lacking: str) -> None:
    status, _ = visit(client, token, part(leaving), {**GIVEN, lacking: " "})
    assert status == 422
    assert part(leaving).state == AskState.ASKED


def test_nobody_keeps_the_page_or_learns_its_address(client: Client, token: str) -> None:
    with time_machine.travel(MONDAY + WEEK, tick=False):
        answer = client.get(reverse("leaving_operator:page", args=[token]))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "strict-origin"


def test_a_new_link_takes_the_place_of_the_old_one(client: Client, cast: Ends, token: str, leaving: Leaving) -> None:
    quinn = ContactFactory(operator=cast.maple, name="Quinn Fictional", email="quinn@maple-reader.example")
    link_send(ask=part(leaving), contact=quinn, actor=cast.dana, now=MONDAY + DAY)
    assert visit(client, token)[0] == 404
    assert visit(client, newest_token("quinn@maple-reader.example"))[0] == 200


def test_when_it_is_over_the_link_leads_nowhere(client: Client, cast: Ends, token: str, leaving: Leaving) -> None:
    leaving_withdraw(leaving=leaving, because="It was renewed.", actor=cast.dana, now=MONDAY + DAY)
    assert visit(client, token)[0] == 404


def test_a_link_runs_out_some_time_after_the_last_day(client: Client, token: str) -> None:
    assert visit(client, token, moment=MONDAY + timedelta(days=85))[0] == 200, "late, and better than never"
    assert visit(client, token, moment=MONDAY + timedelta(days=95))[0] == 404


def test_the_certificates_file_stays_while_returned_data_can_be_removed(
    client: Client, cast: Ends, token: str, leaving: Leaving
) -> None:
    for kind, name in ((AskKind.RETURN, "data.csv"), (AskKind.CERTIFICATE, "certificate.txt")):
        paper = SimpleUploadedFile(name, b"name,grade\nInvented,4\n", "text/plain")
        assert visit(client, token, part(leaving, kind), {**GIVEN, "attached": paper})[0] == 302
    later = MONDAY + 30 * DAY
    ask_prove(ask=part(leaving, AskKind.CERTIFICATE), because="Signed.", actor=cast.dana, now=later)
    certificate = DestructionCertificate.objects.get()
    assert certificate.file is not None
    assert certificate.file_sha256 == certificate.file.sha256
    with pytest.raises(Refused, match="it stays"):
        file_remove(file=certificate.file, because="Tidying.", actor=cast.dana, now=later)
    data = KeptFile.objects.get(ask__kind=AskKind.RETURN)
    with pytest.raises(Refused, match="Say why"):
        file_remove(file=data, because=" ", actor=cast.dana, now=later)
    gone = file_remove(file=data, because="It lies in the new system.", actor=cast.dana, now=later)
    assert gone.stored not in kept_files_named()
    with pytest.raises(Refused, match="removed"):
        file_read(gone)


def test_a_closed_end_keeps_its_certificate_for_good(cast: Ends, client: Client, token: str, leaving: Leaving) -> None:
    visit(client, token, part(leaving, AskKind.CERTIFICATE), GIVEN)
    later = MONDAY + 30 * DAY
    ask_prove(ask=part(leaving, AskKind.CERTIFICATE), because="Its statement.", actor=cast.dana, now=later)
    for kind in (AskKind.RETURN, AskKind.TRACKING):
        ask_unproven(ask=part(leaving, kind), because="Nothing came.", actor=cast.dana, now=later)
    closed = leaving_close(leaving=leaving, because="As far as it goes.", actor=cast.dana, now=later)
    assert closed.result == "unproven"
    assert closed.certificates.count() == 1
