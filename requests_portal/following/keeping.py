"""The status page, kept in the cache for about a minute: families look again and again, and little changes.

What is kept lies sealed, as it does in the database, and under a key that names nobody. The key changes with whatever
is done to the request, so that nobody reads an old page after a step. Whether a browser may read the page is asked
before, each time; the secret of its forms is filled in after.
"""

import random
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from district.encryption import SealBroken, seal, unseal
from requests_portal.following.looking import Look
from requests_portal.following.pages import status_frame, status_page
from requests_portal.languages import language_current
from requests_portal.models import PrivacyRequest

# Pages that were asked for together are not all made anew together.
SECONDS: Final = (45, 75)
TEMPLATE: Final = "portal/follow.html"


def page_of(http_request: HttpRequest, found: Look, token: str, now: datetime) -> str:
    """The page in the active language, for a browser that may read it. No query where it is kept.

    What a browser is told once, after something it did, is never kept.
    """
    if get_messages(http_request):
        return render_to_string(TEMPLATE, _context(found, token, now), http_request)
    key = _key(http_request, found, token, now)
    page = _read(cache.get(key))
    if page is None:
        page = render_to_string(TEMPLATE, {**_context(found, token, now), "csrf_token": _place()}, http_request)
        cache.set(key, seal(page), random.randint(*SECONDS))  # noqa: S311 (no secret: when it is forgotten)
    return page.replace(_place(), get_token(http_request))


def _context(found: Look, token: str, now: datetime) -> dict[str, object]:
    case = PrivacyRequest.objects.select_related("school").get(pk=found.request)
    return {"case": case, "token": token, **status_frame(case), **status_page(case, now)}


def _key(http_request: HttpRequest, found: Look, token: str, now: datetime) -> str:
    """Everything that the page depends on; the query stands in the link to the other language."""
    seen = f"{token} {found.mark} {language_current()} {now:%Y%m%d%H} {http_request.GET.urlencode()}"
    return f"portal.follow.{found.request}.{sha256(seen.encode()).hexdigest()[:32]}"


def _place() -> str:
    """What stands in a kept page where the secret of a browser's forms goes: nobody else can write it."""
    return salted_hmac("portal.follow.place", "csrf", algorithm="sha256").hexdigest()


def _read(kept: object) -> str | None:
    """None for what was never kept, and for what another installation's key sealed."""
    if not isinstance(kept, bytes):
        return None
    try:
        return str(unseal(kept))
    except SealBroken:
        return None
