"""Pages of the office."""

from django.urls import URLPattern

app_name = "safeguards"

urlpatterns: list[URLPattern] = []
