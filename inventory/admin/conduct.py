"""Cases against operators, read-only: they are worked with under Cases against operators. Authorities are kept here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from district import clock
from district.office import OfficeModelAdmin
from inventory.conduct.services import authority_save
from inventory.models import Authority, AuthorityReport, ConductCase, ConductNotice, ConductStep, ElementDraft


class KeptAdmin(OfficeModelAdmin):
    """Rows that services write and nobody edits here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ConductCase)
class ConductCaseAdmin(KeptAdmin):
    list_display = ["number", "title", "operator", "state", "outcome", "opened_at"]
    list_filter = ["state", "outcome"]
    list_select_related = ["operator"]
    search_fields = ["title", "operator__name"]


@admin.register(ConductNotice)
class ConductNoticeAdmin(KeptAdmin):
    exclude = ["answer"]  # it may name pupils: the case shows it to those who work on it
    list_display = ["case", "contact_name", "answer_by", "sent_at", "answered_at"]
    list_select_related = ["case"]


@admin.register(ConductStep)
class ConductStepAdmin(KeptAdmin):
    list_display = ["case", "kind", "at", "actor"]
    list_filter = ["kind"]
    list_select_related = ["case"]


@admin.register(AuthorityReport)
class AuthorityReportAdmin(KeptAdmin):
    exclude = ["words"]  # they quote the operator's answers
    list_display = ["case", "authority_name", "made_at", "sent_on"]
    list_select_related = ["case"]


@admin.register(Authority)
class AuthorityAdmin(OfficeModelAdmin):
    list_display = ["name", "matter", "email", "source"]
    search_fields = ["name", "matter"]

    def save_model(self, request: HttpRequest, obj: Authority, form: Any, change: bool) -> None:
        authority_save(authority=obj, actor=request.user, now=clock.now())  # type: ignore[arg-type]


@admin.register(ElementDraft)
class ElementDraftAdmin(KeptAdmin):
    list_display = ["use", "element", "proposed_from", "proposed_at", "proposed_by"]
    list_select_related = ["use__product", "element"]
