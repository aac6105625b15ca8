"""Mails of asking, each in the family's language. None names the pupil; the private links in them are marks."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from district.audit import Actor
from district.clock import local_day
from district.models import PrivateLink
from district.selectors import district_current
from notices.services.family import family_message_queue
from requests_portal.following.links import link_in_mail
from requests_portal.languages import address_in
from requests_portal.models import PrivacyRequest, RequestDraft
from requests_portal.services.steps import site_address


def confirm_paragraph(link: PrivateLink, language: str) -> str:
    """What stands under the code: the other way to confirm, for another device and for later."""
    with translation.override(language):
        words = _("If the code has run out, or you are on another device, open this link and press the button:")
        last = _("The link is good until %(day)s.") % {"day": _day(link.expires_at)}
    return f"{words}\n{link_in_mail(link, language)}\n{last}"


def draft_mail(*, draft: RequestDraft, link: PrivateLink, email: str, actor: Actor, now: datetime) -> None:
    """The link by which a draft is gone on with."""
    with translation.override(draft.language):
        subject = _("Go on with your request")
        lines = [
            _("You began to ask the school about data, and saved it. With this link you go on where you stopped:"),
            link_in_mail(link, draft.language),
            _("The link is good until %(day)s. Nothing was sent to the school yet.") % {"day": _day(link.expires_at)},
            _("If you did not begin this, ignore this mail. Nothing happens."),
        ]
    _queue(f"request-draft.{draft.pk}.link.{link.pk}", ("", email), subject, lines, draft.language, actor, now)


def unconfirmed_mail(*, request: PrivacyRequest, link: PrivateLink, actor: Actor, now: datetime) -> None:
    """The request will end unless it is confirmed."""
    with translation.override(request.language):
        subject = _("Please confirm request %(number)s") % {"number": request.number}
        lines = [
            _(
                "You asked the school about data, under the number %(number)s. We still need to know that this e-mail "
                "address is yours. Open this link and press the button:"
            )
            % {"number": request.number},
            link_in_mail(link, request.language),
            _("After %(day)s the request ends, and you would have to ask again.") % {"day": _day(link.expires_at)},
            _("If you did not ask, ignore this mail. The request ends by itself."),
        ]
    key = f"request.{request.pk}.unconfirmed"
    _queue(key, (request.asker_name, request.asker_email), subject, lines, request.language, actor, now)


def expired_mail(*, request: PrivacyRequest, actor: Actor, now: datetime) -> None:
    """The request ended because it was never confirmed."""
    again = address_in(site_address(reverse("portal:start")), request.language)
    with translation.override(request.language):
        subject = _("Request %(number)s has ended") % {"number": request.number}
        lines = [
            _("Nobody confirmed this e-mail address, so request %(number)s has ended. The school did not work on it.")
            % {"number": request.number},
            _("If you still want to ask, begin again here:"),
            again,
        ]
    key = f"request.{request.pk}.expired"
    _queue(key, (request.asker_name, request.asker_email), subject, lines, request.language, actor, now)


def _queue(
    key: str,
    to: tuple[str, str],
    subject: str,
    lines: Iterable[str],
    language: str,
    actor: Actor,
    now: datetime,
) -> None:
    body = "\n\n".join([*lines, district_current().name])
    family_message_queue(key=key, to=to, subject=subject, body=body, language=language, at=now, actor=actor, now=now)


def _day(moment: datetime) -> str:
    return date_format(local_day(moment, district_current().time_zone), "DATE_FORMAT")
