"""Redactions in the office's lists: read here, written on their own pages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contracts.admin.records import ReadOnlyAdmin
from contracts.admin.words import status
from contracts.models import Redaction, RedactionMark, RedactionState, RedactionStep, StatedEvidence
from contracts.redaction_desk import TONES

TEXTS = ("document__text", "document__pages", "document__page_copy_pages")


@admin.register(Redaction)
class RedactionAdmin(ReadOnlyAdmin):
    list_display = ("page", "state_word", "begun_at", "begun_by", "result_name")
    list_display_links = None
    list_filter = ("state",)
    search_fields = ("document__agreement__title", "document__name", "result_sha256", "begun_by")
    list_select_related = ("document__agreement",)
    date_hierarchy = "begun_at"
    exclude = ("result_report", "working_since", "attempts")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redaction]:
        return super().get_queryset(request).defer(*TEXTS)

    @admin.display(description="agreement", ordering="document__agreement__title")
    def page(self, redaction: Redaction) -> SafeString:
        address = reverse("contracts:redaction", args=[redaction.pk])
        return format_html('<a href="{}">{}</a>', address, redaction.document.agreement)

    @admin.display(description="state", ordering="state")
    def state_word(self, redaction: Redaction) -> SafeString:
        return status(TONES[RedactionState(redaction.state)], redaction.get_state_display())


@admin.register(RedactionMark)
class RedactionMarkAdmin(ReadOnlyAdmin):
    list_display = ("place", "page", "reason", "made_at", "made_by")
    search_fields = ("reason", "redaction__document__agreement__title", "made_by")
    date_hierarchy = "made_at"

    @admin.display(description="place")
    def place(self, mark: RedactionMark) -> str:
        return str(mark)


@admin.register(RedactionStep)
class RedactionStepAdmin(ReadOnlyAdmin):
    list_display = ("agreement", "state", "at", "actor", "answered_by")
    list_filter = ("state",)
    search_fields = ("redaction__document__agreement__title", "answered_by", "actor", "words")
    list_select_related = ("redaction__document__agreement",)
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RedactionStep]:
        return super().get_queryset(request).defer(*(f"redaction__{name}" for name in TEXTS))

    @admin.display(description="agreement")
    def agreement(self, step: RedactionStep) -> str:
        return str(step.redaction.document.agreement)


@admin.register(StatedEvidence)
class StatedEvidenceAdmin(ReadOnlyAdmin):
    list_display = ("provision", "text", "reason", "stated_at", "stated_by")
    search_fields = ("provision", "text", "document__agreement__title", "stated_by")
    date_hierarchy = "stated_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatedEvidence]:
        queryset: Any = super().get_queryset(request)
        return queryset.select_related("document").defer(*TEXTS)
