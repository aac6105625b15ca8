"""What time does by itself: reviews begin, approvals run out, votes and conditions are called to mind."""

from datetime import date, datetime, timedelta
from typing import Final

from district.audit import SystemActor
from district.clock import local_day
from district.selectors import district_current_or_none
from inventory.committee.mails import address, tell
from inventory.committee.people import keepers, settings_current
from inventory.committee.selectors import decisions_in_force
from inventory.committee.services.asking import review_open
from inventory.committee.services.voting import vote_state
from inventory.committee.waiting import conditions_due
from inventory.models import APPROVING, AppRequest, AppRequestState, CommitteeDecision
from rulebook.reckoning import words_for_day

ACTOR: Final = SystemActor("timer:committee")
# Own habits of the product, no law: when people are reminded.
VOTE_REMINDER: Final = timedelta(days=2)
LOOKED_BACK: Final = timedelta(days=30)  # an installation that was off is not drowned in old news


def committee_lapse(*, now: datetime) -> int:
    """Everything that is due, each once; how many reviews were opened. Doing it again does nothing."""
    district = district_current_or_none()
    if district is None:
        return 0
    today = local_day(now, district.time_zone)
    opened = reviews_begin(today, now=now)
    expiries_tell(today, now=now)
    conditions_remind(today, now=now)
    votes_remind(now=now)
    return opened


def reviews_begin(today: date, *, now: datetime) -> int:
    """Approvals whose review begins today or should have. One that was looked at already, however it ended, is left."""
    reviewed = AppRequest.objects.filter(reviews__isnull=False)
    due = (
        decisions_in_force(today)
        .filter(review_on__lte=today)
        .exclude(pk__in=reviewed.values("reviews"))
        .select_related("product__operator", "product__use", "request")
    )
    return sum(review_open(decision=decision, actor=ACTOR, now=now) is not None for decision in due)


def expiries_tell(today: date, *, now: datetime) -> None:
    """An approval whose last day has passed: whoever asked for it, and who keeps the book."""
    since = today - LOOKED_BACK
    rows = CommitteeDecision.objects.filter(
        outcome__in=APPROVING, ended_on=None, expires_on__lt=today, expires_on__gte=since
    ).select_related("product", "request__requester")
    for decision in rows:
        asked_by = decision.request.requester if decision.request is not None else None
        tell(
            people=[*([asked_by] if asked_by else []), *keepers(settings_current())],
            key=f"expired.{decision.pk}",
            subject=f"{decision.product}: its approval has expired",
            lines=[
                f"The approval of {decision.product} ended with {words_for_day(decision.expires_on or today)}.",
                "It may not be used with students until the committee approves it again.",
            ],
            actor=ACTOR,
            now=now,
        )


def conditions_remind(today: date, *, now: datetime) -> None:
    """Conditions that fall due within a week, and those whose day has passed, of approvals that still hold."""
    for row in conditions_due(today).select_related("owner", "decision__product"):
        late = row.due_on < today
        people = [row.owner, *(keepers(settings_current()) if late else [])]
        tell(
            people=people,
            key=f"condition.{row.pk}.{'late' if late else 'soon'}",
            subject=f"{'Overdue' if late else 'Soon due'}: a condition for {row.decision.product}",
            lines=[row.text, f"Due on {words_for_day(row.due_on)}.", address("committee:condition", row.pk)],
            actor=ACTOR,
            now=now,
        )


def votes_remind(*, now: datetime) -> None:
    """Votes that close within two days: the members who have not voted. Those that closed: who writes decisions."""
    rows = AppRequest.objects.filter(state=AppRequestState.VOTING, voting_closes_at__lte=now + VOTE_REMINDER)
    for request in rows:
        state = vote_state(request, now=now)
        link = address("committee:item", request.pk)
        if not state.closed:
            tell(
                people=state.outstanding,
                key=f"vote.{request.pk}.{request.voting_round}.soon",
                subject=f"{request.number}: your vote is missing",
                lines=[f"The vote on {request.product_name} closes soon.", link],
                actor=ACTOR,
                now=now,
            )
            continue
        tell(
            people=[request.owner] if request.owner else keepers(settings_current()),
            key=f"vote.{request.pk}.{request.voting_round}.closed",
            subject=f"{request.number}: the vote is closed",
            lines=[f"The vote on {request.product_name}: {state.tally.words}.", link],
            actor=ACTOR,
            now=now,
        )
