"""The approved list on the staff's intranet: a secret address, its own sites, and taking it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from district.models import District, PrivateLink, User
from inventory.approved.services import place_address, place_close, place_of, place_save
from inventory.models import ApprovedListPlace
from tests.conftest import NOW
from tests.factories.approvals import ApprovalFactory
from tests.factories.inventory import FictionalProductFactory

SITE = "https://staff.prairie-lantern.example"


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("inventory.approved.views.clock_now", lambda: NOW)
    monkeypatch.setattr("inventory.approved.elsewhere.clock_now", lambda: NOW)


@pytest.fixture
def place(dana: User, district: District) -> ApprovedListPlace:
    ApprovalFactory(product=FictionalProductFactory(name="Maple Reader"))
    return place_save(place=ApprovedListPlace(name="Staff intranet", sites=[SITE]), actor=dana, now=NOW)


def path(place: ApprovedListPlace) -> str:
    return "/approved-apps/" + place_address(place, NOW).split("/approved-apps/")[1]


def test_whoever_has_the_address_sees_the_list_without_signing_in(place: ApprovedListPlace, client: Client) -> None:
    answer = client.get(path(place), {"q": "maple"})
    assert "Maple Reader" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_only_the_places_sites_may_hold_it_in_a_frame(place: ApprovedListPlace, client: Client) -> None:
    answer = client.get(path(place))
    assert f"frame-ancestors {SITE};" in answer["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in answer


def test_without_sites_nobody_may_hold_it_in_a_frame(place: ApprovedListPlace, client: Client) -> None:
    ApprovedListPlace.objects.update(sites=[])
    answer = client.get(path(place))
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_the_rows_alone_have_no_script_and_no_style(place: ApprovedListPlace, client: Client) -> None:
    rows = client.get(f"{path(place)}rows.html").content.decode()
    assert "Maple Reader" in rows
    for what in ("<script", "<style", "style=", "<html", "class="):
        assert what not in rows


def test_an_address_that_was_taken_back_shows_nothing(place: ApprovedListPlace, client: Client, dana: User) -> None:
    address = path(place)
    place_close(place=place, actor=dana, now=NOW)
    assert client.get(address).status_code == 404
    assert place_address(place, NOW) == ""


def test_a_wrong_address_says_no_more_than_one_taken_back(client: Client, district: District) -> None:
    for token in ("x", "a" * 43, "%00"):
        assert client.get(f"/approved-apps/{token}/").status_code == 404


def test_whoever_guesses_is_stopped(client: Client, district: District) -> None:
    answers = {client.get(f"/approved-apps/{'a' * 40}{n:03}/").status_code for n in range(25)}
    assert answers == {404, 429}


def test_that_it_was_used_is_noted_once_a_day(place: ApprovedListPlace) -> None:
    token = path(place).strip("/").split("/")[1]
    assert place_of(token, NOW) == place
    assert place_of(token, NOW + timedelta(hours=23)) == place
    assert PrivateLink.objects.get().last_used_at == NOW
    place_of(token, NOW + timedelta(hours=25))
    assert PrivateLink.objects.get().last_used_at == NOW + timedelta(hours=25)


def test_the_officer_adds_renews_and_takes_back_a_place(
    signed_in: Callable[[User], Client], dana: User, district: District
) -> None:
    office = signed_in(dana)
    office.post("/office/apps/places/new/", {"name": "Staff intranet", "sites": f"{SITE}/\n{SITE}"})
    place = ApprovedListPlace.objects.get()
    assert place.sites == [SITE]
    first = place_address(place, NOW)
    office.post(f"/office/apps/places/{place.pk}/renew/")
    assert place_address(place, NOW) not in ("", first)
    assert "Staff intranet" in office.get("/office/apps/places/").content.decode()
    office.post(f"/office/apps/places/{place.pk}/end/")
    assert place_address(place, NOW) == ""


@pytest.mark.parametrize(
    "site", ["http://staff.example", "https://staff.example; script-src *", "*", "https://a b.example", "'self'"]
)
def test_what_is_no_site_is_refused_in_words(
    site: str, signed_in: Callable[[User], Client], dana: User, district: District
) -> None:
    answer = signed_in(dana).post("/office/apps/places/new/", {"name": "Staff intranet", "sites": site})
    assert answer.status_code == 422
    assert "is not a site" in answer.content.decode()
    assert not ApprovedListPlace.objects.exists()


def test_teachers_and_auditors_change_no_places(
    signed_in: Callable[[User], Client], tom: User, ari: User, place: ApprovedListPlace
) -> None:
    for who in (tom, ari):
        office = signed_in(who)
        assert office.get("/office/apps/places/").status_code == 403
        assert office.post(f"/office/apps/places/{place.pk}/end/").status_code == 403
        assert office.post("/office/apps/places/new/", {"name": "Mine"}).status_code == 403
