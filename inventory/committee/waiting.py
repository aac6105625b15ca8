"""What waits for one person in the committee's book: counted for the home page, and conditions as a list."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet

from district.models import User
from inventory.committee.people import RUN, SEE, is_member, may_run, settings_current, unconcerned
from inventory.committee.selectors import conditions_visible_to, holds_on, to_evaluate, to_vote, vote_over
from inventory.models import OPEN_REQUESTS, AppRequest, AppRequestState, CommitteeDecision, Condition

# A habit of the product, no law: so long before its day a condition is called to mind.
CONDITION_SOON: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for a person: as a member, as the keeper of the book, as the owner of conditions."""

    to_evaluate: int = 0
    to_vote: int = 0
    to_sort: int = 0
    reviews: int = 0
    to_decide: int = 0
    conditions_mine: int = 0
    conditions_late: int = 0

    @property
    def anything(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def waiting_of(user: User, *, now: datetime, day: date) -> Waiting:
    """For a person on a day: two queries, and one more for a member who is not the keeper by role. None without SEE."""
    if not user.has_perm(SEE):
        return Waiting()
    member = is_member(user)
    keeps = user.has_perm(RUN) or (member and may_run(user, settings_current()))
    counts = _requests_waiting(user, now) if member or keeps else {}
    wanted = (
        *(("to_evaluate", "to_vote") if member else ()),
        *(("to_sort", "reviews", "to_decide") if keeps else ()),
    )
    return Waiting(**{name: counts[name] for name in wanted}, **_conditions_waiting(user, day, keeps=keeps))


def _requests_waiting(user: User, now: datetime) -> dict[str, int]:
    """Open requests by what is to be done, those left out that the person asked for or has an interest in. One query.

    A vote taken apart waits for a decision once all have cast it or its time is over; one of a meeting once its votes
    are written down.
    """
    rows = AppRequest.objects.filter(unconcerned(user), state__in=OPEN_REQUESTS).annotate(
        evaluating=ExpressionWrapper(to_evaluate(user), BooleanField()),
        voting=ExpressionWrapper(to_vote(user, now), BooleanField()),
        over=ExpressionWrapper(vote_over(now), BooleanField()),
    )
    asked = Q(state=AppRequestState.ASKED)
    return rows.aggregate(
        to_evaluate=Count("pk", filter=Q(evaluating=True)),
        to_vote=Count("pk", filter=Q(voting=True)),
        to_sort=Count("pk", filter=asked & Q(reviews=None)),
        reviews=Count("pk", filter=asked & Q(reviews__isnull=False)),
        to_decide=Count("pk", filter=Q(over=True)),
    )


def _conditions_waiting(user: User, day: date, *, keeps: bool) -> dict[str, int]:
    """One's own that are due soon or late; for the keeper of the book also others' that are late. One query."""
    counts = conditions_due(day).aggregate(
        conditions_mine=Count("pk", filter=Q(owner=user)),
        conditions_late=Count("pk", filter=Q(due_on__lt=day) & ~Q(owner=user)),
    )
    return counts if keeps else {"conditions_mine": counts["conditions_mine"]}


def conditions_due(day: date) -> QuerySet[Condition]:
    """Conditions that are not met and due within a week or late, of approvals that hold on a day."""
    return Condition.objects.filter(
        met_on=None,
        due_on__lte=day + CONDITION_SOON,
        decision__in=CommitteeDecision.objects.filter(holds_on(day)),
    )


def conditions_open(user: User, day: date) -> QuerySet[Condition]:
    """What is still to be met of approvals that hold, the first due on top: all for who reads decisions, else one's."""
    rows = conditions_visible_to(user).filter(met_on=None, decision__in=CommitteeDecision.objects.filter(holds_on(day)))
    return rows.order_by(F("due_on").asc(), "pk")
