"""The mails that carry a code. They name no pupil and nothing of the request but its number.

A code that goes to an address on record goes to somebody who may know nothing of it: that mail says what happened, and
what to do if it was somebody else.
"""

from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from district.audit import Actor
from district.selectors import district_current
from notices.services.family import family_message_queue
from requests_portal.identity.recipients import Recipient
from requests_portal.models import CodePurpose, OneTimeCode, SentTo

# What the code is for, as the first sentence of its mail.
FOR: Final[dict[str, str | Promise]] = {
    CodePurpose.CONFIRM: gettext_lazy("This code confirms your e-mail address for request %(number)s:"),
    CodePurpose.IDENTITY: gettext_lazy("This code shows the school who you are, for request %(number)s:"),
    CodePurpose.OPEN: gettext_lazy("This code opens the page of request %(number)s:"),
    CodePurpose.DELIVERY: gettext_lazy("This code opens the copies of request %(number)s:"),
}


def code_mail(
    *, code: OneTimeCode, typed: str, to: Recipient, language: str, actor: Actor, now: datetime, more: str = ""
) -> None:
    """Queue the mail of one code, with a paragraph `more` after it. Its words lie sealed in the outbox."""
    with translation.override(language):
        subject = gettext("Your code for request %(number)s") % {"number": code.request.number}
        body = "\n\n".join(_lines(code, typed, more))
    family_message_queue(
        key=f"request.{code.request_id}.code.{code.pk}",
        to=(to.name, to.email),
        subject=subject,
        body=body,
        language=language,
        at=now,
        actor=actor,
        now=now,
    )


def _lines(code: OneTimeCode, typed: str, more: str) -> list[str]:
    minutes = round((code.expires_at - code.made_at).total_seconds() / 60)
    first = str(FOR[code.purpose]) % {"number": code.request.number}
    lines = [first, typed, gettext("It can be used once, within %(minutes)d minutes.") % {"minutes": minutes}]
    return [*lines, *([more] if more else []), _last(code), district_current().name]


def _last(code: OneTimeCode) -> str:
    if code.sent_to == SentTo.RECORD:
        return gettext(
            "Somebody gave your name with a request about a student’s data. If it was you, type the code on the page "
            "of your request. If it was not you, do not pass the code on, and tell the school."
        )
    return gettext("Did you not ask for a code? Then ignore this mail, and pass the code on to nobody.")
