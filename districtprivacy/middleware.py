"""Request-wide rules of access."""

from collections.abc import Callable
from datetime import timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.defaults import page_not_found

from district import clock
from district.selectors import DistrictMissing, district_current_or_none

SEEN = "seen"  # seconds since 1970 of the last request that counts as activity
NOTED_EVERY = 60  # seconds: a session is not written at every request
GetResponse = Callable[[HttpRequest], HttpResponse]


def _account_pages() -> str:
    return reverse("account_login").removesuffix("login/")


class IdleMiddleware:
    """Signs out a person who did nothing for IDLE_LOGOUT: a desk left open shows pupils' data to whoever passes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.IDLE_LOGOUT and request.user.is_authenticated:
            moment = clock.now().timestamp()
            idle = moment - request.session.get(SEEN, moment)
            if timedelta(seconds=idle) > settings.IDLE_LOGOUT:
                logout(request)
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            if idle > NOTED_EVERY or SEEN not in request.session:
                request.session[SEEN] = moment
        return self.get_response(request)


class SecondFactorMiddleware:
    """People of a role in MFA_REQUIRED_ROLES, and superusers, set up a second factor before they see anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.must_set_up(request):
            return self.get_response(request)
        if request.path == reverse("mfa_index"):
            return self.with_notice(request)
        if request.path.startswith((_account_pages(), f"/{settings.STATIC_URL.strip('/')}/")):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "Your role needs a second factor: set it up first."}, status=403)
        return redirect(reverse("mfa_index"))

    def with_notice(self, request: HttpRequest) -> HttpResponse:
        request.second_factor_needed = True  # type: ignore[attr-defined]
        return self.get_response(request)

    def must_set_up(self, request: HttpRequest) -> bool:
        user = request.user
        return (
            bool(settings.MFA_REQUIRED_ROLES)
            and user.is_authenticated
            and (user.is_superuser or user.has_role(*settings.MFA_REQUIRED_ROLES))
            and not is_mfa_enabled(user)
        )


class DistrictTimeMiddleware:
    """Times on the office's pages, shown and typed, are the district's own. The row read here serves the templates."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        district = district_current_or_none()
        request.district = district  # type: ignore[attr-defined]
        with timezone.override(district.time_zone if district else None):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Before the district is entered, a page that needs it leads to the first step instead of failing."""
        home = reverse("admin:index")
        if not isinstance(exception, DistrictMissing) or request.path == home:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "This installation has no district yet."}, status=404)
        if request.path.startswith(home) and request.user.is_authenticated:
            messages.warning(request, str(exception))
            return redirect(home)
        return page_not_found(request, Http404())
