"""What every page behind a family's link shares: the door, the headers, and the frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from district.clock import now as clock_now
from district.limits import asker_of
from district.privatepages import kept_private
from requests_portal.following.limits import KNOCKS
from requests_portal.following.session import portal_request_of
from requests_portal.languages import in_office_language
from requests_portal.models import PrivacyRequest

Page = Callable[..., HttpResponseBase]


def door_page(*, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable[[Page], Page]:
    """Decorator of the door's own pages, which everybody may open: methods, limits and headers."""

    def decorate(page: Page) -> Page:
        @sensitive_post_parameters()
        @require_http_methods(list(methods))
        @wraps(page)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not KNOCKS.used(asker_of(request)):
                return kept_private(too_often(request))
            return kept_private(page(request, *args, **kwargs))

        return opened

    return decorate


def family_page(*, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable[[Page], Page]:
    """Decorator of the pages behind the door. `page(request, case, token)`; everybody else is led to the door.

    That is one answer for an open link without a code, for another's, one that is over or taken back, and for none.
    """

    def decorate(page: Page) -> Page:
        @sensitive_post_parameters()
        @require_http_methods(list(methods))
        @wraps(page)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            case = portal_request_of(request, token, clock_now())
            if case is None:
                return kept_private(redirect("portal:follow", token=token))
            return kept_private(page(request, case, token, **kwargs))

        return opened

    return decorate


def too_often(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/follow_too_many.html", status=429)


def family_render(
    request: HttpRequest, template: str, case: PrivacyRequest, token: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of one request; `name` is that of the request without its pupil."""
    return render(request, template, {"case": case, "token": token, **context}, status=status)


__all__ = ["door_page", "family_page", "family_render", "in_office_language", "too_often"]
