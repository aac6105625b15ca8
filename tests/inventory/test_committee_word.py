"""What a product's page in the office says of the committee's decision."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from district.models import District, User
from inventory.committee.services import decision_make
from inventory.committee.standing import word_on
from inventory.models import DecisionOutcome
from tests.factories.approvals import ApprovalFactory, ConditionFactory
from tests.factories.committee import Committee, asked, committee_make, evaluating, voted, voting
from tests.factories.inventory import FictionalProductFactory
from vendors.models import Product

SignIn = Callable[[User], Client]
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.products.views.today", lambda: DAY)


@pytest.fixture
def committee(district: District, person: Callable[..., User]) -> Committee:
    return committee_make(person)


@pytest.fixture
def reader() -> Product:
    found: Product = FictionalProductFactory(name="Maple Reader")
    return found


def page(client: Client, product: Product) -> str:
    text = client.get(f"/office/products/{product.pk}/").content.decode()
    return text.split('id="committee-title"')[1].split("</section>")[0]


def test_the_decision_in_force_stands_there_with_its_end_and_conditions(
    committee: Committee, reader: Product, dana: User, signed_in: SignIn
) -> None:
    decision = ApprovalFactory(
        product=reader, outcome=DecisionOutcome.CONDITIONS, expires_on=date(2027, 2, 1), review_on=date(2026, 12, 3)
    )
    condition = ConditionFactory(decision=decision, owner=dana, due_on=date(2026, 2, 20))
    shown = page(signed_in(dana), reader)
    for words in (
        "approved with conditions until Monday 1 February 2027",
        "It reads aloud well, and its agreement was checked.",
        "Thursday 3 December 2026",
        "Only with accounts that the district makes.",
        "overdue since Friday 20 February 2026",
        f"/office/committee/conditions/{condition.pk}/",
        "/office/committee/decisions/",
    ):
        assert words in shown


def test_a_decision_of_the_book_leads_to_its_request(
    committee: Committee, dana: User, signed_in: SignIn, now: datetime
) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")
    decision_make(request=request, outcome="approved", reason="Good.", actor=committee.keeper, now=now)
    assert request.product is not None
    assert f"/office/committee/{request.pk}/" in page(signed_in(dana), request.product)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"outcome": DecisionOutcome.REFUSED}, "refused"),
        ({"expires_on": date(2026, 3, 1)}, "expired on Sunday 1 March 2026"),
        ({"ended_on": DAY, "ended_because": "It was sold."}, "ended on Monday 2 March 2026"),
    ],
)
def test_where_nothing_holds_the_last_word_is_said(
    more: dict[str, Any], words: str, committee: Committee, reader: Product, dana: User
) -> None:
    ApprovalFactory(product=reader, decided_on=date(2025, 2, 3), outcome=DecisionOutcome.REFUSED)
    ApprovalFactory(product=reader, **more)
    word = word_on(reader, dana, DAY)
    assert word is not None
    assert (word.holds, word.words) == (False, words)


def test_what_holds_comes_before_a_later_refusal(committee: Committee, reader: Product, dana: User) -> None:
    ApprovalFactory(product=reader)
    ApprovalFactory(product=reader, decided_on=DAY, outcome=DecisionOutcome.REFUSED)
    ApprovalFactory(product=reader, decided_on=date(2026, 4, 1), outcome=DecisionOutcome.REFUSED)
    word = word_on(reader, dana, DAY)
    assert word is not None
    assert (word.holds, word.words) == (True, "approved")


def test_without_a_decision_it_says_what_is_asked(
    committee: Committee, dana: User, signed_in: SignIn, now: datetime
) -> None:
    request = evaluating(committee, now)
    assert request.product is not None
    shown = page(signed_in(dana), request.product)
    assert "never decided on" in shown
    assert "It is asked for: A-1" in shown


def test_who_does_not_read_the_book_reads_nothing_of_it(committee: Committee, reader: Product, tom: User) -> None:
    ApprovalFactory(product=reader)
    assert word_on(reader, tom, DAY) is None


def test_many_conditions_take_as_many_queries_as_one(
    committee: Committee, reader: Product, dana: User, now: datetime
) -> None:
    decision = ApprovalFactory(product=reader, outcome=DecisionOutcome.CONDITIONS)
    for _ in range(8):
        ConditionFactory(decision=decision)
    asked(committee, now, product=reader)
    dana.get_all_permissions()
    with CaptureQueriesContext(connection) as queries:
        assert word_on(reader, dana, DAY) is not None
    assert len(queries) <= 4
