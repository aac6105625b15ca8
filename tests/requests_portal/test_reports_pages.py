"""The report's pages: who may open them, what they show, and how many queries they need."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from district.models import District, User
from requests_portal.models import RequestTask, TaskState
from tests.factories.requests import RequestFactory, requests_past
from tests.factories.vendors import OperatorFactory

SignIn = Callable[[User], Client]
NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
PAGES = {
    "reports": reverse("requests:reports"),
    "board": reverse("requests:reports-board"),
    "pdf": reverse("requests:reports-board-pdf"),
    "kinds": reverse("requests:reports-csv", args=["kinds"]),
    "months": reverse("requests:reports-csv", args=["months"]),
    "operators": reverse("requests:reports-csv", args=["operators"]),
}


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked(district: District) -> None:
    """Sixty answered requests, and one operator that was asked."""
    requests_past(60, until=NOW)
    RequestTask.objects.create(
        request=RequestFactory(asked_at=NOW),
        holder="operator",
        operator=OperatorFactory(name="Maple Reader Fictional, Inc."),
        state=TaskState.ASKED,
        made_at=NOW,
        asked_at=NOW,
        last_day=date(2026, 3, 30),
    )


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_only_people_who_may_read_requests_see_the_report(
    signed_in: SignIn, client: Client, tom: User, olga: User, asked: None, address: str
) -> None:
    assert client.get(address).status_code == 302
    assert signed_in(tom).get(address).status_code == 403
    assert signed_in(olga).get(address).status_code in (302, 403)


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_the_officer_and_the_auditor_may(signed_in: SignIn, dana: User, ari: User, asked: None, address: str) -> None:
    for user in (dana, ari):
        answer = signed_in(user).get(address)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]


def test_the_report_shows_its_tables_and_the_chart(signed_in: SignIn, dana: User, asked: None) -> None:
    html = signed_in(dana).get(PAGES["reports"]).content.decode()
    assert "1 April 2025 to 20 March 2026" in html
    assert html.count("<table") == 3
    assert "March 2026" in html
    assert "Maple Reader Fictional, Inc." in html
    assert 'role="img" aria-labelledby="chart-title"' in html
    assert "style=" not in html.split("<main", 1)[1]


@pytest.mark.parametrize("number", [10, 300])
@pytest.mark.parametrize(("page", "most"), [("reports", 12), ("board", 13)])
def test_the_number_of_queries_does_not_grow(
    signed_in: SignIn, dana: User, asked: None, django_assert_max_num_queries, number: int, page: str, most: int
) -> None:
    requests_past(number, until=NOW, first=5_000_000)
    client = signed_in(dana)
    client.get(PAGES[page])
    with django_assert_max_num_queries(most):
        client.get(PAGES[page])


def test_a_spreadsheet_holds_numbers_and_an_operators_name_is_no_formula(
    signed_in: SignIn, dana: User, asked: None
) -> None:
    RequestTask.objects.create(
        request=RequestFactory(asked_at=NOW),
        holder="operator",
        operator=OperatorFactory(name="=SUM(Fictional)"),
        state=TaskState.ASKED,
        made_at=NOW,
        asked_at=NOW,
    )
    answer = signed_in(dana).get(PAGES["operators"])
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["Operator"] for row in rows} == {"Maple Reader Fictional, Inc.", "'=SUM(Fictional)"}
    assert rows[0]["Asked"] == "1"
    assert 'filename="requests-by-operators-2025-04-01-2026-03-20.csv"' in answer["Content-Disposition"]


def test_there_is_no_other_spreadsheet(signed_in: SignIn, dana: User, asked: None) -> None:
    assert signed_in(dana).get(PAGES["kinds"].replace("kinds", "families")).status_code == 404


def test_a_period_without_requests_says_so(signed_in: SignIn, dana: User, asked: None) -> None:
    html = signed_in(dana).get(PAGES["reports"] + "?from=2020-01-01&to=2020-02-01").content.decode()
    assert "1 January 2020 to 1 February 2020" in html
    assert "Nothing was asked in these days." in html
    assert "No operator was asked in these days." in html


@pytest.mark.parametrize(
    "query", ["?from=2026-03-31&to=2026-03-01", "?from=%00&to=%F0", "?from=9999-12-31", "?to=0001-01-01"]
)
def test_days_that_make_no_sense_are_said(signed_in: SignIn, dana: User, asked: None, query: str) -> None:
    answer = signed_in(dana).get(PAGES["reports"] + query)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_the_boards_page_names_nobody_and_says_its_rule(signed_in: SignIn, dana: User, asked: None) -> None:
    html = signed_in(dana).get(PAGES["board"]).content.decode().split("<main", 1)[1]
    assert "Numbers from 1 to 4 are not shown" in html
    assert "Maple Reader" not in html
    assert "One operator was asked" in html
    for name in ("Rosa", "Ana Fictional", "R-1"):
        assert name not in html


def test_the_boards_page_is_one_sheet_of_paper_with_the_same_words(signed_in: SignIn, dana: User, asked: None) -> None:
    answer = signed_in(dana).get(PAGES["pdf"])
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    assert len(document) == 1
    text = " ".join(document[0].get_textpage().get_text_range().split())
    assert "Numbers from 1 to 4 are not shown" in text
    assert "All requests" in text
