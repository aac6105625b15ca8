"""Texts for messages, which the office edits; and the correspondence, without a word of it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from contracts.admin.records import ReadOnlyAdmin
from district.office import OfficeModelAdmin
from requests_portal.models import ReplyTemplate, ThreadMessage
from requests_portal.thread.forms import TemplateForm


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(OfficeModelAdmin):
    """One text in one language. What came with the installation may be changed, and turned off."""

    form = TemplateForm
    list_display = ("name", "language", "kind", "active")
    list_filter = ("language", "kind", "active")
    search_fields = ("name", "subject")
    ordering = ("name", "language")


@admin.register(ThreadMessage)
class ThreadMessageAdmin(ReadOnlyAdmin):
    """When something was said and how; what, stands in the case."""

    list_display = ("request", "direction", "way", "at", "by", "read_by_staff_at")
    list_filter = ("direction", "way")
    list_select_related = ("request",)
    search_fields = ("request__number",)
    show_full_result_count = False
    exclude = ("sealed", "message", "files")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
