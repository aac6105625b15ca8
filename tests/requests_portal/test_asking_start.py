"""The start page: what the packs say, and nothing of anybody."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from district.models import District
from requests_portal.asking.terms import waits_of
from requests_portal.models import PortalSettings
from rulebook.loading import load_packs
from tests.factories.district import AdoptedPackFactory

START = "/portal/"
DAY = date(2026, 3, 2)
ILLINOIS = ("il-school-records", "il-soppa", "us-ferpa")


@pytest.fixture
def adopted(district: District) -> None:
    for pack in ILLINOIS:
        AdoptedPackFactory(pack=pack)


def test_every_time_on_the_page_is_that_of_the_packs(adopted: None, client: Client) -> None:
    page = client.get(START).content.decode()
    for rule in (
        "il-school-records.copy",
        "il-school-records.inspect",
        "il-soppa.copy",
        "il-soppa.correction.district",
        "il-soppa.correction.operator",
        "il-soppa.correction.confirm",
        "us-ferpa.inspect",
    ):
        duty = load_packs().duty(rule)
        term = duty.terms_on(DAY)[0]
        assert str(term.span) in page, rule
        assert term.cite.at in page, rule


def test_without_a_pack_no_number_of_days_is_said(district: District, client: Client) -> None:
    page = client.get(START).content.decode()
    assert "calendar days" not in page
    assert "business days" not in page
    assert "The law names no number of days" in page


def test_the_districts_own_aim_is_said_as_its_own() -> None:
    (wait,) = waits_of("delete", ILLINOIS, DAY, 20)
    assert wait.text == "The law names no number of days. Our own aim is to answer within 20 calendar days."
    assert wait.law == ""


def test_a_source_that_nobody_compared_is_named_as_such(adopted: None, client: Client) -> None:
    assert "not yet compared with its source" in client.get(START).content.decode()


def test_the_page_says_what_paper_costs_and_never_more_than_the_schedule(district: District, client: Client) -> None:
    assert "Copies on paper are free too." in client.get(START).content.decode()
    PortalSettings.objects.create(paper_cents_per_page=15, most_cents_per_page=35, fee_source="A schedule")
    page = client.get(START).content.decode()
    assert "$0.15 a page" in page
    assert "We ask for no proof." in page


def test_a_fee_without_the_schedule_is_not_asked(district: District) -> None:
    from requests_portal.asking.detailforms import page_cents

    assert page_cents(PortalSettings(paper_cents_per_page=20)) == 0
    assert page_cents(PortalSettings(paper_cents_per_page=50, most_cents_per_page=35)) == 35


def test_the_page_speaks_spanish(adopted: None, client: Client) -> None:
    page = client.get(START, {"lang": "es"})
    assert '<html lang="es"' in page.content.decode()


def test_the_page_takes_three_queries_and_none_while_it_is_trusted(
    adopted: None, client: Client, django_assert_num_queries: Any, settings: Any
) -> None:
    with django_assert_num_queries(3):
        client.get(START)
    settings.PUBLIC_MARK_TRUSTED = 60.0
    client.get(START)
    with django_assert_num_queries(0):
        assert client.get(START).status_code == 200


def test_a_change_of_the_settings_shows_at_once(adopted: None, client: Client) -> None:
    before = client.get(START)
    PortalSettings.objects.create(own_days_delete=17)
    after = client.get(START)
    assert "17 calendar days" in after.content.decode()
    assert before.headers["ETag"] != after.headers["ETag"]


def test_the_page_knows_of_nobody_and_sets_no_cookie(adopted: None, client: Client, signed_in: Any, dana: Any) -> None:
    visitor = client.get(START)
    assert not visitor.cookies
    officer = signed_in(dana).get(START)
    assert officer.content == visitor.content


def test_a_page_that_the_browser_has_is_not_sent_again(adopted: None, client: Client) -> None:
    etag = client.get(START).headers["ETag"]
    assert client.get(START, headers={"If-None-Match": etag}).status_code == 304


def test_the_start_page_is_there_before_the_district_is_entered(db: None, client: Client) -> None:
    assert client.get(START).status_code == 200


@pytest.mark.parametrize("page", ["/your-rights/"])
def test_the_public_page_leads_into_the_portal(adopted: None, client: Client, page: str) -> None:
    answer = client.get(page)
    assert f'href="{reverse("portal:start")}"' in answer.content.decode()
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_terms_of_another_day_are_those_in_force_then() -> None:
    assert waits_of("correct", ("il-soppa",), date(2019, 1, 1), None)[0].law == ""
