"""Pages of safeguards: who may, what they say, the operator's own page, how many queries they need."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from district.links import link_issue
from district.models import District, User
from inventory.models import AskState, ConsentRecord, OperatorAsk, SafeguardEvidence, SafeguardMark
from tests.factories.contracts import pdf_bytes
from tests.factories.inventory import ProductUseFactory
from tests.factories.vendors import ProductFactory
from tests.inventory.leaving_cast import DAY, MONDAY, Ends, ended, ends_made, newest_token
from tests.inventory.test_safeguards_services import ENCRYPTION, LOG, LOGINS, evidence, question

WHEN = MONDAY + 2 * DAY
PAT = "pat@maple-reader.example"


@pytest.fixture(autouse=True)
def store(settings: LazySettings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Ends:
    return ends_made(district, person)


@pytest.fixture
def office(cast: Ends, signed_in: Callable[[User], Client]) -> Client:
    with time_machine.travel(WHEN, tick=False):
        return signed_in(cast.dana)


def page(client: Client, url: str, given: dict[str, Any] | None = None) -> tuple[int, str]:
    """(status, text); with `given` it is sent, and the page that follows is read."""
    with time_machine.travel(WHEN, tick=False):
        answer = client.get(url) if given is None else client.post(url, given, follow=True)
    return answer.status_code, " ".join(answer.content.decode().split()) if not answer.streaming else ""


def url(name: str, *args: Any, rule: str = "") -> str:
    return reverse(f"safeguards:{name}", args=args) + (f"?rule={rule}" if rule else "")


def test_readers_read_and_write_nothing(
    cast: Ends, person: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    paper, pk = evidence(cast, LOGINS), cast.reader.pk
    with time_machine.travel(WHEN, tick=False):
        client = signed_in(person("Ari Fictional", "auditor"))
    for address in (url("list"), url("product", pk), url("district"), url("evidence-page", paper.pk)):
        assert page(client, address)[0] == 200, address
    for name in ("evidence", "mark", "ask"):
        assert page(client, url(name, pk, rule=LOGINS))[0] == 403, name
    assert page(client, url("consent", pk))[0] == 403
    assert page(client, url("expiry", paper.pk))[0] == 403
    assert page(client, url("evidence-file", paper.pk))[0] == 403
    assert page(client, url("district-evidence"))[0] == 403


@pytest.mark.parametrize("role", ["staff_member", "counsel"])
def test_others_see_none_of_it(
    role: str, cast: Ends, person: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    with time_machine.travel(WHEN, tick=False):
        client = signed_in(person("Sam Fictional", role))
    assert page(client, url("list"))[0] == 403
    assert page(client, url("product", cast.reader.pk))[0] == 403
    assert page(client, url("district"))[0] == 403


def test_evidence_with_a_file_is_entered_for_several_at_once(cast: Ends, office: Client) -> None:
    paper = SimpleUploadedFile("audit.pdf", pdf_bytes("Audit."), "application/pdf")
    given = {
        "rules": [LOGINS, ENCRYPTION],
        "kind": "audit",
        "title": "Audit report",
        "dated": "2026-03-01",
        "expires_on": "2026-12-01",
        "file": paper,
    }
    status, text = page(office, url("evidence", cast.reader.pk, rule=LOGINS), given)
    assert status == 200
    assert "Shown until Tuesday 1 December 2026" in text
    found = SafeguardEvidence.objects.get()
    assert found.file is not None
    assert found.file.name == "audit.pdf"
    assert page(office, url("evidence-file", found.pk))[0] == 200
    assert "audit.pdf" in page(office, url("evidence-page", found.pk))[1]


@pytest.mark.parametrize("lacking", ["rules", "title", "dated", "words"])
def test_evidence_that_lacks_something_says_so(cast: Ends, office: Client, lacking: str) -> None:
    given = {"rules": [LOGINS], "kind": "audit", "title": "Audit", "dated": "2026-03-01", "words": "Read.", lacking: ""}
    assert page(office, url("evidence", cast.reader.pk), given)[0] == 422
    assert not SafeguardEvidence.objects.exists()


def test_a_safeguard_that_no_adopted_law_asks_is_not_found(cast: Ends, office: Client) -> None:
    assert page(office, url("mark", cast.reader.pk, rule="ct-student-data.safeguard.industry"))[0] == 404
    assert page(office, url("ask", cast.reader.pk, rule="nothing"))[0] == 404


def test_it_is_said_that_one_does_not_apply(cast: Ends, office: Client) -> None:
    given = {"answer": "not_applicable", "reason": "It has no accounts."}
    assert "Does not apply: It has no accounts." in page(office, url("mark", cast.reader.pk, rule=LOGINS), given)[1]
    assert SafeguardMark.objects.count() == 1


def test_the_districts_own_is_kept_apart(cast: Ends, office: Client) -> None:
    rule = "il-soppa.safeguard.district"
    given = {"rules": [rule], "kind": "seen", "title": "Review", "dated": "2026-03-01", "words": "Done."}
    _, text = page(office, url("district-evidence", rule=rule), given)
    assert "1 of 1 safeguards are shown." in text
    assert rule not in page(office, url("product", cast.reader.pk))[1]


def test_the_operator_is_asked_and_answers_behind_its_link(cast: Ends, office: Client, client: Client) -> None:
    _, form = page(office, url("ask", cast.reader.pk, rule=LOG))
    assert "rule 7400.1, I.D" in form
    given = {"how": "link", "contact": cast.pat.pk, "asks": "Send the log.", "last_day": "2026-03-20"}
    status, text = page(office, url("ask", cast.reader.pk, rule=LOG), given)
    assert status == 200
    assert "Asked, by Friday 20 March 2026" in text
    address = reverse("safeguard_operator:page", args=[newest_token(PAT)])
    outsider = Client()
    _, text = page(outsider, address)
    assert "Send the log." in text
    answer = {"outcome": "done", "statement": "Attached.", "given_by": "Pat Fictional"}
    files = SimpleUploadedFile("log.csv", b"when,who\n", "text/csv")
    _, text = page(outsider, address, {**answer, "attached": files})
    assert "Your answer was received" in text
    assert page(outsider, address, answer)[0] == 422, "sent twice it is one"
    ask = OperatorAsk.objects.get()
    assert ask.state == AskState.ANSWERED
    _, text = page(office, reverse("asked:accept", args=[ask.pk]), {"because": "The log was read."})
    assert "Answer of 4 March 2026" in text
    assert page(outsider, address)[0] == 404, "what is settled is behind no link"


def test_a_wrong_token_and_a_leavings_link_open_no_question(cast: Ends, client: Client) -> None:
    ask, to = question(cast), ("Pat Fictional", PAT)
    assert page(client, reverse("safeguard_operator:page", args=["x" * 43]))[0] == 404
    _link, other = link_issue(purpose="inventory.leaving", subject=ask, issued_to=to, days=9, actor=cast.dana, now=WHEN)
    assert page(client, reverse("safeguard_operator:page", args=[other]))[0] == 404


def test_a_link_to_a_question_opens_no_end(cast: Ends, client: Client) -> None:
    question(cast)
    token = newest_token(PAT)
    ended(cast)
    assert page(client, reverse("leaving_operator:page", args=[token]))[0] == 404


def test_consent_is_recorded_and_withdrawn(cast: Ends, office: Client) -> None:
    given = {
        "covers": "Grade 3, 24 students",
        "method": "paper",
        "verified_how": "Compared with the roster.",
        "held_where": "Office",
        "given_on": "2026-02-01",
        "authorised_by": "Sonia Imagined",
        "authorised_on": "2026-02-03",
    }
    pk = cast.reader.pk
    assert "Consent with authorization: Grade 3, 24 students" in page(office, url("consent", pk), given)[1]
    record = ConsentRecord.objects.get()
    _, text = page(office, url("consent-withdraw", pk, record.pk), {"because": "Taken back."})
    assert "Withdrawn" in text
    other = ProductFactory()
    assert page(office, url("consent-withdraw", other.pk, record.pk))[0] == 404


def test_the_list_needs_as_many_queries_for_many_as_for_one(
    cast: Ends, office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    evidence(cast, LOGINS)
    question(cast)
    page(office, url("list"))
    for _ in range(6):
        ProductUseFactory(product=ProductFactory(operator=cast.maple))
    with django_assert_max_num_queries(16):
        status, text = page(office, url("list"))
    assert status == 200
    assert text.count("of 11 shown") == 7


def test_a_product_out_of_use_is_not_listed_and_keeps_its_page(cast: Ends, office: Client) -> None:
    cast.reader.use.ended_on = (MONDAY - timedelta(days=9)).date()
    cast.reader.use.save()
    assert "Maple Reader</a>" not in page(office, url("list"))[1]
    assert page(office, url("product", cast.reader.pk))[0] == 200
