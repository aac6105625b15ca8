"""The families' portal: /portal/… Each part has its own list of addresses, included here."""

from django.urls import include, path

app_name = "portal"

urlpatterns = [
    path("", include("requests_portal.asking.urls")),
    path("", include("requests_portal.following.urls")),
    path("", include("requests_portal.decisions.portal_urls")),
    path("", include("requests_portal.identity.portal_urls")),
]
