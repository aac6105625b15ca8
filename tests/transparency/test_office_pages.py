"""Publishing and looking back in the privacy office."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from contracts.models import Posting
from district.audit import SystemActor
from district.models import District, User
from tests.factories.transparency import app_posted_able
from transparency.models import PublicEntry, Snapshot
from transparency.services import publish
from vendors.models import Operator

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ADDRESSES = ["/office/publish/", "/office/public-on/"]


def mark_on(page: bytes) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', page.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_people_of_the_office_get_there(
    district: District, signed_in: SignIn, dana: User, tom: User, olga: User, address: str
) -> None:
    assert signed_in(dana).get(address).status_code == 200
    assert signed_in(tom).get(address).status_code == 403
    assert signed_in(olga).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_the_auditor_looks_back_but_does_not_publish(district: District, signed_in: SignIn, ari: User) -> None:
    client = signed_in(ari)
    assert client.get("/office/public-on/").status_code == 200
    assert client.get("/office/publish/").status_code == 403
    assert client.post("/office/publish/", {"mark": ""}).status_code == 403


def test_the_difference_is_shown_first_and_then_published(district: District, signed_in: SignIn, dana: User) -> None:
    app_posted_able("Maple Reader")
    client = signed_in(dana)
    page = client.get("/office/publish/").content
    assert "With the agreement Data agreement for Maple Reader." in page.decode()
    assert not Snapshot.objects.exists()
    response = client.post("/office/publish/", {"mark": mark_on(page)}, follow=True)
    assert "Published: 1 added; 1 app in all." in response.content.decode()
    assert Posting.objects.get().posted_by == dana.email
    assert "Nothing to publish" in response.content.decode()


def test_what_changed_meanwhile_is_shown_again_and_not_published(
    district: District, signed_in: SignIn, dana: User
) -> None:
    app_posted_able("Maple Reader")
    client = signed_in(dana)
    seen = mark_on(client.get("/office/publish/").content)
    Operator.objects.update(business_address="2 New Street")
    response = client.post("/office/publish/", {"mark": seen})
    assert response.status_code == 409
    assert "Nothing was published." in response.content.decode()
    assert not PublicEntry.objects.exists()
    assert client.post("/office/publish/", {"mark": mark_on(response.content)}).status_code == 302


@pytest.mark.parametrize("sent", [{}, {"mark": "nonsense"}])
def test_publishing_without_having_seen_the_difference_is_refused(
    district: District, signed_in: SignIn, dana: User, sent: dict[str, str]
) -> None:
    app_posted_able("Maple Reader")
    assert signed_in(dana).post("/office/publish/", sent).status_code == 409
    assert not Snapshot.objects.exists()


def test_a_second_click_says_that_nothing_changed(district: District, signed_in: SignIn, dana: User) -> None:
    app_posted_able("Maple Reader")
    client = signed_in(dana)
    mark = mark_on(client.get("/office/publish/").content)
    client.post("/office/publish/", {"mark": mark})
    response = client.post("/office/publish/", {"mark": mark}, follow=True)
    assert "Nothing had changed" in response.content.decode()
    assert Snapshot.objects.count() == 1


def test_without_a_district_the_page_says_what_comes_first(signed_in: SignIn, dana: User) -> None:
    assert "Enter the district first" in signed_in(dana).get("/office/publish/").content.decode()


def test_any_past_day_shows_its_list_and_each_app_as_it_was(
    district: District, signed_in: SignIn, dana: User, now: datetime, at: Callable[[datetime], None]
) -> None:
    product = app_posted_able("Maple Reader")
    actor = SystemActor("command:publish")
    publish(actor=actor, now=now)
    Operator.objects.update(business_address="2 New Street")
    publish(actor=actor, now=now + timedelta(days=2))
    at(now + timedelta(days=10))
    client = signed_in(dana)
    assert "Maple Reader" in client.get("/office/public-on/?day=2026-03-03").content.decode()
    then = client.get(f"/office/public-on/?day=2026-03-03&app={product.slug}").content.decode()
    assert "Maple Street" in then
    assert "2 New Street" not in then
    assert "2 New Street" in client.get(f"/office/public-on/?day=2026-03-04&app={product.slug}").content.decode()
    assert "Nothing had been posted by then" in client.get("/office/public-on/?day=2026-03-01").content.decode()
    assert client.get("/office/public-on/?day=2026-03-03&app=nothing").status_code == 404


@pytest.mark.parametrize(
    ("day", "said"),
    [("", "Choose a day."), ("31/31/2026", "Enter a day such as"), ("2030-01-01", "That day has not come yet.")],
)
def test_a_wrong_day_is_explained(district: District, signed_in: SignIn, dana: User, day: str, said: str) -> None:
    response = signed_in(dana).get("/office/public-on/", {"day": day})
    assert response.status_code == 400
    assert said in response.content.decode()


def test_published_records_are_readable_and_cannot_be_edited(
    district: District, signed_in: SignIn, dana: User, now: datetime
) -> None:
    app_posted_able("Maple Reader")
    publish(actor=SystemActor("command:publish"), now=now)
    client = signed_in(dana)
    entry, snapshot = PublicEntry.objects.get(), Snapshot.objects.get()
    for address in ("publicentry/", f"publicentry/{entry.pk}/change/", "snapshot/", f"snapshot/{snapshot.pk}/change/"):
        assert client.get(f"/office/transparency/{address}").status_code == 200
    assert client.get("/office/transparency/publicentry/?q=maple").status_code == 200
    for address in ("publicentry/add/", "snapshot/add/"):
        assert client.get(f"/office/transparency/{address}").status_code == 403
    assert client.post(f"/office/transparency/snapshot/{snapshot.pk}/change/", {"sha256": "0"}).status_code == 403
