"""Apps seen in use are matched with the inventory, and what is unknown waits for a decision that says why."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from district.models import User
from district.refusals import Refused
from inventory.importing.services import (
    import_columns_set,
    import_commit,
    import_commit_ask,
    import_plan,
    import_receive,
)
from inventory.models import OtherName, SeenApp, SeenMatch, SeenState, Sighting
from inventory.seen.selectors import DECIDED, ENDED, NOT_APPROVED, NOT_IN_USE, UNKNOWN, standing_on
from inventory.seen.services import seen_decide, seen_general, seen_match_again, seen_not_same, seen_same_as
from tests.factories.inventory import FictionalOperatorFactory, FictionalProductFactory, ProductUseFactory
from tests.factories.spreadsheets import csv_bytes
from vendors.merging import merge
from vendors.models import Product

pytestmark = pytest.mark.usefixtures("district")
TODAY = date(2026, 3, 2)


def seen(dana: User, now: datetime, *rows: tuple[str, ...]) -> None:
    """An export taken over."""
    data = csv_bytes([("App name", "URL", "Unique users", "Last seen"), *rows])
    batch = import_receive(
        file_name="seen.csv", chunks=[data], purpose="seen", source="Web filter", actor=dana, now=now
    )
    import_columns_set(batch=batch, columns=batch.columns["fields"], defaults={}, actor=dana, now=now)
    import_plan(batch=batch, actor=dana, now=now)
    import_commit_ask(batch=batch, actor=dana, now=now)
    import_commit(batch=batch, actor=dana, now=now)


def standing(name: str) -> int:
    found: Any = standing_on(SeenApp.objects.filter(written=name), TODAY).get()
    return int(found.standing)


def test_each_app_stands_as_the_inventory_says(dana: User, now: datetime) -> None:
    ProductUseFactory(product__name="Maple Reader")
    ProductUseFactory(product__name="Old Counter", ended_on=date(2026, 1, 31))
    FictionalProductFactory(name="Fern Painter")
    seen(
        dana,
        now,
        ("maple-reader", "", "300", "3/1/2026"),
        ("Old Counter", "", "4", ""),
        ("Fern Painter", "", "", ""),
        ("Strange Chat", "chat.example", "55", ""),
    )
    assert standing("maple-reader") == NOT_APPROVED
    assert standing("Old Counter") == ENDED
    assert standing("Fern Painter") == NOT_IN_USE
    assert standing("Strange Chat") == UNKNOWN
    assert SeenApp.objects.get(written="maple-reader").last_seen_on == date(2026, 3, 1)


def test_a_name_that_is_near_or_an_address_is_only_proposed(dana: User, now: datetime) -> None:
    near = FictionalProductFactory(name="Maple Reader")
    hosted = FictionalProductFactory(name="Fern Painter", website="https://www.fern.example/app")
    seen(dana, now, ("Maple Readers", "", "3", ""), ("fern.example", "", "9", ""))
    assert SeenApp.objects.filter(product=None).count() == 2
    assert SeenApp.objects.get(written="Maple Readers").near[0]["pk"] == near.pk
    assert SeenApp.objects.get(written="fern.example").near[0]["pk"] == hosted.pk


def test_the_same_is_known_by_its_other_name_in_every_later_file(dana: User, now: datetime) -> None:
    product = FictionalProductFactory(name="Maple Reader")
    seen(dana, now, ("MR Online", "", "3", ""))
    app = SeenApp.objects.get()
    seen_same_as(app=app, product=product, actor=dana, now=now)
    seen(dana, now + timedelta(days=7), ("MR Online", "", "8", ""))
    app.refresh_from_db()
    assert (app.product, app.users, Sighting.objects.count()) == (product, 8, 2)
    seen_not_same(app=app, actor=dana, now=now)
    assert (app.product, OtherName.objects.count()) == (None, 0)


def test_an_app_is_known_by_the_name_of_a_merged_double(dana: User, now: datetime) -> None:
    kept = FictionalProductFactory(name="Maple Reader")
    gone = FictionalProductFactory(name="Birch Tales", operator=kept.operator)
    merge(kept=kept, gone=gone, reason="One app.", actor=dana, now=now)
    seen(dana, now, ("birch tales", "", "3", ""))
    app = SeenApp.objects.get()
    assert (app.product, app.matched) == (kept, SeenMatch.OTHER_NAME)


def test_an_app_seen_before_the_merger_can_be_parted_from_the_product(dana: User, now: datetime) -> None:
    kept = FictionalProductFactory(name="Maple Reader")
    gone = FictionalProductFactory(name="Birch Tales", operator=kept.operator)
    seen(dana, now, ("Birch Tales", "", "3", ""), ("Maple Reader", "", "9", ""))
    merge(kept=kept, gone=gone, reason="One app.", actor=dana, now=now)
    app = SeenApp.objects.get(written="Birch Tales")
    assert (app.product, app.matched) == (kept, SeenMatch.OTHER_NAME)
    seen_not_same(app=app, actor=dana, now=now)
    assert (app.product, OtherName.objects.count()) == (None, 0)
    with pytest.raises(Refused, match="very name"):
        seen_not_same(app=SeenApp.objects.get(written="Maple Reader"), actor=dana, now=now)


def test_a_decision_says_why_and_stays(dana: User, now: datetime) -> None:
    seen(dana, now, ("Strange Chat", "", "55", ""))
    app = SeenApp.objects.get()
    with pytest.raises(Refused, match="Say why"):
        seen_decide(app=app, state=SeenState.BLOCKED, reason=" ", actor=dana, now=now)
    seen_decide(app=app, state=SeenState.BLOCKED, reason="No agreement is to be had.", actor=dana, now=now)
    seen(dana, now, ("Strange Chat", "", "12", ""))
    app.refresh_from_db()
    assert (app.state, app.users, standing("Strange Chat")) == (SeenState.BLOCKED, 12, DECIDED)


def test_what_is_made_for_everyone_may_be_entered_with_its_reason(dana: User, now: datetime) -> None:
    seen(dana, now, ("City Weather", "", "90", ""))
    app = SeenApp.objects.get()
    with pytest.raises(Refused, match="Say why"):
        seen_general(app=app, operator=None, reason="", actor=dana, now=now)
    seen_general(app=app, operator=FictionalOperatorFactory(), reason="A weather page.", actor=dana, now=now)
    product = Product.objects.get()
    assert (product.general_audience, product.general_audience_reason) == (True, "A weather page.")
    assert app.matched == SeenMatch.PERSON


def test_an_app_that_is_entered_later_is_found_again(dana: User, now: datetime) -> None:
    seen(dana, now, ("Maple Reader", "", "3", ""))
    product = FictionalProductFactory(name="Maple Reader")
    assert seen_match_again(actor=dana, now=now) == 1
    assert SeenApp.objects.get().product == product
    assert seen_match_again(actor=dana, now=now) == 0


def test_the_list_and_an_app_show_life(
    dana: User, now: datetime, signed_in: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    FictionalProductFactory(name="Maple Reader")
    seen(
        dana,
        now,
        *((f"Strange Chat {number}", "", str(number), "") for number in range(30)),
        ("Maple Readers", "", "", ""),
    )
    office = signed_in(dana)
    with django_assert_max_num_queries(24):
        page = office.get("/office/seen/").content.decode()
    assert page.index("Strange Chat 29") < page.index("Strange Chat 3<")  # the most used on top
    app = SeenApp.objects.get(written="Maple Readers")
    assert "Maple Reader (" in office.get(f"/office/seen/{app.pk}/").content.decode()
    assert office.post(f"/office/seen/{app.pk}/", {"what": "decide", "state": "blocked"}).status_code == 422
    near = app.near[0]["pk"]
    assert office.post(f"/office/seen/{app.pk}/", {"what": "same", "same": str(near)}).status_code == 302
    app.refresh_from_db()
    assert app.product_id == near
    assert office.get("/office/seen/approved/").status_code == 200
    assert office.get("/office/seen/strange/").status_code == 404


def test_staff_are_refused_and_an_auditor_decides_nothing(
    dana: User,
    now: datetime,
    signed_in: Callable[[User], Client],
    tom: User,
    person: Callable[..., User],
    client: Client,
) -> None:
    seen(dana, now, ("Strange Chat", "", "55", ""))
    app = SeenApp.objects.get()
    assert client.get("/office/seen/").status_code == 302
    assert signed_in(tom).get("/office/seen/").status_code == 403
    auditor = signed_in(person("Ada Fictional", "auditor"))
    assert auditor.get(f"/office/seen/{app.pk}/").status_code == 200
    assert auditor.post(f"/office/seen/{app.pk}/", {"what": "open"}).status_code == 403
