"""A breach begins with a word on a Friday evening: number, operator and moments are enough."""

from datetime import UTC, date, datetime, timedelta

import pytest

from breaches.models import Breach, FactKind, Reporter, Stage
from breaches.selectors import facts_current, steps_taken
from breaches.services.reporting import Report, breach_details_change, breach_report
from breaches.services.states import BreachRefused
from district.models import User
from tests.factories.breaches import FRIDAY, breach_reported
from tests.factories.contracts import AgreementFactory, SignedAgreementFactory
from tests.factories.vendors import OperatorFactory, ProductFactory

SATURDAY = datetime(2026, 2, 28, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("district")


def test_breaches_and_drills_are_numbered_apart(dana: User) -> None:
    numbers = [
        breach_reported(dana, SATURDAY, drill=drill, district_notified=FRIDAY).number
        for drill in (False, False, True, False, True)
    ]
    assert numbers == ["B-1", "B-2", "D-1", "B-3", "D-2"]


def test_the_facts_of_the_first_form_are_entered_as_the_reporter_says(dana: User) -> None:
    breach = breach_reported(dana, SATURDAY, operator_discovered=FRIDAY - timedelta(days=9), district_notified=FRIDAY)
    facts = facts_current(breach)
    assert {kind: fact.at for kind, fact in facts.items()} == {
        FactKind.OPERATOR_DISCOVERED: FRIDAY - timedelta(days=9),
        FactKind.DISTRICT_NOTIFIED: FRIDAY,
    }
    assert {(fact.stated_by, fact.entered_by, fact.entered_at) for fact in facts.values()} == {
        ("Pat Fictional", dana, SATURDAY)
    }
    assert [(step.state, step.actor) for step in steps_taken(breach)] == [(Stage.REPORTED, dana.name)]


def test_a_breach_that_is_determined_when_it_is_reported_says_so(dana: User) -> None:
    breach = breach_reported(dana, SATURDAY, district_notified=FRIDAY, determined=FRIDAY + timedelta(hours=1))
    assert breach.state == Stage.DETERMINED
    assert [step.state for step in steps_taken(breach)] == [Stage.REPORTED, Stage.DETERMINED]


def test_all_products_of_the_operator_are_taken_until_somebody_strikes_them_off(dana: User) -> None:
    operator = OperatorFactory()
    products = [ProductFactory(operator=operator), ProductFactory(operator=operator)]
    breach = breach_reported(dana, SATURDAY, report={"operator": operator}, district_notified=FRIDAY)
    assert set(breach.products.all()) == set(products)
    assert breach.title == operator.name
    breach_details_change(breach=breach, values={"products": products[:1]}, reason="", actor=dana, now=SATURDAY)
    assert list(breach.products.all()) == products[:1]


def test_the_newest_signed_agreement_that_covers_the_product_is_proposed(dana: User) -> None:
    operator = OperatorFactory()
    product, other = ProductFactory(operator=operator), ProductFactory(operator=operator)
    covering = SignedAgreementFactory(operator=operator, products=[product], starts_on=date(2025, 1, 1))
    SignedAgreementFactory(operator=operator, products=[other], starts_on=date(2026, 1, 1))
    AgreementFactory(operator=operator, products=[product], starts_on=date(2026, 2, 1))  # a draft binds nobody
    report = {"operator": operator, "products": [product]}
    assert breach_reported(dana, SATURDAY, report=report, district_notified=FRIDAY).agreement == covering


def test_the_districts_own_breach_has_neither_operator_nor_agreement(dana: User) -> None:
    report = {"operator": None, "reported_by": Reporter.STAFF}
    breach = breach_reported(dana, SATURDAY, report=report, district_discovered=FRIDAY)
    assert (breach.operator, breach.agreement, breach.title) == (None, None, "The district's own systems")


def test_an_operator_that_reports_is_named(dana: User) -> None:
    with pytest.raises(BreachRefused, match="which operator") as refusal:
        breach_report(report=Report(operator=None), actor=dana, now=SATURDAY)
    assert refusal.value.field == "operator"
    assert not Breach.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"district_notified": SATURDAY + timedelta(minutes=1)}, "district_notified", "future"),
        (
            {"operator_discovered": FRIDAY + timedelta(hours=1), "district_notified": FRIDAY},
            "district_notified",
            "before it discovered it",
        ),
        ({"district_notified": datetime(1926, 2, 27, tzinfo=UTC)}, "district_notified", "year"),
    ],
)
def test_impossible_times_are_refused_at_their_field_and_nothing_is_written(
    facts: dict[str, datetime], field: str, words: str, dana: User
) -> None:
    with pytest.raises(BreachRefused, match=words) as refusal:
        breach_report(report=Report(operator=OperatorFactory(), facts=facts), actor=dana, now=SATURDAY)
    assert refusal.value.field == field
    assert not Breach.objects.exists()


# What is told later


def test_days_of_the_breach_run_forwards_in_the_past_and_begin_before_it_was_known(dana: User) -> None:
    breach = breach_reported(dana, SATURDAY, district_notified=FRIDAY)

    def refused(**values: date) -> tuple[str, str]:
        with pytest.raises(BreachRefused) as refusal:
            breach_details_change(breach=breach, values=values, reason="", actor=dana, now=SATURDAY)
        return refusal.value.field, str(refusal.value)

    assert refused(happened_until=date(2026, 3, 1)) == ("happened_until", "This day lies in the future.")
    assert refused(happened_from=date(2026, 2, 20), happened_until=date(2026, 2, 19))[0] == "happened_until"
    field, words = refused(happened_from=date(2026, 2, 28))
    assert (field, "27 February 2026" in words) == ("happened_from", True)
    breach_details_change(
        breach=breach,
        values={"happened_from": date(2026, 2, 20), "happened_until": date(2026, 2, 27)},
        reason="",
        actor=dana,
        now=SATURDAY,
    )
    breach.refresh_from_db()
    assert (breach.happened_from, breach.happened_until) == (date(2026, 2, 20), date(2026, 2, 27))


def test_another_agreement_needs_a_reason_and_the_same_operator(dana: User) -> None:
    operator = OperatorFactory()
    first = SignedAgreementFactory(operator=operator, starts_on=date(2025, 1, 1))
    other = SignedAgreementFactory(operator=operator, starts_on=date(2024, 1, 1))
    breach = breach_reported(dana, SATURDAY, report={"operator": operator}, district_notified=FRIDAY)
    assert breach.agreement == first
    with pytest.raises(BreachRefused, match="why") as refusal:
        breach_details_change(breach=breach, values={"agreement": other}, reason=" ", actor=dana, now=SATURDAY)
    assert refusal.value.field == "reason"
    with pytest.raises(BreachRefused, match="another operator"):
        breach_details_change(
            breach=breach, values={"agreement": SignedAgreementFactory()}, reason="x", actor=dana, now=SATURDAY
        )
    breach_details_change(
        breach=breach, values={"agreement": other}, reason="It was signed first.", actor=dana, now=SATURDAY
    )
    breach.refresh_from_db()
    assert breach.agreement == other
