"""Runs that checked agreements again, and what came of each file: to be read, never edited."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from contracts.admin.records import ReadOnlyAdmin
from contracts.models import Recheck, RecheckItem


@admin.register(Recheck)
class RecheckAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "started_by", "because", "total", "finished_at")
    list_select_related = ("started_by",)
    search_fields = ("because",)
    date_hierarchy = "started_at"


@admin.register(RecheckItem)
class RecheckItemAdmin(ReadOnlyAdmin):
    list_display = ("document", "state", "worse", "lacking", "better", "problem")
    list_filter = ("state", "signed")
    list_select_related = ("document",)
    search_fields = ("document__name", "document__agreement__title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecheckItem]:
        return super().get_queryset(request).defer("document__text", "document__pages", "document__page_copy_pages")
