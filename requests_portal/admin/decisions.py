"""Decisions, hearings and letters in the office's lists: that there are some and when, nothing of their words."""

from django.contrib import admin

from requests_portal.admin.copies import KeptAdmin
from requests_portal.models import DecisionLetter, Determination, Hearing


@admin.register(Determination)
class DeterminationAdmin(KeptAdmin):
    list_display = ("__str__", "request", "about", "result", "ground", "by", "at")
    list_filter = ("about", "result")
    list_select_related = ("request", "by")
    search_fields = ("request__number", "ground")
    date_hierarchy = "at"
    exclude = ("reason",)


@admin.register(Hearing)
class HearingAdmin(KeptAdmin):
    list_display = ("__str__", "request", "asked_at", "held_on", "officer", "outcome", "outcome_at")
    list_filter = ("outcome",)
    list_select_related = ("request",)
    search_fields = ("request__number", "officer")
    exclude = ("note",)


@admin.register(DecisionLetter)
class DecisionLetterAdmin(KeptAdmin):
    list_display = ("__str__", "request", "template", "language", "written_at", "sent_at", "sent_by")
    list_filter = ("language", ("sent_at", admin.EmptyFieldListFilter))
    list_select_related = ("request", "sent_by")
    search_fields = ("request__number",)
    exclude = ("sealed",)
