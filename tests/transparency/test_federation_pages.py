"""Other districts in the office: who may look, follow and adopt, and what each page says."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from contracts.models import Document, GeneralOffer
from district.models import District, User
from tests.factories.feeds import Neighbour, app_told, breach_told
from tests.factories.vendors import OperatorFactory, ProductFactory
from tests.webserving import Serve
from transparency.federation.services import district_follow, feed_take
from transparency.federation.telling import READER
from transparency.models import AdoptedOffer, FollowedApp, FollowedDistrict
from vendors.models import Product

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def neighbour(serve: Serve) -> Neighbour:
    found = Neighbour(serve)
    found.tells(
        app_told(found.root, offered_until="2026-12-31"),
        app_told(found.root, "Comet Math", "Thistle Fictional"),
        breaches=(breach_told(),),
    )
    return found


@pytest.fixture
def maple(district: District) -> Product:
    operator = OperatorFactory(name="Maple Reader Fictional, Inc.")
    return ProductFactory(name="Maple Reader", operator=operator)


@pytest.fixture
def followed(maple: Product, neighbour: Neighbour, dana: User, now: datetime) -> FollowedDistrict:
    made = district_follow(address=neighbour.root, actor=dana, now=now)
    return feed_take(followed=made, actor=READER, now=now)


def addresses(followed: FollowedDistrict, maple: Product) -> list[str]:
    return [
        "/office/districts/",
        "/office/districts/look/?q=maple",
        "/office/districts/offers/",
        f"/office/districts/products/{maple.pk}/",
        f"/office/districts/{followed.pk}/",
    ]


def test_those_who_read_the_public_page_s_records_look(
    followed: FollowedDistrict, maple: Product, signed_in: SignIn, person: Callable[..., User], dana: User
) -> None:
    readers = [dana, person("Ari Fictional", "auditor"), person("Carl Fictional", "committee_member")]
    for address in addresses(followed, maple):
        for user in readers:
            assert signed_in(user).get(address).status_code == 200, (address, user)


def test_others_are_refused(
    followed: FollowedDistrict, maple: Product, signed_in: SignIn, tom: User, cora: User
) -> None:
    for address in addresses(followed, maple):
        assert Client().get(address).status_code == 302
        assert signed_in(tom).get(address).status_code == 403
        assert signed_in(cora).get(address).status_code == 403


def test_the_auditor_follows_nobody(followed: FollowedDistrict, signed_in: SignIn, ari: User) -> None:
    client = signed_in(ari)
    assert client.post("/office/districts/", {"address": "https://x.example"}).status_code == 403
    assert client.post(f"/office/districts/{followed.pk}/read/").status_code == 403
    assert client.post(f"/office/districts/{followed.pk}/stop/").status_code == 403
    assert client.get(adopting(FollowedApp.objects.get(name="Maple Reader"))).status_code == 403
    assert FollowedDistrict.objects.get().stopped_at is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Enter the address"),
        ("ftp://cedar.example", "begins with https://"),
        ("https://user:secret@cedar.example", "password"),
        ("http://[", "no web address"),
    ],
)
def test_a_wrong_address_is_said_beside_its_field_and_kept(
    district: District, signed_in: SignIn, dana: User, typed: str, why: str
) -> None:
    page = signed_in(dana).post("/office/districts/", {"address": typed})
    assert page.status_code == 422
    assert why in page.content.decode()
    assert not FollowedDistrict.objects.exists()


def test_an_address_is_followed_and_read(
    maple: Product,
    neighbour: Neighbour,
    signed_in: SignIn,
    dana: User,
    settings: Any,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        page = signed_in(dana).post("/office/districts/", {"address": neighbour.root}, follow=True)
    assert page.redirect_chain
    page = signed_in(dana).get(page.redirect_chain[-1][0])
    words = page.content.decode()
    assert "Cedar Meadow District 12" in words
    assert "Used there and here" in words
    assert "Other districts may accept it until Thursday 31 December 2026." in words
    assert "an operator of this district, too" in words


def test_the_product_s_page_says_who_else_uses_it(
    followed: FollowedDistrict, maple: Product, signed_in: SignIn, dana: User
) -> None:
    words = signed_in(dana).get(f"/office/districts/products/{maple.pk}/").content.decode()
    assert "Cedar Meadow District 12" in words
    assert "data-privacy agreement with exhibits, signed on Monday 2 February 2026" in words
    assert "512" in words


def test_what_a_neighbour_writes_is_text(
    maple: Product, neighbour: Neighbour, signed_in: SignIn, dana: User, now: datetime
) -> None:
    app = app_told(neighbour.root)
    app["content"]["product"]["name"] = "<script>alert(1)</script>"
    neighbour.tells(app)
    feed_take(followed=district_follow(address=neighbour.root, actor=dana, now=now), actor=READER, now=now)
    page = signed_in(dana).get("/office/districts/look/?q=alert").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def adopting(app: FollowedApp) -> str:
    return f"/office/districts/offers/{app.pk}/0/"


def test_an_offer_is_adopted_with_its_agreement_s_copy(
    followed: FollowedDistrict,
    maple: Product,
    signed_in: SignIn,
    dana: User,
    settings: Any,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    client = signed_in(dana)
    address = adopting(FollowedApp.objects.get(name="Maple Reader"))
    form = client.get(address).context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values |= {"product_names": "Maple Reader", "elements": "Name", "ends_on": ""}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        page = client.post(address, values, follow=True)
    assert "The offer is recorded." in page.content.decode()
    offer = GeneralOffer.objects.get()
    assert (offer.originating_district, offer.originating_state) == ("Cedar Meadow District 12", "IL")
    assert list(offer.agreement.products.all()) == [maple]
    assert AdoptedOffer.objects.get().state == "taken"
    assert Document.objects.get().name == "agreement.txt"
    assert "Open the offer" in client.get("/office/districts/offers/").content.decode()


def test_an_operator_that_is_not_known_is_asked_for(
    followed: FollowedDistrict, maple: Product, signed_in: SignIn, dana: User
) -> None:
    app = FollowedApp.objects.get(name="Maple Reader")
    Product.objects.filter(pk=maple.pk).update(name="Something Else")
    type(maple.operator).objects.filter(pk=maple.operator_id).update(name="Another Fictional")
    page = signed_in(dana).get(adopting(app))
    assert "No operator of this district has the name Maple Reader Fictional, Inc." in page.content.decode()
    chosen = signed_in(dana).get(f"{adopting(app)}?operator={maple.operator_id}")
    assert chosen.context["form"] is not None


def test_an_app_without_an_offer_has_nothing_to_adopt(
    followed: FollowedDistrict, signed_in: SignIn, dana: User
) -> None:
    assert signed_in(dana).get(adopting(FollowedApp.objects.get(name="Comet Math"))).status_code == 404


def test_stopping_asks_first(followed: FollowedDistrict, signed_in: SignIn, dana: User) -> None:
    client = signed_in(dana)
    address = f"/office/districts/{followed.pk}/stop/"
    assert "What happens" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert "Not followed any more" in client.get("/office/districts/").content.decode()


def test_the_lists_ask_the_same_number_of_questions_whatever_their_length(
    followed: FollowedDistrict,
    maple: Product,
    neighbour: Neighbour,
    signed_in: SignIn,
    dana: User,
    now: datetime,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    apps = [app_told(neighbour.root, f"App {number}", offered_until="2026-12-31") for number in range(120)]
    neighbour.tells(*apps)
    feed_take(followed=followed, actor=READER, now=now)
    client = signed_in(dana)
    for address in addresses(followed, maple):
        client.get(address)
        with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
            assert client.get(address).status_code == 200
