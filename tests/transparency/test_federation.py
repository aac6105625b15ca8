"""Following another district: what its file says stands here until a better one is read, and nothing half."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from contracts.models import Document, GeneralOffer
from district.models import District, User
from notices.models import Message
from tests.factories.feeds import COPY, Neighbour, app_told, breach_told
from tests.factories.vendors import OperatorFactory, ProductFactory
from tests.webserving import Serve
from transparency.federation.adopting import AdoptionRefused, copy_again, copy_take, offer_adopt, offers_of
from transparency.federation.selectors import districts_due, ours
from transparency.federation.services import EVERY, address_whole, district_follow, district_stop, feed_take
from transparency.federation.telling import READER
from transparency.models import AdoptedOffer, FollowedApp, FollowedBreach, FollowedDistrict
from vendors.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour(serve: Serve) -> Neighbour:
    return Neighbour(serve)


@pytest.fixture
def follow(neighbour: Neighbour, dana: User, now: datetime) -> Callable[[], FollowedDistrict]:
    """Follow the neighbour and read its file."""

    def make() -> FollowedDistrict:
        followed = district_follow(address=neighbour.root, actor=dana, now=now)
        return feed_take(followed=followed, actor=READER, now=now)

    return make


@pytest.fixture
def maple(district: District) -> Product:
    """The neighbour's app is in use here, too, under the same operator written otherwise."""
    return ProductFactory(name="Maple reader", operator=OperatorFactory(name="MAPLE READER FICTIONAL"))


def again(followed: FollowedDistrict, now: datetime) -> FollowedDistrict:
    followed.refresh_from_db()
    return feed_take(followed=followed, actor=READER, now=now)


def test_the_page_s_address_is_enough(settings: Any) -> None:
    assert address_whole("cedar-meadow.example") == "https://cedar-meadow.example/downloads/apps.json"
    assert address_whole("https://Cedar.example/apps/") == "https://cedar.example/apps/downloads/apps.json"
    assert address_whole("https://cedar.example/d/apps.json#x") == "https://cedar.example/d/apps.json"
    settings.SITE_ADDRESS = "https://own.example"
    with pytest.raises(ValidationError, match="own page"):
        address_whole("own.example")


def test_a_good_file_becomes_rows(neighbour: Neighbour, follow: Callable[[], FollowedDistrict], now: datetime) -> None:
    followed = follow()
    assert (followed.name, followed.state, followed.apps, followed.problem) == ("Cedar Meadow District 12", "IL", 1, "")
    assert followed.good_at == now
    assert FollowedApp.objects.get().agreements[0]["title"] == "Data agreement for Maple Reader"


def test_a_later_file_takes_the_place_of_the_earlier(
    neighbour: Neighbour, follow: Callable[[], FollowedDistrict], now: datetime
) -> None:
    followed = follow()
    neighbour.tells(app_told(neighbour.root, "Comet Math"), breaches=(breach_told(),))
    again(followed, now + timedelta(days=1))
    assert list(FollowedApp.objects.values_list("name", flat=True)) == ["Comet Math"]
    assert FollowedBreach.objects.get().students == 512


@pytest.mark.parametrize("file", [b"<html>", b'{"schema": 9}', b""])
def test_a_bad_file_changes_nothing_but_says_why(
    neighbour: Neighbour, follow: Callable[[], FollowedDistrict], now: datetime, file: bytes
) -> None:
    followed = follow()
    neighbour.file = file
    later = again(followed, now + timedelta(days=1))
    assert later.problem
    assert later.good_at == now
    assert FollowedApp.objects.get().name == "Maple Reader"


def test_an_error_of_its_server_is_said(
    neighbour: Neighbour, follow: Callable[[], FollowedDistrict], now: datetime
) -> None:
    followed = follow()
    neighbour.status = 503
    assert again(followed, now).problem == "The address answered 503 instead of the file."


def test_the_same_file_is_not_read_into_rows_again(
    neighbour: Neighbour, follow: Callable[[], FollowedDistrict], now: datetime
) -> None:
    followed = follow()
    row = FollowedApp.objects.get().pk
    later = now + timedelta(days=1)
    assert again(followed, later).good_at == later
    assert FollowedApp.objects.get().pk == row


def test_each_is_asked_once_a_day(follow: Callable[[], FollowedDistrict], now: datetime) -> None:
    follow()
    assert not districts_due(now + timedelta(hours=23), EVERY)
    assert districts_due(now + EVERY, EVERY).get()


def test_stopping_forgets_its_rows_and_following_again_reads_them_anew(
    neighbour: Neighbour, follow: Callable[[], FollowedDistrict], dana: User, now: datetime
) -> None:
    followed = follow()
    district_stop(followed=followed, actor=dana, now=now)
    assert not FollowedApp.objects.exists()
    assert not districts_due(now + EVERY, EVERY)
    assert follow().pk == followed.pk
    assert FollowedApp.objects.count() == 1


