"""A mother, her request, and the links that lead to it: good, over, taken back, somebody else's, and none."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from district.links import links_revoke
from notices.models import Message
from requests_portal.following.links import FOLLOW, request_link_issue
from requests_portal.models import PrivacyRequest
from requests_portal.services.steps import family_actor
from tests.factories.requests import MONDAY, request_received

ROSA: Final = "rosa@family.example"
CODE: Final = re.compile(r"(?<!\d)\d{6}(?!\d)")


def link_for(request: PrivacyRequest, now: datetime = MONDAY) -> str:
    """The token of a new link."""
    return request_link_issue(request, family_actor(request), now)[1]


def tokens(request: PrivacyRequest, other: PrivacyRequest, now: datetime = MONDAY) -> dict[str, str]:
    """Every kind of token there is; "own" alone is good."""
    withdrawn = request_received(now, kind="inspect", asker={"email": "ben@family.example"})
    taken_back = link_for(withdrawn, now)
    links_revoke(subject=withdrawn, purpose=FOLLOW, reason="A wrong address.", actor=family_actor(withdrawn), now=now)
    over = link_for(request, now - timedelta(days=40))
    return {
        "own": link_for(request, now),
        "other": link_for(other, now),
        "expired": over,
        "taken back": taken_back,
        "none": "A" * 43,
        "cut off": "abc",
    }


def code_for(request: PrivacyRequest) -> str:
    """The digits in the newest mail with a code."""
    message = Message.objects.filter(key__startswith=f"request.{request.pk}.code.").order_by("-pk").first()
    assert message is not None, "no code was sent"
    found = CODE.search(str((message.content or {})["body"]))
    assert found is not None
    return found[0]


def let_in(client: Client, request: PrivacyRequest, token: str) -> None:
    """Through the door, as a family goes."""
    client.post(reverse("portal:send", args=[token]))
    answer = client.post(reverse("portal:code", args=[token]), {"code": code_for(request)})
    assert answer.status_code == 302, answer.content.decode()[:500]


def mails(request: PrivacyRequest, part: str = "") -> list[Message]:
    """Mails about a request, in order; those whose key holds `part`."""
    rows = Message.objects.filter(key__startswith=f"request.{request.pk}.", key__contains=part)
    return list(rows.order_by("pk"))


def body_of(message: Message) -> str:
    return str((message.content or {})["body"])


def without_tokens(page: str, known: Iterable[str]) -> str:
    """A page in which every token and every form's own secret is the same word, to compare two of them."""
    for token in known:
        page = page.replace(token, "TOKEN")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def forget_limits() -> None:
    cache.clear()
