"""Reads of the outbox."""

from django.db.models import QuerySet

from notices.models import Message, MessageState


def messages_failed() -> QuerySet[Message]:
    """Messages given up after many attempts, for the office."""
    return Message.objects.filter(state=MessageState.FAILED)
