"""The approved list: what staff find on it, what is near and not approved, and who may open it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from district.models import District, User
from districtprivacy.searching import search_everything
from inventory.approved.selectors import Narrowing, approved_list, near_not_approved, words_of
from inventory.committee.selectors import apps_near
from inventory.models import CommitteeDecision, DecisionOutcome
from inventory.operators.selectors import operators_listed
from inventory.products.selectors import products_listed
from tests.conftest import NOW
from tests.factories.approvals import ApprovalFactory, ConditionFactory
from tests.factories.inventory import (
    DataElementFactory,
    ElementUseFactory,
    FictionalOperatorFactory,
    FictionalProductFactory,
    ProductUseFactory,
)
from vendors.merging import merge
from vendors.models import Product

DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock once: it stands at a Monday."""
    monkeypatch.setattr("inventory.approved.views.clock_now", lambda: NOW)


def approved(name: str, **more: Any) -> Product:
    product: Product = FictionalProductFactory(name=name)
    ProductUseFactory(product=product)
    ApprovalFactory(product=product, **more)
    return product


def names(words: str = "", **more: str) -> list[str]:
    return [product.name for product in approved_list(DAY, Narrowing(words, **more))]


def test_what_is_approved_stands_on_the_list_until_its_last_day(district: District) -> None:
    approved("Maple Reader", expires_on=DAY)
    approved("Birch Sums", expires_on=date(2026, 3, 1))
    approved("Cedar Atlas", outcome=DecisionOutcome.REFUSED)
    assert names() == ["Maple Reader"]


def test_each_word_must_fit_somewhere(district: District) -> None:
    approved("Maple Reader")
    approved("Birch Sums")
    assert names("birch sums") == ["Birch Sums"]
    assert names("birch reader sums walnut") == []
    assert names("fictional") == ["Birch Sums", "Maple Reader"]


def test_a_merged_double_is_found_by_the_name_that_it_had(district: District, dana: User) -> None:
    kept = approved("Maple Reader")
    gone = FictionalProductFactory(name="Birch Tales", operator=FictionalOperatorFactory(name="Walnut Fictional"))
    merge(kept=kept.operator, gone=gone.operator, reason="One company.", actor=dana, now=NOW)
    gone.refresh_from_db()
    merge(kept=kept, gone=gone, reason="One app.", actor=dana, now=NOW)
    assert names("birch tales") == names("walnut") == names("walnut birch") == ["Maple Reader"]
    assert [near.product.name for near in apps_near("birch tale", DAY)] == ["Maple Reader"]
    CommitteeDecision.objects.update(ended_on=DAY, ended_because="Given up.")
    assert [near.product.name for near in near_not_approved(DAY, "birch")] == ["Maple Reader"]


def test_the_offices_searches_find_it_by_that_name_too(district: District, dana: User) -> None:
    kept = FictionalProductFactory(name="Maple Reader")
    gone = FictionalProductFactory(name="Birch Tales", operator=FictionalOperatorFactory(name="Walnut Fictional"))
    merge(kept=kept.operator, gone=gone.operator, reason="One company.", actor=dana, now=NOW)
    gone.refresh_from_db()
    merge(kept=kept, gone=gone, reason="One app.", actor=dana, now=NOW)
    assert [row.name for row in products_listed(dana, DAY, words="birch")] == ["Maple Reader"]
    assert list(operators_listed(dana, words="Walnut")) == [kept.operator]
    everything = {answer.title: [one.title for one in answer.found] for answer in search_everything(dana, "birch")}
    assert everything == {"Products": ["Maple Reader"]}
    assert [answer.title for answer in search_everything(dana, "walnut")] == ["Operators", "Products"]


@pytest.mark.parametrize("words", ['"', "'", "%", "\\", "\x00", "a" * 5000, '"maple reader', "' OR 1=1 --"])
def test_odd_words_find_nothing_and_break_nothing(
    words: str, signed_in: Callable[[User], Client], tom: User, district: District
) -> None:
    approved("Birch Sums")
    assert signed_in(tom).get("/office/apps/", {"q": words}).status_code == 200


def test_words_in_quotes_are_one() -> None:
    assert words_of('maple "sums for all"') == ["maple", "sums for all"]


