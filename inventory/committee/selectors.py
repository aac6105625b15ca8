"""What the committee's book says: which apps are approved on a day, and by which decision."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from rapidfuzz import fuzz, process, utils

from district.models import User
from inventory.committee.people import is_member, unconcerned, voters_outstanding
from inventory.models import (
    APPROVING,
    OPEN_REQUESTS,
    AppRequest,
    AppRequestState,
    CommitteeDecision,
    Condition,
    Evaluation,
    Meeting,
    MeetingAttendance,
    RubricVersion,
    Vote,
    VotingWay,
)
from inventory.othernames import product_other_names
from vendors.models import Product

# Names at least this alike (0 to 100, rapidfuzz WRatio) are shown to whoever asks for an app.
NEAR_ENOUGH: Final = 72.0
MIN_TYPED: Final = 2
LONGEST_ID: Final = 18


def holds_on(day: date) -> Q:
    """Of decisions: those that approve and hold on a day."""
    return (
        Q(outcome__in=APPROVING, decided_on__lte=day)
        & (Q(expires_on=None) | Q(expires_on__gte=day))
        & (Q(ended_on=None) | Q(ended_on__gt=day))
    )


def decisions_in_force(day: date) -> QuerySet[CommitteeDecision]:
    """The approvals that hold on a day, newest first. A product has one, or none."""
    return CommitteeDecision.objects.filter(holds_on(day)).order_by("-decided_on", "-pk")


def decision_in_force(product: Product | None, day: date) -> CommitteeDecision | None:
    """The approval under which staff may use a product on a day; None without one, or without a product."""
    return decisions_in_force(day).filter(product=product).prefetch_related("conditions__owner").first()


def approved_on(day: date) -> QuerySet[Product]:
    """Products that staff may use on a day, each with `decision_id`, `decision_outcome`, `decision_expires_on`."""
    newest = decisions_in_force(day).filter(product=OuterRef("pk"))
    return (
        Product.objects.annotate(
            decision_id=Subquery(newest.values("pk")[:1]),
            decision_outcome=Subquery(newest.values("outcome")[:1]),
            decision_expires_on=Subquery(newest.values("expires_on")[:1]),
        )
        .filter(decision_id__isnull=False)
        .select_related("operator")
        .order_by(F("name").asc(), "pk")
    )


# Views of the desk, in their order → their names.
VIEWS: Final[dict[str, str]] = {
    "open": "All open",
    "mine": "Waiting for me",
    "asked": "Just come in",
    "evaluating": "Being evaluated",
    "voting": "Being voted on",
    "reviews": "Reviews",
    "past": "Past",
}
PAGE_SIZE: Final = 50


def requests_visible_to(user: User) -> QuerySet[AppRequest]:
    """Every request for people whose role reads them; none for others, whose own are `requests_of`."""
    return AppRequest.objects.all() if user.has_perm("inventory.view_apprequest") else AppRequest.objects.none()


def requests_of(user: User) -> QuerySet[AppRequest]:
    """A person's own requests, newest first, with their decisions."""
    rows = AppRequest.objects.filter(requester=user).select_related("product", "decision", "joined_to__decision")
    return rows.prefetch_related("decision__conditions").order_by("-ordinal")


def requests_listed(user: User, view: str, *, now: datetime) -> QuerySet[AppRequest]:
    """What one view of the desk shows: open ones by the day they are needed, past ones newest first."""
    rows = requests_visible_to(user).select_related("requester", "school", "owner", "product", "decision")
    open_rows = rows.filter(state__in=OPEN_REQUESTS).order_by(F("need_by").asc(nulls_last=True), "asked_at", "pk")
    if view == "past":
        return rows.exclude(state__in=OPEN_REQUESTS).order_by("-closed_at", "-pk")
    if view == "mine":
        return open_rows.filter(waiting_for(user, now))
    if view == "reviews":
        return open_rows.filter(reviews__isnull=False)
    return open_rows.filter(state=view) if view in AppRequestState.values else open_rows


def waiting_for(user: User, now: datetime) -> Q:
    """Requests on which a member can still evaluate or vote, or that wait for the one who looks after them."""
    own = Q(owner=user)
    if not is_member(user):
        return own
    return own | ((to_evaluate(user) | to_vote(user, now)) & unconcerned(user))


def to_evaluate(user: User) -> Q:
    """Requests that wait for a member's evaluation, where nothing bars them (`unconcerned`)."""
    handed_in = Evaluation.objects.filter(request=OuterRef("pk"), member=user, handed_in_at__isnull=False)
    return Q(~Exists(handed_in), state=AppRequestState.EVALUATING)


def to_vote(user: User, now: datetime) -> Q:
    """Requests that wait for a member's vote at a moment, where nothing bars them (`unconcerned`)."""
    this_round = Vote.objects.filter(request=OuterRef("pk"), round=OuterRef("voting_round"))
    voted = this_round.filter(member=user, set_aside_because="")
    return Q(~Exists(voted), state=AppRequestState.VOTING, voting_way=VotingWay.APART, voting_closes_at__gt=now)


def vote_over(now: datetime) -> Q:
    """Requests whose vote is closed at a moment, as VoteState.closed says: it waits for its decision or a new round."""
    written = Vote.objects.filter(request=OuterRef("pk"), round=OuterRef("voting_round"))
    apart = Q(voting_way=VotingWay.APART) & (Q(voting_closes_at__lte=now) | ~Exists(voters_outstanding()))
    meeting = Q(voting_way=VotingWay.MEETING) & Exists(written)
    return Q(state=AppRequestState.VOTING) & (apart | meeting)


