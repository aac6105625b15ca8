"""Private links: one way in for a person without an account, to one record, for a while.

The token is stored nowhere. It is made from a random salt of the link's row and the installation's secret key, so that
whoever reads the database alone cannot follow the link, and a queued message can still be given its address at the
moment at which it leaves (`link_mark` in its text, `links_filled` when it is sent).
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from district.audit import Actor, SystemActor, audited
from district.models import PrivateLink

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
MARK: Final = re.compile(r"\[\[private link (\d{1,18}) ([0-9a-f]{16})\]\]")
KEY_SALT: Final = "district.links"
# Purpose of a link → name of the page behind it, which takes `token`.
PAGES: Final[dict[str, str]] = {}


class LinkRefused(Exception):
    """A link cannot be issued or filled in; the message says why."""


def link_page(purpose: str, url_name: str) -> None:
    """Say which page the links of a purpose lead to. Rooms do so in their `AppConfig.ready`."""
    PAGES[purpose] = url_name


def link_issue(
    *,
    purpose: str,
    subject: Model,
    issued_to: tuple[str, str],
    days: int,
    actor: Actor,
    now: datetime,
    family: bool = False,
) -> tuple[PrivateLink, str]:
    """A new link to `subject`, for `issued_to` (name, e-mail address), good for `days` from now; and its token."""
    until = now + timedelta(days=days)
    return link_issue_until(
        purpose=purpose, subject=subject, issued_to=issued_to, until=until, actor=actor, now=now, family=family
    )


def link_issue_until(
    *,
    purpose: str,
    subject: Model,
    issued_to: tuple[str, str],
    until: datetime,
    actor: Actor,
    now: datetime,
    family: bool = False,
) -> tuple[PrivateLink, str]:
    """As `link_issue`, good until an instant. LinkRefused where that has passed.

    A link for a `family` keeps neither name nor address, in its row or its history: only a hash of the address.
    """
    if until <= now:
        raise LinkRefused("A link must be good for some time.")
    name, email = issued_to
    salt = secrets.token_urlsafe(32)
    token = _token(salt)
    with audited(actor=actor, reason=f"Issued a private link to {'a family' if family else email}"):
        link = PrivateLink.objects.create(
            token_sha256=_digest(token),
            salt=salt,
            purpose=purpose,
            content_type=ContentType.objects.get_for_model(subject),
            object_id=subject.pk,
            issued_to_name="" if family else name,
            issued_to_email="" if family else email,
            issued_to_key=_email_hash(salt, email) if family else None,
            issued_at=now,
            expires_at=until,
        )
    return link, token


def link_open(token: str, purpose: str, now: datetime) -> PrivateLink | None:
    """The link that a token opens for a purpose; None for a wrong, expired or revoked one alike.

    Each opening is kept in the audit trail, under the link as actor.
    """
    link = link_found(token, purpose)
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        return None
    with audited(actor=link_actor(link), reason="Opened the private link"):
        link.last_used_at = now
        link.save(update_fields=["last_used_at"])
    return link


def link_found(token: str, purpose: str) -> PrivateLink | None:
    """The link of a token, be it expired or taken back. Nothing is written: whoever asks looks whether it is good."""
    digest = token_digest(token)
    return PrivateLink.objects.filter(purpose=purpose, token_sha256=digest).first() if digest else None


def token_digest(token: str) -> str:
    """What the row of a token is found by (`token_sha256`); empty for what cannot be a token."""
    return _digest(token) if TOKEN.fullmatch(token) else ""


def links_revoke(*, subject: Model, purpose: str, reason: str, actor: Actor, now: datetime) -> int:
    """Take back every live link of a purpose to a record; the number taken back."""
    with audited(actor=actor, reason=reason):
        return links_live(subject=subject, purpose=purpose, now=now).update(revoked_at=now)


def links_prolong(*, subject: Model, purpose: str, until: datetime, reason: str, actor: Actor, now: datetime) -> int:
    """Let the live links of a purpose to a record be good for longer; the number of them."""
    with audited(actor=actor, reason=reason):
        shorter = links_live(subject=subject, purpose=purpose, now=now).filter(expires_at__lt=until)
        return shorter.update(expires_at=until)


def links_of(subject: Model, purpose: str) -> QuerySet[PrivateLink]:
    """Every link of a purpose to a record, the newest first."""
    content_type = ContentType.objects.get_for_model(subject)
    return PrivateLink.objects.filter(content_type=content_type, object_id=subject.pk, purpose=purpose)


def links_live(*, subject: Model, purpose: str, now: datetime) -> QuerySet[PrivateLink]:
    return links_of(subject, purpose).filter(revoked_at=None, expires_at__gt=now)


def link_actor(link: PrivateLink) -> SystemActor:
    """How the trail names whoever used a link: nobody can say more than to whom it was sent."""
    to = f" ({link.issued_to_email})" if link.issued_to_email else ""
    return SystemActor(f"link:{link.purpose}.{link.pk}{to}"[:254])


def link_mark(link: PrivateLink) -> str:
    """What stands for the link's address in a queued message until it leaves.

    Nobody can write one who does not know the link's row: messages also hold what operators and others wrote.
    """
    return f"[[private link {link.pk} {_seal(link)}]]"


def links_filled(text: str, email: str) -> str:
    """A message's text with the addresses in the places of their marks. LinkRefused where one cannot be made.

    A link is given to nobody but the address that it was issued to. What only looks like a mark stays as it is.
    """
    return MARK.sub(lambda mark: _filled(mark, email), text)


def _filled(mark: re.Match[str], email: str) -> str:
    link = PrivateLink.objects.filter(pk=int(mark[1])).first()
    return _address(link, email) if link is not None and _seal(link) == mark[2] else mark[0]


def _seal(link: PrivateLink) -> str:
    return _digest(f"mark {link.salt}")[:16]


def _address(link: PrivateLink, email: str) -> str:
    pk = link.pk
    if not _is_for(link, email) or link.purpose not in PAGES:
        raise LinkRefused(f"The private link {pk} was issued to another address, or leads nowhere here.")
    token = _token(link.salt)
    if not hmac.compare_digest(_digest(token), link.token_sha256):
        raise LinkRefused(f"The private link {pk} was issued under another secret key: issue a new one.")
    return settings.SITE_ADDRESS + reverse(PAGES[link.purpose], args=[token])


def _is_for(link: PrivateLink, email: str) -> bool:
    if link.issued_to_key is None:
        return link.issued_to_email.lower() == email.lower()
    return hmac.compare_digest(bytes(link.issued_to_key), _email_hash(link.salt, email))


def _email_hash(salt: str, email: str) -> bytes:
    """Differs from link to link, so that nobody can tell from the table which links one person has."""
    return salted_hmac(KEY_SALT, f"{salt} {email.strip().casefold()}", algorithm="sha256").digest()[:16]


def _token(salt: str) -> str:
    """43 characters of 256 bits, which nobody can guess or reach without the secret key."""
    made = salted_hmac(KEY_SALT, salt, algorithm="sha256").digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
