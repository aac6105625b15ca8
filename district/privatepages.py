"""Pages behind private links, for people without an account: one door, and headers that keep the address to itself.

The page says where it is only to itself: the policy `strict-origin` leaves the path, which holds the token, out of
every Referer. `no-referrer` would do more, but browsers then send "Origin: null" with the form, and the protection
against forged requests must refuse that.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from district.clock import now as clock_now
from district.limits import Limit, asker_of
from district.links import link_open
from district.models import PrivateLink

Answer = TypeVar("Answer", bound=HttpResponseBase)
Subject = TypeVar("Subject")
Opened = Callable[..., HttpResponseBase]
WRONG: Final = Limit("operator.wrong", most=20, seconds=600)  # by network address, whichever door was tried
USES: Final = Limit("operator.uses", most=120, seconds=600)  # by link


def kept_private(response: Answer) -> Answer:
    """Nobody keeps a copy, no search engine lists it, and its address goes nowhere."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def behind_operator_link(
    purpose: str, subject_of: Callable[[PrivateLink], Subject | None]
) -> Callable[[Callable[..., HttpResponseBase]], Opened]:
    """Decorator: the page for a good link to an open subject; one and the same answer for every other link.

    The page takes the request, the link and the subject, and whatever else stands in its address, by name.

    `subject_of` gives None where there is nothing to open any more.
    """

    def decorate(page: Callable[..., HttpResponseBase]) -> Opened:
        @wraps(page)
        def opened(request: HttpRequest, token: str, **more: Any) -> HttpResponseBase:
            asker = asker_of(request)
            if WRONG.reached(asker):
                return kept_private(render(request, "operator/too_many.html", status=429))
            link = link_open(token, purpose, clock_now())
            subject = subject_of(link) if link is not None else None
            if link is None or subject is None:
                WRONG.used(asker)
                return kept_private(render(request, "operator/closed.html", status=404))
            if not USES.used(str(link.pk)):
                return kept_private(render(request, "operator/too_many.html", status=429))
            return kept_private(page(request, link, subject, **more))

        return opened

    return decorate
