"""What every task page of the office shares, in whichever room: sign-in, the right it needs, the office's frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from district.models import User

View = Callable[..., HttpResponseBase]
OFFICE_LAYOUT = "admin/base_site.html"


class OfficeRequest(HttpRequest):
    """A request of somebody who is signed in to the office."""

    user: User


def office_page(
    *, methods: tuple[str, ...] = ("GET", "HEAD", "POST"), cacheable: bool = False
) -> Callable[[View], View]:
    """Decorator: sign-in first, then the methods that the page has. Never kept by browsers, unless `cacheable`."""

    def wrap(view: View) -> View:
        return wraps(view)(admin.site.admin_view(require_http_methods(list(methods))(view), cacheable))

    return wrap


def right_needed(user: User, permission: str) -> None:
    """Refuse people without the right (403)."""
    if not user.has_perm(permission):
        raise PermissionDenied


def office_context(request: HttpRequest, **context: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), "layout": OFFICE_LAYOUT, **context}


def office_render(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, office_context(request, **context), status=status)


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files for a form: those that were sent, even if empty; none where the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
