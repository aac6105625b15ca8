"""Filters of the list of clocks. The home page links here: each shows exactly the clocks that it counted."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from deadlines.models import Deadline
from deadlines.selectors import (
    deadlines_due_within,
    deadlines_held,
    deadlines_late,
    deadlines_of_person,
    deadlines_open,
)
from district import clock

if TYPE_CHECKING:
    from district.models import User

Rows = QuerySet[Deadline]


def rows_standing(rows: Rows, standing: str | None, *, now: datetime) -> Rows:
    """Clocks that stand so: late, soon, waiting (on an operator) or held, as the home page counts them."""
    if standing == "late":
        return deadlines_late(rows, now=now)
    if standing == "soon":
        return deadlines_due_within(rows, now=now)
    if standing == "waiting":
        return deadlines_open(rows).filter(held=False, rule__contains=".operator", due_at__gt=now)
    return deadlines_held(rows) if standing == "held" else rows


class StandingFilter(SimpleListFilter):
    """`?standing=late`."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [("late", "late"), ("soon", "due in 3 days"), ("waiting", "waiting on others"), ("held", "held")]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        return rows_standing(queryset, self.value(), now=clock.now())


class WhoseFilter(SimpleListFilter):
    """`?whose=mine`: what a person owns or their role answers for; `?whose=3`: what one person owns."""

    title = "whose"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [("mine", "mine")]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        whose = self.value() or ""
        if whose == "mine":
            return deadlines_of_person(queryset, cast("User", request.user))
        return queryset.filter(owner_id=int(whose)) if whose.isdecimal() and len(whose) < 19 else queryset
