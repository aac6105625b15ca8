"""Votes of a meeting that were written down wrongly: corrected, moved to the right meeting, or not cast."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from district.models import District, User
from inventory.committee.errors import CommitteeRefused
from inventory.committee.services import (
    conflict_declare,
    decision_make,
    meeting_cancel,
    meeting_plan,
    vote_state,
    votes_correct,
    votes_record,
)
from inventory.committee_papers.minutes import minutes_sheet
from inventory.committee_papers.selectors import meeting_whole
from inventory.models import AppRequest, Meeting, Vote
from tests.factories.committee import Committee, committee_make, held, voted, voting


@pytest.fixture
def committee(district: District, person: Callable[..., User]) -> Committee:
    return committee_make(person)


@pytest.fixture
def meeting(committee: Committee, now: datetime) -> Meeting:
    return meeting_plan(held_on=date(2026, 3, 4), place="Library", actor=committee.keeper, now=now)


@pytest.fixture
def recorded(committee: Committee, meeting: Meeting, now: datetime) -> AppRequest:
    """Ann and Ben voted for it in the meeting; Cat was excused."""
    ann, ben, _ = committee.members
    request = voting(committee, now, way="meeting")
    held(meeting, committee, now, "present", "present", "excused")
    votes_record(
        request=request, meeting=meeting, choices={ann: "approve", ben: "approve"}, actor=committee.keeper, now=now
    )
    return request


def test_votes_that_are_written_down_are_not_simply_written_again(
    committee: Committee, recorded: AppRequest, meeting: Meeting, now: datetime
) -> None:
    with pytest.raises(CommitteeRefused, match="correct them, and say why"):
        votes_record(
            request=recorded,
            meeting=meeting,
            choices={committee.members[0]: "refuse"},
            actor=committee.keeper,
            now=now,
        )


def test_a_correction_keeps_its_reason_and_what_stood_there(
    committee: Committee, recorded: AppRequest, now: datetime
) -> None:
    ann, ben, cat = committee.members
    note = votes_correct(
        request=recorded,
        choices={ann: "refuse", ben: "", cat: ""},
        because="I mixed up two lines.",
        actor=committee.keeper,
        now=now,
    )
    assert note.text.splitlines() == [
        "Meeting of 4 March 2026: votes corrected.",
        "Ann Fable: approve, now refuse.",
        "Ben Fable: approve, now did not vote.",
        "Why: I mixed up two lines.",
    ]
    assert (note.shown, note.written_by) == (False, committee.keeper)
    state = vote_state(recorded, now=now)
    assert [(vote.member.name, vote.choice) for vote in state.counted] == [("Ann Fable", "refuse")]
    assert Vote.objects.get(member=ben).set_aside_because == "not cast: I mixed up two lines."
    votes_correct(request=recorded, choices={ben: "approve"}, because="He did.", actor=committee.keeper, now=now)
    assert len(vote_state(recorded, now=now).counted) == 2
    kept = Vote.pgh_event_model.objects.filter(pgh_obj=Vote.objects.get(member=ann))  # type: ignore[attr-defined]
    assert [row.choice for row in kept.order_by("pgh_id")] == ["approve", "refuse"]
    assert kept.latest("pgh_id").pgh_context["reason"] == "A-1: votes corrected: I mixed up two lines."


def test_a_correction_says_why_changes_something_and_knows_who_was_there(
    committee: Committee, recorded: AppRequest, now: datetime
) -> None:
    ann, ben, cat = committee.members

    def correct(choices: dict[User, str], because: str = "A slip.", actor: User = committee.keeper) -> None:
        votes_correct(request=recorded, choices=choices, because=because, actor=actor, now=now)

    for choices, because, words in (
        ({ann: "refuse"}, " ", "Say why"),
        ({ann: "approve", ben: "approve", cat: ""}, "A slip.", "Nothing is changed"),
        ({cat: "approve"}, "A slip.", "Cat Fable was not present"),
        ({ann: "perhaps"}, "A slip.", "Choose how"),
    ):
        with pytest.raises(CommitteeRefused, match=words):
            correct(choices, because)
    with pytest.raises(CommitteeRefused, match="does this"):
        correct({ann: "refuse"}, actor=ben)
    assert not recorded.notes.exists()


@pytest.fixture
def right(committee: Committee, now: datetime) -> Meeting:
    """The meeting of the week after, in which it was voted on: Ann and Ben were there."""
    row = meeting_plan(held_on=date(2026, 3, 11), actor=committee.keeper, now=now)
    return held(row, committee, now, "present", "present", "absent")


def test_votes_written_down_for_the_wrong_meeting_move_to_the_right_one(
    committee: Committee, recorded: AppRequest, meeting: Meeting, right: Meeting, now: datetime
) -> None:
    ann, ben, _ = committee.members
    note = votes_correct(
        request=recorded,
        choices={ann: "approve", ben: "conditions"},
        meeting=right,
        because="The other week.",
        actor=committee.keeper,
        now=now,
    )
    assert note.text.splitlines() == [
        "Meeting of 4 March 2026: votes corrected.",
        "In which meeting: Meeting of 4 March 2026, now Meeting of 11 March 2026.",
        "Ben Fable: approve, now approve with conditions.",
        "Why: The other week.",
    ]
    assert not meeting.votes.exists()
    assert right.items.get().request == recorded
    held(meeting, committee, now, "absent", "absent", "present")
    with pytest.raises(CommitteeRefused, match="Ann Fable voted in this meeting"):
        held(right, committee, now, "absent", "present", "absent")
    decision = decision_make(request=recorded, outcome="approved", reason="Good.", actor=committee.keeper, now=now)
    assert decision.meeting == right


def test_votes_move_only_to_a_meeting_where_those_who_voted_were(
    committee: Committee, recorded: AppRequest, right: Meeting, now: datetime
) -> None:
    ann, ben, _ = committee.members

    def move(choices: dict[User, str], to: Meeting = right) -> None:
        votes_correct(request=recorded, choices=choices, meeting=to, because="Slip.", actor=committee.keeper, now=now)

    held(right, committee, now, "present", "absent", "absent")
    with pytest.raises(CommitteeRefused, match="Ben Fable was not present"):
        move({})
    cancelled = meeting_plan(held_on=date(2026, 3, 18), actor=committee.keeper, now=now)
    meeting_cancel(meeting=cancelled, actor=committee.keeper, now=now)
    cancelled.refresh_from_db()
    with pytest.raises(CommitteeRefused, match="was cancelled"):
        move({}, cancelled)
    conflict_declare(request=recorded, member=ann, interest="Shares.", actor=ann, now=now)
    held(right, committee, now, "absent", "present", "absent")
    with pytest.raises(CommitteeRefused, match="Ann Fable was not present"):
        move({ben: "approve"})
    held(right, committee, now, "present", "absent", "absent")
    move({ben: ""})
    assert {vote.meeting for vote in vote_state(recorded, now=now).votes} == {right}


def test_of_two_who_correct_the_second_reads_what_stands_and_overwrites_nothing(
    committee: Committee, recorded: AppRequest, dana: User, now: datetime
) -> None:
    ann, ben, _ = committee.members
    shown = vote_state(recorded, now=now).standing
    votes_correct(
        request=recorded, choices={ann: "refuse"}, because="A slip.", shown=shown, actor=committee.keeper, now=now
    )
    words = "Now stands: Meeting of 4 March 2026; Ann Fable: refuse; Ben Fable: approve. Look at it"
    with pytest.raises(CommitteeRefused, match=words):
        votes_correct(
            request=recorded,
            choices={ann: "approve", ben: "abstain"},
            because="A slip.",
            shown=shown,
            actor=dana,
            now=now,
        )
    assert sorted(vote.choice for vote in vote_state(recorded, now=now).votes) == ["approve", "refuse"]


def test_after_the_decision_its_votes_stay_as_they_are(
    committee: Committee, recorded: AppRequest, now: datetime
) -> None:
    decision_make(request=recorded, outcome="approved", reason="Good.", actor=committee.keeper, now=now)
    with pytest.raises(CommitteeRefused, match="A-1 is decided already"):
        votes_correct(
            request=recorded,
            choices={committee.members[0]: "refuse"},
            because="A slip.",
            actor=committee.keeper,
            now=now,
        )


def test_votes_cast_from_afar_are_corrected_by_their_members(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve")
    with pytest.raises(CommitteeRefused, match="No votes of a meeting"):
        votes_correct(
            request=request,
            choices={committee.members[0]: "refuse"},
            because="A slip.",
            actor=committee.keeper,
            now=now,
        )


def test_a_vote_that_was_not_cast_does_not_prove_that_a_member_was_there(
    committee: Committee, meeting: Meeting, now: datetime
) -> None:
    ann, ben, cat = committee.members
    request = voting(committee, now, way="meeting")
    held(meeting, committee, now, "present", "present", "present")
    meeting.items.create(request=request)
    choices = dict.fromkeys((ann, ben, cat), "approve")
    votes_record(request=request, meeting=meeting, choices=choices, actor=committee.keeper, now=now)
    votes_correct(request=request, choices={ann: ""}, because="She was at home.", actor=committee.keeper, now=now)
    for member in (ann, ben):
        conflict_declare(request=request, member=member, interest="Shares.", actor=member, now=now)
    held(meeting, committee, now, "absent", "present", "present")
    sections = minutes_sheet(meeting_whole(committee.keeper, meeting.pk).get(), District.objects.get()).sections
    assert "Ann Fable: absent" in sections[0].items
    assert [row[:2] for row in sections[1].grids[0].rows] == [
        ("Ann Fable", "did not vote"),
        ("Ben Fable", "approve (set aside: a conflict of interest was declared)"),
        ("Cat Fable", "approve"),
    ]
    with pytest.raises(CommitteeRefused, match="Ben Fable voted in this meeting"):
        held(meeting, committee, now, "absent", "absent", "present")
