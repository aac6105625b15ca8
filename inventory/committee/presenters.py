"""The committee's item as pages show it: one column in time order, what comes next, the vote, the grid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse

from district.models import User
from inventory.committee.gates import GateState, gates_open
from inventory.committee.people import Electorate, may_run
from inventory.committee.services import VoteState
from inventory.models import (
    AppRequest,
    AppRequestNote,
    AppRequestState,
    Choice,
    CommitteeDecision,
    Condition,
    ConflictDeclared,
    Evaluation,
    GateException,
    Vote,
    VotingWay,
)
from rulebook.reckoning import words_for_day

TONES: Final = {
    "asked": "soon",
    "evaluating": "open",
    "voting": "needs_person",
    "decided": "done",
    "withdrawn": "withdrawn",
    "joined": "withdrawn",
    "answered": "done",
}
OUTCOME_TONES: Final = {
    "approved": "done",
    "conditions": "soon",
    "refused": "contradicted",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `tone`: house, note, in (from the requester), out (to the requester)."""

    at: datetime
    title: str
    by: str
    tone: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What this person does next: words, and where. Nothing to press where `url` is empty."""

    what: str
    action: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One member in the vote. `choice` is empty where it is not shown, or was not cast."""

    name: str
    tone: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """What a page of one request needs, read once."""

    request: AppRequest
    gates: list[GateState]
    electorate: Electorate
    vote: VoteState
    evaluations: list[Evaluation]
    decision: CommitteeDecision | None


def need_words(request: AppRequest, today: date) -> tuple[str, str]:
    """Tone and words of the day by which it is needed; empty where none was named."""
    if request.need_by is None or not request.is_open:
        return "", ""
    days = (request.need_by - today).days
    if days < 0:
        return "late", f"needed since {words_for_day(request.need_by)}"
    return ("soon" if days <= 14 else "open"), f"needed by {words_for_day(request.need_by)}"


def next_step(item: Item, user: User, *, concerned: str) -> NextStep:
    """For this person: their own vote or evaluation first, then what the keeper of the book does.

    `concerned`: why they decide nothing about it, as people.concerned says; they are offered nothing then.
    """
    request, runs = item.request, may_run(user, item.electorate.settings)
    if not request.is_open:
        return NextStep(f"Nothing: it is {request.get_state_display()}.")
    mine = _members_step(item, user)
    if mine is not None:
        return mine
    if runs and concerned:
        return NextStep("Somebody else who keeps the committee’s book goes on with it.")
    if runs:
        return _keepers_step(item)
    return NextStep(_waiting_words(item))


def _members_step(item: Item, user: User) -> NextStep | None:
    """What a member who may vote has still to do; None where that is nothing."""
    request = item.request
    if not item.electorate.may_vote(user):
        return None
    if request.state == AppRequestState.EVALUATING and not any(one.member_id == user.pk for one in item.evaluations):
        return NextStep("Evaluate it by the rubric.", "Evaluate", reverse("committee:evaluate", args=[request.pk]))
    open_apart = request.state == AppRequestState.VOTING and request.voting_way == VotingWay.APART
    if open_apart and not item.vote.closed and any(one.pk == user.pk for one in item.vote.outstanding):
        return NextStep("Cast your vote.", "Vote", reverse("committee:vote", args=[request.pk]))
    return None


def _keepers_step(item: Item) -> NextStep:
    request, pk = item.request, item.request.pk
    if request.state == AppRequestState.ASKED:
        words = "Look at it: name the product and open the evaluations, or answer without a vote."
        return NextStep(words, "Sort it", reverse("committee:triage", args=[pk]))
    if request.state == AppRequestState.EVALUATING:
        needed, there = item.electorate.settings.evaluations_needed, len(item.evaluations)
        if there < needed:
            return NextStep(f"{there} of {needed} evaluations are handed in. The members were told.")
        return NextStep("Open the vote.", "Open the vote", reverse("committee:vote-open", args=[pk]))
    if not item.vote.closed:
        return _open_vote_step(item)
    if item.vote.tally.result in ("no_quorum", "tie"):
        words = f"{item.vote.tally.words}. The committee votes again."
        return NextStep(words, "Open the vote again", reverse("committee:vote-open", args=[pk]))
    still = len(gates_open(item.gates)) if item.vote.tally.result == "carried" else 0
    words = f"Write the decision. {item.vote.tally.words}."
    if still:
        words = f"{words} {still} of {len(item.gates)} gates stand open."
    return NextStep(words, "Write the decision", reverse("committee:decide", args=[pk]))


def _open_vote_step(item: Item) -> NextStep:
    if item.request.voting_way == VotingWay.MEETING:
        url = reverse("committee:votes-record", args=[item.request.pk])
        return NextStep("Write down the votes of the meeting.", "Write down the votes", url)
    cast, able = len(item.vote.counted), len(item.electorate.voters)
    return NextStep(f"The vote is open: {cast} of {able} members have voted.")


def _waiting_words(item: Item) -> str:
    return {
        AppRequestState.ASKED: "The keeper of the committee's book looks at it.",
        AppRequestState.EVALUATING: "Members evaluate it.",
        AppRequestState.VOTING: "The committee votes.",
    }[AppRequestState(item.request.state)]


