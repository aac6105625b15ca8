"""What every page of a case shares: sign-in, the right that it needs, the head and the tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from deadlines.models import Deadline
from deadlines.presenters import due_in_words, status_in_words, status_tone
from district.clock import now as clock_now
from district.models import User
from district.selectors import district_current
from district.taskpages import View, office_page, office_render
from requests_portal.models import ANSWERED_BY_GIVING, KIND_WORDS, PrivacyRequest
from requests_portal.selectors import MAY_ENTER, MAY_WORK, SEE, clock_first, requests_visible_to

__all__ = [
    "MAY_ENTER",
    "MAY_WORK",
    "SEE",
    "case_context",
    "case_render",
    "request_or_refuse",
    "request_page",
    "tabs_of",
]

# Name of the tab's first page (in the namespace "requests"), and its title.
TABS: Final = (
    ("case", "Case"),
    ("identity", "Who asks"),
    ("holders", "Holders"),
    ("copies", "Copies"),
    ("decision", "Decision"),
    ("messages", "Messages"),
)
# Tabs that only some kinds have.
ONLY_FOR: Final = {"copies": ANSWERED_BY_GIVING}
TONES: Final = {
    "unconfirmed": "off",
    "received": "soon",
    "working": "open",
    "answered": "done",
    "withdrawn": "withdrawn",
    "expired": "off",
    "joined": "off",
    "closed": "off",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab, as `components/tabs.html` shows it."""

    title: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The clock that is due first, in words; empty words where none runs."""

    title: str
    status: str
    tone: str
    when: str


def request_page(*, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable[[View], View]:
    """Decorator of every office page of a request: sign-in first, then its methods. Browsers keep nothing."""
    return office_page(methods=methods)


def request_or_refuse(user: User, pk: int, may: str = "") -> PrivacyRequest:
    """The request with its school, pupil and owner: 403 without the right to see any, 404 where there is none.

    `may` names a further right that the page needs, such as "requests_portal.change_privacyrequest" (MAY_WORK).
    """
    if not user.has_perm(SEE) or (may and not user.has_perm(may)):
        raise PermissionDenied
    rows = requests_visible_to(user).select_related("school", "student__school", "guardian", "owner", "joined_to")
    return get_object_or_404(rows, pk=pk)


def tabs_of(request: PrivacyRequest, current: str) -> tuple[Tab, ...]:
    """The case's tabs: those that its kind has, and that are installed."""
    found = []
    for name, title in TABS:
        if name in ONLY_FOR and request.kind not in ONLY_FOR[name]:
            continue
        try:
            url = reverse(f"requests:{name}", args=[request.pk])
        except NoReverseMatch:
            continue
        found.append(Tab(title, url, name == current))
    return tuple(found)


def due_of(clock: Deadline | None) -> Due:
    """The clock in words for heads and lists."""
    if clock is None:
        return Due("", "", "", "")
    now, zone = clock_now(), district_current().time_zone
    status = status_in_words(clock, now)
    words = f"{status[0].upper()}{status[1:]}"
    return Due(clock.title, words, status_tone(clock, now), due_in_words(clock, zone))


def case_context(request: HttpRequest, case: PrivacyRequest, tab: str) -> dict[str, Any]:
    """What `staff/requests/base.html` needs: two queries. `tab` is a name of TABS; the title is "R-203: Copies"."""
    return {
        "case": case,
        "kind_word": KIND_WORDS[case.kind],
        "tabs": tabs_of(case, tab),
        "state_tone": TONES.get(case.state, "open"),
        "due": due_of(clock_first(case)),
        "may_work": request.user.has_perm(MAY_WORK),
        "title": f"{case.number}: {dict(TABS)[tab]}",
    }


def case_render(
    request: HttpRequest, template: str, case: PrivacyRequest, tab: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the case within the office's frame; `context` may give another `title`."""
    return office_render(request, template, status=status, **{**case_context(request, case, tab), **context})
