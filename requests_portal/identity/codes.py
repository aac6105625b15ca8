"""Six digits by e-mail, good once and for a while. What is kept of a code cannot be read back from the database.

A newer code of the same purpose voids the ones before it. Five tries a code, five codes an hour and twenty a day for
one request and purpose: whoever guesses all day long hits one time in ten thousand.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.utils.crypto import salted_hmac

from district.audit import Actor, audited
from requests_portal.identity.codemails import code_mail
from requests_portal.identity.recipients import Recipient, asker_recipient
from requests_portal.models import CodePurpose, OneTimeCode, PrivacyRequest, SentTo
from requests_portal.selectors import portal_settings
from requests_portal.services.steps import RequestRefused, family_actor

DIGITS: Final = 6
TRIES: Final = 5
# (how many codes, within what time)
MOST: Final = ((5, timedelta(hours=1)), (20, timedelta(days=1)))
HMAC_SALT: Final = "requests_portal.identity.codes"


class CodesUsedUp(RequestRefused):
    """Too many codes were asked for. A page that must not differ says the same as after a code that was sent."""


def code_send(
    *,
    request: PrivacyRequest,
    purpose: str,
    to: str = SentTo.ASKER,
    language: str = "",
    actor: Actor,
    now: datetime,
    on_record: Recipient | None = None,
    more: str = "",
) -> OneTimeCode:
    """Make a code and queue its mail, in `language` or the request's; codes of this purpose before it are void.

    `to` "asker": the address that the request gave. `to` "record": `on_record` says whose address of the roster.
    `more`: a paragraph after the code, such as one with a link, in the mail's language.
    Raises CodesUsedUp beyond MOST, and RequestRefused where there is no address to send to.
    """
    recipient = asker_recipient(request) if to == SentTo.ASKER else on_record
    if recipient is None or not recipient.email:
        raise RequestRefused("There is no e-mail address to send a code to.")
    with audited(actor=actor, reason=f"{request}: a code was sent ({CodePurpose(purpose).label})"):
        # Two at once: the second one counts the first, and voids it.
        PrivacyRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        _counted(request, purpose, now)
        _voided(request, purpose, now)
        code, typed = _made(request, purpose, to, recipient, now)
        speaks = language or request.language
        code_mail(code=code, typed=typed, to=recipient, language=speaks, actor=actor, now=now, more=more)
    return code


def code_check(*, request: PrivacyRequest, purpose: str, typed: str, now: datetime) -> bool:
    """Whether the newest code of this purpose was typed. Each asking is a try; a code opens once.

    `typed` may have blanks and hyphens. False for wrong, expired, void, used and never sent alike.
    """
    return code_used(request=request, purpose=purpose, typed=typed, now=now) is not None


def code_used(*, request: PrivacyRequest, purpose: str, typed: str, now: datetime) -> OneTimeCode | None:
    """As `code_check`; the code that was used, which says whose address it went to."""
    digits = "".join(typed.replace("-", " ").split())[:32]
    with audited(actor=family_actor(request), reason=f"{request}: a code was typed"):
        found = (
            OneTimeCode.objects.select_for_update(of=("self",))
            .filter(request=request, purpose=purpose, void_at=None, used_at=None, expires_at__gt=now, tries__lt=TRIES)
            .order_by("-made_at", "-pk")
            .first()
        )
        # Without a code the same work is done for nothing, so that an answer takes as long.
        salt, kept = (found.salt, found.code_sha256) if found is not None else ("", "")
        right = hmac.compare_digest(_digest(salt, request.pk, purpose, digits), kept)
        if found is None:
            return None
        found.tries += 1
        found.used_at = now if right else None
        found.save(update_fields=["tries", "used_at"])
    return found if right else None


def code_waiting(*, request: PrivacyRequest, purpose: str, now: datetime) -> bool:
    """Whether a code of this purpose could be typed now."""
    live = OneTimeCode.objects.filter(request=request, purpose=purpose, void_at=None, used_at=None)
    return live.filter(expires_at__gt=now, tries__lt=TRIES).exists()


def _counted(request: PrivacyRequest, purpose: str, now: datetime) -> None:
    for most, within in MOST:
        made = OneTimeCode.objects.filter(request=request, purpose=purpose, made_at__gt=now - within).count()
        if made >= most:
            raise CodesUsedUp("Too many codes were asked for. Try again later.")


def _voided(request: PrivacyRequest, purpose: str, now: datetime) -> None:
    OneTimeCode.objects.filter(request=request, purpose=purpose, used_at=None, void_at=None).update(void_at=now)


def _made(
    request: PrivacyRequest, purpose: str, to: str, recipient: Recipient, now: datetime
) -> tuple[OneTimeCode, str]:
    typed = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    salt = secrets.token_hex(16)
    code = OneTimeCode.objects.create(
        request=request,
        purpose=purpose,
        code_sha256=_digest(salt, request.pk, purpose, typed),
        salt=salt,
        sent_to=to,
        guardian_id=recipient.guardian_id,
        student_id=recipient.student_id,
        made_at=now,
        expires_at=now + timedelta(minutes=portal_settings().code_minutes),
    )
    return code, typed


def _digest(salt: str, request_id: int, purpose: str, typed: str) -> str:
    return salted_hmac(HMAC_SALT, f"{salt}.{request_id}.{purpose}.{typed}", algorithm="sha256").hexdigest()
