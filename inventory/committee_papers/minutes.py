"""Minutes of a meeting as a paper: who came, each item with its votes and decision, and what was said."""

from collections.abc import Iterable
from datetime import date

from district.models import District
from inventory.committee_papers.sheet import Grid, Section, Sheet, paragraphs_of, row_of
from inventory.models import CommitteeDecision, Meeting, MeetingItem, MeetingState, Presence, Vote
from rulebook.reckoning import words_for_day


def minutes_sheet(meeting: Meeting, district: District, *, number: int = 0, why: str = "") -> Sheet:
    """The minutes. `number` 0 is a draft; 1 the first that was given out, later ones correct it. No queries."""
    day = words_for_day(meeting.held_on)
    facts = [
        ("Day", f"{day}{f', {meeting.starts_at:%H:%M}' if meeting.starts_at else ''}"),
        ("Place", meeting.place),
        ("Chair", str(meeting.chair or "")),
        ("Minutes by", str(meeting.minutes_by or "")),
        ("Corrected", why),
    ]
    return Sheet(
        title=f"Minutes: educational technology committee, {meeting.held_on:%-d %B %Y}",
        district=district.name,
        standing=standing_words(meeting, number),
        facts=tuple((name, words) for name, words in facts if words),
        sections=tuple(_sections(meeting)),
    )


def standing_words(meeting: Meeting, number: int) -> str:
    """What kind of paper it is."""
    if number:
        return "Minutes" if number == 1 else f"Minutes, corrected for the {_times(number - 1)} time"
    return "Draft of the minutes" if meeting.state == MeetingState.HELD else "Draft: the meeting is not held yet"


def _times(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")


def _sections(meeting: Meeting) -> Iterable[Section]:
    yield Section("Who came", items=tuple(_people(meeting)), empty="Nobody was noted.")
    if meeting.agenda.strip():
        yield Section("Agenda besides the requests", paragraphs=paragraphs_of(meeting.agenda))
    for number, item in enumerate(meeting.items.all(), 1):
        yield _item(meeting, item, number)
    yield Section("What was said", paragraphs=paragraphs_of(meeting.minutes), empty="Nothing was written down.")


def _people(meeting: Meeting) -> Iterable[str]:
    order = list(Presence)
    rows = sorted(meeting.attendance.all(), key=lambda row: order.index(Presence(row.presence)))
    for row in rows:
        name = row.member.name if row.member is not None else f"{row.guest_name}, guest"
        yield f"{name}: {row.get_presence_display()}"


def _item(meeting: Meeting, item: MeetingItem, number: int) -> Section:
    request = item.request
    asked = f"Asked for by {request.requester}." if request.requester is not None else "A review of an approval."
    decision = next((one for one in meeting.decisions.all() if one.request_id == request.pk), None)
    votes = [vote for vote in meeting.votes.all() if vote.request_id == request.pk]
    rows = tuple(row_of(vote.member.name, _voted(vote), "" if vote.not_cast else vote.reason) for vote in votes)
    return Section(
        f"{number}. {request}",
        paragraphs=(
            *(asked, *paragraphs_of(request.purpose), *paragraphs_of(item.minutes)),
            *(decision_words(decision) if decision is not None else ("No decision was made in this meeting.",)),
        ),
        grids=(Grid(f"Votes on {request.number}", ("Member", "Vote", "Reason"), rows),),
    )


def _voted(vote: Vote) -> str:
    if vote.not_cast:
        return "did not vote"
    aside = f" (set aside: {vote.set_aside_because})" if vote.set_aside_because else ""
    return f"{vote.get_choice_display()}{aside}"


def decision_words(decision: CommitteeDecision) -> tuple[str, ...]:
    """The decision as it was told, with its votes, its end and its conditions."""
    until = f", until {words_for_day(decision.expires_on)}" if decision.expires_on else ""
    counted = str(decision.tally.get("words", ""))
    conditions = (
        f"Condition: {one.text} {one.owner} sees to it by {_day(one.due_on)}." for one in decision.conditions.all()
    )
    return (
        f"Decision: {decision.get_outcome_display()}{until}.",
        *((f"Votes: {counted}.",) if counted else ()),
        *paragraphs_of(decision.reason),
        *conditions,
    )


def _day(day: date) -> str:
    return words_for_day(day)
