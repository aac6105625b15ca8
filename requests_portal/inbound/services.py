"""Mail comes in: into the thread of its request where everything agrees, else before a person.

The same mail twice is one. Reports of mail servers book a bounce; what no person wrote is counted and let go.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse

from district.audit import Actor, SystemActor, audited
from district.encryption import search_key
from district.models import User
from district.sealedstore import file_key_new, sealed_keep, sealed_read
from district.storage import discard
from notices.services import message_queue
from notices.services.mailings.bounces import Bounce, bounces_take
from requests_portal.inbound.finding import request_meant, sender_is_known, sender_is_vouched
from requests_portal.inbound.reading import Letter, mail_read
from requests_portal.models import FilePurpose, InboundMail, InboundState, PrivacyRequest, RequestFile, Way
from requests_portal.services import RequestRefused
from requests_portal.services.files import FileRefused, file_keep
from requests_portal.services.steps import family_actor, reason_given, site_address
from requests_portal.services.telling import people_told
from requests_portal.thread.services import thread_in
from roster.keys import email_key

POSTMAN: Final = SystemActor("mail-service:inbound")
# What may wait at once, of everybody and of one sender: a flood must not fill the disk.
MOST_WAITING: Final = 500
MOST_OF_ONE: Final = 20
DAY: Final = timedelta(days=1)
WAITS: Final = "A mail came in that could not be put into a request by itself."


def mail_take(*, raw: bytes, how: str, actor: Actor, now: datetime) -> InboundMail:
    """Take one message as it came. `how`: "mail", "call" or "eml". Raises MailUnreadable for what is none.

    Never answers a mail by a mail: whatever comes in, nothing goes out to its sender.
    """
    letter = mail_read(raw)
    key = search_key(letter.message_id or letter.sha256, "inbound mail")
    with audited(actor=actor, reason="A mail came in"):
        known = InboundMail.objects.filter(message_key=key).first()
        return known or _taken(letter, raw, key, how, actor, now)


def _taken(letter: Letter, raw: bytes, key: bytes, how: str, actor: Actor, now: datetime) -> InboundMail:
    try:
        with transaction.atomic():
            row = InboundMail.objects.create(
                message_key=key,
                sender_key=email_key(letter.sender),
                state=InboundState.IGNORED,
                how=how,
                at=now,
                by=actor if isinstance(actor, User) else None,
            )
    except IntegrityError:  # the same mail at the same moment
        return InboundMail.objects.get(message_key=key)
    if letter.returned is not None:
        bounce = Bounce(1, letter.returned.message_id, "", letter.returned.reason)
        bounces_take(bounces=[bounce], actor=actor, now=now, how="report of a mail server")
        return _decided(row, InboundState.IGNORED, "A mail of ours came back; it is booked.")
    if letter.automatic:
        return _decided(row, InboundState.IGNORED, letter.automatic)
    return _sorted_in(row, letter, raw, actor, now)


def _sorted_in(row: InboundMail, letter: Letter, raw: bytes, actor: Actor, now: datetime) -> InboundMail:
    request = request_meant(letter)
    why = _why_it_waits(letter, request)
    if not why and request is not None:
        try:
            with transaction.atomic():
                _into_thread(letter, request, family_actor(request), now)
            return _decided(row, InboundState.FILED, "", request)
        except RequestRefused as refusal:
            why = str(refusal)[:200]
    return _laid_aside(row, letter, raw, request, why, actor, now)


def _why_it_waits(letter: Letter, request: PrivacyRequest | None) -> str:
    if request is None:
        return "No request of ours is named in it."
    if not sender_is_known(letter, request):
        return "It comes from another address than the one that the request knows."
    if not sender_is_vouched(letter):
        return "The mail server does not vouch for its sender’s address."
    return ""


def _laid_aside(
    row: InboundMail,
    letter: Letter,
    raw: bytes,
    request: PrivacyRequest | None,
    why: str,
    actor: Actor,
    now: datetime,
) -> InboundMail:
    """Keep it sealed for a person, unless too much waits already."""
    waiting = InboundMail.objects.filter(state=InboundState.WAITING)
    of_one = waiting.filter(sender_key=row.sender_key, at__gt=now - DAY).count()
    if waiting.count() >= MOST_WAITING or of_one >= MOST_OF_ONE:
        return _decided(row, InboundState.IGNORED, "Too many mails wait already: it was not kept.")
    row.file_key = file_key_new()
    row.stored_sha256, row.stored = sealed_keep(raw, str(row.file_key))
    row.sealed = _seen(letter)
    row.save(update_fields=["file_key", "stored_sha256", "stored", "sealed"])
    _office_told(row, actor, now)
    return _decided(row, InboundState.WAITING, why, request)


def _seen(letter: Letter) -> dict[str, Any]:
    """What the desk's list shows of it."""
    return {
        "from": letter.sender,
        "name": letter.sender_name,
        "subject": letter.subject,
        "text": letter.text[:4000],
        "attachments": [{"name": file.name, "size": len(file.content)} for file in letter.files],
    }


