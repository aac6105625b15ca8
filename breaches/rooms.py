"""Reads of the room and of the list of breaches: fixed numbers of queries, whatever the number of pupils."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, IntegerField, QuerySet, Sum, Value, When

from breaches.models import (
    OPEN_STAGES,
    TO_SETTLE,
    AffectedListRow,
    Breach,
    BreachFact,
    BreachTask,
    EvidenceFile,
    PublicEntry,
)
from breaches.owed import rules_of_operators
from deadlines.counting import rulebook_current
from deadlines.models import Deadline, Reckoning
from deadlines.selectors import deadlines_open, reckonings_latest
from district.models import User
from notices.models import Mailing, Message

SEE = "breaches.view_breach"


def breaches_visible_to(user: User) -> QuerySet[Breach]:
    """All, for those whose role may read breaches; nothing for everyone else."""
    if not (user.is_authenticated and user.is_active and user.has_perm(SEE)):
        return Breach.objects.none()
    return Breach.objects.all()


def breaches_listed(user: User) -> list[Breach]:
    """The list: open ones first, then the others, the newest first; drills among them. One query."""
    is_over = Case(When(state__in=OPEN_STAGES, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = breaches_visible_to(user).select_related("operator").annotate(is_over=is_over)
    return list(rows.order_by("drill", "is_over", "-created_at", "-pk"))


def breaches_open(user: User) -> list[Breach]:
    """Open breaches for the office's home page, never drills, the newest first. One query."""
    rows = breaches_visible_to(user).filter(drill=False, state__in=OPEN_STAGES)
    return list(rows.select_related("operator").order_by("-created_at", "-pk"))


def clocks_next(breaches: Collection[Breach]) -> dict[int, Deadline]:
    """By breach, the clock of the district that is due next, held ones left out. One query."""
    if not breaches:
        return {}
    rows = Deadline.objects.filter(
        subject_type=ContentType.objects.get_for_model(Breach), subject_id__in=[breach.pk for breach in breaches]
    )
    ours = deadlines_open(rows).filter(held=False).exclude(rule__in=rules_of_operators(rulebook_current()))
    return {clock.subject_id: clock for clock in ours.order_by("subject_id", "due_at", "pk").distinct("subject_id")}


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock with the reckoning in force."""

    deadline: Deadline
    reckoning: Reckoning | None


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages of a mailing, by language and state."""

    language: str
    state: str
    number: int


@dataclass(frozen=True, slots=True)
class RoomNow:
    """Everything that the room's page says of a breach. `sent` is by mailing."""

    next_clock: Clock | None
    facts: tuple[BreachFact, ...]
    tasks: tuple[BreachTask, ...]
    rows_to_settle: int
    mailings: tuple[Mailing, ...]
    sent: dict[int, tuple[Sent, ...]]
    entry: PublicEntry | None
    costs: Decimal
    cost_lines: int
    evidence: EvidenceFile | None

    @property
    def tasks_open(self) -> list[BreachTask]:
        return [task for task in self.tasks if task.is_open]


def room_now(breach: Breach) -> RoomNow:
    """Read it all, in a fixed number of queries."""
    mailings = mailings_of(breach)
    costs = breach.costs.filter(taken_back_at=None).aggregate(total=Sum("amount"), lines=Count("pk"))
    facts = breach.facts.filter(replaced_by=None).select_related("entered_by").order_by("at", "pk")
    return RoomNow(
        next_clock=clock_next(breach),
        facts=tuple(fact for fact in facts if not fact.struck),
        tasks=tuple(breach.tasks.select_related("owner").order_by("position", "pk")),
        rows_to_settle=AffectedListRow.objects.filter(list__breach=breach, settled_at=None, fate__in=TO_SETTLE).count(),
        mailings=mailings,
        sent=sent_of(mailings),
        entry=breach.public_entries.filter(ended_at=None).first(),
        costs=costs["total"] or Decimal(0),
        cost_lines=costs["lines"],
        evidence=breach.evidence_files.order_by("-asked_at", "-pk").first(),
    )


def clock_next(breach: Breach) -> Clock | None:
    """The district's clock that is due next: two queries."""
    clock = clocks_next([breach]).get(breach.pk)
    return Clock(clock, reckonings_latest([clock.pk]).get(clock.pk)) if clock else None


def mailings_of(breach: Breach) -> tuple[Mailing, ...]:
    """The mailings about a breach, the newest first."""
    subject = ContentType.objects.get_for_model(Breach)
    rows = Mailing.objects.filter(content_type=subject, object_id=breach.pk)
    return tuple(rows.order_by("-prepared_at", "-pk"))


def sent_of(mailings: Iterable[Mailing]) -> dict[int, tuple[Sent, ...]]:
    """What became of the messages, counted in the database in one query."""
    ids = [mailing.pk for mailing in mailings]
    if not ids:
        return {}
    rows = (
        Message.objects.filter(mailing__in=ids)
        .order_by("mailing", "language", "state")
        .values_list("mailing", "language", "state")
        .annotate(number=Count("pk"))
    )
    found: dict[int, list[Sent]] = {pk: [] for pk in ids}
    for mailing, language, state, number in rows:
        found[int(mailing or 0)].append(Sent(language, state, number))
    return {pk: tuple(sent) for pk, sent in found.items()}
