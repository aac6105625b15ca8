"""Requests, their steps and the portal's settings in the office's lists. Each is dealt with on its own page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from contracts.admin.records import ReadOnlyAdmin
from requests_portal.models import PortalSettings, PrivacyRequest, RequestStep

SEALED = ("asker", "said", "details")


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(ReadOnlyAdmin):
    """Without anything sealed: names are on the case's page."""

    list_display = ("number", "kind", "state", "channel", "asked_at", "identity", "outcome", "owner")
    list_filter = ("state", "kind", "identity", "channel", "outcome", ("mail_bounced_at", admin.EmptyFieldListFilter))
    list_select_related = ("owner",)
    search_fields = ("number",)
    show_full_result_count = False
    exclude = (
        *SEALED,
        "asker_name_key",
        "email_key",
        "phone_key",
        "said_key",
        "said_name_key",
        "said_number_key",
        "student",
        "guardian",
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Retention alone removes them."""
        return False


@admin.register(RequestStep)
class RequestStepAdmin(ReadOnlyAdmin):
    list_display = ("request", "code", "at", "by", "shown")
    list_filter = ("code", "shown")
    list_select_related = ("request",)
    search_fields = ("request__number",)
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(PortalSettings)
class PortalSettingsAdmin(ReadOnlyAdmin):
    """Changed on the page “Settings of requests”."""

    list_display = ("__str__", "link_days", "confirm_days", "paper_cents_per_page", "most_cents_per_page")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
