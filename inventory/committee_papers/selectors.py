"""What the committee's papers tell: a meeting with everything in it, and the figures of a period."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from contracts.models import Agreement
from district.models import User
from inventory.committee.selectors import approved_on, meetings_visible_to
from inventory.models import (
    AppRequest,
    BoardRecommendation,
    BoardReport,
    CommitteeDecision,
    Condition,
    GateException,
    Meeting,
    MeetingItem,
    MeetingState,
    Vote,
)

SEE = "inventory.view_boardreport"
KEEP = "inventory.change_boardreport"


@dataclass(frozen=True, slots=True)
class Figures:
    """A period of the committee's work: counts, and the rows that tables show."""

    asked: int
    open_at_end: int
    withdrawn: int
    approved_now: int
    days_to_decision: int | None
    decisions: tuple[CommitteeDecision, ...]
    conditions_open: tuple[Condition, ...]
    exceptions: tuple[GateException, ...]
    meetings: tuple[Meeting, ...]


def reports_visible_to(user: User) -> QuerySet[BoardReport]:
    """Reports to the board, newest first, for those who may read them."""
    rows = BoardReport.objects.select_related("made_by", "finished_by")
    return rows if user.has_perm(SEE) else rows.none()


def recommendations_of(report: BoardReport) -> QuerySet[BoardRecommendation]:
    """What the report advises, in the order in which it was entered."""
    return report.recommendations.select_related("agreement__operator").order_by("pk")


def agreements_to_advise(report: BoardReport) -> QuerySet[Agreement]:
    """Agreements on which this report says nothing yet."""
    taken = report.recommendations.values("agreement")
    return Agreement.objects.select_related("operator").exclude(pk__in=taken).order_by("title", "pk")


def meeting_whole(user: User, pk: int) -> QuerySet[Meeting]:
    """One meeting, with attendance, items, the votes recorded in it and its papers ready."""
    items = MeetingItem.objects.select_related("request__requester", "request__product").order_by("position", "pk")
    votes = Vote.objects.select_related("member", "request").order_by("cast_at", "pk")
    return (
        meetings_visible_to(user)
        .filter(pk=pk)
        .select_related("chair", "minutes_by")
        .prefetch_related(
            "attendance__member",
            Prefetch("items", queryset=items),
            Prefetch("votes", queryset=votes),
            Prefetch("decisions", queryset=CommitteeDecision.objects.prefetch_related("conditions__owner")),
            "papers__made_by",
        )
    )


def figures_of(first: date, last: date, zone: str) -> Figures:
    """The committee's work from one day to another, both included. Seven queries, whatever the period."""
    begin = datetime.combine(first, time.min, ZoneInfo(zone))
    end = datetime.combine(last + timedelta(days=1), time.min, ZoneInfo(zone))
    asked = AppRequest.objects.filter(requester__isnull=False)
    opened = asked.filter(asked_at__lt=end)
    decisions = tuple(decisions_between(first, last))
    return Figures(
        asked=asked.filter(asked_at__gte=begin, asked_at__lt=end).count(),
        open_at_end=opened.exclude(closed_at__lt=end).count(),
        withdrawn=asked.filter(state="withdrawn", closed_at__gte=begin, closed_at__lt=end).count(),
        approved_now=approved_on(last).count(),
        days_to_decision=_days(decisions, zone),
        decisions=decisions,
        conditions_open=tuple(_conditions_open(last)),
        exceptions=tuple(
            GateException.objects.filter(written_at__gte=begin, written_at__lt=end).select_related("request")
        ),
        meetings=tuple(
            Meeting.objects.filter(held_on__range=(first, last), state=MeetingState.HELD)
            .prefetch_related("attendance")
            .order_by("held_on", "pk")
        ),
    )


def decisions_between(first: date, last: date) -> QuerySet[CommitteeDecision]:
    """Decisions of a period with the app and the request, in order."""
    rows = CommitteeDecision.objects.filter(decided_on__range=(first, last))
    return rows.select_related("product__operator", "request__requester").order_by("decided_on", "pk")


def _conditions_open(day: date) -> QuerySet[Condition]:
    """Conditions of approvals made by a day and not met by it."""
    rows = Condition.objects.filter(decision__decided_on__lte=day, decision__ended_on=None)
    rows = rows.exclude(met_on__lte=day)
    return rows.select_related("decision__product", "owner").order_by("due_on", "pk")


def _days(decisions: tuple[CommitteeDecision, ...], zone: str) -> int | None:
    """Calendar days from asking to deciding: the middle of all; None where nothing that was asked for was decided."""
    found = [
        (one.decided_on - one.request.asked_at.astimezone(ZoneInfo(zone)).date()).days
        for one in decisions
        if one.request is not None and one.request.requester_id is not None
    ]
    return round(median(found)) if found else None
