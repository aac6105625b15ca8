"""Files and deliveries in the office’s lists: that there are some and what became of them, nothing of their content."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from contracts.admin.records import ReadOnlyAdmin
from requests_portal.models import Delivery, DeliveryAct, FileMark, FileRedaction, RequestFile


class KeptAdmin(ReadOnlyAdmin):
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Retention alone removes them."""
        return False


@admin.register(RequestFile)
class RequestFileAdmin(KeptAdmin):
    list_display = ("__str__", "purpose", "media_type", "size", "pages", "at", "checked_at", "removed_at")
    list_filter = ("purpose", "from_family", ("removed_at", admin.EmptyFieldListFilter))
    exclude = ("sealed", "file_key", "stored")


@admin.register(FileRedaction)
class FileRedactionAdmin(KeptAdmin):
    list_display = ("__str__", "state", "begun_at", "pages_done", "pages_total")
    list_filter = ("state",)


@admin.register(FileMark)
class FileMarkAdmin(KeptAdmin):
    list_display = ("__str__", "redaction", "page", "by", "at")
    list_select_related = ("redaction",)
    exclude = ("sealed",)


@admin.register(Delivery)
class DeliveryAdmin(KeptAdmin):
    list_display = ("__str__", "request", "way", "made_at", "by", "opened_at", "downloads", "withdrawn_at")
    list_filter = ("way", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("request",)
    search_fields = ("request__number",)
    exclude = ("files",)


@admin.register(DeliveryAct)
class DeliveryActAdmin(KeptAdmin):
    list_display = ("delivery", "what", "file", "at")
    list_filter = ("what",)
    list_select_related = ("delivery", "file")
