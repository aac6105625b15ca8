"""Whether the e-mail address is theirs: by a code or a link, sent again, corrected; what is never confirmed ends.

The request exists from the first moment: confirming only begins the work, and the clocks count from when it was asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from district.audit import Actor, audited
from district.links import link_issue_until, link_open, links_live, links_revoke
from district.models import PrivateLink
from requests_portal.asking.joining import same_again
from requests_portal.asking.mails import confirm_paragraph, expired_mail, unconfirmed_mail
from requests_portal.identity.codes import code_check, code_send
from requests_portal.models import CodePurpose, PrivacyRequest, RequestState
from requests_portal.selectors import portal_settings
from requests_portal.services import request_confirm, request_expire, request_join, request_keys
from requests_portal.services.steps import RequestRefused, caught_up, family_actor, request_locked, step_add

PURPOSE: Final = "portal.confirm"
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The request that goes on; `joined` is the one that was joined to it, where the same was asked before."""

    request: PrivacyRequest
    joined: PrivacyRequest | None = None


def ends_at(request: PrivacyRequest) -> datetime:
    """When the request ends unless it is confirmed."""
    return request.asked_at + timedelta(days=portal_settings().confirm_days)


def confirm_ask(*, request: PrivacyRequest, now: datetime) -> None:
    """Send the mail with the code and the link. Nothing where it is confirmed already or over.

    Raises CodesUsedUp where too many were sent.
    """
    if request.state != RequestState.UNCONFIRMED or ends_at(request) <= now:
        return
    actor = family_actor(request)
    with audited(actor=actor, reason=f"{request}: asked to confirm the address"):
        link = confirm_link(request=request, actor=actor, now=now)
        code_send(
            request=request,
            purpose=CodePurpose.CONFIRM,
            actor=actor,
            now=now,
            more=confirm_paragraph(link, request.language),
        )


def confirm_link(*, request: PrivacyRequest, actor: Actor, now: datetime) -> PrivateLink:
    """The live link that confirms it, or a new one: mails of before stay good until the request ends."""
    live = links_live(subject=request, purpose=PURPOSE, now=now).first()
    if live is not None:
        return live
    to = (request.asker_name, request.asker_email)
    link, _token = link_issue_until(
        purpose=PURPOSE, subject=request, issued_to=to, until=ends_at(request), actor=actor, now=now, family=True
    )
    return link


def confirm_by_code(*, request: PrivacyRequest, typed: str, now: datetime) -> Confirmed | None:
    """Confirm where the code is right; None where it is not, and where nothing waits for a code any more."""
    with audited(actor=family_actor(request), reason=f"{request}: a code was typed to confirm it"):
        # Locked before the code is looked at: it proves the address it went to, not one put in its place meanwhile.
        # Confirmed elsewhere meanwhile, it opens nothing here: whoever types may be another than whoever confirmed.
        caught_up(request, request_locked(request))
        if request.state != RequestState.UNCONFIRMED:
            return None
        if not code_check(request=request, purpose=CodePurpose.CONFIRM, typed=typed, now=now):
            return None
        return confirm(request=request, now=now)


def confirm_by_link(*, request: PrivacyRequest, token: str, now: datetime) -> Confirmed:
    """Confirm where the link is still good once the request is locked, as with a code. Else RequestRefused."""
    with audited(actor=family_actor(request), reason=f"{request}: its link was followed to confirm it"):
        caught_up(request, request_locked(request))
        if link_open(token, PURPOSE, now) is None:
            raise RequestRefused("This link does not work any more.")
        return confirm(request=request, now=now)