def _decided(row: InboundMail, state: str, why: str, request: PrivacyRequest | None = None) -> InboundMail:
    row.state, row.why, row.request = state, why[:200], request
    row.save(update_fields=["state", "why", "request"])
    return row


def _into_thread(letter: Letter, request: PrivacyRequest, actor: Actor, now: datetime) -> None:
    """The words and the files that may be kept; what may not is said in words beneath."""
    kept: list[RequestFile] = []
    refused: list[str] = []
    for file in letter.files:
        try:
            kept.append(
                file_keep(
                    request=request,
                    content=file.content,
                    name=file.name,
                    purpose=FilePurpose.ATTACHMENT,
                    actor=actor,
                    now=now,
                    from_family=True,
                )
            )
        except FileRefused as refusal:
            refused.append(f"[{file.name}: {refusal}]")
    if letter.left_out:
        refused.append(f"[{letter.left_out} more files were not kept.]")
    thread_in(
        request=request,
        text="\n\n".join([letter.text or "[No words.]", *refused]),
        subject=letter.subject,
        sender=letter.sender_name or letter.sender,
        way=Way.EMAIL,
        actor=actor,
        now=now,
        files=kept,
    )


def mail_file(*, mail: InboundMail, request: PrivacyRequest, actor: User, now: datetime) -> InboundMail:
    """A person puts a waiting mail into a request's thread. RequestRefused where it waits no longer."""
    with audited(actor=actor, reason=f"{request}: a mail was put into its thread"):
        locked = _waiting(mail)
        raw = sealed_read(locked.stored, str(locked.file_key), locked.stored_sha256)
        _into_thread(mail_read(raw), request, family_actor(request), now)
        return _done(locked, InboundState.FILED, "", actor, now, request)


def mail_drop(*, mail: InboundMail, because: str, actor: User, now: datetime) -> InboundMail:
    """A person puts a waiting mail aside: its words and files are gone, the reason stays."""
    words = reason_given(because)
    with audited(actor=actor, reason="A mail that waited was put aside"):
        return _done(_waiting(mail), InboundState.DROPPED, words, actor, now, None)


def mail_enter(*, raw: bytes, request: PrivacyRequest, actor: User, now: datetime) -> InboundMail:
    """A person puts a saved mail into a request's thread. Raises MailUnreadable and RequestRefused.

    A mail that came in before is not taken twice: one that waits is put there, one that is filed stays where it is.
    """
    letter = mail_read(raw)
    key = search_key(letter.message_id or letter.sha256, "inbound mail")
    with audited(actor=actor, reason=f"{request}: a saved mail was put into its thread"):
        row = InboundMail.objects.select_for_update(of=("self",)).filter(message_key=key).first()
        if row is not None and row.state == InboundState.WAITING:
            return mail_file(mail=row, request=request, actor=actor, now=now)
        if row is not None and row.state == InboundState.FILED:
            raise RequestRefused("This mail is in a request’s thread already.", "file")
        _into_thread(letter, request, family_actor(request), now)
        row = row or InboundMail(message_key=key, sender_key=email_key(letter.sender), how="eml", at=now, by=actor)
        row.state, row.why, row.request, row.decided_at = InboundState.FILED, "", request, now
        row.save()
    return row


def _waiting(mail: InboundMail) -> InboundMail:
    locked = InboundMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if locked.state != InboundState.WAITING:
        raise RequestRefused("Somebody decided about this mail already.")
    return locked


def _done(
    row: InboundMail, state: str, why: str, actor: User, now: datetime, request: PrivacyRequest | None
) -> InboundMail:
    stored = row.stored
    row.sealed, row.file_key, row.stored, row.stored_sha256 = None, None, "", ""
    row.by, row.decided_at = actor, now
    row.save(update_fields=["sealed", "file_key", "stored", "stored_sha256", "by", "decided_at"])
    transaction.on_commit(lambda: discard(stored), robust=True)
    return _decided(row, state, why, request)


def _office_told(row: InboundMail, actor: Actor, now: datetime) -> None:
    page = site_address(reverse("requests:mails"))
    for person in people_told():
        message_queue(
            key=f"requests.inbound.{row.pk}.{person.pk}",
            recipient=person,
            subject="A mail waits to be put into a request",
            body=f"{WAITS}\n\n{page}\n\nIt is shown there alone.",
            at=now,
            now=now,
            actor=actor,
        )
