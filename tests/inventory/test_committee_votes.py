"""Quorum, majority and ties, by the rules that the district set; and votes taken in a meeting."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group

from district.models import District, User
from inventory.committee.errors import CommitteeRefused
from inventory.committee.rubric import Question, grid_of, rubric_version_add
from inventory.committee.selectors import evaluations_of
from inventory.committee.services import (
    conflict_declare,
    decision_make,
    meeting_cancel,
    meeting_plan,
    vote_cast,
    vote_open,
    vote_state,
    votes_record,
)
from inventory.committee.tallies import Rules, quorum_of, tally_of
from inventory.models import CommitteeSettings, Meeting, MeetingState
from tests.factories.committee import Committee, committee_make, evaluated, evaluating, held, voted, voting


@pytest.fixture
def committee(district: District, person: Callable[..., User]) -> Committee:
    return committee_make(person)


@pytest.mark.parametrize(
    ("kind", "number", "size", "quorum"),
    [
        ("majority", None, 3, 2),
        ("majority", None, 4, 3),
        ("majority", None, 0, 1),
        ("two_thirds", None, 3, 2),
        ("two_thirds", None, 4, 3),
        ("two_thirds", None, 0, 1),
        ("number", 4, 3, 4),
    ],
)
def test_the_quorum_is_what_the_district_set(kind: str, number: int | None, size: int, quorum: int) -> None:
    assert quorum_of(CommitteeSettings(quorum_kind=kind, quorum_number=number), size) == quorum


@pytest.mark.parametrize(
    ("rule", "tie", "votes", "result"),
    [
        ("cast", "again", "aar", "carried"),
        ("cast", "again", "arr", "failed"),
        ("cast", "again", "ar", "tie"),
        ("cast", "fails", "ar", "failed"),
        ("cast", "again", "a", "no_quorum"),
        ("cast", "again", "a-", "carried"),
        ("cast", "again", "--", "tie"),
        ("cast", "fails", "--", "failed"),
        ("members", "again", "a--", "failed"),
        ("members", "again", "aa", "carried"),
        ("members", "again", "ar", "tie"),
        ("unanimous", "again", "aaa", "carried"),
        ("unanimous", "again", "aar", "failed"),
        ("unanimous", "again", "---", "failed"),
    ],
)
def test_what_carries_is_what_the_district_set(rule: str, tie: str, votes: str, result: str) -> None:
    names = {"a": "approve", "r": "refuse", "-": "abstain"}
    tally = tally_of([names[vote] for vote in votes], Rules(3, 2, rule, tie))
    assert tally.result == result


@pytest.mark.parametrize(
    ("chair", "result"),
    [("approve", "carried"), ("conditions", "carried"), ("refuse", "failed"), ("abstain", "tie"), ("", "tie")],
)
def test_the_chair_decides_a_tie_where_the_district_says_so(chair: str, result: str) -> None:
    tally = tally_of(["approve", "refuse"], Rules(3, 2, "cast", "chair"), chair=chair)
    assert tally.result == result


def test_votes_for_conditions_are_votes_in_favour() -> None:
    tally = tally_of(["conditions", "conditions", "approve", "refuse"], Rules(4, 3, "cast", "again"))
    assert (tally.result, tally.conditions_wanted) == ("carried", True)
    assert tally.words == "3 for, 1 against, 0 abstained: carried (quorum 3 of 4 members)"


def test_a_member_who_left_does_not_count_any_more(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve")
    ben = committee.members[1]
    ben.groups.remove(Group.objects.get(name="committee_member"))
    state = vote_state(request, now=now)
    assert [vote.member.name for vote in state.counted] == ["Ann Fable"]
    assert state.electorate.size == 2


def test_a_member_who_may_not_sign_in_any_more_is_none(committee: Committee, now: datetime) -> None:
    request = voting(committee, now)
    User.objects.filter(pk=committee.members[2].pk).update(is_active=False)
    assert [voter.name for voter in vote_state(request, now=now).electorate.voters] == ["Ann Fable", "Ben Fable"]


@pytest.mark.parametrize(("counts", "size"), [(True, 3), (False, 2)])
def test_whether_the_barred_count_for_the_size_is_the_districts_to_say(
    district: District, person: Callable[..., User], now: datetime, counts: bool, size: int
) -> None:
    committee = committee_make(person, recused_count=counts)
    request = voting(committee, now)
    ann = committee.members[0]
    conflict_declare(request=request, member=ann, interest="I own shares.", actor=ann, now=now)
    assert vote_state(request, now=now).electorate.size == size


def test_a_vote_may_be_changed_while_it_is_open(committee: Committee, now: datetime) -> None:
    request = voting(committee, now)
    ann = committee.members[0]
    vote_cast(request=request, choice="approve", actor=ann, now=now)
    vote_cast(request=request, choice="refuse", reason="I read on.", actor=ann, now=now)
    assert [vote.choice for vote in vote_state(request, now=now).votes] == ["refuse"]


def test_who_refuses_says_why(committee: Committee, now: datetime) -> None:
    request = voting(committee, now)
    with pytest.raises(CommitteeRefused, match="Say why you refuse"):
        vote_cast(request=request, choice="refuse", actor=committee.members[0], now=now)
    with pytest.raises(CommitteeRefused, match="Choose how"):
        vote_cast(request=request, choice="perhaps", actor=committee.members[0], now=now)


def test_a_vote_closes_when_all_have_voted(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve")
    assert not vote_state(request, now=now).closed
    voted(request, committee, now, "approve", "approve", "abstain")
    assert vote_state(request, now=now).closed


def test_a_vote_does_not_close_before_it_opens(committee: Committee, now: datetime) -> None:
    request = evaluating(committee, now)
    evaluated(request, committee.members[0], now)
    with pytest.raises(CommitteeRefused, match="would close before it opens"):
        vote_open(request=request, way="apart", closes_at=now, actor=committee.keeper, now=now)


# Meetings


@pytest.fixture
def meeting(committee: Committee, now: datetime) -> Meeting:
    return meeting_plan(held_on=date(2026, 3, 4), place="Library", actor=committee.keeper, now=now)


def test_only_members_who_are_there_vote_in_a_meeting(committee: Committee, meeting: Meeting, now: datetime) -> None:
    ann, ben, cat = committee.members
    request = voting(committee, now, way="meeting")
    held(meeting, committee, now, "present", "present", "excused")
    with pytest.raises(CommitteeRefused, match="Cat Fable was not present"):
        votes_record(request=request, meeting=meeting, choices={cat: "approve"}, actor=committee.keeper, now=now)
    votes_record(
        request=request, meeting=meeting, choices={ann: "approve", ben: "approve"}, actor=committee.keeper, now=now
    )
    decision = decision_make(request=request, outcome="approved", reason="Good.", actor=committee.keeper, now=now)
    assert decision.meeting == meeting


def test_a_meetings_vote_is_not_cast_from_afar(committee: Committee, now: datetime) -> None:
    request = voting(committee, now, way="meeting")
    with pytest.raises(CommitteeRefused, match="in a meeting"):
        vote_cast(request=request, choice="approve", actor=committee.members[0], now=now)


def test_a_vote_from_afar_is_not_recorded_in_a_meeting(committee: Committee, meeting: Meeting, now: datetime) -> None:
    request = voting(committee, now)
    held(meeting, committee, now, "present", "present", "present")
    with pytest.raises(CommitteeRefused, match="without a meeting"):
        votes_record(
            request=request, meeting=meeting, choices={committee.members[0]: "approve"}, actor=committee.keeper, now=now
        )


def test_who_voted_in_a_meeting_was_there(committee: Committee, meeting: Meeting, now: datetime) -> None:
    request = voting(committee, now, way="meeting")
    held(meeting, committee, now, "present", "present", "present")
    ann = committee.members[0]
    votes_record(request=request, meeting=meeting, choices={ann: "approve"}, actor=committee.keeper, now=now)
    with pytest.raises(CommitteeRefused, match="Ann Fable voted in this meeting"):
        held(meeting, committee, now, "absent", "present", "present")


def test_a_meeting_that_was_held_is_not_cancelled(committee: Committee, meeting: Meeting, now: datetime) -> None:
    held(meeting, committee, now, "present", "present", "absent")
    with pytest.raises(CommitteeRefused, match="Only a meeting that is planned"):
        meeting_cancel(meeting=meeting, actor=committee.keeper, now=now)


def test_a_cancelled_meeting_takes_no_minutes(committee: Committee, meeting: Meeting, now: datetime) -> None:
    meeting_cancel(meeting=meeting, actor=committee.keeper, now=now)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED
    with pytest.raises(CommitteeRefused, match="was cancelled"):
        held(meeting, committee, now, "present", "present", "present")


# The rubric


def test_a_request_keeps_the_version_that_it_was_opened_under(committee: Committee, now: datetime) -> None:
    request = evaluating(committee, now)
    rubric_version_add(questions=[Question("cost", "Is it free?", "", 1)], actor=committee.keeper, now=now)
    evaluated(request, committee.members[0], now)
    later = evaluating(committee, now + timedelta(days=1), product_name="Fern Reader")
    assert request.rubric_version is not None
    assert later.rubric_version is not None
    assert (request.rubric_version.number, later.rubric_version.number) == (1, 2)


def test_weights_count_in_the_mean_and_who_cannot_say_does_not(committee: Committee, now: datetime) -> None:
    questions = [Question("privacy", "Safe?", "", 3), Question("cost", "Cheap?", "", 1)]
    version = rubric_version_add(questions=questions, actor=committee.keeper, now=now)
    request = evaluating(committee, now)
    evaluated(request, committee.members[0], now, score=4)
    evaluation = evaluations_of(request)[0]
    evaluation.scores.filter(criterion__question="Cheap?").update(score=1)
    grid = grid_of(version, evaluations_of(request))
    assert grid.percent == 75
    evaluation.scores.filter(criterion__question="Cheap?").update(score=None)
    assert grid_of(version, evaluations_of(request)).percent == 100


def test_a_rubric_asks_something_and_nothing_twice(committee: Committee, now: datetime) -> None:
    for questions in ([], [Question("cost", "Free?", "", 1), Question("cost", "free? ", "", 1)]):
        with pytest.raises(CommitteeRefused):
            rubric_version_add(questions=questions, actor=committee.keeper, now=now)
    with pytest.raises(CommitteeRefused, match="from 1 to 100"):
        rubric_version_add(questions=[Question("cost", "Free?", "", 0)], actor=committee.keeper, now=now)
