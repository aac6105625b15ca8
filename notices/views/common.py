"""What every page of mailings shares: sign-in, the right that it needs, the office's frame, files that stay private."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from district.models import User
from notices.models import Mailing, Message
from notices.selectors import VIEW, mailings_visible_to, messages_visible_to

View = Callable[..., HttpResponseBase]
CHANGE: Final = "notices.change_mailing"
FILE_POLICY: Final = "default-src 'none'; sandbox"


class OfficeRequest(HttpRequest):
    """A request of somebody who is signed in to the office."""

    user: User


def mailing_page_view(*, methods: tuple[str, ...] = ("GET", "HEAD", "POST"), may: str = VIEW) -> Callable[[View], View]:
    """Decorator: sign-in, then the right, then the methods that the page has. Browsers keep nothing."""

    def wrap(view: View) -> View:
        @wraps(view)
        def allowed(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(may):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wraps(view)(admin.site.admin_view(require_http_methods(list(methods))(allowed)))

    return wrap


def mailing_or_404(user: User, pk: int) -> Mailing:
    return get_object_or_404(mailings_visible_to(user).select_related("prepared_by", "approved_by"), pk=pk)


def message_or_404(user: User, pk: int) -> Message:
    return get_object_or_404(messages_visible_to(user), pk=pk)


def page_render(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    frame = {**admin.site.each_context(request), "layout": "staff/mailings/form_frame.html"}
    return render(request, f"staff/mailings/{template}", {**frame, **context}, status=status)


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files for a form: those that were sent, even if empty; none where the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def private_file(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be saved by this person alone."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    response["Cache-Control"] = "private, no-store"
    return response
