"""A mail to a family that did not arrive puts its request on the desk's list. The clocks go on."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from district.audit import Actor, audited
from notices.models import Message, MessageState
from requests_portal.models import OneTimeCode, PrivacyRequest, RequestState, SentTo
from requests_portal.services import request_locked, step_add

KEY: Final = re.compile(r"request\.(\d{1,18})\..+")
CODE: Final = re.compile(r"request\.\d+\.code\.(\d{1,18})")


def mail_undelivered(*, messages: Sequence[Message], at: datetime, actor: Actor) -> None:
    """Listener of the outbox: mark the requests whose mails bounced or were given up, and write it down once."""
    for message in messages:
        found = KEY.fullmatch(message.key)
        if found and not _to_record(message.key):
            _marked(int(found[1]), message, at, actor)


def _to_record(key: str) -> bool:
    """A code that went to an address on record: its bounce says nothing of the address that the request gave."""
    found = CODE.fullmatch(key)
    return found is not None and OneTimeCode.objects.filter(pk=int(found[1]), sent_to=SentTo.RECORD).exists()


def _marked(pk: int, message: Message, at: datetime, actor: Actor) -> None:
    request = PrivacyRequest.objects.filter(pk=pk).first()
    if request is None:
        return
    with audited(actor=actor, reason=f"{request}: a mail to the family did not arrive"):
        locked = request_locked(request)
        if locked.mail_bounced_at is not None:
            return
        locked.mail_bounced_at = at
        locked.save(update_fields=["mail_bounced_at"])
        # The page says so only to who can open it; before the address is confirmed nobody can.
        shown = locked.state != RequestState.UNCONFIRMED
        what = "given up" if message.state == MessageState.FAILED else "refused or returned"
        step_add(request=locked, code="mail_bounced", at=at, actor=actor, now=at, shown=shown, what=what)
