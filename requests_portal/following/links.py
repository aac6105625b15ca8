"""Private links of families. A link alone opens nothing: behind it stands a code to the known address (ADR 61).

Purposes: `portal.follow`, the request's page; `portal.confirm` and `portal.draft` belong to `requests_portal.asking`.
"""

from datetime import datetime
from typing import Final

from django.db.models import Model
from django.urls import reverse

from district.audit import Actor
from district.links import LinkRefused, link_found, link_issue, link_mark, links_of, links_revoke
from district.models import PrivateLink
from requests_portal.identity.barring import barred_meanwhile
from requests_portal.languages import PARAMETER
from requests_portal.models import PrivacyRequest
from requests_portal.selectors import portal_settings

FOLLOW: Final = "portal.follow"
CONFIRM: Final = "portal.confirm"
DRAFT: Final = "portal.draft"


def request_link_issue(
    request: PrivacyRequest, actor: Actor, now: datetime, *, purpose: str = FOLLOW
) -> tuple[PrivateLink, str]:
    """A new link to a request for whoever asked, good for the district's `link_days`; and its token.

    Neither the name nor the address stands in the link's row. LinkRefused where the request has no address.
    """
    return family_link_issue(
        subject=request,
        name=request.asker_name,
        email=request.asker_email,
        purpose=purpose,
        actor=actor,
        now=now,
    )


def family_link_issue(
    *, subject: Model, name: str, email: str, purpose: str, actor: Actor, now: datetime
) -> tuple[PrivateLink, str]:
    """As `request_link_issue`, to any record of the portal, such as a draft."""
    if not email:
        raise LinkRefused("There is no e-mail address to send a link to.")
    return link_issue(
        purpose=purpose,
        subject=subject,
        issued_to=(name, email),
        days=portal_settings().link_days,
        actor=actor,
        now=now,
        family=True,
    )


def link_in_mail(link: PrivateLink, language: str) -> str:
    """What stands in a mail's text for the link's address, which opens in the family's language."""
    return f"{link_mark(link)}?{PARAMETER}={language}"


def follow_path(token: str) -> str:
    """The page behind a link, for a redirect in the same browser."""
    return reverse("portal:follow", args=[token])


def request_of_token(token: str) -> tuple[PrivateLink, PrivacyRequest] | None:
    """The link and its request, be the link good or over; None for what is no link of a request. Two queries at most.

    A request whose time is over was forgotten, and its links lead nowhere. Nor do they once whoever asked may read
    nothing about the pupil any more (`identity/barring.py`): asked at every page, so that an order holds at once.
    """
    link = link_found(token, FOLLOW)
    if link is None:
        return None
    rows = PrivacyRequest.objects.select_related("school").filter(pk=link.object_id, forgotten_at=None)
    request = rows.exclude(barred_meanwhile()).first()
    return (link, request) if request is not None else None


def link_is_good(link: PrivateLink, now: datetime) -> bool:
    """Neither taken back nor over."""
    return link.revoked_at is None and link.expires_at > now


def follow_links_revoke(*, request: PrivacyRequest, reason: str, actor: Actor, now: datetime) -> int:
    """Take back every link to a request's page, such as when the address was a wrong one. How many there were."""
    return links_revoke(subject=request, purpose=FOLLOW, reason=reason, actor=actor, now=now)


def newest_link(request: PrivacyRequest) -> PrivateLink | None:
    return links_of(request, FOLLOW).first()
