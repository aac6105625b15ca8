"""Showing who asks, under /portal/r/<token>/, behind the family's door."""

from django.urls import path

from requests_portal.identity import portalviews

urlpatterns = [
    path("r/<str:token>/who/", portalviews.who, name="who"),
    path("r/<str:token>/who/again/", portalviews.again, name="who-again"),
]
