"""What every page of mailings shares: sign-in, the right that it needs, the office's frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from district.models import User
from district.taskpages import OfficeRequest, View, office_page, office_render, right_needed, sent
from notices.models import Mailing, Message
from notices.selectors import VIEW, mailings_visible_to, messages_visible_to

__all__ = ["CHANGE", "OfficeRequest", "mailing_or_404", "mailing_page_view", "message_or_404", "page_render",
           "sent"]  # fmt: skip

CHANGE: Final = "notices.change_mailing"


def mailing_page_view(*, methods: tuple[str, ...] = ("GET", "HEAD", "POST"), may: str = VIEW) -> Callable[[View], View]:
    """Decorator: sign-in, then the right, then the methods that the page has. Browsers keep nothing."""

    def wrap(view: View) -> View:
        @wraps(view)
        def allowed(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            right_needed(request.user, may)
            return view(request, *args, **kwargs)

        return office_page(methods=methods)(allowed)

    return wrap


def mailing_or_404(user: User, pk: int) -> Mailing:
    return get_object_or_404(mailings_visible_to(user).select_related("prepared_by", "approved_by"), pk=pk)


def message_or_404(user: User, pk: int) -> Message:
    return get_object_or_404(messages_visible_to(user), pk=pk)


def page_render(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    frame = {"layout": "staff/mailings/form_frame.html", **context}
    return office_render(request, f"staff/mailings/{template}", status=status, **frame)
