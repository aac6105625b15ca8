"""The body of the status page, kept in the cache for a minute: families look again and again, and little changes.

What is kept lies sealed, as it does in the database, and under a key that names nobody. The key changes with whatever
is done to the request, so that nobody reads an old page after a step.
"""

from datetime import datetime
from hashlib import sha256
from typing import Final

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from district.encryption import SealBroken, seal, unseal
from requests_portal.following.pages import status_page
from requests_portal.following.selectors import page_version
from requests_portal.languages import language_current
from requests_portal.models import PrivacyRequest

SECONDS: Final = 60


def body_of(request: PrivacyRequest, token: str, now: datetime) -> SafeString:
    """The body in the active language, with addresses behind this token. One query where it is kept."""
    seen = f"{token} {page_version(request)} {language_current()} {now:%Y%m%d%H}"
    key = f"portal.follow.{request.pk}.{sha256(seen.encode()).hexdigest()[:32]}"
    kept = _read(cache.get(key))
    if kept is None:
        kept = render_to_string("portal/follow_body.html", {**status_page(request, now), "token": token})
        cache.set(key, seal(kept), SECONDS)
    return mark_safe(kept)  # noqa: S308 (made by our own template a moment ago, and sealed since)


def _read(kept: object) -> str | None:
    """None for what was never kept, and for what another installation's key sealed."""
    if not isinstance(kept, bytes):
        return None
    try:
        return str(unseal(kept))
    except SealBroken:
        return None
