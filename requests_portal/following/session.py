"""A short session for one request, after the code. It lies on the server, so that leaving truly ends it.

Beside it stands nothing: no account, no name. Several requests may be open in one browser, each by its own code.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest

from requests_portal.following.links import link_is_good, request_of_token
from requests_portal.models import PrivacyRequest

KEY: Final = "portal"
IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=4)
NOTED_EVERY: Final = timedelta(minutes=2)  # a session is not written at every page
MOST: Final = 10  # requests open in one browser; the oldest are left


def portal_session_open(http_request: HttpRequest, request: PrivacyRequest, now: datetime) -> None:
    """The browser showed that it may read this request: a code was typed, or its address was confirmed here.

    The session gets another name, so that nobody can have planted it.
    """
    opened = {pk: times for pk, times in _opened(http_request).items() if pk != str(request.pk)}
    kept = dict(list(opened.items())[-(MOST - 1) :])
    if not http_request.user.is_authenticated:
        http_request.session.cycle_key()
    moment = int(now.timestamp())
    http_request.session[KEY] = {**kept, str(request.pk): [moment, moment]}


def portal_request_of(http_request: HttpRequest, token: str, now: datetime) -> PrivacyRequest | None:
    """The request of a good link that this browser has open; None for everything else, whatever it is."""
    found = request_of_token(token)
    if found is None:
        return None
    link, request = found
    return request if link_is_good(link, now) and portal_session_is_open(http_request, request.pk, now) else None


def portal_session_is_open(http_request: HttpRequest, request: int, now: datetime) -> bool:
    """Whether the request (its pk) is open here: used within half an hour, opened within four. Using it counts."""
    opened = _opened(http_request)
    times = opened.get(str(request))
    if times is None:
        return False
    since, last = times
    moment = int(now.timestamp())
    if moment - last > IDLE.total_seconds() or moment - since > LONGEST.total_seconds() or since > moment:
        portal_session_close(http_request, request)
        return False
    if moment - last > NOTED_EVERY.total_seconds():
        http_request.session[KEY] = {**opened, str(request): [since, moment]}
    return True


def portal_session_close(http_request: HttpRequest, request: int) -> None:
    """The family leaves the request (its pk): the code is needed again."""
    http_request.session[KEY] = {pk: times for pk, times in _opened(http_request).items() if pk != str(request)}


def _opened(http_request: HttpRequest) -> dict[str, list[int]]:
    found: Any = http_request.session.get(KEY)
    return dict(found) if isinstance(found, dict) else {}
