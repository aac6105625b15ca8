"""The stages of a breach: one table, one function, one row for each step."""

import itertools

import pytest

from breaches.models import Breach, FactKind, Stage
from breaches.selectors import steps_taken
from breaches.services.facts import breach_determine, breach_fact_add
from breaches.services.states import BreachRefused, breach_move
from breaches.steps import STEP_WORDS, STEPS, step_words
from district.models import User
from tests.factories.breaches import FRIDAY, MONDAY, BreachFactFactory, BreachFactory, breach_reported

pytestmark = pytest.mark.usefixtures("district")


def test_every_stage_is_in_the_table_and_every_step_has_words() -> None:
    assert set(STEPS) == set(Stage)
    for stage in set(itertools.chain.from_iterable(STEPS.values())):
        assert stage in STEP_WORDS
    assert step_words(Stage.NOTIFYING, back=True) == "Open it again: notifying families"


@pytest.mark.parametrize("stage", Stage.values)
@pytest.mark.parametrize("to", Stage.values)
def test_a_step_that_the_table_does_not_have_is_refused(stage: str, to: str, dana: User) -> None:
    breach = BreachFactory(created_by=dana, state=stage)
    BreachFactFactory(breach=breach, entered_by=dana, kind=FactKind.DETERMINED)
    if to in STEPS[stage]:
        assert breach_move(breach, to, dana, MONDAY, "because").state == to
    else:
        with pytest.raises(BreachRefused, match="cannot become"):
            breach_move(breach, to, dana, MONDAY, "because")
        breach.refresh_from_db()
        assert breach.state == stage


def test_every_step_leaves_a_row_with_who_when_and_why(dana: User) -> None:
    breach = breach_reported(dana, MONDAY, district_notified=FRIDAY)
    breach_move(breach, Stage.ASSESSING, dana, MONDAY, "Waiting for logs.")
    row = steps_taken(breach)[-1]
    assert (row.state, row.actor, row.at, row.reason) == (Stage.ASSESSING, dana.name, MONDAY, "Waiting for logs.")


def test_a_step_says_why(dana: User) -> None:
    breach = breach_reported(dana, MONDAY, district_notified=FRIDAY)
    with pytest.raises(BreachRefused, match="Say why") as refusal:
        breach_move(breach, Stage.NOT_A_BREACH, dana, MONDAY, "  ")
    assert refusal.value.field == "reason"


def test_no_breach_is_determined_without_its_moment(dana: User) -> None:
    breach = breach_reported(dana, MONDAY, district_notified=FRIDAY)
    with pytest.raises(BreachRefused, match="when it was determined") as refusal:
        breach_move(breach, Stage.DETERMINED, dana, MONDAY, "The logs say so.")
    assert refusal.value.field == "at"


def test_what_was_decided_to_be_none_can_be_looked_into_again(dana: User) -> None:
    breach = breach_reported(dana, MONDAY, district_notified=FRIDAY)
    breach_move(breach, Stage.NOT_A_BREACH, dana, MONDAY, "A test of the operator's.")
    breach_move(breach, Stage.ASSESSING, dana, MONDAY, "The operator wrote again.")
    breach_fact_add(breach=breach, kind=FactKind.DETERMINED, at=MONDAY, stated_by="the office", actor=dana, now=MONDAY)
    assert Breach.objects.get(pk=breach.pk).state == Stage.DETERMINED


def test_two_people_at_once_determine_it_once(dana: User) -> None:
    breach = breach_reported(dana, MONDAY, district_notified=FRIDAY)
    stale = Breach.objects.get(pk=breach.pk)
    breach_determine(breach=breach, at=FRIDAY, reason="The logs say so.", actor=dana, now=MONDAY)
    with pytest.raises(BreachRefused, match="is determined now"):
        breach_determine(breach=stale, at=MONDAY, reason="I think so.", actor=dana, now=MONDAY)
    assert [fact.at for fact in breach.facts.filter(kind=FactKind.DETERMINED)] == [FRIDAY]


def test_two_people_at_once_take_one_step(dana: User) -> None:
    breach = breach_reported(dana, MONDAY, district_notified=FRIDAY)
    stale = Breach.objects.get(pk=breach.pk)
    breach_move(breach, Stage.NOT_A_BREACH, dana, MONDAY, "first")
    with pytest.raises(BreachRefused, match="is not a breach now"):
        breach_move(stale, Stage.NOT_A_BREACH, dana, MONDAY, "second")
