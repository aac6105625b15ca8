"""Families' requests, within the office: /office/requests/…

Every tab of a case has its own list of addresses in its own part, included here. The names of the tabs' first pages are
those of `requests_portal.desk.common.TABS`: a tab whose page is not installed is not shown.
"""

from django.urls import include, path

app_name = "requests"

urlpatterns = [
    path("reports/", include("requests_portal.reports.urls")),
    path("", include("requests_portal.desk.urls")),
    path("", include("requests_portal.identity.urls")),
    path("", include("requests_portal.inbound.urls")),
    path("", include("requests_portal.holders.urls")),
    path("", include("requests_portal.copies.urls")),
    path("", include("requests_portal.decisions.urls")),
    path("", include("requests_portal.thread.urls")),
]
