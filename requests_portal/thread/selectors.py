"""Reads of the correspondence."""

from collections.abc import Iterable

from requests_portal.models import Direction, PrivacyRequest, ReplyTemplate, RequestFile, ThreadMessage


def thread_of(request: PrivacyRequest) -> list[ThreadMessage]:
    """Everything, internal notes too, the oldest first. Two queries."""
    rows = (
        request.thread.select_related("message").prefetch_related("files").defer("message__sealed", "message__content")
    )
    return list(rows.order_by("at", "pk"))


def thread_for_family(request: PrivacyRequest) -> list[ThreadMessage]:
    """What the family may read, the oldest first: notes are never among it. Two queries."""
    rows = request.thread.filter(direction__in=[Direction.IN, Direction.OUT]).prefetch_related("files")
    return list(rows.order_by("at", "pk"))


def message_of(request: PrivacyRequest, pk: int) -> ThreadMessage | None:
    """One message of this very request."""
    return request.thread.prefetch_related("files").filter(pk=pk).first()


def unread_counts(requests: Iterable[PrivacyRequest]) -> dict[int, int]:
    """By the request's id: messages of the family that nobody in the office has seen. One query for a whole list."""
    ids = [request.pk for request in requests]
    found: dict[int, int] = {}
    rows = ThreadMessage.objects.filter(request__in=ids, direction=Direction.IN, read_by_staff_at=None)
    for pk in rows.values_list("request_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def templates_for(request: PrivacyRequest, language: str = "") -> list[ReplyTemplate]:
    """Texts to begin with: of the family's language, for this kind or for all."""
    rows = ReplyTemplate.objects.filter(active=True, language=language or request.language)
    return list(rows.filter(kind__in=["", request.kind]).order_by("name", "pk"))


def template_of(request: PrivacyRequest, pk: int) -> ReplyTemplate | None:
    return next((one for one in templates_for(request) if one.pk == pk), None)


def files_to_attach(request: PrivacyRequest) -> list[RequestFile]:
    """Files of the request that may go along: what the family sent is its own, what was removed is gone."""
    rows = request.files.filter(removed_at=None, from_family=False, purpose="attachment")
    return list(rows.order_by("at", "pk"))
