"""Votes: opened, cast alone or recorded in a meeting, counted, opened again after a tie or without a quorum."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from district.audit import audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from inventory.committee.errors import CommitteeRefused
from inventory.committee.mails import vote_told
from inventory.committee.people import Electorate, electorate_of, settings_current
from inventory.committee.services.common import keeper_needed, request_locked_in, said, unconcerned_needed
from inventory.committee.services.judging import voter_needed
from inventory.committee.tallies import Tally, rules_of, tally_of
from inventory.models import (
    NOT_CAST,
    AppRequest,
    AppRequestNote,
    AppRequestState,
    Choice,
    Evaluation,
    Meeting,
    MeetingAttendance,
    MeetingItem,
    MeetingState,
    Presence,
    Vote,
    VotingWay,
)
from rulebook.reckoning import words_for_day

CHOICE_WORDS: Final = {"": "did not vote", **dict(Choice.choices)}


def vote_open(
    *, request: AppRequest, way: str, actor: User, now: datetime, closes_at: datetime | None = None
) -> AppRequest:
    """Open the vote, or the next round of it: in a meeting, or without one until `closes_at` (the district's days)."""
    keeper_needed(actor)
    unconcerned_needed(request, actor)
    settings = settings_current()
    with audited(actor=actor, reason=f"{request.number}: vote opened"):
        locked = request_locked_in(request, AppRequestState.EVALUATING, AppRequestState.VOTING)
        _may_open(locked, settings.evaluations_needed, now)
        locked.state, locked.voting_way = AppRequestState.VOTING, VotingWay(way)
        locked.voting_round += 1
        locked.voting_opened_at = now
        locked.voting_closes_at = None
        if way == VotingWay.APART:
            locked.voting_closes_at = closes_at or now + timedelta(days=settings.vote_days)
            if locked.voting_closes_at <= now:
                raise CommitteeRefused("The vote would close before it opens.", "closes_at")
        locked.save()
        if locked.voting_closes_at is not None:
            until = words_for_day(local_day(locked.voting_closes_at, district_current().time_zone))
            vote_told(request=locked, voters=electorate_of(locked).voters, until=until, actor=actor, now=now)
    return locked


def _may_open(request: AppRequest, evaluations_needed: int, now: datetime) -> None:
    if request.product_id is None:
        raise CommitteeRefused("Name the product before the vote.")
    if request.state == AppRequestState.VOTING:
        state = vote_state(request, now=now)
        if not state.closed:
            raise CommitteeRefused("A vote is open: wait until it is closed.")
        if state.tally.result in ("carried", "failed"):
            raise CommitteeRefused("The committee has voted: write the decision.")
        return
    handed_in = Evaluation.objects.filter(request=request, handed_in_at__isnull=False).count()
    if handed_in < evaluations_needed:
        raise CommitteeRefused(f"{handed_in} of {evaluations_needed} evaluations are handed in.")


def vote_cast(*, request: AppRequest, choice: str, reason: str = "", actor: User, now: datetime) -> Vote:
    """A member votes without a meeting, or changes their vote while it is open. A late vote is refused."""
    with audited(actor=actor, reason=f"{request.number}: vote"):
        locked = request_locked_in(request, AppRequestState.VOTING)
        if locked.voting_way != VotingWay.APART or locked.voting_closes_at is None:
            raise CommitteeRefused("This vote is taken in a meeting.")
        if now >= locked.voting_closes_at:
            raise CommitteeRefused("The vote is closed: it came too late and does not count.")
        voter_needed(locked, actor)
        return _vote_write(locked, actor, choice, reason, actor=actor, now=now, meeting=None)


def votes_record(
    *, request: AppRequest, meeting: Meeting, choices: Mapping[User, str], actor: User, now: datetime
) -> list[Vote]:
    """The votes of a meeting, as the keeper of the book writes them down, once. Only members who were present vote."""
    keeper_needed(actor)
    unconcerned_needed(request, actor)
    if meeting.state == MeetingState.CANCELLED:
        raise CommitteeRefused("This meeting was cancelled.", "meeting")
    with audited(actor=actor, reason=f"{request.number}: votes of {meeting}"):
        locked = request_locked_in(request, AppRequestState.VOTING)
        if locked.voting_way != VotingWay.MEETING:
            raise CommitteeRefused("This vote is taken without a meeting.")
        if _votes_of_round(locked).exists():
            raise CommitteeRefused("The votes are written down already: correct them, and say why.")
        _voters_there(locked, meeting, choices)
        return [
            _vote_write(locked, member, choice, "", actor=actor, now=now, meeting=meeting)
            for member, choice in choices.items()
        ]


def votes_correct(
    *,
    request: AppRequest,
    choices: Mapping[User, str],
    because: str,
    actor: User,
    now: datetime,
    meeting: Meeting | None = None,
    shown: str | None = None,
) -> AppRequestNote:
    """Votes of a meeting that were written down wrongly, before the decision: {member: choice, empty for none}.

    `meeting`: the one in which they were cast, where another was named; all votes of the round move there. `shown`:
    VoteState.standing as the page showed it. What changed and why becomes a note among the committee, which is
    answered; a vote that was not cast stays in sight and does not count. CommitteeRefused without a reason, where
    nothing changes, and where what was shown does not stand any more.
    """
    keeper_needed(actor)
    unconcerned_needed(request, actor)
    words = said(because, "because", "Say why: the reason is kept.")
    with audited(actor=actor, reason=f"{request.number}: votes corrected: {words}"[:500]):
        locked = request_locked_in(request, AppRequestState.VOTING)
        state = vote_state(locked, now=now)
        if locked.voting_way != VotingWay.MEETING or state.meeting is None:
            raise CommitteeRefused("No votes of a meeting are written down.")
        if shown is not None and shown != state.standing:
            raise CommitteeRefused(f"The votes changed since you opened the page. Now stands: {_stands(state)}")
        lines = _correct(state, choices, meeting or state.meeting, words, actor, now)
        text = "\n".join([f"{state.meeting}: votes corrected.", *lines, f"Why: {words}"])
        return AppRequestNote.objects.create(request=locked, written_by=actor, written_at=now, text=text, shown=False)


def _correct(
    state: "VoteState", choices: Mapping[User, str], meeting: Meeting, because: str, actor: User, now: datetime
) -> list[str]:
    """Write what differs from what stands; what changed, a line each."""
    stood = {vote.member_id: state.choice_of(vote) for vote in state.votes}
    changed = {member: choice for member, choice in choices.items() if choice != stood.get(member.pk, "")}
    if not changed and meeting == state.meeting:
        raise CommitteeRefused("Nothing is changed.")
    lines = _moved(state, meeting, changed) if meeting != state.meeting else []
    _voters_there(state.request, meeting, [member for member, choice in changed.items() if choice])
    for member, choice in changed.items():
        if choice:
            _vote_write(state.request, member, choice, "", actor=actor, now=now, meeting=meeting)
        else:
            _votes_of_round(state.request).filter(member=member).update(set_aside_because=f"{NOT_CAST}{because}"[:300])
    return [*lines, *(_corrected(member, stood.get(member.pk, ""), choice) for member, choice in changed.items())]


def _moved(state: "VoteState", meeting: Meeting, changed: Mapping[User, str]) -> list[str]:
    """Take the round's votes, and the request, to the meeting in which they were cast: who voted was there."""
    if meeting.state == MeetingState.CANCELLED:
        raise CommitteeRefused("This meeting was cancelled.", "meeting")
    members = {member.pk for member in state.electorate.members}
    dropped = {member.pk for member, choice in changed.items() if not choice}
    kept = [vote.member for vote in state.votes if vote.member_id in members - dropped and not vote.not_cast]
    _present_needed(meeting, kept)
    _votes_of_round(state.request).update(meeting=meeting)
    MeetingItem.objects.get_or_create(
        meeting=meeting, request=state.request, defaults={"position": meeting.items.count()}
    )
    return [f"In which meeting: {state.meeting}, now {meeting}."]


def _corrected(member: User, was: str, choice: str) -> str:
    return f"{member}: {CHOICE_WORDS[was]}, now {CHOICE_WORDS[choice]}."


def _stands(state: "VoteState") -> str:
    """What is written down now, for who would have overwritten it."""
    aside = {vote.pk: "set aside" for vote in state.votes if vote.set_aside_because and not vote.not_cast}
    words = (f"{vote.member}: {aside.get(vote.pk) or CHOICE_WORDS[state.choice_of(vote)]}" for vote in state.votes)
    return f"{state.meeting}; {'; '.join(words)}. Look at it, and correct what is still wrong."


def _votes_of_round(request: AppRequest) -> QuerySet[Vote]:
    return Vote.objects.filter(request=request, round=request.voting_round)


def _voters_there(request: AppRequest, meeting: Meeting, members: Iterable[User]) -> None:
    """Refuse members who were not in the meeting, or may not vote on this request."""
    people = list(members)
    _present_needed(meeting, people)
    for member in people:
        voter_needed(request, member)


def _present_needed(meeting: Meeting, members: Iterable[User]) -> None:
    rows = MeetingAttendance.objects.filter(meeting=meeting, presence=Presence.PRESENT)
    present = set(rows.values_list("member", flat=True))
    for member in members:
        if member.pk not in present:
            raise CommitteeRefused(f"{member} was not present: only members who are there vote.")


def _vote_write(
    request: AppRequest, member: User, choice: str, reason: str, *, actor: User, now: datetime, meeting: Meeting | None
) -> Vote:
    if choice not in Choice.values:
        raise CommitteeRefused("Choose how you vote.", "choice")
    if choice == Choice.REFUSE and meeting is None:
        said(reason, "reason", "Say why you refuse: the requester is told a reason.")
    row = _votes_of_round(request).filter(member=member).first()
    row = row or Vote(request=request, round=request.voting_round, member=member)
    row.choice, row.reason, row.cast_at = choice, reason.strip(), now
    row.recorded_by, row.meeting, row.set_aside_because = actor, meeting, ""
    row.save()
    return row


class VoteState:
    """The vote on a request at a moment: who may vote, what was cast in this round, what it comes to."""

    def __init__(self, request: AppRequest, electorate: Electorate, votes: list[Vote], now: datetime) -> None:
        self.request = request
        self.electorate = electorate
        self.votes = votes
        self.now = now

    @property
    def counted(self) -> list[Vote]:
        """Those of people who are members today and may vote; a member who left since does not count."""
        voters = {voter.pk for voter in self.electorate.voters}
        return [vote for vote in self.votes if vote.member_id in voters and not vote.set_aside_because]

    @property
    def meeting(self) -> Meeting | None:
        """In which meeting the votes of this round were written down."""
        return next((vote.meeting for vote in self.votes if vote.meeting is not None), None)

    @staticmethod
    def choice_of(vote: Vote) -> str:
        """What a vote comes to: empty where it was set aside."""
        return "" if vote.set_aside_because else vote.choice

    @property
    def standing(self) -> str:
        """Round, meeting and every vote as one text: whether a page still shows what is written down."""
        votes = sorted((vote.member_id, self.choice_of(vote)) for vote in self.votes)
        meeting = self.meeting.pk if self.meeting is not None else ""
        return ";".join([f"{self.request.voting_round}", f"{meeting}", *(f"{pk}={choice}" for pk, choice in votes)])

    @property
    def outstanding(self) -> list[User]:
        """Members who may vote and have not."""
        cast = {vote.member_id for vote in self.counted}
        return [voter for voter in self.electorate.voters if voter.pk not in cast]

    @property
    def closed(self) -> bool:
        """Whether no vote can come any more: all have voted, its time is over, or a meeting's votes are written."""
        if self.request.voting_round == 0:
            return False
        if self.request.voting_way == VotingWay.MEETING:
            return bool(self.votes)
        closes_at = self.request.voting_closes_at
        return not self.outstanding or (closes_at is not None and self.now >= closes_at)

    @property
    def tally(self) -> Tally:
        settings, counted = self.electorate.settings, self.counted
        chair = next((vote.choice for vote in counted if vote.member_id == settings.chair_id), "")
        rules = rules_of(settings, self.electorate.size)
        return tally_of([vote.choice for vote in counted], rules, chair=chair)


def vote_state(request: AppRequest, *, now: datetime, electorate: Electorate | None = None) -> VoteState:
    """As it stands in the round that runs."""
    rows = _votes_of_round(request).select_related("member", "meeting")
    return VoteState(request, electorate or electorate_of(request), list(rows.order_by("cast_at", "pk")), now)
