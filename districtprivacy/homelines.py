"""Lines of the home page about work that is no clock: the committee's, apps seen in use, a publication to approve."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse

from district.models import User
from inventory.committee.waiting import waiting_of
from inventory.seen.selectors import CHANGE as DECIDE_SEEN
from inventory.seen.selectors import TO_DECIDE, UNKNOWN, seen_visible_to
from transparency.approving.selectors import APPROVE, approval_waiting_for


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that keeps people from being told. `url` is empty where this person may not read the list."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class RequestsLine:
    """Work of one kind that is open, such as families' requests: how much, and what of it needs somebody."""

    words: str
    url: str
    needs: tuple[Trouble, ...]


def counted(number: int, one: str, many: str) -> str:
    """1 vote to cast; 3 votes to cast."""
    return f"{number} {one if number == 1 else many}"


def committee_line(user: User, now: datetime, day: date) -> RequestsLine | None:
    """What of the committee's book waits for this very person; None where nothing does. Three queries at most."""
    waiting, desk = waiting_of(user, now=now, day=day), reverse("committee:list")
    if not waiting.anything:
        return None
    mine, conditions = f"{desk}?view=mine", reverse("committee:conditions")
    needs = (
        (waiting.to_evaluate, "app to evaluate", "apps to evaluate", mine),
        (waiting.to_vote, "vote to cast", "votes to cast", mine),
        (waiting.to_sort, "request to sort", "requests to sort", f"{desk}?view=asked"),
        (waiting.reviews, "review of an approval to begin", "reviews of approvals to begin", f"{desk}?view=reviews"),
        (waiting.to_decide, "vote that is over", "votes that are over", f"{desk}?view=voting"),
        (waiting.conditions_mine, "condition of yours is due", "conditions of yours are due", conditions),
        (waiting.conditions_late, "condition is overdue", "conditions are overdue", conditions),
    )
    lines = (Trouble(counted(number, one, many), url) for number, one, many, url in needs if number)
    return RequestsLine("The committee waits for you", desk, tuple(lines))


def approval_line(user: User) -> Trouble | None:
    """A publication that this person may approve and did not ask for; one query, or none."""
    if not user.has_perm(APPROVE):
        return None
    waiting = approval_waiting_for(user)
    return Trouble(f"{waiting.asked_by} asks you to approve a publication.", reverse("publish")) if waiting else None


def seen_lacking(user: User, day: date) -> Trouble | None:
    """Apps seen in use that nobody decided on, for those who decide. One query, or none."""
    if not user.has_perm(DECIDE_SEEN):
        return None
    counts = seen_visible_to(user, day).aggregate(
        all=Count("pk", filter=Q(standing__in=TO_DECIDE)), unknown=Count("pk", filter=Q(standing=UNKNOWN))
    )
    if not counts["all"]:
        return None
    words = counted(counts["all"], "app seen in use waits", "apps seen in use wait")
    unknown = f", {counts['unknown']} of them not in the inventory" if counts["unknown"] else ""
    return Trouble(f"{words} for a decision{unknown}.", reverse("seen:list"))
