"""Facts are added with who says so; a correction is a new fact that replaces; impossible times are refused in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from breaches.factlines import timeline, unknown_facts
from breaches.models import Breach, BreachFact, FactKind, Reporter, Stage
from breaches.selectors import (
    elements_of,
    elements_proposed,
    facts_current,
    facts_listed,
    involves_personal_information,
    involves_student_content,
    only_directory,
    steps_taken,
)
from breaches.services.elements import breach_element_class, breach_element_remove, breach_elements_add
from breaches.services.facts import breach_fact_add, breach_fact_strike
from breaches.services.reporting import breach_details_change
from breaches.services.states import BreachRefused, breach_move
from district.models import User
from inventory.models import DataElement, ElementClass
from tests.factories.breaches import FRIDAY, MONDAY, breach_reported
from tests.factories.inventory import DataElementFactory, ElementUseFactory, ProductUseFactory

K = FactKind
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def breach(dana: User) -> Breach:
    """Reported by the operator on Friday evening, nine days after it discovered the breach."""
    return breach_reported(dana, MONDAY, operator_discovered=FRIDAY - timedelta(days=9), district_notified=FRIDAY)


def enter(breach: Breach, by: User, kind: str, at: datetime, note: str = "", says: str = "the office") -> BreachFact:
    return breach_fact_add(breach=breach, kind=kind, at=at, stated_by=says, note=note, actor=by, now=MONDAY)


def test_a_correction_replaces_and_nothing_is_edited_away(breach: Breach, dana: User) -> None:
    first = facts_current(breach)[K.DISTRICT_NOTIFIED]
    corrected = enter(
        breach, dana, K.DISTRICT_NOTIFIED, FRIDAY - HOUR, "The mail lay in quarantine.", "the mail server"
    )
    assert facts_current(breach)[K.DISTRICT_NOTIFIED] == corrected
    assert corrected.replaces == first
    first.refresh_from_db()
    assert first.at == FRIDAY
    assert len(facts_listed(breach)) == 3


def test_a_correction_says_why_and_changes_something(breach: Breach, dana: User) -> None:
    with pytest.raises(BreachRefused, match="why") as refusal:
        enter(breach, dana, K.DISTRICT_NOTIFIED, FRIDAY - HOUR)
    assert refusal.value.field == "note"
    with pytest.raises(BreachRefused, match="stands here already"):
        enter(breach, dana, K.DISTRICT_NOTIFIED, FRIDAY, "again", "Pat Fictional")


def test_a_fact_says_who_says_so(breach: Breach, dana: User) -> None:
    with pytest.raises(BreachRefused, match="who says so") as refusal:
        enter(breach, dana, K.OPERATOR_AWARE, FRIDAY, says=" ")
    assert refusal.value.field == "stated_by"


@pytest.mark.parametrize(
    ("kind", "at", "words"),
    [
        (K.OPERATOR_AWARE, MONDAY + timedelta(minutes=1), "lies in the future"),
        (K.OPERATOR_AWARE, datetime(1999, 12, 31, tzinfo=UTC), "Check the year"),
        (K.OPERATOR_AWARE, FRIDAY + HOUR, "before it was aware of it, which was 27 February 2026 at 17:40"),
        (K.DETERMINED, FRIDAY - HOUR, "before the district heard of it, which was 27 February 2026 at 17:40"),
        (K.DISTRICT_NOTIFIED, FRIDAY - timedelta(days=10), "before it discovered it, which was 18 February 2026"),
        (K.OPERATOR_DISCOVERED, FRIDAY + HOUR, "before it discovered it, which was 27 February 2026 at 17:40"),
    ],
)
def test_impossible_times_are_refused_in_words_of_the_districts_clock(
    kind: str, at: datetime, words: str, breach: Breach, dana: User
) -> None:
    before = len(facts_listed(breach))
    with pytest.raises(BreachRefused, match=words) as refusal:
        enter(breach, dana, kind, at, "a slip")
    assert refusal.value.field == "at"
    assert len(facts_listed(breach)) == before


def test_the_district_may_have_found_out_before_the_operator(breach: Breach, dana: User) -> None:
    enter(breach, dana, K.DISTRICT_DISCOVERED, FRIDAY - timedelta(days=30))
    enter(breach, dana, K.DETERMINED, FRIDAY - timedelta(days=29))
    with pytest.raises(BreachRefused, match="It was determined before that"):
        enter(breach, dana, K.DISTRICT_DISCOVERED, FRIDAY - timedelta(days=3), "another day")


def test_nothing_was_known_before_the_breach_began(breach: Breach, dana: User) -> None:
    breach_details_change(breach=breach, values={"happened_from": date(2026, 2, 10)}, reason="", actor=dana, now=MONDAY)
    with pytest.raises(BreachRefused, match="began only on 10 February 2026"):
        enter(breach, dana, K.OPERATOR_AWARE, datetime(2026, 2, 9, 12, tzinfo=UTC))


def test_entering_when_it_was_determined_determines_it(breach: Breach, dana: User) -> None:
    enter(breach, dana, K.DETERMINED, MONDAY - HOUR, "Logs show who read it.")
    breach.refresh_from_db()
    assert breach.state == Stage.DETERMINED
    assert [(step.state, step.reason) for step in steps_taken(breach)][-1] == (
        Stage.DETERMINED,
        "Logs show who read it.",
    )


def test_a_fact_that_did_not_happen_counts_no_more_and_is_kept(breach: Breach, dana: User) -> None:
    fact = facts_current(breach)[K.OPERATOR_DISCOVERED]
    with pytest.raises(BreachRefused, match="why"):
        breach_fact_strike(fact=fact, reason=" ", actor=dana, now=MONDAY)
    breach_fact_strike(fact=fact, reason="It was about another customer.", actor=dana, now=MONDAY)
    assert K.OPERATOR_DISCOVERED not in facts_current(breach)
    with pytest.raises(BreachRefused, match="corrected meanwhile"):
        breach_fact_strike(fact=fact, reason="again", actor=dana, now=MONDAY)
    enter(breach, dana, K.OPERATOR_DISCOVERED, FRIDAY - timedelta(days=2))
    assert facts_current(breach)[K.OPERATOR_DISCOVERED].at == FRIDAY - timedelta(days=2)


def test_the_moment_of_a_determined_breach_is_corrected_and_never_struck(breach: Breach, dana: User) -> None:
    fact = enter(breach, dana, K.DETERMINED, MONDAY - HOUR)
    with pytest.raises(BreachRefused, match="correct the moment"):
        breach_fact_strike(fact=fact, reason="x", actor=dana, now=MONDAY)


def test_the_database_lets_nobody_edit_a_fact_or_a_step(breach: Breach) -> None:
    for row, field in ((breach.facts.first(), "stated_by"), (breach.states.first(), "reason")):
        assert row is not None
        setattr(row, field, "rewritten")
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save()


def test_nothing_is_changed_once_a_breach_is_over(breach: Breach, dana: User) -> None:
    breach_move(breach, Stage.NOT_A_BREACH, dana, MONDAY, "A drill of the operator's own.")
    with pytest.raises(BreachRefused, match="open it again"):
        enter(breach, dana, K.OPERATOR_AWARE, FRIDAY - HOUR)
    with pytest.raises(BreachRefused, match="open it again"):
        breach_elements_add(breach=breach, elements=[DataElementFactory()], actor=dana, now=MONDAY)
    with pytest.raises(BreachRefused, match="open it again"):
        breach_details_change(breach=breach, values={"title": "Other"}, reason="", actor=dana, now=MONDAY)


# Timeline


def test_the_timeline_runs_in_the_order_of_what_happened(breach: Breach, dana: User) -> None:
    enter(breach, dana, K.DISTRICT_NOTIFIED, FRIDAY - HOUR, "The mail lay in quarantine.")
    lines = timeline(facts_listed(breach), steps_taken(breach), [])
    assert [(line.words, line.gone) for line in lines] == [
        ("The operator discovered the breach", False),
        ("The operator notified the district", False),
        ("The operator notified the district", True),
        ("Now reported", False),
    ]
    assert "corrected: The mail lay in quarantine." in lines[1].detail
    assert lines[2].fact is None  # what was replaced is not corrected again


def test_what_is_not_known_yet_is_named_without_the_operators_part_where_there_is_none(
    breach: Breach, dana: User
) -> None:
    kinds = [one.kind for one in unknown_facts(breach, facts_current(breach))]
    assert kinds == [K.OPERATOR_AWARE, K.DISTRICT_DISCOVERED, K.DETERMINED]
    own = breach_reported(
        dana, MONDAY, report={"operator": None, "reported_by": Reporter.STAFF}, district_discovered=FRIDAY
    )
    assert [one.kind for one in unknown_facts(own, facts_current(own))] == [K.DETERMINED]


# Kinds of information


def test_what_the_products_hold_is_proposed_once_with_the_products_names(dana: User) -> None:
    use = ProductUseFactory()
    other = ProductUseFactory(product__operator=use.product.operator)
    shared, single = DataElementFactory(name="Fictional A"), DataElementFactory(name="Fictional B")
    ElementUseFactory(use=use, element=shared)
    ElementUseFactory(use=other, element=shared)
    ElementUseFactory(use=use, element=single)
    ElementUseFactory()  # of a product that has nothing to do with it
    breach = breach_reported(dana, MONDAY, report={"operator": use.product.operator}, district_notified=FRIDAY)
    proposed = elements_proposed(breach)
    assert [(one.element, len(one.products)) for one in proposed] == [(shared, 2), (single, 1)]
    breach_elements_add(breach=breach, elements=[shared], actor=dana, now=MONDAY)
    assert [one.element for one in elements_proposed(breach)] == [single]


def test_each_kind_has_its_class_for_this_breach(breach: Breach, dana: User) -> None:
    directory = DataElementFactory(element_class=ElementClass.DIRECTORY)
    assert not only_directory(breach)  # nothing is listed: nothing is known
    assert breach_elements_add(breach=breach, elements=[directory, directory], actor=dana, now=MONDAY) == 1
    assert only_directory(breach)
    assert not involves_personal_information(breach)
    row = elements_of(breach)[0]
    with pytest.raises(BreachRefused, match="why") as refusal:
        breach_element_class(element=row, element_class=ElementClass.PERSONAL, reason="", actor=dana, now=MONDAY)
    assert refusal.value.field == "reason"
    breach_element_class(
        element=row, element_class=ElementClass.PERSONAL, reason="With the password.", actor=dana, now=MONDAY
    )
    assert involves_personal_information(breach)
    assert not only_directory(breach)
    directory.refresh_from_db()
    assert directory.element_class == ElementClass.DIRECTORY  # the inventory's own class stays


def test_adding_again_changes_no_class_and_content_is_told_apart(breach: Breach, dana: User) -> None:
    content = DataElementFactory(element_class=ElementClass.CONTENT)
    breach_elements_add(breach=breach, elements=[content], actor=dana, now=MONDAY)
    assert involves_student_content(breach)
    row = elements_of(breach)[0]
    breach_element_class(element=row, element_class=ElementClass.ORDINARY, reason="No text.", actor=dana, now=MONDAY)
    assert breach_elements_add(breach=breach, elements=[content], actor=dana, now=MONDAY) == 0
    assert not involves_student_content(breach)
    breach_element_remove(element=elements_of(breach)[0], reason="Not in the export.", actor=dana, now=MONDAY)
    assert elements_of(breach) == []
    assert DataElement.objects.filter(pk=content.pk).exists()


def test_no_kind_of_information_is_refused(breach: Breach, dana: User) -> None:
    with pytest.raises(BreachRefused, match="at least one"):
        breach_elements_add(breach=breach, elements=[], actor=dana, now=MONDAY)