def vote_rows(item: Item, user: User) -> list[VoteRow]:
    """Every member with their vote. While a vote without a meeting is open, others' choices stay hidden."""
    shown = item.vote.closed or item.request.voting_way == VotingWay.MEETING
    cast = {vote.member_id: vote for vote in item.vote.votes}
    rows = []
    for member in item.electorate.members:
        vote, barred = cast.pop(member.pk, None), item.electorate.barred.get(member.pk, "")
        own = member.pk == user.pk
        rows.append(_vote_row(member, vote, barred, shown=shown or own))
    gone = [VoteRow(vote.member.name, "withdrawn", "no member any more: does not count", "") for vote in cast.values()]
    return [*rows, *gone]


def _vote_row(member: User, vote: Vote | None, barred: str, *, shown: bool) -> VoteRow:
    name = member.name or member.email
    if barred:
        return VoteRow(name, "withdrawn", f"does not vote: {barred}", "")
    if vote is None:
        return VoteRow(name, "waiting", "has not voted", "")
    if vote.not_cast:
        return VoteRow(name, "withdrawn", "did not vote", "")
    if vote.set_aside_because:
        return VoteRow(name, "withdrawn", f"does not count: {vote.set_aside_because}", "")
    if not shown:
        return VoteRow(name, "done", "has voted", "")
    tone = {Choice.REFUSE: "contradicted", Choice.ABSTAIN: "open", Choice.CONDITIONS: "soon"}.get(
        Choice(vote.choice), "done"
    )
    return VoteRow(name, tone, vote.get_choice_display(), vote.reason)


def column_of(
    item: Item,
    *,
    notes: Iterable[AppRequestNote],
    conflicts: Iterable[ConflictDeclared],
    exceptions: Iterable[GateException],
) -> list[Entry]:
    """Everything that happened, oldest first. The decision stands after it, by itself."""
    request = item.request
    by = request.requester.name if request.requester is not None else "the calendar"
    title = "Asked for" if request.requester is not None else "A review begins"
    entries = [Entry(request.asked_at, title, by, "in", request.purpose)]
    entries += [_note_entry(request, note) for note in notes]
    entries += [_evaluation_entry(one) for one in item.evaluations]
    for conflict in conflicts:
        name = conflict.member.name
        words = f"{name} declared a conflict of interest"
        entries.append(Entry(conflict.declared_at, words, conflict.declared_by.name, "note", conflict.interest))
        if conflict.lifted_at is not None:
            lifted = f"The conflict of interest of {name} was lifted"
            entries.append(Entry(conflict.lifted_at, lifted, "", "note", conflict.lifted_because))
    for one in exceptions:
        words = f"Gate passed over: {one.gate_title}"
        entries.append(Entry(one.written_at, words, one.person_name, "note", f"{one.stood}\n\n{one.reason}"))
    if request.voting_opened_at is not None:
        entries.append(Entry(request.voting_opened_at, vote_title(request), "", "house"))
    return sorted(entries, key=lambda entry: entry.at)


def vote_title(request: AppRequest) -> str:
    way = "in a meeting" if request.voting_way == VotingWay.MEETING else "without a meeting"
    again = f", round {request.voting_round}" if request.voting_round > 1 else ""
    return f"The vote was opened, {way}{again}"


def _note_entry(request: AppRequest, note: AppRequestNote) -> Entry:
    by = note.written_by.name if note.written_by is not None else ""
    if note.written_by_id == request.requester_id:
        return Entry(note.written_at, "From the requester", by, "in", note.text)
    if note.shown:
        return Entry(note.written_at, "To the requester", by, "out", note.text)
    return Entry(note.written_at, "Note among the committee", by, "note", note.text)


def _evaluation_entry(one: Evaluation) -> Entry:
    at = one.handed_in_at or one.written_at
    return Entry(at, f"Evaluated: {one.get_advice_display()}", one.member.name, "house", one.comment)


@dataclass(frozen=True, slots=True)
class ConditionLine:
    condition: Condition
    tone: str
    words: str


def condition_line(condition: Condition, today: date) -> ConditionLine:
    """A condition with where it stands: met, due, or overdue."""
    if condition.met_on is not None:
        return ConditionLine(condition, "done", f"met on {words_for_day(condition.met_on)}")
    if condition.due_on < today:
        return ConditionLine(condition, "late", f"overdue since {words_for_day(condition.due_on)}")
    return ConditionLine(condition, "open", f"due on {words_for_day(condition.due_on)}")


def standing_words(decision: CommitteeDecision, today: date) -> tuple[str, str]:
    """Tone and words of how a decision stands on a day."""
    tone = OUTCOME_TONES[decision.outcome]
    if not decision.approves:
        return tone, decision.get_outcome_display()
    if decision.ended_on is not None and decision.ended_on <= today:
        return "withdrawn", f"ended on {words_for_day(decision.ended_on)}"
    if decision.expires_on is not None and decision.expires_on < today:
        return "late", f"expired on {words_for_day(decision.expires_on)}"
    until = f" until {words_for_day(decision.expires_on)}" if decision.expires_on else ""
    return tone, f"{decision.get_outcome_display()}{until}"
