"""The register of requests for directory information: filters, spreadsheet, and whom it refuses."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from district.models import District, User
from requests_portal.decisions.register import COLUMNS
from requests_portal.models import PrivacyRequest
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import MONDAY, request_asked
from tests.requests_portal.decision_cast import FACTS, TUESDAY, WEDNESDAY, decided, known

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FORMULA = '=HYPERLINK("https://away.example","x")'
PURPOSE = {**FACTS, "purpose": FORMULA}


@pytest.fixture(autouse=True)
def packs(district: District) -> None:
    AdoptedPackFactory(pack="ct-student-data")


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def rita(person: Callable[..., User]) -> User:
    return person("Rita Fictional", "records_custodian")


@pytest.fixture
def three(rita: User) -> list[PrivacyRequest]:
    """Disclosed, not for school purposes, not determined yet."""
    rows = [known(MONDAY - timedelta(days=days), kind="directory") for days in (20, 10, 0)]
    given: dict[str, Any] = {
        **FACTS,
        "purpose": "A concert leaflet.",
        "disclosed": "Names of the choir",
        "recipient": "Choir Friends",
        "disclosed_on": "2026-03-03",
    }
    decided(rows[0], "directory", "disclosed", rita, facts=given)
    decided(rows[1], "directory", "not_school", rita, facts=PURPOSE)
    return rows


def numbers(client: Client, **filters: str) -> list[str]:
    answer = client.get(reverse("requests:directory"), filters)
    return [entry.request.number for entry in answer.context["entries"]]


def sheet(client: Client, **filters: str) -> list[dict[str, str]]:
    answer: Any = client.get(reverse("requests:directory_csv"), filters)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_readers_of_requests_see_the_register_and_nobody_else(
    rita: User, ari: User, dirk: User, tom: User, olga: User, cora: User, signed_in: SignIn
) -> None:
    for page in (reverse("requests:directory"), reverse("requests:directory_csv")):
        for user in (rita, ari, dirk):
            assert signed_in(user).get(page).status_code == 200
        for user in (tom, olga, cora):
            assert signed_in(user).get(page).status_code == 403
        assert Client().get(page).status_code == 302
        assert signed_in(rita).post(page).status_code == 405


def test_the_register_is_filtered_by_what_was_determined_and_by_days(
    three: list[PrivacyRequest], rita: User, signed_in: SignIn
) -> None:
    client = signed_in(rita)
    first, second, third = (row.number for row in three)
    assert numbers(client) == [third, second, first]
    assert numbers(client, result="disclosed") == [first]
    assert numbers(client, result="not_school") == [second]
    assert numbers(client, result="open") == [third]
    assert numbers(client, since="2026-02-15") == [third, second]
    assert numbers(client, until="2026-02-15") == [first]
    assert numbers(client, since="2026-02-20", until="2026-02-20") == [second]


@pytest.mark.parametrize(
    "filters",
    [
        {"result": "everything"},
        {"since": "soon"},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"result": "\x00"},
    ],
)
def test_filters_that_cannot_be_read_are_said(
    three: list[PrivacyRequest], rita: User, signed_in: SignIn, filters: dict[str, str]
) -> None:
    client = signed_in(rita)
    answer = client.get(reverse("requests:directory"), filters)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert client.get(reverse("requests:directory_csv"), filters).status_code == 422


def test_the_spreadsheet_says_everything_and_holds_no_formula(
    three: list[PrivacyRequest], rita: User, signed_in: SignIn
) -> None:
    rows = {row["Number"]: row for row in sheet(signed_in(rita))}
    first, second, third = (rows[row.number] for row in three)
    assert tuple(first) == COLUMNS
    assert (first["For school purposes"], first["Disclosed"], first["What was disclosed"], first["To whom"]) == (
        "yes",
        "yes",
        "Names of the choir",
        "Choir Friends",
    )
    assert first["Disclosed on"] == "2026-03-03"
    assert (second["For school purposes"], second["Disclosed"], second["To whom"]) == ("no", "no", "")
    assert second["Purpose"] == f"'{FORMULA}"
    assert (third["For school purposes"], third["Determined on"]) == ("", "")
    assert [row["Number"] for row in sheet(signed_in(rita), result="disclosed")] == [three[0].number]


def test_what_was_never_confirmed_stands_not_in_it(rita: User, signed_in: SignIn) -> None:
    request_asked(kind="directory")
    known(kind="copy")
    assert numbers(signed_in(rita)) == []


def test_the_newest_determination_counts(rita: User, signed_in: SignIn) -> None:
    request = known(kind="directory")
    decided(request, "directory", "not_school", rita, facts=PURPOSE)
    decided(request, "directory", "withheld", rita, facts=PURPOSE, because="It is for the school.")
    assert numbers(signed_in(rita), result="withheld") == [request.number]
    assert numbers(signed_in(rita), result="not_school") == []


def test_the_register_reads_as_much_for_many_as_for_one(
    rita: User, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = signed_in(rita)
    decided(known(TUESDAY, kind="directory"), "directory", "not_school", rita, facts=PURPOSE)
    page = reverse("requests:directory")
    client.get(page)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for _ in range(5):
        decided(known(TUESDAY, kind="directory"), "directory", "not_school", rita, facts=PURPOSE)
    with django_assert_num_queries(len(one)):
        client.get(page)