def test_one_district_is_followed_once(follow: Callable[[], FollowedDistrict]) -> None:
    follow()
    with pytest.raises(ValidationError, match="followed already"):
        follow()


def test_stopping_while_a_file_is_read_leaves_nothing(neighbour: Neighbour, dana: User, now: datetime) -> None:
    followed = district_follow(address=neighbour.root, actor=dana, now=now)
    district_stop(followed=followed, actor=dana, now=now)
    feed_take(followed=followed, actor=READER, now=now)
    assert not FollowedApp.objects.exists()


def test_our_product_is_known_by_name_and_operator(maple: Product, follow: Callable[[], FollowedDistrict]) -> None:
    follow()
    assert ours().product_of(FollowedApp.objects.get()) == (maple, True)


def test_a_name_alone_is_only_perhaps_the_same(follow: Callable[[], FollowedDistrict]) -> None:
    other = ProductFactory(name="Maple Reader", operator=OperatorFactory(name="Thistle Fictional"))
    follow()
    assert ours().product_of(FollowedApp.objects.get()) == (other, False)


def test_news_of_a_breach_at_our_operator_goes_to_the_privacy_officer_once(
    maple: Product, neighbour: Neighbour, follow: Callable[[], FollowedDistrict], dana: User, tom: User, now: datetime
) -> None:
    followed = follow()
    neighbour.tells(app_told(neighbour.root), breaches=(breach_told(), breach_told("Thistle Fictional", "thistle")))
    again(followed, now)
    neighbour.tells(breaches=(breach_told(),))
    again(followed, now)
    told = Message.objects.get()
    assert told.recipient == dana
    assert told.subject == "Another district posted a breach at Maple Reader Fictional, Inc."
    assert "Cedar Meadow District 12" in told.body


def test_what_stood_there_before_is_no_news(
    maple: Product, neighbour: Neighbour, follow: Callable[[], FollowedDistrict]
) -> None:
    neighbour.tells(app_told(neighbour.root), breaches=(breach_told(),))
    follow()
    assert not Message.objects.exists()


def adopted(maple: Product, dana: User, now: datetime) -> AdoptedOffer:
    offered = offers_of(FollowedApp.objects.get(), now.date())[0]
    return offer_adopt(
        offered=offered,
        operator=maple.operator,
        products=[maple],
        starts_on=now.date(),
        ends_on=None,
        originating_district="Cedar Meadow District 12",
        originating_state="IL",
        version="1",
        offered_on=offered.signed_on,
        expires_on=offered.expires_on,
        elements=["Name"],
        product_names=["Maple Reader"],
        source=offered.app.page,
        actor=dana,
        now=now,
    )


@pytest.fixture
def offered(neighbour: Neighbour, follow: Callable[[], FollowedDistrict]) -> None:
    neighbour.tells(app_told(neighbour.root, offered_until="2026-12-31"))
    follow()


def test_an_adopted_offer_gets_the_very_copy(
    offered: None, maple: Product, dana: User, now: datetime, neighbour: Neighbour
) -> None:
    taken = copy_take(adopted=adopted(maple, dana, now), actor=READER, now=now)
    assert taken.state == "taken"
    assert Document.objects.get(agreement=GeneralOffer.objects.get().agreement).sha256 == taken.sha256
    assert copy_take(adopted=taken, actor=READER, now=now).state == "taken"
    assert Document.objects.count() == 1


def test_another_file_than_the_one_named_is_not_taken(
    offered: None, maple: Product, dana: User, now: datetime, neighbour: Neighbour
) -> None:
    neighbour.copy = b"Something else."
    failed = copy_take(adopted=adopted(maple, dana, now), actor=READER, now=now)
    assert (failed.state, "hash differs" in failed.problem) == ("failed", True)
    assert not Document.objects.exists()
    neighbour.copy = COPY
    waiting = copy_again(adopted=failed, actor=dana, now=now)
    assert (waiting.state, waiting.problem) == ("waiting", "")
    assert copy_take(adopted=waiting, actor=READER, now=now).state == "taken"


def test_an_offer_is_entered_once(offered: None, maple: Product, dana: User, now: datetime) -> None:
    adopted(maple, dana, now)
    with pytest.raises(AdoptionRefused, match="already"):
        adopted(maple, dana, now)
    assert GeneralOffer.objects.count() == 1


def test_an_offer_past_its_day_is_none(offered: None) -> None:
    row = FollowedApp.objects.get()
    assert offers_of(row, date(2026, 12, 31))
    assert not offers_of(row, date(2027, 1, 1))
