"""Drafts and general offers in the office: lists that lead to their pages. Services write them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contracts.admin.records import ReadOnlyAdmin
from contracts.models import Draft, GeneralOffer, OfferException


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    list_display = ("page", "kind", "operator", "made_at", "made_by")
    list_display_links = None
    list_filter = ("kind",)
    list_select_related = ("operator",)
    search_fields = ("title", "operator__name", "agreement__title", "docx_sha256", "pdf_sha256")
    search_help_text = "Title, operator, agreement or hash of a file"
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        return super().get_queryset(request).defer("content")

    @admin.display(description="draft", ordering="title")
    def page(self, draft: Draft) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("contracts:draft", args=[draft.pk]), draft.title)


@admin.register(GeneralOffer)
class GeneralOfferAdmin(ReadOnlyAdmin):
    list_display = ("page", "originating_district", "version", "offered_on", "expires_on", "accepted_at")
    list_display_links = None
    list_filter = ("originating_state", ("accepted_at", admin.EmptyFieldListFilter))
    list_select_related = ("agreement",)
    search_fields = ("agreement__title", "agreement__operator__name", "originating_district", "version")

    @admin.display(description="general offer", ordering="agreement__title")
    def page(self, offer: GeneralOffer) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("contracts:offer", args=[offer.pk]), offer.agreement)


@admin.register(OfferException)
class OfferExceptionAdmin(ReadOnlyAdmin):
    list_display = ("offer", "line", "reason", "made_by", "made_at")
    list_select_related = ("offer", "made_by")
    search_fields = ("offer__originating_district", "reason", "made_by__name")
