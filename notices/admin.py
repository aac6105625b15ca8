"""The outbox in the office: what was said, to whom, and what became of it. Read-only."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from district.clock import now as clock_now
from district.office import OfficeModelAdmin
from notices.models import DeliveryEvidence, Message, MessageState
from notices.rendering import body_of

if TYPE_CHECKING:
    Inline = admin.TabularInline[DeliveryEvidence, Message]
else:  # Django's own class takes no parameters at run time
    Inline = admin.TabularInline


class EvidenceInline(Inline):
    """What happened to the message, in order."""

    model = DeliveryEvidence
    fields = readonly_fields = ("at", "what", "detail")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Message)
class MessageAdmin(OfficeModelAdmin):
    """Messages by state; the text is shown as it will leave, or as it left."""

    list_display = ("subject", "address", "channel", "state", "queued_at", "send_after", "sent_at", "attempts")
    list_filter = ("state", "channel", "digest")
    search_fields = ("subject", "address", "key")
    search_help_text = "Subject, address or key"
    inlines = (EvidenceInline,)
    fields = readonly_fields = (
        "subject", "address", "recipient", "channel", "language", "state", "queued_at", "send_after", "sent_at",
        "attempts", "last_error", "key", "text",
    )  # fmt: skip
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Without those to families, which are sealed and have pages of their own."""
        return super().get_queryset(request).filter(mailing=None, kind="").select_related("recipient")

    @admin.display(description="text")
    def text(self, message: Message) -> str:
        if message.body or message.state != MessageState.QUEUED:
            return message.body
        return body_of(message, now=clock_now())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
