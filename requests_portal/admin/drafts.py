"""Drafts in the office's lists: that there are some and how old they are, nothing of what families wrote."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from contracts.admin.records import ReadOnlyAdmin
from requests_portal.models import DraftFile, RequestDraft


@admin.register(RequestDraft)
class RequestDraftAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "kind", "language", "made_at", "touched_at", "expires_at", "request")
    list_filter = ("kind", "language")
    list_select_related = ("request",)
    exclude = ("answers", "email_key")
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They go by themselves."""
        return False


@admin.register(DraftFile)
class DraftFileAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "media_type", "size", "at")
    exclude = ("sealed", "file_key", "stored")
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
