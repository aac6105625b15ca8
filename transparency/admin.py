"""The record of what was published, readable and searchable in the office; publishing itself has its own page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from district.office import OfficeModelAdmin
from transparency.models import AgreementNotice, PublicBreach, PublicEntry, Snapshot


class FrozenAdmin(OfficeModelAdmin):
    """Rows that only publishing makes: nobody adds or edits them by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Snapshot)
class SnapshotAdmin(FrozenAdmin):
    list_display = ["__str__", "taken_at", "published_by", "entries", "breaches", "sha256"]
    list_filter = ["taken_at"]
    search_fields = ["sha256", "published_by"]
    date_hierarchy = "taken_at"


@admin.register(PublicEntry)
class PublicEntryAdmin(FrozenAdmin):
    list_display = ["name", "operator_name", "element_count", "shown_from", "shown_until"]
    list_filter = [("shown_until", admin.EmptyFieldListFilter), "content_area"]
    search_fields = ["name", "operator_name", "key", "sha256"]
    exclude = ["name_sorted", "operator_sorted", "search_text", "row"]


@admin.register(PublicBreach)
class PublicBreachAdmin(FrozenAdmin):
    list_display = ["key", "happened_from", "operator_slug", "shown_from", "shown_until"]
    list_filter = [("shown_until", admin.EmptyFieldListFilter)]
    search_fields = ["key", "operator_slug", "sha256"]
    date_hierarchy = "happened_from"


@admin.register(AgreementNotice)
class AgreementNoticeAdmin(FrozenAdmin):
    list_display = ["agreement", "executed_on", "prepared_at", "sent_at", "sent_how", "recipients"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter), "sent_how"]
    search_fields = ["agreement__title", "agreement__operator__name", "text"]
    date_hierarchy = "prepared_at"
    list_select_related = ["agreement"]