def desk_counts(user: User, *, now: datetime) -> dict[str, int]:
    """How many each view shows, but for the past ones: two queries."""
    rows = requests_visible_to(user).filter(state__in=OPEN_REQUESTS)
    counts = rows.aggregate(
        open=Count("pk"),
        asked=Count("pk", filter=Q(state=AppRequestState.ASKED)),
        evaluating=Count("pk", filter=Q(state=AppRequestState.EVALUATING)),
        voting=Count("pk", filter=Q(state=AppRequestState.VOTING)),
        reviews=Count("pk", filter=Q(reviews__isnull=False)),
    )
    return {**counts, "mine": rows.filter(waiting_for(user, now)).count()}


def evaluations_of(request: AppRequest) -> list[Evaluation]:
    """Those handed in, with their members and scores, in the order in which they were."""
    rows = Evaluation.objects.filter(request=request, handed_in_at__isnull=False).select_related("member")
    return list(rows.prefetch_related("scores__criterion").order_by("handed_in_at", "pk"))


def meetings_visible_to(user: User) -> QuerySet[Meeting]:
    """Meetings, for those who read the committee's book."""
    return Meeting.objects.all() if user.has_perm("inventory.view_meeting") else Meeting.objects.none()


def conditions_visible_to(user: User) -> QuerySet[Condition]:
    """Conditions for those who read decisions; for others, those that they own."""
    rows = Condition.objects.select_related("decision__product", "decision__request", "owner", "met_by")
    return rows if user.has_perm("inventory.view_condition") else rows.filter(owner=user)


def decisions_visible_to(user: User) -> QuerySet[CommitteeDecision]:
    if user.has_perm("inventory.view_committeedecision"):
        return CommitteeDecision.objects.all()
    return CommitteeDecision.objects.none()


@dataclass(frozen=True, slots=True)
class NearApp:
    """A product with nearly the name that was typed: whether it may be used, in words, and how alike it is."""

    product: Product
    decision: CommitteeDecision | None
    last: CommitteeDecision | None
    asked: AppRequest | None
    score: float

    @property
    def approved(self) -> bool:
        return self.decision is not None


def apps_near(name: str, day: date, *, most: int = 6) -> list[NearApp]:
    """Products whose names hold what was typed or are nearly it, approved ones first: six queries at most."""
    typed = " ".join(name.replace("\x00", " ").split())
    if len(typed) < MIN_TYPED:
        return []
    scores = _scores(typed, most)
    products = Product.objects.filter(pk__in=scores).select_related("operator")
    standing = {row.product_id: row for row in reversed(decisions_in_force(day).filter(product__in=scores))}
    last = {
        row.product_id: row for row in CommitteeDecision.objects.filter(product__in=scores).order_by("decided_on", "pk")
    }
    asked = {row.product_id: row for row in AppRequest.objects.filter(product__in=scores, state__in=OPEN_REQUESTS)}
    found = [
        NearApp(one, standing.get(one.pk), last.get(one.pk), asked.get(one.pk), scores[one.pk]) for one in products
    ]
    return sorted(found, key=lambda near: (not near.approved, -near.score, near.product.name))


def _scores(typed: str, most: int) -> dict[int, float]:
    """By product id, how alike one of its names is to what was typed: 100 where a name holds it."""
    names = list(Product.objects.values_list("pk", "name")) + product_other_names()
    holding = [pk for pk, there in names if typed.casefold() in there.casefold()]
    near = process.extract(
        typed,
        [there for _, there in names],
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=NEAR_ENOUGH,
        limit=most,
    )
    alike = {names[at][0]: round(score, 1) for _, score, at in reversed(near)}  # of two names the nearer one counts
    return {**alike, **dict.fromkeys(list(dict.fromkeys(holding))[:most], 100.0)}


def vote_of(request: AppRequest, user: User) -> Vote | None:
    """What a member voted in the round that runs."""
    return Vote.objects.filter(request=request, round=request.voting_round, member=user).first()


def meeting_listed(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Meetings with how many requests are on their agenda, as `item_count`, newest first."""
    return meetings.annotate(item_count=Count("items")).order_by("-held_on", "-pk")


def decisions_listed(rows: QuerySet[CommitteeDecision]) -> QuerySet[CommitteeDecision]:
    """Decisions with what their list shows, newest first."""
    listed = rows.select_related("product__operator", "request", "decided_by")
    return listed.annotate(
        condition_count=Count("conditions"), unmet_count=Count("conditions", filter=Q(conditions__met_on=None))
    ).order_by("-decided_on", "-pk")


def rubric_versions() -> QuerySet[RubricVersion]:
    """Versions of the rubric in use with their questions, newest first."""
    rows = RubricVersion.objects.filter(rubric__in_use=True).select_related("made_by", "rubric")
    return rows.prefetch_related("criteria").order_by("-number")


def attendance_of(meeting: Meeting) -> dict[int, str]:
    """{member id: presence} of a meeting."""
    rows = MeetingAttendance.objects.filter(meeting=meeting, member__isnull=False)
    return {row.member_id: row.presence for row in rows if row.member_id is not None}


def guests_of(meeting: Meeting) -> list[str]:
    """Names of those who came and are no members."""
    return list(meeting.attendance.filter(member=None).values_list("guest_name", flat=True))


def product_or_none(typed: str) -> Product | None:
    """The product with this id, as it stands in an address; None for anything else."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < LONGEST_ID):
        return None
    return Product.objects.select_related("operator").filter(pk=int(typed)).first()
