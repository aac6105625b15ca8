"""Ends of agreements, safeguards and what was asked of operators, in the privacy office: written on their own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from district.office import OfficeModelAdmin
from inventory.models import (
    AskStep,
    ConsentRecord,
    DestructionCertificate,
    KeptFile,
    Leaving,
    OperatorAsk,
    SafeguardEvidence,
    SafeguardMark,
)


class ReadHere(OfficeModelAdmin):
    """Listed and read; written only by the pages that say why."""

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Leaving)
class LeavingAdmin(ReadHere):
    list_display = ["agreement", "ended_on", "state", "result", "option", "owner"]
    list_filter = ["state", "result"]
    list_select_related = ["agreement", "owner"]
    search_fields = ["agreement__title", "because"]


@admin.register(OperatorAsk)
class OperatorAskAdmin(ReadHere):
    list_display = ["kind", "leaving", "product", "rule", "state", "last_day", "asked_at", "answered_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["leaving__agreement", "product"]
    search_fields = ["leaving__agreement__title", "product__name", "rule"]


@admin.register(AskStep)
class AskStepAdmin(ReadHere):
    list_display = ["ask_id", "at", "by", "words"]
    search_fields = ["words", "by"]


@admin.register(KeptFile)
class KeptFileAdmin(ReadHere):
    """Names of files may name pupils: only numbers are listed."""

    list_display = ["pk", "ask_id", "media_type", "size", "by", "at", "removed_at"]
    exclude = ["sealed", "file_key"]


@admin.register(DestructionCertificate)
class DestructionCertificateAdmin(ReadHere):
    list_display = ["operator_name", "given_by", "certified_at", "accepted_by", "accepted_at"]
    search_fields = ["operator_name", "products", "statement"]


@admin.register(SafeguardEvidence)
class SafeguardEvidenceAdmin(ReadHere):
    list_display = ["title", "product", "kind", "dated", "expires_on"]
    list_filter = ["kind"]
    list_select_related = ["product"]
    search_fields = ["title", "product__name"]


@admin.register(SafeguardMark)
class SafeguardMarkAdmin(ReadHere):
    list_display = ["product", "rule", "answer", "reason", "marked_by", "marked_at"]
    list_filter = ["answer"]
    list_select_related = ["product", "marked_by"]
    search_fields = ["product__name", "rule", "reason"]


@admin.register(ConsentRecord)
class ConsentRecordAdmin(ReadHere):
    list_display = ["product", "covers", "method", "given_on", "good_until", "authorised_by", "withdrawn_at"]
    list_filter = ["method"]
    list_select_related = ["product"]
    search_fields = ["product__name", "covers"]
