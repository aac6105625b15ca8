"""The vote: opened, cast, or written down from a meeting."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect

from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, sent
from inventory.committee.forms import CorrectVotesForm, OpenVoteForm, RecordVotesForm, VoteForm
from inventory.committee.people import electorate_of
from inventory.committee.reading import decider_or_refuse, request_or_refuse
from inventory.committee.selectors import vote_of
from inventory.committee.services import vote_cast, vote_open, vote_state, votes_correct, votes_record
from inventory.committee.views.forms import item_form
from inventory.models import VotingWay


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day at the district."""
    zone = ZoneInfo(district_current().time_zone)
    return datetime.combine(day, time(23, 59, 59), zone) if day is not None else None


@office_page()
def open_vote(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open the vote, or the next round of it."""
    one = decider_or_refuse(request.user, pk)
    form = OpenVoteForm(sent(request)[0])

    def change() -> object:
        given = form.cleaned_data
        return vote_open(
            request=one, way=given["way"], closes_at=end_of(given["closes_on"]), actor=request.user, now=clock_now()
        )

    return item_form(
        request, one, form, change, done="The vote is open.", title="Open the vote", submit_label="Open the vote"
    )


@office_page()
def vote(request: OfficeRequest, pk: int) -> HttpResponse:
    """The member's own vote."""
    one = request_or_refuse(request.user, pk)
    if not electorate_of(one).may_vote(request.user):
        raise PermissionDenied
    mine = vote_of(one, request.user)
    form = VoteForm(sent(request)[0], initial={"choice": mine.choice, "reason": mine.reason} if mine else None)

    def change() -> object:
        given = form.cleaned_data
        return vote_cast(
            request=one, choice=given["choice"], reason=given["reason"], actor=request.user, now=clock_now()
        )

    return item_form(
        request,
        one,
        form,
        change,
        done="Your vote is in. You may change it while the vote is open.",
        title="Vote",
        intro="What you choose is hidden from the others until the vote is closed.",
        submit_label="Cast your vote",
    )


@office_page()
def record(request: OfficeRequest, pk: int) -> HttpResponse:
    """The votes of a meeting, written down together. Once they are, they are corrected, with the reason."""
    one = decider_or_refuse(request.user, pk)
    written = one.voting_way == VotingWay.MEETING and vote_state(one, now=clock_now()).votes
    if request.method != "POST" and written:
        return redirect("committee:votes-correct", pk=one.pk)
    form = RecordVotesForm(sent(request)[0], voters=electorate_of(one).voters)

    def change() -> object:
        return votes_record(
            request=one,
            meeting=form.cleaned_data["meeting"],
            choices={voter: choice for voter, choice in form.choices().items() if choice},
            actor=request.user,
            now=clock_now(),
        )

    return item_form(
        request,
        one,
        form,
        change,
        done="The votes are written down.",
        title="Write down the votes",
        intro="Only members who were present vote: enter the attendance of the meeting first.",
        submit_label="Write them down",
    )


@office_page()
def correct(request: OfficeRequest, pk: int) -> HttpResponse:
    """Votes of a meeting that were written down wrongly, until the decision is written."""
    one = decider_or_refuse(request.user, pk)
    state = vote_state(one, now=clock_now())
    there = {f"vote_{vote.member_id}": state.choice_of(vote) for vote in state.votes}
    form = CorrectVotesForm(
        sent(request)[0], voters=state.electorate.voters, initial={**there, "meeting": state.meeting}
    )

    def change() -> object:
        return votes_correct(
            request=one,
            choices=form.choices(),
            because=form.cleaned_data["because"],
            meeting=form.cleaned_data["meeting"],
            shown=request.POST.get("shown", ""),
            actor=request.user,
            now=clock_now(),
        )

    return item_form(
        request,
        one,
        form,
        change,
        template="staff/committee/votes_correct.html",
        standing=state.standing,
        done="Corrected. What changed and why stands with the request.",
        title="Correct the votes",
        intro="As they were cast in the meeting. What changes and why is noted on the request; the trail keeps what "
        "stood there before. Once the decision is written, its votes stay as they are.",
        submit_label="Correct them",
    )
