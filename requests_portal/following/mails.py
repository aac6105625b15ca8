"""Mails to the family about its request: short, in its language, with a link and the request's number alone.

Whatever is personal stands on the page behind the link, never in the mail.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from district.audit import Actor
from district.links import LinkRefused
from district.selectors import district_current
from notices.models import Message
from notices.services import family_message_queue
from notices.services.queueing import MessageRefused
from requests_portal.following.links import link_in_mail, request_link_issue
from requests_portal.models import PrivacyRequest


def request_mail(
    *,
    request: PrivacyRequest,
    what: str,
    subject: str,
    lines: Iterable[str],
    actor: Actor,
    now: datetime,
    language: str = "",
) -> Message | None:
    """Queue a mail to whoever asked, with a new link to the request's page at its end. `what` makes its key unique.

    `subject` and `lines` (paragraphs) are in the request's language already, and name nobody. None where the request
    has no usable address: then a letter is printed from its case.
    """
    spoken = language or request.language
    try:
        link, _token = request_link_issue(request, actor, now)
        return family_message_queue(
            key=f"request.{request.pk}.{what}",
            to=(request.asker_name, request.asker_email),
            subject=subject,
            body="\n\n".join([*lines, *_ending(request, link_in_mail(link, spoken), spoken)]) + "\n",
            language=spoken,
            student_ids=[request.student_id] if request.student_id else (),
            at=now,
            actor=actor,
            now=now,
        )
    except (LinkRefused, MessageRefused):
        return None


def _ending(request: PrivacyRequest, address: str, language: str) -> list[str]:
    with translation.override(language):
        return [
            gettext("Read it here. We send you a code first, so that nobody else can:"),
            address,
            gettext("You can answer on that page."),
            district_current().name,
        ]
