"""What every page of the breach room shares: sign-in, the right that it needs, the head and the tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from breaches.models import Breach
from breaches.rooms import SEE, breaches_visible_to
from district.models import User
from district.taskpages import View, office_page, office_render

# Name of the tab's first page (in the namespace "breaches"), and its title.
TABS: Final = (
    ("room", "Room"),
    ("facts", "Facts"),
    ("students", "Students"),
    ("clocks", "Clocks"),
    ("tasks", "Tasks"),
    ("letters", "Letters"),
    ("public", "Public entry"),
    ("costs", "Costs"),
    ("evidence", "Evidence"),
)
DRILL_TAB: Final = ("drill", "Drill report")
TONES: Final = {
    "reported": "soon",
    "assessing": "soon",
    "determined": "soon",
    "notifying": "waiting",
    "not_a_breach": "off",
    "closed": "done",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab, as `components/tabs.html` shows it."""

    title: str
    url: str
    current: bool
    count: int | None = None


def breach_page(*, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable[[View], View]:
    """Decorator of every page of the room: sign-in first, then the methods that the page has. Browsers keep nothing."""
    return office_page(methods=methods)


def breach_or_refuse(user: User, pk: int, may: str = "") -> Breach:
    """The breach with its operator and agreement: 403 without the right to see any, 404 where there is none.

    `may` names a further right that the page needs, such as "breaches.change_breach".
    """
    if not user.has_perm(SEE) or (may and not user.has_perm(may)):
        raise PermissionDenied
    return get_object_or_404(breaches_visible_to(user).select_related("operator", "agreement"), pk=pk)


def tabs_of(breach: Breach, current: str) -> tuple[Tab, ...]:
    """The room's tabs, those that are installed; a drill has one more, its report."""
    found = []
    for name, title in (*TABS, DRILL_TAB) if breach.drill else TABS:
        try:
            url = reverse(f"breaches:{name}", args=[breach.pk])
        except NoReverseMatch:
            continue
        found.append(Tab(title, url, name == current))
    return tuple(found)


def room_context(breach: Breach, tab: str) -> dict[str, Any]:
    """What `staff/breaches/base.html` needs, without a query. `tab` is a name of TABS; the title is "B-14: Facts"."""
    titles = dict((*TABS, DRILL_TAB))
    return {
        "breach": breach,
        "tabs": tabs_of(breach, tab),
        "state_tone": TONES.get(breach.state, "open"),
        "title": f"{breach.number}: {titles[tab]}",
    }


def room_render(
    request: HttpRequest, template: str, breach: Breach, tab: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the room within the office's frame; `context` may give another `title`."""
    return office_render(request, template, status=status, **{**room_context(breach, tab), **context})
