"""Request-wide rules of access."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class SecondFactorMiddleware:
    """People of a role in MFA_REQUIRED_ROLES set up a second factor before they see anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.must_set_up(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    def must_set_up(self, request: HttpRequest) -> bool:
        user = request.user
        return (
            bool(settings.MFA_REQUIRED_ROLES)
            and user.is_authenticated
            and not request.path.startswith(
                (reverse("account_login").rsplit("login/", 1)[0], f"/{settings.STATIC_URL.strip('/')}/")
            )
            and user.has_role(*settings.MFA_REQUIRED_ROLES)
            and not is_mfa_enabled(user)
        )
