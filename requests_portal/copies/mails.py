"""Mails to the family about what it is given: short, in its language, and without a word of what is in the files."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from district.audit import Actor
from district.clock import local_day
from district.selectors import district_current
from district.templatetags.words import day_in_words
from notices.models import Message
from requests_portal.copies.letters import paragraphs_of
from requests_portal.following.mails import request_mail
from requests_portal.models import Delivery


def mail_link(*, delivery: Delivery, actor: Actor, now: datetime, again: bool = False) -> Message | None:
    """The copy can be downloaded. None where the request has no address that can be used."""
    zone, until = district_current().time_zone, delivery.expires_at or now
    with translation.override(delivery.request.language):
        day = day_in_words(local_day(until, zone))
        subject = gettext("Your copy is ready: %(number)s") % {"number": delivery.request.number}
        lines = [
            gettext("You can download the copy that you asked for until %(day)s.") % {"day": day},
            gettext("We send you another code when you open it, so that only you can."),
        ]
    what = f"copy.{delivery.pk}" + (f".{int(until.timestamp())}" if again else "")
    return request_mail(request=delivery.request, what=what, subject=subject, lines=lines, actor=actor, now=now)


def mail_inspection(*, delivery: Delivery, actor: Actor, now: datetime) -> Message | None:
    """The appointment, proposed or moved."""
    when = delivery.appointment_at or now
    with translation.override(delivery.request.language):
        subject = gettext("When you can see the records: %(number)s") % {"number": delivery.request.number}
        lines = paragraphs_of(delivery)
    what = f"inspection.{delivery.pk}.{int(when.timestamp())}"
    return request_mail(request=delivery.request, what=what, subject=subject, lines=lines, actor=actor, now=now)


def mail_transfer(*, delivery: Delivery, actor: Actor, now: datetime) -> Message | None:
    """The operator was asked to move the pupil's own work."""
    with translation.override(delivery.request.language):
        subject = gettext("Your child’s work: %(number)s") % {"number": delivery.request.number}
        lines = [
            gettext("%(holder)s moves your child’s work to the account that you named.") % {"holder": delivery.place},
            gettext("Please tell us on your page when it has arrived."),
        ]
    what = f"transfer.{delivery.pk}"
    return request_mail(request=delivery.request, what=what, subject=subject, lines=lines, actor=actor, now=now)
