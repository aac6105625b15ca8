"""Drills: begun from a scenario with invented facts and pupils; the report says what took how long, and what lacks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breaches.drills.reporting import drill_report
from breaches.drills.scenarios import SCENARIOS, elements_for, scenario
from breaches.models import Breach, BreachState, BreachTask, Stage
from deadlines.models import Alarm, Deadline
from deadlines.selectors import clocks_of
from deadlines.services import deadline_meet
from district.models import District, User
from inventory.models import ElementClass
from roster.models import Student
from tests.factories.district import AdoptedPackFactory
from tests.factories.publicentries import breach_known, operator_fictional
from vendors.models import Operator

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NEW = "/office/breaches/drills/new/"


@pytest.fixture(autouse=True)
def illinois(district: District) -> None:
    AdoptedPackFactory(pack="il-soppa")


@pytest.fixture
def operator(db: None) -> Operator:
    return operator_fictional()


@pytest.fixture
def drill(dana: User) -> Breach:
    return breach_known(dana, drill=True, number=3, affected_total=0)


@pytest.mark.parametrize("key", [one.key for one in SCENARIOS])
def test_every_scenario_begins(key: str, operator: Operator, dana: User, signed_in: SignIn) -> None:
    answer = signed_in(dana).post(NEW, {"scenario": key, "operator": operator.pk, "pupils": "20"})
    drill = Breach.objects.get()
    assert answer.status_code == 302, answer.content.decode()
    assert (drill.number, drill.drill, drill.affected_total) == ("D-1", True, 20)
    assert drill.elements.exists()
    assert not Student.objects.exists()
    assert not Deadline.objects.filter(drill=False).exists()
    assert not Alarm.objects.filter(deadline__drill=True, state="fired").exists()


def test_a_scenario_brings_its_own_number_of_pupils_and_title(
    operator: Operator, dana: User, signed_in: SignIn
) -> None:
    signed_in(dana).post(NEW, {"scenario": "names-only"})
    drill = Breach.objects.get()
    assert (drill.affected_total, drill.title, drill.operator) == (250, scenario("names-only").title, None)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"scenario": "friday-evening", "pupils": "5"}, "Choose an operator"),
        ({"scenario": "own-staff", "pupils": "0"}, "greater than or equal to 1"),
        ({"scenario": "own-staff", "pupils": "50001"}, "less than or equal to 50000"),
        ({"scenario": "own-staff", "pupils": "many"}, "whole number"),
        ({"scenario": "no-such"}, "Select a valid choice"),
        ({}, "Choose a scenario."),
    ],
)
def test_what_cannot_be_rehearsed_is_refused_in_words(
    sent: dict[str, str], words: str, dana: User, signed_in: SignIn
) -> None:
    answer = signed_in(dana).post(NEW, sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Breach.objects.exists()


def test_a_scenario_s_moments_lie_in_the_past_and_in_order(now: datetime) -> None:
    for one in SCENARIOS:
        assert all(at < now for at in one.facts(now).values())


def test_kinds_of_information_are_of_the_scenario_s_classes(db: None) -> None:
    chosen = scenario("names-only")
    assert chosen is not None
    assert {row.element_class for row in elements_for(chosen, [])} <= {ElementClass.DIRECTORY}


def stage(breach: Breach, to: str, at: datetime) -> None:
    BreachState.objects.create(breach=breach, state=to, at=at, actor="dana@prairie-lantern.example", reason="…")
    Breach.objects.filter(pk=breach.pk).update(state=to)


def test_the_report_says_when_each_step_was_reached_and_how_long_it_took(drill: Breach) -> None:
    begun = drill.created_at
    stage(drill, Stage.REPORTED, begun)
    stage(drill, Stage.DETERMINED, begun + timedelta(hours=4))
    stage(drill, Stage.NOTIFYING, begun + timedelta(hours=9))
    stage(drill, Stage.CLOSED, begun + timedelta(hours=12))
    report = drill_report(drill, now=begun + timedelta(days=30))
    reached = {step.what: (step.after_words, step.since_last_words) for step in report.steps}
    assert reached["Determined to be a breach"] == ("4 hours", "4 hours")
    assert reached["Notifying families begun"][0] == "9 hours"
    assert report.ended
    assert report.took == timedelta(hours=12), "what came after the end does not count"
    assert "Letters prepared" in report.never
    assert "Public entry approved" in report.never


def test_late_and_undone_tasks_and_clocks_are_named(drill: Breach, dana: User) -> None:
    begun = drill.created_at
    values = {"breach": drill, "what": "…", "role": "director"}
    BreachTask.objects.create(
        key="a", title="Ask the operator", due_at=begun + timedelta(hours=1), done_at=begun + timedelta(hours=3),
        done_by="dana", **values,
    )  # fmt: skip
    BreachTask.objects.create(key="b", title="Tell the insurer", due_at=begun + timedelta(hours=2), **values)
    BreachTask.objects.create(key="c", title="Ring nobody", not_needed_because="No number.", due_at=begun, **values)
    BreachTask.objects.create(key="d", title="Thank everybody", **values)
    report = drill_report(drill, now=begun + timedelta(hours=10))
    late = {one.what: (one.done_at is not None, one.by_words) for one in report.late}
    assert late["Ask the operator"] == (True, "2 hours")
    assert late["Tell the insurer"] == (False, "8 hours")
    assert "Ring nobody" not in late
    assert not report.ended
    assert {"Task: Tell the insurer", "Task: Thank everybody"} <= set(report.never)
    assert "Task: Ask the operator" not in report.never


def test_a_clock_met_in_time_is_counted_and_one_left_open_is_named(
    operator: Operator, dana: User, signed_in: SignIn
) -> None:
    signed_in(dana).post(NEW, {"scenario": "late-operator", "operator": operator.pk, "pupils": "8"})
    drill = Breach.objects.get()
    clocks = list(clocks_of(drill).filter(state="open"))
    assert clocks
    future = [clock for clock in clocks if clock.due_at > drill.created_at + timedelta(minutes=5)]
    before = drill_report(drill, now=drill.created_at + timedelta(minutes=1)).in_time
    at = drill.created_at + timedelta(minutes=2)
    deadline_meet(deadline=future[0], at=at, actor=dana, now=at)
    report = drill_report(drill, now=at)
    assert report.in_time == before + 1
    assert all(f"Clock: {future[0].title}" != words for words in report.never) or len(future) > 1


def test_the_report_takes_a_fixed_number_of_queries(drill: Breach, dana: User, now: datetime) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            drill_report(drill, now=now)
        return len(captured)

    queries()  # kinds of content are looked up once a process
    before = queries()
    for number in range(20):
        BreachTask.objects.create(breach=drill, key=str(number), title=f"Task {number}", what="…", role="director")
    assert queries() == before <= 12


def test_the_page_shows_the_report_and_a_real_breach_has_none(drill: Breach, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    shown = client.get(reverse("breaches:drill", args=[drill.pk])).content.decode()
    assert "How long each step took" in shown
    assert "Not done yet" in shown
    real = breach_known(dana, number=15)
    assert client.get(reverse("breaches:drill", args=[real.pk])).status_code == 404


def test_whoever_may_not_report_begins_no_drill(
    drill: Breach, ari: User, tom: User, client: Client, signed_in: SignIn
) -> None:
    report: Any = reverse("breaches:drill", args=[drill.pk])
    assert client.get(NEW).status_code == 302
    assert signed_in(ari).get(NEW).status_code == 403
    assert signed_in(ari).get(report).status_code == 200
    assert signed_in(tom).get(NEW).status_code in (302, 403)
    assert signed_in(tom).get(report).status_code in (302, 403)
