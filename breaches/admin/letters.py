"""Letters and the agencies that they name: to be read. They are written in the room, where they are checked."""

from django.contrib import admin

from breaches.models import BreachLetter, LetterSource
from contracts.admin.records import ReadOnlyAdmin


@admin.register(BreachLetter)
class BreachLetterAdmin(ReadOnlyAdmin):
    list_display = ("breach", "language", "email_subject", "written_by", "written_at")
    list_filter = ("language",)
    list_select_related = ("breach", "written_by")
    search_fields = ("breach__number", "breach__title", "email_subject")
    date_hierarchy = "written_at"


@admin.register(LetterSource)
class LetterSourceAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "telephone", "read_at", "read_on", "confirmed_by", "in_use")
    list_filter = ("kind", "in_use")
    list_select_related = ("confirmed_by",)
    search_fields = ("name", "telephone", "website")
