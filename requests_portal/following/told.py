"""Status mails: at each step that a family should hear of, one short mail in its language, without a name.

Joined to the steps in `RequestsPortalConfig.ready`. What is told by a mail of its own at the same moment, such as a
decision's letter, is not told twice; more time and corrections are told by `holders/services/telling.py`.
"""

from datetime import datetime
from typing import Final, NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from district.audit import Actor
from notices.models import Message
from requests_portal.following.mails import request_mail
from requests_portal.models import PrivacyRequest, RequestStep

Words = str | Promise


class Told(NamedTuple):
    """Subject and sentence of a mail. `often`: a step that may come several times a day is told of once a day."""

    subject: Words
    sentence: Words
    often: bool = False


TOLD: Final[dict[str, Told]] = {
    "confirmed": Told(
        _("We have your request %(number)s"),
        _("We have your request %(number)s. The page behind this link shows each step, what comes next, and by when."),
    ),
    "entered": Told(
        _("We have your request %(number)s"),
        _("We wrote down your request %(number)s. The page behind this link shows each step, and what comes next."),
    ),
    "identified": Told(
        _("Your request %(number)s: we know that you may ask"),
        _("For your request %(number)s it is settled that you may ask. The work on it goes on."),
    ),
    "not_identified": Told(
        _("Your request %(number)s is closed"),
        _(
            "We could not settle that you may ask about this student. Your request %(number)s is closed. The page "
            "behind this link says what you can do."
        ),
    ),
    "operator_asked": Told(
        _("Your request %(number)s: we have asked"),
        _(
            "For your request %(number)s we have asked who holds the data. The page behind this link says when they "
            "must answer."
        ),
        often=True,
    ),
    "answered": Told(
        _("The answer to your request %(number)s"),
        _("There is an answer to your request %(number)s."),
    ),
    "withdrawn": Told(
        _("Your request %(number)s is withdrawn"),
        _("Your request %(number)s is withdrawn. Was it not you? Then write to us at once."),
    ),
    "joined_here": Told(
        _("Your request %(number)s"),
        _("You asked the same again. Both go on as your request %(number)s, and nothing is lost."),
    ),
    "copy_given": Told(
        _("Your copy is ready (%(number)s)"),
        _("What you asked for with your request %(number)s is ready. The page behind this link leads to it."),
        often=True,
    ),
    "copy_renewed": Told(
        _("Your copy is there for longer (%(number)s)"),
        _("You can download what you asked for with your request %(number)s for longer. The page says until when."),
        often=True,
    ),
    "transfer_arranged": Told(
        _("Your child’s own work (%(number)s)"),
        _("For your request %(number)s we have your child’s work moved. Tell us on the page when it has arrived."),
    ),
    "inspection_set": Told(
        _("When you can see the records (%(number)s)"),
        _(
            "For your request %(number)s there is a day on which you can see the records. The page behind this link "
            "says when and where."
        ),
    ),
    "inspection_moved": Told(
        _("Another day to see the records (%(number)s)"),
        _("For your request %(number)s the day on which you can see the records has changed."),
    ),
    "opened_again": Told(
        _("Your request %(number)s is worked on again"),
        _("Your request %(number)s is worked on again. The page behind this link says why."),
    ),
}
# Codes of other parts that say the same as one above.
SAME_AS: Final[dict[str, str]] = {
    "task_asked": "operator_asked",
    "task_asked_open": "operator_asked",
}


def family_told(*, step: RequestStep, actor: Actor, now: datetime) -> None:
    """Queue the mail of a step, if it has one, the family sees it, and nothing else was just sent to it."""
    code = SAME_AS.get(step.code, step.code)
    told = TOLD.get(code)
    if told is None or not step.shown:
        return
    request = step.request
    if not request.asker_email or _told_just_now(request, now):
        return
    number = {"number": request.number}
    with translation.override(request.language):
        request_mail(
            request=request,
            what=f"told.{code}.{now:%Y%m%d}" if told.often else f"told.{code}.{step.pk}",
            subject=str(told.subject) % number,
            lines=[str(told.sentence) % number],
            actor=actor,
            now=now,
        )


def _told_just_now(request: PrivacyRequest, now: datetime) -> bool:
    """Whether a mail with a link was queued at this very moment: one is enough."""
    mails = Message.objects.filter(key__startswith=f"request.{request.pk}.", queued_at=now, kind="asker")
    return mails.exclude(key__contains=".code.").exists()
