"""Public entries in the office: what was approved, posted, corrected and withdrawn, to be read."""

from django.contrib import admin

from breaches.models import PublicEntry
from contracts.admin.records import ReadOnlyAdmin


@admin.register(PublicEntry)
class PublicEntryAdmin(ReadOnlyAdmin):
    list_display = ("breach", "key", "approved_by", "approved_at", "posted_at", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "approved_at")
    search_fields = ("key", "breach__number", "breach__title")
    list_select_related = ("breach", "approved_by")
    date_hierarchy = "approved_at"
