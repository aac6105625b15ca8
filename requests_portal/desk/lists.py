"""The desk's list: open requests, those due first at the top; past ones by pages, the newest first.

Bounded queries, and nothing that grows with the requests of the past: no count of them is ever taken.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from deadlines.models import Deadline, DeadlineState
from district.models import User
from requests_portal.models import (
    OPEN_STATES,
    PAST_STATES,
    Hearing,
    IdentityState,
    PrivacyRequest,
    RequestKind,
    RequestState,
    RequestTask,
)
from requests_portal.selectors import requests_visible_to

PAGE_SIZE: Final = 50
OPEN: Final = Q(state__in=OPEN_STATES)
UNCONFIRMED: Final = Q(state=RequestState.UNCONFIRMED)
BOUNCED: Final = Q(mail_bounced_at__isnull=False)
# View → its name on the desk. "open" is what the desk opens with.
VIEWS: Final[dict[str, str]] = {
    "open": "All open",
    "mine": "Mine",
    "unassigned": "Nobody’s yet",
    "unidentified": "Who asks is open",
    "bounced": "Mail came back",
    "hearings": "Hearings",
    "unconfirmed": "Not confirmed yet",
    "past": "Past",
}
PAST: Final = "past"


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the desk shows: one of VIEWS, of one kind or of all (""), from a page on (1 is the first)."""

    view: str = "open"
    kind: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of requests. No total: past ones are never counted."""

    rows: tuple[PrivacyRequest, ...]
    page: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.page > 1


def filter_of(view: str, kind: str, page: str) -> DeskFilter:
    """From what stands in an address; nonsense becomes what the desk opens with."""
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return DeskFilter(
        view=view if view in VIEWS else "open", kind=kind if kind in RequestKind.values else "", page=max(number, 1)
    )


def requests_due(user: User, chosen: DeskFilter, *, size: int = PAGE_SIZE) -> DeskPage:
    """A page of the desk's list: one query."""
    rows = _chosen(requests_visible_to(user), user, chosen).select_related("owner", "school").defer("details")
    first = (chosen.page - 1) * size
    found = list(_ordered(rows, chosen)[first : first + size + 1])
    return DeskPage(tuple(found[:size]), chosen.page, len(found) > size)


def _chosen(rows: QuerySet[PrivacyRequest], user: User, chosen: DeskFilter) -> QuerySet[PrivacyRequest]:
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    return rows.filter(_condition(chosen.view, user))


def _condition(view: str, user: User) -> Q:
    conditions = {
        "open": OPEN,
        "mine": OPEN & Q(owner=user),
        "unassigned": OPEN & Q(owner=None),
        "unidentified": OPEN & Q(identity=IdentityState.PENDING),
        "bounced": (OPEN | UNCONFIRMED) & BOUNCED,
        "hearings": Q(pk__in=Hearing.objects.filter(outcome="").values("request")),
        "unconfirmed": UNCONFIRMED,
        "past": Q(state__in=PAST_STATES),
    }
    return conditions[view]


def _ordered(rows: QuerySet[PrivacyRequest], chosen: DeskFilter) -> QuerySet[PrivacyRequest]:
    """Open ones by the clock that is due first, those without a clock last; others by when they were asked."""
    if chosen.view == PAST:
        return rows.order_by("-asked_at", "-pk")
    if chosen.view == "unconfirmed":
        return rows.order_by("asked_at", "pk")
    return rows.annotate(due_first=_due_first()).order_by(F("due_first").asc(nulls_last=True), "asked_at", "pk")


def _due_first() -> Least:
    """The first due instant among the open clocks of a request and of its tasks; NULL where none runs.

    As a minimum, not as the first of an order: that would tempt the planner to walk every open clock of the house.
    """
    asked = ContentType.objects.get_for_model(PrivacyRequest)
    task = ContentType.objects.get_for_model(RequestTask)
    tasks = RequestTask.objects.filter(request=OuterRef(OuterRef("pk"))).order_by().values("pk")
    of_request = _first_of(subject_type=asked, subject_id=OuterRef("pk"))
    return Least(of_request, _first_of(subject_type=task, subject_id__in=tasks))


def _first_of(**about: Any) -> Subquery:
    clocks = Deadline.objects.filter(state=DeadlineState.OPEN, drill=False, **about).order_by()
    return Subquery(clocks.values("subject_type").annotate(first=Min("due_at")).values("first"))


def desk_counts(user: User) -> dict[str, int]:
    """How many each view shows, but for the past ones: three queries over what is open alone."""
    visible = requests_visible_to(user)
    counts = visible.filter(OPEN).aggregate(
        open=Count("pk"),
        mine=Count("pk", filter=Q(owner=user)),
        unassigned=Count("pk", filter=Q(owner=None)),
        unidentified=Count("pk", filter=Q(identity=IdentityState.PENDING)),
        bounced=Count("pk", filter=BOUNCED),
    )
    waiting = visible.filter(UNCONFIRMED).aggregate(unconfirmed=Count("pk"), bounced=Count("pk", filter=BOUNCED))
    counts["hearings"] = Hearing.objects.filter(outcome="", request__in=visible).count()
    return {**counts, "unconfirmed": waiting["unconfirmed"], "bounced": counts["bounced"] + waiting["bounced"]}
