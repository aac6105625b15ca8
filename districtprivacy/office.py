"""The privacy office: the Django admin with our own site. Every app registers with `admin.register` as usual."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

if TYPE_CHECKING:
    from district.models import User


def signed_in(request: HttpRequest) -> "User":
    """The person behind a request that `admin_view` let through."""
    return cast("User", request.user)


class OfficeConfig(AdminConfig):
    """Puts the office in the place of Django's default admin site."""

    default_site = "districtprivacy.office.Office"


class Office(AdminSite):
    """The privacy office's site: home page, search, navigation and names."""

    site_header = "Privacy office"
    site_title = "Privacy office"
    index_title = "What needs you today"
    enable_nav_sidebar = False  # the base template has its own navigation
    empty_value_display = "–"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from district.trail.views import trail_urls

        search = path("search/", self.admin_view(self.search), name="search")
        return [search, *trail_urls(self), *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        from districtprivacy.navigation import navigation_for

        return {**super().each_context(request), "navigation": navigation_for(self, request)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What needs this person today."""
        from district import clock
        from districtprivacy.home import home_page

        page = home_page(signed_in(request), clock.now(), whose=request.GET.get("whose", ""))
        context = {**self.each_context(request), "title": self.index_title, "page": page, **(extra_context or {})}
        request.current_app = self.name
        return TemplateResponse(request, page.template, context)

    def search(self, request: HttpRequest) -> TemplateResponse:
        """Everything by name: operators, products, agreements and clocks that this person may see."""
        from districtprivacy.searching import search_everything

        words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:100]
        context = {
            **self.each_context(request),
            "title": f"Search: {words}" if words else "Search",
            "search_words": words,
            "answers": search_everything(signed_in(request), words),
        }
        return TemplateResponse(request, "admin/search.html", context)

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """Rooms have no page of their own: the navigation lists their records."""
        return HttpResponseRedirect(reverse("admin:index"))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """One page for passwords: the account's own, which also asks for the second factor."""
        return HttpResponseRedirect(reverse("account_change_password"))