def test_a_decisions_own_grades_count_before_those_of_the_use(district: District) -> None:
    approved("Maple Reader")  # in use in grades 3 to 5
    approved("Birch Sums", lowest_grade="6", highest_grade="8")
    ApprovalFactory(product=FictionalProductFactory(name="Cedar Atlas"))
    assert names(grade="4") == ["Cedar Atlas", "Maple Reader"]
    assert names(grade="7") == ["Birch Sums", "Cedar Atlas"]
    assert names(grade="nonsense") == ["Birch Sums", "Cedar Atlas", "Maple Reader"]


def test_conditions_and_the_end_are_said(
    signed_in: Callable[[User], Client], tom: User, dana: User, district: District
) -> None:
    product = FictionalProductFactory(name="Maple Reader")
    use = ProductUseFactory(product=product)
    ElementUseFactory(use=use, element=DataElementFactory(name="Favorite tree"))
    decision = ApprovalFactory(product=product, outcome=DecisionOutcome.CONDITIONS, expires_on=date(2026, 3, 12))
    ConditionFactory(decision=decision, owner=dana)
    page = signed_in(tom).get("/office/apps/").content.decode()
    for words in (
        "approved with conditions",
        "until Thursday 12 March 2026, in 10 days",
        "Only with accounts that the district makes.",
        "Dana Fictional sees to it by Wednesday 1 April 2026",
        "Favorite tree",
    ):
        assert words in page


def test_what_is_near_and_not_approved_is_said_as_such(
    signed_in: Callable[[User], Client], tom: User, district: District
) -> None:
    approved("Maple Reader")
    approved("Maple Sums", outcome=DecisionOutcome.REFUSED)
    FictionalProductFactory(name="Maple Atlas")
    page = signed_in(tom).get("/office/apps/", {"q": "maple"}).content.decode()
    assert "refused on Monday 2 February 2026" in page
    assert "never asked for" in page
    assert page.index("Maple Reader") < page.index("Known here, and not approved") < page.index("Maple Atlas")


def test_a_script_asks_for_the_rows_alone(signed_in: Callable[[User], Client], tom: User, district: District) -> None:
    approved("Maple Reader")
    rows = signed_in(tom).get("/office/apps/", {"q": "maple", "part": "rows"}).content.decode()
    assert "Maple Reader" in rows
    assert "<html" not in rows


def test_everybody_with_a_role_reads_it_and_nobody_else(
    client: Client, signed_in: Callable[[User], Client], tom: User, ari: User, olga: User, district: District
) -> None:
    assert client.get("/office/apps/").status_code == 302
    assert signed_in(olga).get("/office/apps/").status_code == 403
    assert signed_in(olga).get("/office/apps/list.csv").status_code == 403
    for reader in (tom, ari):
        assert signed_in(reader).get("/office/apps/").status_code == 200


def test_the_navigation_leads_staff_to_it(
    signed_in: Callable[[User], Client], tom: User, olga: User, district: District
) -> None:
    assert "/office/apps/" in signed_in(tom).get("/office/").content.decode()
    assert "/office/apps/" not in signed_in(olga).get("/office/").content.decode()


def test_the_spreadsheet_holds_no_formula(signed_in: Callable[[User], Client], tom: User, district: District) -> None:
    approved("=HYPERLINK(1)")
    answer = signed_in(tom).get("/office/apps/list.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in text
    assert "\n=HYPERLINK" not in text


def test_eight_thousand_apps_take_as_many_queries_as_one(
    signed_in: Callable[[User], Client],
    tom: User,
    dana: User,
    district: District,
    django_assert_max_num_queries: Any,
) -> None:
    operator = FictionalProductFactory().operator
    rows = Product.objects.bulk_create(
        Product(operator=operator, name=f"Maple {n}", slug=f"maple-many-{n}", description="Trees.") for n in range(8000)
    )
    CommitteeDecision.objects.bulk_create(
        CommitteeDecision(
            product=row, outcome="approved", reason="Good.", decided_on=DAY, decided_at=NOW, decided_by=dana
        )
        for row in rows[:7000]
    )
    client = signed_in(tom)
    client.get("/office/apps/")
    with django_assert_max_num_queries(17):  # one of them asks which of the page's apps are public
        page = client.get("/office/apps/", {"q": "maple"}).content.decode()
    assert "7000 approved apps" in page
    assert page.count("approved-app__standing") == 50
