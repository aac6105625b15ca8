"""Pages of ends in the office: who may, what they say, how many queries they need."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from district.models import District, User
from inventory.asking.services import ask_answer
from inventory.leaving.services import leaving_withdraw
from inventory.models import AskKind, AskState, DestructionCertificate, KeptFile, Leaving
from tests.inventory.leaving_cast import DAY, MONDAY, Ends, asked, ended, ends_made, mails_to, part

WHEN = MONDAY + 2 * DAY


@pytest.fixture(autouse=True)
def store(settings: LazySettings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Ends:
    return ends_made(district, person)


@pytest.fixture
def leaving(cast: Ends) -> Leaving:
    return ended(cast)


@pytest.fixture
def office(cast: Ends, signed_in: Callable[[User], Client]) -> Client:
    with time_machine.travel(WHEN, tick=False):
        return signed_in(cast.dana)


def page(client: Client, name: str, *args: Any, given: dict[str, Any] | None = None) -> tuple[int, str]:
    """(status, text) of an office page; with `given` it is sent, and the page that follows is read."""
    url = reverse(name, args=args)
    with time_machine.travel(WHEN, tick=False):
        answer = client.get(url) if given is None else client.post(url, given, follow=True)
    return answer.status_code, " ".join(answer.content.decode().split()) if not answer.streaming else ""


READERS = ["auditor", "superintendent", "records_custodian", "committee_member"]
READS = ["list", "page"]
WORKS = ["choose", "option", "ask", "by-hand", "owner", "close", "withdraw", "reopen"]
ASK_WORKS = ["answer", "accept", "shown", "back", "unproven", "not-needed", "take-up", "link"]


@pytest.mark.parametrize("role", READERS)
def test_readers_read_and_write_nothing(
    role: str, leaving: Leaving, person: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    with time_machine.travel(WHEN, tick=False):
        client = signed_in(person("Rea Fictional", role))
    assert page(client, "leaving:list")[0] == 200
    assert page(client, "leaving:page", leaving.pk)[0] == 200
    for name in WORKS:
        args = [] if name == "choose" else [leaving.pk]
        assert page(client, f"leaving:{name}", *args)[0] == 403, name
    for name in ASK_WORKS:
        answer = page(client, f"asked:{name}", part(leaving).pk, given={} if name == "take-up" else None)
        assert answer[0] == 403, name


@pytest.mark.parametrize("role", ["staff_member", "counsel"])
def test_others_see_none_of_it(
    role: str, leaving: Leaving, person: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    with time_machine.travel(WHEN, tick=False):
        client = signed_in(person("Sam Fictional", role))
    assert page(client, "leaving:list")[0] == 403
    assert page(client, "leaving:page", leaving.pk)[0] == 403
    assert page(client, "asked:page", part(leaving).pk)[0] == 403


def test_a_file_is_open_to_those_alone_who_work_on_it(
    cast: Ends, office: Client, person: Callable[..., User], signed_in: Callable[[User], Client], leaving: Leaving
) -> None:
    asked(cast, leaving)
    data = SimpleUploadedFile("data.csv", b"name,grade\nInvented,4\n", "text/csv")
    given = {"outcome": "done", "statement": "Here.", "given_by": "Pat", "answered_on": "2026-03-03", "attached": data}
    ask = part(leaving, AskKind.RETURN)
    status, text = page(office, "asked:answer", ask.pk, given=given)
    assert status == 200
    kept = KeptFile.objects.get()
    assert "data.csv" in text
    assert page(office, "asked:file", kept.pk) == (200, "name,grade Invented,4")
    with time_machine.travel(WHEN, tick=False):
        auditor = signed_in(person("Ari Fictional", "auditor"))
    assert page(auditor, "asked:file", kept.pk)[0] == 403
    assert "data.csv" not in page(auditor, "leaving:page", leaving.pk)[1]


def test_the_way_through_the_pages(cast: Ends, office: Client, leaving: Leaving) -> None:
    status, text = page(office, "leaving:page", leaving.pk)
    assert "Choose what happens to the data" in text
    assert "rule 7400.1, III.A" in text
    assert "nobody has confirmed this finding" in text
    _, text = page(office, "leaving:option", leaving.pk, given={"option": "return", "words": "As CSV files."})
    assert "Ask by private link" in text
    _, form = page(office, "leaving:ask", leaving.pk)
    assert "Neither the agreement nor an adopted law names a day" in form
    assert 'value="2026-05-01"' in form, "60 days from the end, as the agreement says"
    given: dict[str, Any] = {"contact": cast.pat.pk}
    for kind in (AskKind.RETURN, AskKind.DELETION, AskKind.TRACKING, AskKind.CERTIFICATE):
        given |= {f"take.{kind}": "on", f"asks.{kind}": "Please.", f"day.{kind}": "2026-05-01"}
    status, text = page(office, "leaving:ask", leaving.pk, given=given)
    assert status == 200
    assert "Maple Reader Fictional, Inc. was asked." in text
    assert len(mails_to("pat@maple-reader.example")) == 1
    ask = part(leaving, AskKind.CERTIFICATE)
    ask_answer(ask=ask, outcome="done", statement="All gone.", by="Pat Fictional", actor=cast.dana, now=WHEN)
    _, text = page(office, "asked:accept", ask.pk, given={"because": "Its signed statement."})
    assert DestructionCertificate.objects.count() == 1
    assert "Kept for good." in text
    for kind in (AskKind.RETURN, AskKind.TRACKING):
        page(office, "asked:unproven", part(leaving, kind).pk, given={"because": "Nothing came."})
    _, text = page(office, "leaving:close", leaving.pk, given={"because": "As far as it goes."})
    assert "Unproven: nothing shows that all was done." in text
    agreement_page = page(office, "contracts:agreement", cast.agreement.pk)[1]
    assert "Certificate of destruction of Wednesday 4 March 2026, by Pat Fictional" in agreement_page


def test_a_form_that_lacks_something_says_so(office: Client, leaving: Leaving) -> None:
    assert page(office, "leaving:option", leaving.pk, given={"option": "transfer", "words": ""})[0] == 422
    assert page(office, "asked:not-needed", part(leaving).pk, given={"because": " "})[0] == 422
    assert part(leaving).state == AskState.OPEN


def test_nothing_is_asked_of_an_operator_without_contacts(cast: Ends, office: Client, leaving: Leaving) -> None:
    cast.pat.delete()
    page(office, "leaving:option", leaving.pk, given={"option": "none", "words": ""})
    _, text = page(office, "leaving:ask", leaving.pk)
    with time_machine.travel(WHEN, tick=False):
        text = office.get(reverse("leaving:ask", args=[leaving.pk]), follow=True).content.decode()
    assert "Nobody to write to is known." in text


def test_the_list_needs_as_many_queries_for_many_as_for_one(
    cast: Ends, office: Client, leaving: Leaving, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(office, "leaving:list")
    leaving_withdraw(leaving=leaving, because="It was a slip.", actor=cast.dana, now=MONDAY)
    for number in range(5):
        copy = Leaving.objects.create(
            agreement=cast.agreement,
            ended_on=leaving.ended_on,
            because=f"Again {number}.",
            opened_at=MONDAY,
            opened_by="dana",
            state="withdrawn",
            closed_at=MONDAY,
            closed_because="Invented.",
        )
        copy.products.set([cast.reader])
    with django_assert_max_num_queries(14):
        text = page(office, "leaving:list")[1]
    assert "No end is open" in text
    with time_machine.travel(WHEN, tick=False), django_assert_max_num_queries(14):
        office.get(reverse("leaving:list") + "?view=all")


def test_one_is_opened_by_hand(cast: Ends, office: Client) -> None:
    assert "Maple Reader data agreement" in page(office, "leaving:choose")[1]
    given = {"products": [cast.reader.pk], "ended_on": "2026-03-01", "because": "Given up at mid-year."}
    status, text = page(office, "leaving:begin", cast.agreement.pk, given=given)
    assert status == 200
    assert "Choose what happens to the data" in text, "the agreement may run on"
    leaving = Leaving.objects.get()
    assert (leaving.because, leaving.while_in_force) == ("Given up at mid-year.", True)
