"""Pages behind operators' private links."""

from django.urls import URLPattern

app_name = "safeguard_operator"

urlpatterns: list[URLPattern] = []
