"""Codes, attempts to be known and mail that came in, in the office's lists: without words, hashes and keys."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from contracts.admin.records import ReadOnlyAdmin
from requests_portal.models import IdentityAttempt, InboundMail, OneTimeCode


class KeptAdmin(ReadOnlyAdmin):
    """Retention alone removes them."""

    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OneTimeCode)
class OneTimeCodeAdmin(KeptAdmin):
    list_display = ("request", "purpose", "sent_to", "made_at", "expires_at", "tries", "used_at")
    list_filter = ("purpose", "sent_to")
    list_select_related = ("request",)
    search_fields = ("request__number",)
    exclude = ("code_sha256", "salt", "guardian", "student")


@admin.register(IdentityAttempt)
class IdentityAttemptAdmin(KeptAdmin):
    list_display = ("at", "request", "how", "outcome", "by")
    list_filter = ("how", "outcome")
    list_select_related = ("request", "by")
    search_fields = ("request__number",)
    exclude = ("asker_hash", "said_key")


@admin.register(InboundMail)
class InboundMailAdmin(KeptAdmin):
    """What waits is read and decided on the desk's page of mails."""

    list_display = ("at", "state", "request", "how", "why", "by")
    list_filter = ("state", "how")
    list_select_related = ("request", "by")
    search_fields = ("request__number",)
    exclude = ("message_key", "sender_key", "sealed", "stored", "stored_sha256", "file_key")
