"""What stands behind agreements, to be read and never edited here: files, checks, findings, decisions, postings."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contracts.admin.words import status
from contracts.models import AgreementStateRow, Check, CounselOpinion, Decision, Document, Finding, Posting, Verdict
from contracts.presenters import DOCUMENT_TONES
from contracts.selectors import document_columns
from district.office import OfficeModelAdmin


class ReadOnlyAdmin(OfficeModelAdmin):
    """Rows that services write and nobody edits."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("name", "agreement_page", "version", "state_word", "uploaded_at", "uploaded_by")
    list_filter = ("state", "signed_copy", "media_type")
    search_fields = ("name", "agreement__title", "sha256")
    list_select_related = ("agreement",)
    exclude = (
        "text",
        "pages",
        "reading_since",
        "attempts",
        "page_copy_pages",
        "page_copy_attempts",
        "recognising_since",
        "recognition_attempts",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return document_columns(super().get_queryset(request))

    @admin.display(description="agreement", ordering="agreement__title")
    def agreement_page(self, document: Document) -> SafeString:
        address = reverse("contracts:agreement", args=[document.agreement_id])
        return format_html('<a href="{}">{}</a>', address, document.agreement)

    @admin.display(description="state", ordering="state")
    def state_word(self, document: Document) -> SafeString:
        return status(DOCUMENT_TONES[document.state], document.get_state_display())


@admin.register(AgreementStateRow)
class AgreementStateRowAdmin(ReadOnlyAdmin):
    list_display = ("agreement", "state", "at", "actor", "reason")
    list_filter = ("state",)
    list_select_related = ("agreement",)
    search_fields = ("agreement__title", "actor", "reason")
    date_hierarchy = "at"


@admin.register(Check)
class CheckAdmin(ReadOnlyAdmin):
    list_display = ("document_name", "ran_at", "checker_version")
    list_select_related = ("document",)
    search_fields = ("document__name", "document__agreement__title", "document_sha256")
    date_hierarchy = "ran_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Check]:
        return super().get_queryset(request).defer("document__text", "document__pages")

    @admin.display(description="file", ordering="document__name")
    def document_name(self, check: Check) -> str:
        return str(check.document)


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ("provision", "verdict_word", "agreement_page", "why")
    list_filter = ("verdict",)
    search_fields = ("provision", "review_check__document__agreement__title", "why")
    list_select_related = ("review_check__document__agreement",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Finding]:
        return super().get_queryset(request).defer("review_check__document__text", "review_check__document__pages")

    @admin.display(description="verdict", ordering="verdict")
    def verdict_word(self, finding: Finding) -> SafeString:
        return status(finding.verdict, Verdict(finding.verdict).label)

    @admin.display(description="agreement")
    def agreement_page(self, finding: Finding) -> SafeString:
        agreement = finding.review_check.document.agreement
        address = reverse("contracts:review", args=[agreement.pk])
        return format_html('<a href="{}?finding={}#finding">{}</a>', address, finding.pk, agreement)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("provision", "kind", "verdict", "decided_by", "decided_at")
    list_filter = ("kind", "verdict")
    search_fields = ("finding__provision", "reason", "decided_by__name")
    list_select_related = ("finding", "decided_by")
    date_hierarchy = "decided_at"

    @admin.display(description="provision", ordering="finding__provision")
    def provision(self, decision: Decision) -> str:
        return decision.finding.provision


@admin.register(CounselOpinion)
class CounselOpinionAdmin(ReadOnlyAdmin):
    list_display = ("document", "opinion", "given_by", "given_at")
    list_filter = ("opinion",)
    search_fields = ("text", "document__agreement__title")
    list_select_related = ("document", "given_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CounselOpinion]:
        return super().get_queryset(request).defer("document__text", "document__pages")


@admin.register(Posting)
class PostingAdmin(ReadOnlyAdmin):
    list_display = ("agreement", "document", "posted_at", "posted_by")
    search_fields = ("agreement__title", "snapshot_sha256")
    list_select_related = ("agreement", "document")
    date_hierarchy = "posted_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        return super().get_queryset(request).defer("document__text", "document__pages")
