"""Tasks of holders, certificates of deletion and cases in the office's lists. Each is dealt with in its request."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from contracts.admin.records import ReadOnlyAdmin
from requests_portal.models import DeletionCertificate, OperatorCase, RequestTask


class KeptAdmin(ReadOnlyAdmin):
    """Read, never removed here."""

    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RequestTask)
class RequestTaskAdmin(KeptAdmin):
    """Without anything sealed: what is asked names a pupil, and stands on the task's page."""

    list_display = ("request", "holder", "operator", "state", "asked_at", "last_day", "answered_at", "reminded")
    list_filter = ("state", "holder", ("escalated_at", admin.EmptyFieldListFilter))
    list_select_related = ("request", "operator")
    search_fields = ("request__number", "operator__name")
    exclude = ("what", "answer", "settled")


@admin.register(DeletionCertificate)
class DeletionCertificateAdmin(KeptAdmin):
    list_display = ("request", "holder_name", "products", "part", "certified_at", "accepted_at", "accepted_by")
    list_filter = ("part",)
    list_select_related = ("request",)
    search_fields = ("request__number", "holder_name")
    exclude = ("sealed",)


@admin.register(OperatorCase)
class OperatorCaseAdmin(KeptAdmin):
    list_display = ("operator", "task", "opened_at", "answer_by", "outcome", "outcome_at")
    list_filter = ("outcome",)
    list_select_related = ("operator", "task__request", "task__operator")
    search_fields = ("operator__name", "task__request__number")
