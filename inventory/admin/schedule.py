"""What people said of an agreement's schedule, in the privacy office."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from district.office import OfficeModelAdmin
from inventory.models import ScheduleMark


@admin.register(ScheduleMark)
class ScheduleMarkAdmin(OfficeModelAdmin):
    """What people said about an agreement's schedule: written on the comparison's page, read here."""

    list_display = ["document", "element", "answer", "reason", "marked_by", "marked_at"]
    list_filter = ["answer"]
    list_select_related = ["document", "element", "marked_by"]
    search_fields = ["document__agreement__title", "element__name", "reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScheduleMark]:
        return super().get_queryset(request).defer("document__text", "document__pages", "document__page_copy_pages")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