def confirm(*, request: PrivacyRequest, now: datetime) -> Confirmed:
    """The address is theirs. The same request asked before is gone on with, and this one joined to it.

    Confirming again changes nothing. RequestRefused where it ended or was withdrawn meanwhile.
    """
    actor = family_actor(request)
    with audited(actor=actor, reason=f"{request}: confirmed"):
        locked = request_locked(request)
        if locked.state != RequestState.UNCONFIRMED:
            caught_up(request, locked)
            if locked.confirmed_at is None and locked.joined_to_id is None:
                raise RequestRefused(f"{locked.number} is {locked.get_state_display()}: ask again, please.")
            return confirmed_of(request)
        same = same_again(locked)
        first = min([*same, locked], key=lambda one: (one.asked_at, one.pk))
        request_confirm(request=first, actor=actor, now=now)
        for later in (one for one in [*same, locked] if one.pk != first.pk and one.confirmed_at is None):
            request_join(request=later, into=first, actor=actor, now=now)
        caught_up(request, request_locked(request))
        links_revoke(subject=request, purpose=PURPOSE, reason=f"{request}: confirmed", actor=actor, now=now)
    return confirmed_of(request)


def confirmed_of(request: PrivacyRequest) -> Confirmed:
    """What a confirmed request became: itself, or the one that it was joined to."""
    into = request.joined_to
    return Confirmed(into, request) if into is not None else Confirmed(request)


def address_correct(*, request: PrivacyRequest, email: str, now: datetime) -> None:
    """The e-mail address was mistyped: mails and links to the wrong one are void, and a new one is sent.

    RequestRefused once an address was confirmed, and once its time is over; CodesUsedUp where too many codes were sent.
    """
    actor = family_actor(request)
    with audited(actor=actor, reason=f"{request}: e-mail address corrected before it was confirmed"):
        locked = request_locked(request)
        if locked.state != RequestState.UNCONFIRMED:
            raise RequestRefused(f"{locked.number} is {locked.get_state_display()}: its address is confirmed.")
        if ends_at(locked) <= now:  # no mail goes out any more: codes of the address before would stay good
            raise RequestRefused(f"{locked.number} was not confirmed in time: ask again, please.")
        locked.asker = {**(locked.asker or {}), "email": email}
        keys = request_keys(locked.asker, locked.said or {})
        locked.email_key = keys["email_key"]
        locked.mail_bounced_at = None
        locked.save(update_fields=["asker", "email_key", "mail_bounced_at"])
        links_revoke(subject=locked, purpose=PURPOSE, reason=f"{locked}: other address", actor=actor, now=now)
        step_add(request=locked, code="address_corrected", at=now, actor=actor, now=now)
        confirm_ask(request=locked, now=now)
    caught_up(request, locked)


def unconfirmed_remind(*, actor: Actor, now: datetime) -> int:
    """Write to those whose request ends within a day, once each. How many there were."""
    days = portal_settings().confirm_days
    begin, end = now - timedelta(days=days), now - timedelta(days=days - 1)
    waiting = PrivacyRequest.objects.filter(
        state=RequestState.UNCONFIRMED, asked_at__gt=begin, asked_at__lte=end, mail_bounced_at=None
    )
    told = 0
    for request in waiting.order_by("asked_at")[:AT_ONCE]:
        with audited(actor=actor, reason=f"{request}: will end unconfirmed"):
            link = confirm_link(request=request, actor=actor, now=now)
            unconfirmed_mail(request=request, link=link, actor=actor, now=now)
        told += 1
    return told


def unconfirmed_expire(*, actor: Actor, now: datetime) -> int:
    """End the requests that nobody confirmed in time, and write so. How many there were."""
    last = now - timedelta(days=portal_settings().confirm_days)
    over = PrivacyRequest.objects.filter(state=RequestState.UNCONFIRMED, asked_at__lte=last).order_by("asked_at")
    ended = 0
    for request in over[:AT_ONCE]:
        with audited(actor=actor, reason=f"{request}: never confirmed"):
            request_expire(request=request, actor=actor, now=now)
            links_revoke(subject=request, purpose=PURPOSE, reason=f"{request}: ended", actor=actor, now=now)
            if request.mail_bounced_at is None:
                expired_mail(request=request, actor=actor, now=now)
        ended += 1
    return ended
