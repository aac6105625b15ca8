"""Evidence files in the office: who asked for which, and what was made, to be read."""

from django.contrib import admin

from breaches.models import EvidenceFile
from contracts.admin.records import ReadOnlyAdmin


@admin.register(EvidenceFile)
class EvidenceFileAdmin(ReadOnlyAdmin):
    list_display = ("breach", "state", "day", "pages", "sha256", "asked_by", "asked_at")
    list_filter = ("state", "asked_at")
    search_fields = ("breach__number", "breach__title", "sha256")
    list_select_related = ("breach", "asked_by")
    date_hierarchy = "asked_at"
