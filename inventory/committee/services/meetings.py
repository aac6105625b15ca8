"""Meetings: planned with an agenda, held with attendance and minutes, or cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from district.audit import audited
from district.models import User
from inventory.committee.errors import CommitteeRefused
from inventory.committee.mails import address, tell
from inventory.committee.people import members_all
from inventory.committee.services.common import keeper_needed
from inventory.models import (
    NOT_CAST,
    AppRequest,
    CommitteeDecision,
    Meeting,
    MeetingAttendance,
    MeetingItem,
    MeetingState,
    Vote,
)
from rulebook.reckoning import words_for_day


def meeting_plan(
    *,
    held_on: date,
    actor: User,
    now: datetime,
    starts_at: time | None = None,
    place: str = "",
    agenda: str = "",
    requests: Iterable[AppRequest] = (),
    meeting: Meeting | None = None,
) -> Meeting:
    """Plan a meeting, or change one that is planned. The members are told once of each day and place."""
    keeper_needed(actor)
    with audited(actor=actor, reason=f"Meeting of the committee on {held_on}"):
        row = Meeting.objects.select_for_update().get(pk=meeting.pk) if meeting else Meeting(chair=actor)
        if row.state != MeetingState.PLANNED:
            raise CommitteeRefused(f"This meeting is {row.get_state_display()}.")
        row.held_on, row.starts_at, row.place, row.agenda = held_on, starts_at, place.strip(), agenda.strip()
        row.save()
        _agenda_set(row, list(requests))
        when = f"{words_for_day(held_on)}{f', {starts_at:%H:%M}' if starts_at else ''}"
        tell(
            people=members_all(),
            key=f"meeting.{row.pk}.{held_on:%Y%m%d}",
            subject=f"The committee meets on {when}",
            lines=[f"The committee meets on {when}. {row.place}".strip(), address("committee:meeting", row.pk)],
            actor=actor,
            now=now,
        )
    return row


def _agenda_set(meeting: Meeting, requests: Sequence[AppRequest]) -> None:
    """These requests in this order. One that was voted on in the meeting stays."""
    voted = set(Vote.objects.filter(meeting=meeting).values_list("request", flat=True))
    wanted = {request.pk for request in requests}
    meeting.items.exclude(request__in=wanted | voted).delete()
    for position, request in enumerate(requests):
        MeetingItem.objects.update_or_create(meeting=meeting, request=request, defaults={"position": position})


def meeting_hold(
    *,
    meeting: Meeting,
    presence: Mapping[User, str],
    guests: Iterable[str],
    minutes: str,
    items: Mapping[int, str],
    actor: User,
    now: datetime,
) -> Meeting:
    """Who came and what was said: {member: present, excused or absent}, guests by name, {item id: minutes}.

    It may be corrected afterwards. A member whose vote was recorded here cannot become absent, also where the vote was
    set aside for an interest; one whose vote was corrected to “did not vote” can.
    """
    keeper_needed(actor)
    with audited(actor=actor, reason=f"{meeting}: attendance and minutes"):
        row = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if row.state == MeetingState.CANCELLED:
            raise CommitteeRefused("This meeting was cancelled.")
        _attendance_set(row, presence, guests)
        row.state, row.minutes, row.minutes_by = MeetingState.HELD, minutes.strip(), actor
        row.save(update_fields=["state", "minutes", "minutes_by"])
        for item in row.items.all():
            item.minutes = items.get(item.pk, item.minutes).strip()
            item.save(update_fields=["minutes"])
    return row


def _attendance_set(meeting: Meeting, presence: Mapping[User, str], guests: Iterable[str]) -> None:
    cast = Vote.objects.filter(meeting=meeting).exclude(set_aside_because__startswith=NOT_CAST)
    voted = set(cast.values_list("member", flat=True))
    for member, how in presence.items():
        if member.pk in voted and how != "present":
            raise CommitteeRefused(f"{member} voted in this meeting, and so was there.")
        MeetingAttendance.objects.update_or_create(meeting=meeting, member=member, defaults={"presence": how})
    meeting.attendance.filter(member=None).delete()
    names = [name.strip() for name in guests if name.strip()]
    MeetingAttendance.objects.bulk_create(MeetingAttendance(meeting=meeting, guest_name=name[:200]) for name in names)


def meeting_cancel(*, meeting: Meeting, actor: User, now: datetime) -> Meeting:
    """It does not take place. One in which votes were recorded was held."""
    keeper_needed(actor)
    with audited(actor=actor, reason=f"{meeting}: cancelled"):
        row = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if row.state != MeetingState.PLANNED or _used(row):
            raise CommitteeRefused("Only a meeting that is planned is cancelled.")
        row.state = MeetingState.CANCELLED
        row.save(update_fields=["state"])
        tell(
            people=members_all(),
            key=f"meeting.{row.pk}.cancelled",
            subject=f"Cancelled: the committee's meeting on {words_for_day(row.held_on)}",
            lines=[f"The meeting on {words_for_day(row.held_on)} does not take place."],
            actor=actor,
            now=now,
        )
    return row


def _used(meeting: Meeting) -> bool:
    return Vote.objects.filter(meeting=meeting).exists() or CommitteeDecision.objects.filter(meeting=meeting).exists()
