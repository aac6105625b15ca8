"""Whether the same was asked before: by the same person, about the same pupil, of the same kind, in the same words."""

import json
from typing import Any, Final

from requests_portal.models import OPEN_STATES, PrivacyRequest, RequestState

# Said for the record of the moment, not for what is asked.
ASIDE: Final = ("cents_shown", "grade")
# Where an answer goes on paper.
HOME: Final = ("lines", "city", "state", "postal_code")


def same_again(request: PrivacyRequest) -> list[PrivacyRequest]:
    """Other requests that ask the same and are not over, the first one first.

    An e-mail address that is not confirmed proves nothing about who asks: anybody can type a mother's. So name and
    postal address must agree too: else her code would confirm a stranger's request, and her copies go to the stranger.
    """
    if not request.email_key:
        return []
    others = (
        PrivacyRequest.objects.filter(
            email_key=bytes(request.email_key),
            asker_name_key=bytes(request.asker_name_key),
            said_key=bytes(request.said_key),
            kind=request.kind,
            all_products=request.all_products,
            school=request.school,
            state__in=[*OPEN_STATES, RequestState.UNCONFIRMED],
        )
        .exclude(pk=request.pk)
        .prefetch_related("products", "elements")
        .order_by("asked_at", "pk")
    )
    mine = _told_apart(request)
    return [other for other in others if _told_apart(other) == mine]


def _told_apart(request: PrivacyRequest) -> str:
    """What makes two requests different beside the columns, as one text."""
    details = {name: _plain(value) for name, value in (request.details or {}).items() if name not in ASIDE and value}
    asker = request.asker or {}
    parts: dict[str, Any] = {
        "details": details,
        "home": [_plain(asker.get(name) or "") for name in HOME],
        "products": sorted(product.pk for product in request.products.all()),
        "elements": sorted(element.pk for element in request.elements.all()),
    }
    return json.dumps(parts, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return " ".join(value.casefold().split()) if isinstance(value, str) else value
