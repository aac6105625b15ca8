"""Products in use and the agreements that speak for them: in force, expired, void, none."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement
from district import clock
from district.models import District, User
from inventory.models import ProductUse
from inventory.standing import standing_best, use_standing, uses_with_standing, uses_without_agreement
from tests.factories.inventory import FictionalProductFactory, ProductUseFactory
from tests.factories.transparency import SIGNED_AT

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
USES = "/office/inventory/productuse/"
SignIn = Callable[[User], Client]


def use_of(name: str, *agreements: dict[str, Any], **fields: Any) -> ProductUse:
    """A product in use with agreements; each is signed and in force unless it says otherwise."""
    general = fields.pop("general_audience", False)
    reason = "A dictionary for everybody." if general else ""
    product = FictionalProductFactory(name=name, general_audience=general, general_audience_reason=reason)
    for number, values in enumerate(agreements):
        row = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "state": "signed", "signed_at": SIGNED_AT}
        agreement = Agreement.objects.create(operator=product.operator, title=f"{name} {number}", **{**row, **values})
        agreement.products.add(product)
    use: ProductUse = ProductUseFactory(product=product, **fields)
    return use


EXPIRED: dict[str, Any] = {"ends_on": date(2026, 3, 1)}
CASES: dict[str, list[dict[str, Any]]] = {
    "in_force": [EXPIRED, {}],
    "not_begun": [{"starts_on": date(2026, 3, 3)}, EXPIRED],
    "expired": [EXPIRED, {"state": "ended"}],
    "void": [{"state": "void"}, EXPIRED],
    "ended": [{"state": "ended"}],
    "none": [{"state": "draft", "signed_at": None}],
}


def test_the_database_and_the_sentence_agree_on_every_standing() -> None:
    for code, agreements in CASES.items():
        use_of(code, *agreements)
    rows = uses_with_standing(ProductUse.objects.all(), DAY)
    assert {use.product.name: use.standing_code for use in rows} == {code: code for code in CASES}  # type: ignore[attr-defined]
    said = {use.product.name: use_standing(use).words for use in rows}
    assert said == {
        "in_force": "in force until Thursday 31 December 2026",
        "not_begun": "signed, begins on Tuesday 3 March 2026",
        "expired": "expired on Sunday 1 March 2026",
        "void": "void",
        "ended": "ended",
        "none": "none",
    }


@pytest.mark.parametrize(("day", "code"), [(date(2026, 12, 31), "in_force"), (date(2027, 1, 1), "expired")])
def test_the_last_day_still_counts_and_the_next_does_not(day: date, code: str) -> None:
    use_of("Maple Reader", {})
    assert uses_with_standing(ProductUse.objects.all(), day).get().standing_code == code  # type: ignore[attr-defined]
    assert standing_best(Agreement.objects.all(), day).code == code


def test_one_that_renews_by_itself_stays_in_force() -> None:
    use_of("Maple Reader", EXPIRED | {"renews": True})
    assert uses_with_standing(ProductUse.objects.all(), DAY).get().standing_code == "in_force"  # type: ignore[attr-defined]
    assert not uses_without_agreement(ProductUse.objects.all(), DAY).exists()


def test_what_is_in_use_without_an_agreement_in_force_is_found() -> None:
    use_of("In force", {})
    use_of("Ended use", EXPIRED, ended_on=date(2026, 3, 1))
    use_of("For everybody", general_audience=True)
    for name in ("Expired", "Last day of use"):
        use_of(name, EXPIRED, ended_on=DAY if name.startswith("Last") else None)
    found = uses_without_agreement(ProductUse.objects.all(), DAY)
    assert sorted(use.product.name for use in found) == ["Expired", "Last day of use"]


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.mark.usefixtures("monday")
def test_the_list_shows_and_narrows_by_the_agreement(district: District, signed_in: SignIn, dana: User) -> None:
    for code, agreements in CASES.items():
        use_of(f"Maple {code}", *agreements)
    client = signed_in(dana)
    page = client.get(USES).content.decode()
    for words in (">until Thursday 31 December 2026<", ">on Sunday 1 March 2026<", "in force", "void", "none"):
        assert words in page
    for code in CASES:
        rows = client.get(f"{USES}?agreement={code}").context["cl"].result_list
        assert [use.product.name for use in rows] == [f"Maple {code}"]
    missing = client.get(f"{USES}?agreement=missing").context["cl"].result_list
    assert {use.product.name for use in missing} == {f"Maple {code}" for code in CASES} - {"Maple in_force"}
    assert client.get(f"{USES}?agreement=nonsense").status_code == 200


def test_it_says_so_from_midnight_of_the_district_on(
    district: District, signed_in: SignIn, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_of("Maple Reader", {"ends_on": date(2026, 6, 30)})
    client = signed_in(dana)
    for moment, words in (
        (datetime(2026, 7, 1, 4, 59, tzinfo=UTC), ">until Tuesday 30 June 2026<"),
        (datetime(2026, 7, 1, 5, 0, tzinfo=UTC), ">on Tuesday 30 June 2026<"),
    ):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert words in client.get(USES).content.decode()


@pytest.mark.usefixtures("monday")
def test_the_list_takes_the_same_queries_for_one_agreement_and_for_many(
    district: District, signed_in: SignIn, dana: User
) -> None:
    client = signed_in(dana)
    use_of("Maple 0", {})
    client.get(USES)
    counts = []
    for number in range(2):
        for place in range(number * 12):
            use_of(f"Maple {number} {place}", {}, EXPIRED)
        with CaptureQueriesContext(connection) as queries:
            client.get(USES)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("monday")
def test_the_home_page_counts_them_for_those_who_may_look(district: District, signed_in: SignIn, dana: User) -> None:
    client = signed_in(dana)
    assert "without an agreement in force" not in client.get("/office/").content.decode()
    use_of("Maple Reader", EXPIRED)
    page = client.get("/office/").content.decode()
    assert "1 product is in use without an agreement in force." in page
    assert "/office/inventory/productuse/?agreement=missing" in page
