"""Reads of the clocks. Lists show what `deadlines_visible_to` lets a person see, and nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypedDict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Model, Q, QuerySet

from deadlines.models import Alarm, AlarmState, Deadline, DeadlineState, Heartbeat, Hold, Reckoning
from district.models import User

DUE_SOON: Final = timedelta(days=3)
WATCHED: Final = ("worker", "beat", "tick")  # without any of them no clock rings
OPEN = Q(state=DeadlineState.OPEN)
WAITING = OPEN & Q(rule__contains=".operator")


class OwnerCounts(TypedDict):
    """One person's open clocks."""

    owner_id: int | None
    owner__name: str | None
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class DeadlineCounts:
    """Numbers of the home page. A held clock is counted as held only."""

    late: int
    due_soon: int
    waiting: int
    held: int
    open: int


def deadlines_visible_to(user: User) -> QuerySet[Deadline]:
    """All, for those whose role may read clocks; else a person's own; nothing for the signed-out and the blocked.

    Never those of a drill: they are shown in its own room alone, by `clocks_of`.
    """
    if not (user.is_authenticated and user.is_active):
        return Deadline.objects.none()
    real = Deadline.objects.filter(drill=False)
    return real if user.has_perm("deadlines.view_deadline") else real.filter(owner=user)


def clocks_of(subject: Model) -> QuerySet[Deadline]:
    """Every clock of one subject, a drill's too. The caller has seen to it that the person may see the subject."""
    return deadlines_for_subject(Deadline.objects.all(), subject)


def deadlines_open(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return rows.filter(OPEN)


def deadlines_late(rows: QuerySet[Deadline], *, now: datetime) -> QuerySet[Deadline]:
    """Open, not held, and past the due instant."""
    return rows.filter(OPEN, held=False, due_at__lte=now)


def deadlines_due_within(
    rows: QuerySet[Deadline], *, now: datetime, within: timedelta = DUE_SOON
) -> QuerySet[Deadline]:
    """Open, not held, not late, and due within a time."""
    return rows.filter(OPEN, held=False, due_at__gt=now, due_at__lte=now + within)


def deadlines_held(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return rows.filter(OPEN, held=True)


def deadlines_waiting(rows: QuerySet[Deadline], *, now: datetime) -> QuerySet[Deadline]:
    """The operators' own clocks that run: the office waits for them."""
    return rows.filter(WAITING, held=False, due_at__gt=now)


def deadlines_for_subject(rows: QuerySet[Deadline], subject: Model) -> QuerySet[Deadline]:
    """All clocks of one subject, open or closed, the first due first."""
    return rows.filter(subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk)


def deadlines_of_person(rows: QuerySet[Deadline], user: User) -> QuerySet[Deadline]:
    """Clocks that a person owns, or that nobody owns and that a role of the person answers for."""
    roles = user.groups.values("name")
    return rows.filter(Q(owner=user) | Q(owner=None, role__in=roles))


def deadline_counts(rows: QuerySet[Deadline], *, now: datetime, soon: timedelta = DUE_SOON) -> DeadlineCounts:
    """The home page's numbers, in one query. `waiting` are the operators' own clocks, which the office watches."""
    counts = rows.filter(OPEN).aggregate(
        late=Count("pk", filter=Q(held=False, due_at__lte=now)),
        due_soon=Count("pk", filter=Q(held=False, due_at__gt=now, due_at__lte=now + soon)),
        waiting=Count("pk", filter=WAITING & Q(held=False, due_at__gt=now)),
        held=Count("pk", filter=Q(held=True)),
        open=Count("pk"),
    )
    return DeadlineCounts(**counts)


def deadline_counts_by_owner(rows: QuerySet[Deadline], *, now: datetime) -> list[OwnerCounts]:
    """Open and late clocks per owner, in one query, the latest first."""
    grouped = rows.filter(OPEN).values("owner_id", "owner__name")
    counted = grouped.annotate(open=Count("pk"), late=Count("pk", filter=Q(held=False, due_at__lte=now)))
    return [OwnerCounts(**row) for row in counted.order_by("-late", "-open", "owner__name")]


def deadline_reasons(deadline: Deadline) -> list[Reckoning]:
    """How the date was reached, the newest first: steps, citation, and why it was counted anew."""
    return list(deadline.reckonings.order_by("-made_at", "-pk"))


def reckonings_latest(deadline_ids: list[int]) -> dict[int, Reckoning]:
    """The reckoning in force of each clock, by the clock's id, in one query."""
    rows = Reckoning.objects.filter(deadline_id__in=deadline_ids).order_by("deadline_id", "-made_at", "-pk")
    return {row.deadline_id: row for row in rows.distinct("deadline_id")}


def reckonings_by_clock(deadline_ids: list[int]) -> dict[int, list[Reckoning]]:
    """Every reckoning of each clock, the newest first, in one query."""
    found: dict[int, list[Reckoning]] = {}
    for row in Reckoning.objects.filter(deadline_id__in=deadline_ids).order_by("-made_at", "-pk"):
        found.setdefault(row.deadline_id, []).append(row)
    return found


def holds_in_force(deadline_ids: list[int]) -> dict[int, Hold]:
    """The hold in force of each held clock, in one query."""
    return {hold.deadline_id: hold for hold in Hold.objects.filter(deadline_id__in=deadline_ids, lifted_at=None)}


def holds_of(deadline: Deadline) -> list[Hold]:
    return list(deadline.holds.select_related("placed_by", "lifted_by").order_by("-placed_at"))


def hold_in_force(deadline: Deadline) -> Hold | None:
    return deadline.holds.filter(lifted_at=None).first()


def alarms_of(deadline: Deadline) -> list[Alarm]:
    return list(deadline.alarms.order_by("fires_at", "pk"))


def alarms_failing() -> QuerySet[Alarm]:
    """Alarms set aside with an error, for the office: they are tried again, and somebody should look."""
    return Alarm.objects.filter(state=AlarmState.FAILING).select_related("deadline").order_by("retry_at")


def people_owning(rows: QuerySet[Deadline]) -> list[tuple[int, str]]:
    """(id, name) of everyone who owns one of the clocks."""
    return list(User.objects.filter(pk__in=rows.values("owner")).order_by("name").values_list("pk", "name"))


def hold_of(deadline: Deadline, pk: int) -> Hold | None:
    return deadline.holds.filter(pk=pk).first()


def heartbeats() -> dict[str, datetime]:
    """The last sign of life by component, in one query."""
    return dict(Heartbeat.objects.values_list("name", "at"))


def heartbeat_detail(name: str) -> dict[str, Any]:
    """What a component said with its last sign of life; empty where it was never seen."""
    detail: dict[str, Any] | None = Heartbeat.objects.filter(name=name).values_list("detail", flat=True).first()
    return detail or {}


def heartbeats_stale(*, now: datetime, stale_after: timedelta) -> list[str]:
    """Components of the clocks that have been silent for too long, or were never seen: the office's red banner."""
    seen = heartbeats()
    return [name for name in WATCHED if name not in seen or now - seen[name] > stale_after]


def deadlines_last_due(rows: QuerySet[Deadline]) -> datetime | None:
    """The farthest due instant, for the strip of days."""
    latest: datetime | None = rows.filter(OPEN).aggregate(last=Max("due_at"))["last"]
    return latest
