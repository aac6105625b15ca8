"""What the pages of asking share: whose draft it is, what the questions need to know, and that nobody keeps a copy."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from district.clock import local_day
from district.limits import Limit
from district.models import District
from district.privatepages import kept_private
from district.selectors import district_current_or_none, packs_adopted
from requests_portal.asking.asked import Asked
from requests_portal.asking.confirming import Confirmed
from requests_portal.asking.drafts import draft_live
from requests_portal.asking.selectors import request_numbered
from requests_portal.following.links import request_link_issue
from requests_portal.following.session import portal_session_open
from requests_portal.models import PrivacyRequest, RequestDraft
from requests_portal.selectors import portal_settings
from requests_portal.services.steps import family_actor

DRAFT: Final = "portal_draft"
SENT: Final = "portal_sent"
FOLLOWED: Final = "portal_followed"

# By the address that asks: a library or a school is one address for many families.
STARTS: Final = Limit("portal.starts", most=200, seconds=3600)
ANSWERS: Final = Limit("portal.answers", most=4000, seconds=3600)
SENDS: Final = Limit("portal.sends", most=120, seconds=3600)
TRIES: Final = Limit("portal.tries", most=240, seconds=3600)
LINKS: Final = Limit("portal.links", most=120, seconds=600)
# By the e-mail address that mails go to: nobody's mailbox is filled by a stranger.
MAILS: Final = Limit("portal.mails", most=8, seconds=3600)

View = Callable[..., HttpResponseBase]


def asking_page(*, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable[[View], View]:
    """Decorator of every page of asking: its methods, and headers by which nobody keeps or lists it."""

    def decorate(view: View) -> View:
        @require_http_methods(list(methods))
        @wraps(view)
        def sealed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return kept_private(view(request, *args, **kwargs))

        return sealed

    return decorate


def draft_of(request: HttpRequest, now: datetime) -> RequestDraft | None:
    """The draft of this browser's session, unless it is over."""
    return draft_live(request.session.get(DRAFT), now)


def sent_of(request: HttpRequest) -> PrivacyRequest | None:
    """The request that this browser's session sent."""
    return request_numbered(request.session.get(SENT))


def asked_of(draft: RequestDraft | None, now: datetime) -> Asked:
    """The answers of a draft; none without one."""
    district = district_current_or_none()
    day = day_of(district, now)
    answers = dict(draft.answers or {}) if draft is not None else {}
    return Asked(answers, day, tuple(packs_adopted(day)), district, portal_settings)


def day_of(district: District | None, now: datetime) -> date:
    """The day that it is in the district."""
    return local_day(now, district.time_zone if district is not None else "UTC")


def confirmed_here(request: HttpRequest, confirmed: Confirmed, now: datetime) -> None:
    """The address was confirmed in this browser: it may read the request's page, by a link of its own."""
    going_on = confirmed.request
    portal_session_open(request, going_on, now)
    _link, token = request_link_issue(going_on, family_actor(going_on), now)
    request.session[FOLLOWED] = token


def too_many(request: HttpRequest) -> HttpResponse:
    """A limit is used up: what was answered is kept, and there are other ways to ask."""
    return render(request, "portal/too_many.html", status=429)
