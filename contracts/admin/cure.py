"""Cure notices in the office: the list with its filters; each opens on its own page."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contracts.admin.records import ReadOnlyAdmin
from contracts.admin.words import status
from contracts.cure.presenters import notice_tone, notice_words
from contracts.cure.selectors import notices_listed
from contracts.models import OPEN_STATES, CureNotice


class OverdueFilter(admin.SimpleListFilter):
    """Notices whose term passed uncured, and those whose term runs."""

    title = "term"
    parameter_name = "term"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("running", "running"), ("overdue", "overdue")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CureNotice]) -> QuerySet[CureNotice]:
        if self.value() == "running":
            return queryset.filter(state__in=OPEN_STATES, overdue_at=None)
        return queryset.filter(state__in=OPEN_STATES, overdue_at__isnull=False) if self.value() else queryset


@admin.register(CureNotice)
class CureNoticeAdmin(ReadOnlyAdmin):
    list_display = ("notice_page", "operator", "state_word", "term_ends_on", "progress", "sent_at")
    list_display_links = None
    list_filter = (OverdueFilter, "state", "term_ends_on")
    search_fields = ("agreement__title", "agreement__operator__name", "contact_email", "items__provision")
    date_hierarchy = "sent_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CureNotice]:
        return notices_listed(super().get_queryset(request))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A notice is read and dealt with on its own page."""
        if not object_id.isdigit():
            return super().change_view(request, object_id, *args, **kwargs)
        return HttpResponseRedirect(reverse("contracts:cure", args=[object_id]))

    @admin.display(description="agreement", ordering="agreement__title")
    def notice_page(self, notice: CureNotice) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("contracts:cure", args=[notice.pk]), notice.agreement)

    @admin.display(ordering="agreement__operator__name")
    def operator(self, notice: CureNotice) -> str:
        return notice.agreement.operator.name

    @admin.display(description="state", ordering="state")
    def state_word(self, notice: CureNotice) -> SafeString:
        return status(notice_tone(notice), notice_words(notice))

    @admin.display(description="cured")
    def progress(self, notice: Any) -> str:
        return f"{notice.cured_count} of {notice.listed_count}"
