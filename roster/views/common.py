"""What every page of the roster shares: sign-in, the right that it needs, the tabs."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from district.models import User
from district.selectors import district_current_or_none
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from roster.models import Student
from roster.selectors import VIEW, students_visible_to

__all__ = ["OfficeRequest", "office_page", "right_needed", "roster_render", "sent", "student_or_refuse"]

# Address by name (in the namespace "roster"), title, the right that it needs. A page that is not installed has no tab.
TABS: Final = (
    ("find", "Find a pupil", VIEW),
    ("enrolment", "Enrolment", "roster.view_enrolmentcount"),
    ("imports", "Imports", "roster.view_rosterimport"),
    ("retention", "Retention", "roster.view_retentionrule"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab, as `components/tabs.html` shows it."""

    title: str
    url: str
    current: bool
    count: int | None = None


def tabs_of(user: User, current: str) -> tuple[Tab, ...]:
    found = []
    for name, title, right in TABS:
        try:
            url = reverse(f"roster:{name}")
        except NoReverseMatch:
            continue
        if user.has_perm(right):
            found.append(Tab(title, url, name == current))
    return tuple(found)


def roster_render(
    request: OfficeRequest, template: str, tab: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the roster: `tab` is the current one by its name; `title` comes with the context."""
    district = district_current_or_none()
    return office_render(
        request,
        template,
        status=status,
        tabs=tabs_of(request.user, tab),
        zone=district.time_zone if district is not None else "UTC",
        **context,
    )


def student_or_refuse(user: User, pk: int) -> Student:
    """403 for people who see no pupils, 404 where there is none."""
    right_needed(user, VIEW)
    return get_object_or_404(students_visible_to(user).select_related("school", "household"), pk=pk)
