"""Writes behind a family's link: the code at the door, a new link, information added, and the way in by address.

What the door answers is the same for a good link, one that is over, one that was taken back, and for what is no link.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext

from district.audit import SystemActor, audited
from district.links import link_actor
from district.selectors import district_current
from notices.services import family_message_queue
from requests_portal.following.limits import NEW_LINKS, WAY_IN_TO
from requests_portal.following.links import link_in_mail, link_is_good, request_link_issue, request_of_token
from requests_portal.following.mails import request_mail
from requests_portal.following.selectors import requests_of_address
from requests_portal.identity.codes import CodesUsedUp, code_check, code_send
from requests_portal.models import CodePurpose, FilePurpose, PrivacyRequest, RequestFile, ThreadMessage
from requests_portal.services import family_actor, step_add
from requests_portal.services.files import file_keep
from requests_portal.services.steps import RequestRefused
from requests_portal.thread.services import thread_in
from roster.keys import email_key

logger = logging.getLogger(__name__)
Sent = Any  # what Django makes of an uploaded file
WAY_IN: Final = SystemActor("family:way in by address")


def door_knocked(*, token: str, language: str, now: datetime) -> None:
    """Somebody asks to be let in: a code for a good link, a new link for one that is over, for the rest nothing.

    Both go to the address that the request gave, whoever asks. Nothing tells which it was.
    """
    found = request_of_token(token)
    if found is None:
        return
    link, request = found
    if link.revoked_at is not None or not request.asker_email:
        return
    if not link_is_good(link, now):
        link_renew(request=request, now=now)
        return
    try:
        code_send(
            request=request,
            purpose=CodePurpose.OPEN,
            language=language,
            actor=family_actor(request),
            now=now,
        )
    except CodesUsedUp:
        logger.info("%s: no further code to open its page", request)
    except RequestRefused as refusal:
        logger.warning("%s: no code to open its page: %s", request, refusal)


def door_opened(*, token: str, typed: str, now: datetime) -> PrivacyRequest | None:
    """The request, where the code that was typed is the one that was sent for it; None for everything else."""
    found = request_of_token(token)
    if found is None:
        return None
    link, request = found
    if not link_is_good(link, now):
        return None
    if not code_check(request=request, purpose=CodePurpose.OPEN, typed=typed, now=now):
        return None
    with audited(actor=link_actor(link), reason=f"{request}: the family opened its page"):
        link.last_used_at = now
        link.save(update_fields=["last_used_at"])
        step_add(request=request, code="page_opened", at=now, actor=family_actor(request), now=now, shown=False)
    return request


def link_renew(*, request: PrivacyRequest, now: datetime) -> bool:
    """Send a new link to the address that the request gave; False where three were sent today, or none can be."""
    if not NEW_LINKS.used(str(request.pk)):
        return False
    actor = family_actor(request)
    with audited(actor=actor, reason=f"{request}: a new link"), translation.override(request.language):
        number = {"number": request.number}
        sent = request_mail(
            request=request,
            what=f"link.{now:%Y%m%dT%H%M%S%f}",
            subject=gettext("A new link to your request %(number)s") % number,
            lines=[gettext("Here is a new link to the page of your request %(number)s.") % number],
            actor=actor,
            now=now,
        )
        if sent is not None:
            step_add(request=request, code="link_renewed", at=now, actor=actor, now=now, shown=False)
    return sent is not None


def information_add(*, request: PrivacyRequest, text: str, uploads: Sequence[Sent], now: datetime) -> ThreadMessage:
    """What the family writes on its page, with its files. Raises FileRefused, in words; then nothing is kept."""
    actor = family_actor(request)
    with audited(actor=actor, reason=f"{request}: the family added information"):
        files = _kept(request, uploads, now)
        words = text if text.strip() or not files else gettext("Files are attached.")
        row = thread_in(request=request, text=words, actor=actor, now=now, files=files)
        if request.is_open and files:
            step_add(request=request, code="information_added", at=now, actor=actor, now=now)
    return row


def _kept(request: PrivacyRequest, uploads: Iterable[Sent], now: datetime) -> list[RequestFile]:
    return [
        file_keep(
            request=request,
            content=upload,
            name=upload.name or "file",
            purpose=FilePurpose.ATTACHMENT,
            actor=family_actor(request),
            now=now,
            shown=True,
            from_family=True,
        )
        for upload in uploads
    ]


def way_in_send(*, key: bytes, language: str, now: datetime) -> int:
    """One mail with a link to each request of an address, by the address's keyed hash; how many requests.

    At most three mails an hour. Nothing is sent to an address that no request has.
    """
    found = requests_of_address(key)
    if not found or not WAY_IN_TO.used(key.hex()):
        return 0
    newest = found[0]
    with audited(actor=WAY_IN, reason="links to the requests of an address"), translation.override(language):
        lines = [_line(request, language, now) for request in found]
        family_message_queue(
            key=f"request.{newest.pk}.yours.{now:%Y%m%dT%H%M%S%f}",
            to=(newest.asker_name, newest.asker_email),
            subject=gettext("Your requests to the school district"),
            body="\n\n".join([*_head(), *lines, *_foot()]) + "\n",
            language=language,
            at=now,
            actor=WAY_IN,
            now=now,
        )
    return len(found)


def _line(request: PrivacyRequest, language: str, now: datetime) -> str:
    link, _token = request_link_issue(request, WAY_IN, now)
    return f"{request.number}: {link_in_mail(link, language)}"


def _head() -> list[str]:
    return [gettext("Somebody, most likely you, asked for the way to your requests. Here it is, a link for each:")]


def _foot() -> list[str]:
    return [
        gettext("Each link asks for a code first, so that nobody else can open it."),
        gettext("Did you not ask for this? Then you need do nothing."),
        district_current().name,
    ]


def address_key(email: str) -> bytes:
    """By what the requests of an address are found."""
    return email_key(email)
