"""Pages of who keeps the committee's book: what they are offered and refused, conditions, reviews, corrections."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from district.models import District, User
from inventory.committee.errors import CommitteeRefused
from inventory.committee.services import (
    app_request_join,
    app_request_triage,
    conflict_declare,
    conflict_lift,
    decision_make,
    meeting_hold,
    meeting_plan,
    review_open,
    vote_cast,
    vote_open,
)
from tests.factories.approvals import ApprovalFactory, ConditionFactory
from tests.factories.committee import Committee, asked, committee_make, evaluated, evaluating, voted, voting

SignIn = Callable[[User], Client]


@pytest.fixture
def committee(district: District, person: Callable[..., User]) -> Committee:
    return committee_make(person)


def test_conditions_that_are_open_are_a_list_of_their_own(
    committee: Committee, signed_in: SignIn, now: datetime, olga: User, person: Callable[..., User]
) -> None:
    teacher = committee.teacher
    mine = ConditionFactory(owner=teacher, text="Turn the chat off.")
    other = ConditionFactory(text="Only in the library.")
    ConditionFactory(owner=teacher, text="Long done.", met_on=date(2026, 2, 20), met_how="Done.", met_by=teacher)
    address = "/office/committee/conditions/"
    assert Client().get(address).status_code == 302
    assert signed_in(olga).get(address).status_code == 403
    own = signed_in(teacher).get(address).content.decode()
    assert f"{address}{mine.pk}/" in own
    assert f"{address}{other.pk}/" not in own
    assert "Long done." not in own
    client = signed_in(committee.keeper)
    every = client.get(address).content.decode()
    assert f"{address}{mine.pk}/" in every
    assert f"{address}{other.pk}/" in every
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(12):
        ConditionFactory()
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_a_review_that_is_open_already_is_said_and_not_opened_again(
    committee: Committee, dana: User, signed_in: SignIn, now: datetime
) -> None:
    decision = ApprovalFactory()
    first = review_open(decision=decision, actor=committee.keeper, now=now)
    answer = signed_in(dana).post(f"/office/committee/decisions/{decision.pk}/review/", follow=True)
    assert answer.redirect_chain == [(f"/office/committee/{first.pk}/", 302)]
    assert "The review was open already: A-1." in answer.content.decode()


def test_the_chair_with_an_interest_is_not_offered_the_decision_and_is_refused(
    committee: Committee, signed_in: SignIn, now: datetime
) -> None:
    ann, ben, cat = committee.members
    committee.settings.chair = ann
    committee.settings.save()
    request = voting(committee, now)
    conflict_declare(request=request, member=ann, interest="Shares.", actor=ann, now=now)
    for member in (ben, cat):
        vote_cast(request=request, choice="approve", actor=member, now=now)
    client = signed_in(ann)
    address = f"/office/committee/{request.pk}/"
    page = client.get(address).content.decode()
    assert "Write the decision" not in page
    assert "Somebody else who keeps the committee’s book goes on with it." in page
    assert "You declared a conflict of interest: somebody else decides." in page
    assert "Lift the conflict of interest" not in page
    form = {"outcome": "approved", "reason": "Mine."}
    for place in ("triage/", "join/", "vote/open/", "decide/", "answer/", "vote/record/", "vote/correct/"):
        assert client.get(address + place).status_code == 403, place
        assert client.post(address + place, form).status_code == 403, place
    with pytest.raises(CommitteeRefused, match="somebody else decides"):
        decision_make(request=request, outcome="approved", reason="Mine.", actor=ann, now=now)
    assert "Write the decision" in signed_in(committee.keeper).get(address).content.decode()


def test_whoever_asked_is_not_offered_the_decision_though_they_keep_the_book(
    committee: Committee, signed_in: SignIn, now: datetime, dana: User
) -> None:
    request = voted(voting(committee, now, by=dana), committee, now, "approve", "approve", "approve")
    client = signed_in(dana)
    assert "Write the decision" not in client.get(f"/office/committee/{request.pk}/").content.decode()
    assert client.get(f"/office/committee/{request.pk}/decide/").status_code == 403


def test_a_keeper_who_asked_leaves_all_of_it_to_another(
    committee: Committee, signed_in: SignIn, now: datetime, dana: User
) -> None:
    ann, ben, _ = committee.members
    mine = evaluating(committee, now, by=dana)
    other = asked(committee, now, by=ben, product_name="Fern Reader")
    evaluated(mine, ann, now)
    conflict = conflict_declare(request=mine, member=ann, interest="Shares.", actor=ann, now=now)
    assert mine.product is not None
    product = mine.product
    acts: dict[str, Callable[[User], object]] = {
        "join from": lambda actor: app_request_join(request=mine, into=other, actor=actor, now=now),
        "join into": lambda actor: app_request_join(request=other, into=mine, actor=actor, now=now),
        "bar": lambda actor: conflict_declare(request=mine, member=ben, interest="Shares.", actor=actor, now=now),
        "sort": lambda actor: app_request_triage(request=mine, product=product, owner=None, actor=actor, now=now),
        "lift": lambda actor: conflict_lift(conflict=conflict, because="He left.", actor=actor, now=now),
        "open": lambda actor: vote_open(request=mine, way="apart", actor=actor, now=now),
    }
    for act in acts.values():
        with pytest.raises(CommitteeRefused, match="You asked for it: somebody else decides"):
            act(dana)
    client = signed_in(dana)
    address = f"/office/committee/{mine.pk}/"
    for place in ("triage/", "join/", "vote/open/", f"conflict/{conflict.pk}/lift/", "conflict/"):
        assert client.post(address + place, {"because": "Mine.", "way": "apart"}).status_code == 403, place
    assert "Lift the conflict of interest" not in client.get(address).content.decode()
    joined = client.post(f"/office/committee/{other.pk}/join/", {"into": mine.pk})
    assert (joined.status_code, "You asked for it" in joined.content.decode()) == (422, True)
    for name in ("sort", "lift", "open"):
        acts[name](committee.keeper)
    assert client.get(f"/office/committee/{other.pk}/triage/").status_code == 200, "others' requests are sorted as ever"


def test_a_chair_with_an_interest_opens_no_vote_and_joins_nothing(committee: Committee, now: datetime) -> None:
    ann, ben, _ = committee.members
    committee.settings.chair = ann
    committee.settings.save()
    mine = evaluating(committee, now)
    evaluated(mine, ben, now)
    own = conflict_declare(request=mine, member=ann, interest="Shares.", actor=ann, now=now)
    other = asked(committee, now, by=ben, product_name="Fern Reader")
    with pytest.raises(CommitteeRefused, match="You declared a conflict of interest"):
        vote_open(request=mine, way="apart", actor=ann, now=now)
    with pytest.raises(CommitteeRefused, match="You declared a conflict of interest"):
        app_request_join(request=other, into=mine, actor=ann, now=now)
    with pytest.raises(CommitteeRefused, match="Somebody else lifts it"):
        conflict_lift(conflict=own, because="Sold.", actor=ann, now=now)


def test_votes_of_a_meeting_are_corrected_on_a_page_that_shows_what_stands(
    committee: Committee, signed_in: SignIn, now: datetime
) -> None:
    ann, ben, cat = committee.members
    request = voting(committee, now, way="meeting")
    meeting = meeting_plan(held_on=date(2026, 3, 4), actor=committee.keeper, now=now)
    presence = dict.fromkeys(committee.members, "present")
    meeting_hold(meeting=meeting, presence=presence, guests=[], minutes="", items={}, actor=committee.keeper, now=now)
    client = signed_in(committee.keeper)
    address = f"/office/committee/{request.pk}/"
    form: dict[str, Any] = {
        "meeting": meeting.pk,
        f"vote_{ann.pk}": "approve",
        f"vote_{ben.pk}": "approve",
        f"vote_{cat.pk}": "",
    }
    assert "Correct the votes" not in client.get(address).content.decode()
    assert client.post(f"{address}vote/record/", form).status_code == 302
    assert client.post(f"{address}vote/record/", form).status_code == 422
    assert client.get(f"{address}vote/record/")["Location"] == f"{address}vote/correct/"
    assert "Correct the votes" in client.get(address).content.decode()
    page = client.get(f"{address}vote/correct/").content.decode()
    assert page.count('value="approve" selected') == 2
    assert f'<option value="{meeting.pk}" selected>' in page
    stood = re.search(r'name="shown" value="([^"]+)"', page)
    assert stood is not None
    form["shown"] = stood[1]
    assert client.post(f"{address}vote/correct/", form).status_code == 422
    corrected = {**form, f"vote_{ann.pk}": "refuse", "because": "I mixed up two lines."}
    for wrong in ({"meeting": "0"}, {"shown": ""}, {"shown": "1;x;\x00"}):
        assert client.post(f"{address}vote/correct/", {**corrected, **wrong}).status_code == 422, wrong
    assert client.post(f"{address}vote/correct/", corrected).status_code == 302
    again = {**corrected, f"vote_{ben.pk}": "abstain", "because": "He said so."}
    late = client.post(f"{address}vote/correct/", again)
    refused = late.content.decode()
    assert late.status_code == 422
    assert "The votes changed since you opened the page." in refused
    assert 'value="abstain" selected' in refused
    assert "He said so." in refused
    assert f'name="shown" value="{stood[1]}"' not in refused, "sent again, it is judged by what stands now"
    shown = client.get(address).content.decode()
    assert "Ann Fable: approve, now refuse." in shown
    assert "I mixed up two lines." in shown
    assert signed_in(ann).get(f"{address}vote/correct/").status_code == 403
