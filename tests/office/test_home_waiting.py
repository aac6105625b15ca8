"""The home page says what waits for a person in the committee's book, and among apps seen in use."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from district.models import District, User
from districtprivacy.homelines import committee_line, seen_lacking
from inventory.committee.selectors import requests_listed
from inventory.committee.services import (
    app_request_join,
    conflict_declare,
    conflict_lift,
    meeting_hold,
    meeting_plan,
    review_open,
    vote_cast,
    vote_state,
    votes_record,
)
from inventory.committee.waiting import waiting_of
from inventory.models import AppRequest, SeenApp
from tests.factories.approvals import ApprovalFactory, ConditionFactory
from tests.factories.committee import Committee, asked, committee_make, evaluated, evaluating, voting

SignIn = Callable[[User], Client]
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _that_monday(now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def committee(district: District, person: Callable[..., User]) -> Committee:
    return committee_make(person)


def needs(user: User, now: datetime) -> list[str]:
    line = committee_line(User.objects.get(pk=user.pk), now, DAY)
    return [need.words for need in line.needs] if line is not None else []


def home(client: Client) -> str:
    return client.get("/office/").content.decode()


# The committee


def test_a_member_reads_what_is_to_be_evaluated_and_voted_on(
    committee: Committee, signed_in: SignIn, now: datetime
) -> None:
    ann, ben, _ = committee.members
    evaluating(committee, now)
    assert needs(ben, now) == ["1 app to evaluate"]
    request = voting(committee, now, product_name="Fern Reader")
    assert needs(ben, now) == ["1 app to evaluate", "1 vote to cast"]
    vote_cast(request=request, choice="approve", actor=ben, now=now)
    assert needs(ben, now) == ["1 app to evaluate"]
    page = home(signed_in(ann))
    assert "The committee waits for you" in page
    assert "/office/committee/?view=mine" in page
    assert "Nothing needs you" not in page


def test_what_a_member_has_done_asked_for_or_has_an_interest_in_waits_for_others(
    committee: Committee, now: datetime
) -> None:
    ann, ben, cat = committee.members
    request = evaluating(committee, now, by=ann)
    evaluated(request, ben, now)
    conflict_declare(request=request, member=cat, interest="Shares.", actor=cat, now=now)
    assert [needs(member, now) for member in (ann, ben, cat)] == [[], [], []]


def test_a_vote_whose_time_is_over_waits_for_the_keeper(committee: Committee, now: datetime) -> None:
    voting(committee, now)
    later = now + timedelta(days=8)
    assert needs(committee.members[0], later) == []
    assert not requests_listed(committee.members[1], "mine", now=later)
    assert requests_listed(committee.members[1], "mine", now=now)
    assert needs(committee.keeper, now) == []
    assert needs(committee.keeper, later) == ["1 vote that is over"]


def test_a_vote_that_all_have_cast_waits_for_the_keeper_before_its_day(committee: Committee, now: datetime) -> None:
    ann, ben, cat = committee.members
    request = voting(committee, now)
    for member in (ann, ben):
        vote_cast(request=request, choice="approve", actor=member, now=now)
    assert needs(committee.keeper, now) == []
    conflict = conflict_declare(request=request, member=cat, interest="Shares.", actor=cat, now=now)
    assert needs(committee.keeper, now) == ["1 vote that is over"]
    conflict_lift(conflict=conflict, because="Sold.", actor=committee.keeper, now=now)
    assert needs(committee.keeper, now) == []
    second = asked(committee, now, by=cat)
    app_request_join(request=second, into=request, actor=committee.keeper, now=now)
    assert needs(committee.keeper, now) == ["1 vote that is over"]
    conflict_declare(request=request, member=ben, interest="Shares.", actor=ben, now=now)
    assert vote_state(request, now=now).closed
    assert needs(committee.keeper, now) == ["1 vote that is over"]


def test_a_review_that_nobody_asked_for_is_over_when_all_have_voted(committee: Committee, now: datetime) -> None:
    request = voting(committee, now)
    AppRequest.objects.update(requester=None, reviews=ApprovalFactory())
    for member in committee.members:
        vote_cast(request=request, choice="approve", actor=member, now=now)
    assert needs(committee.keeper, now) == ["1 vote that is over"]


def test_the_desk_and_the_home_page_say_the_same_of_what_waits(committee: Committee, now: datetime) -> None:
    ann, ben, cat = committee.members
    evaluating(committee, now, by=ann)
    evaluated(evaluating(committee, now, product_name="Fern Reader"), cat, now)
    request = voting(committee, now, product_name="Oak Reader")
    vote_cast(request=request, choice="approve", actor=ben, now=now)
    for member in committee.members:
        waiting = waiting_of(User.objects.get(pk=member.pk), now=now, day=DAY)
        assert requests_listed(member, "mine", now=now).count() == waiting.to_evaluate + waiting.to_vote


def test_the_keeper_reads_what_came_in_and_which_reviews_begin(committee: Committee, now: datetime) -> None:
    asked(committee, now)
    asked(committee, now, product_name="Fern Reader")
    review_open(decision=ApprovalFactory(), actor=committee.keeper, now=now)
    assert needs(committee.keeper, now) == ["2 requests to sort", "1 review of an approval to begin"]
    assert needs(committee.members[0], now) == []


def test_the_chair_keeps_the_book_without_the_role(committee: Committee, now: datetime) -> None:
    committee.settings.chair = committee.members[0]
    committee.settings.save()
    asked(committee, now)
    assert needs(committee.members[0], now) == ["1 request to sort"]
    assert needs(committee.members[1], now) == []


def test_conditions_are_called_to_mind_a_week_before_and_when_they_are_late(
    committee: Committee, now: datetime
) -> None:
    ann = committee.members[0]
    ConditionFactory(owner=ann, due_on=DAY + timedelta(days=7))
    ConditionFactory(owner=ann, due_on=DAY + timedelta(days=8))
    ConditionFactory(owner=ann, due_on=DAY, met_on=DAY, met_how="Done.", met_by=ann)
    ConditionFactory(owner=ann, due_on=DAY, decision__ended_on=DAY, decision__ended_because="Sold.")
    assert needs(ann, now) == ["1 condition of yours is due"]
    assert needs(committee.keeper, now) == []
    ConditionFactory(owner=ann, due_on=DAY - timedelta(days=1))
    assert needs(ann, now) == ["2 conditions of yours are due"]
    assert needs(committee.keeper, now) == ["1 condition is overdue"]


def test_who_only_reads_the_book_is_asked_for_nothing(
    committee: Committee, ari: User, tom: User, now: datetime
) -> None:
    evaluating(committee, now)
    asked(committee, now, product_name="Fern Reader")
    ConditionFactory(due_on=DAY - timedelta(days=1))
    assert (needs(ari, now), needs(tom, now)) == ([], [])


def test_what_waits_is_counted_in_few_queries(committee: Committee, now: datetime) -> None:
    for number in range(6):
        asked(committee, now, product_name=f"Fern Reader {number}")
        ConditionFactory(owner=committee.members[0], due_on=DAY)
    evaluating(committee, now, product_name="Oak Reader")
    for user, most in ((committee.keeper, 2), (committee.members[0], 3)):
        fresh = User.objects.get(pk=user.pk)
        fresh.has_role("committee_member")
        fresh.get_all_permissions()
        with CaptureQueriesContext(connection) as queries:
            assert waiting_of(fresh, now=now, day=DAY).anything
        assert len(queries) <= most


def test_the_votes_of_a_meeting_wait_for_their_decision(committee: Committee, now: datetime) -> None:
    request = voting(committee, now, way="meeting")
    meeting = meeting_plan(held_on=DAY, actor=committee.keeper, now=now)
    meeting_hold(
        meeting=meeting,
        presence=dict.fromkeys(committee.members, "present"),
        guests=[],
        minutes="",
        items={},
        actor=committee.keeper,
        now=now,
    )
    assert needs(committee.keeper, now) == []
    choices = dict.fromkeys(committee.members, "approve")
    votes_record(request=request, meeting=meeting, choices=choices, actor=committee.keeper, now=now)
    assert needs(committee.keeper, now) == ["1 vote that is over"]


# Apps seen in use


def seen(name: str, **more: Any) -> SeenApp:
    return SeenApp.objects.create(
        **{"name_key": name.lower(), "written": name, "first_seen_on": DAY, "last_seen_on": DAY, **more}
    )


def test_unknown_apps_seen_in_use_are_said_to_those_who_decide(
    committee: Committee, dana: User, signed_in: SignIn
) -> None:
    assert seen_lacking(dana, DAY) is None
    seen("Pebble Quiz")
    seen("Whistle Chat")
    seen("Fern Reader", product=ApprovalFactory().product, matched="exact")
    seen("Oak Reader", state="blocked", reason="It is no app for pupils.")
    page = home(signed_in(dana))
    assert "2 apps seen in use wait for a decision, 2 of them not in the inventory." in page
    assert 'href="/office/seen/"' in page
    assert seen_lacking(committee.members[0], DAY) is None, "members read the list and decide nothing"
