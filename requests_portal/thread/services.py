"""Writes of the correspondence: what the family says, what it is told, and notes that never leave the house."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from district.audit import Actor, audited
from district.models import User
from notices.services import message_queue
from requests_portal.following.mails import request_mail
from requests_portal.models import Direction, PrivacyRequest, RequestFile, ThreadMessage, Way
from requests_portal.services.steps import RequestRefused, request_locked, site_address, step_by
from requests_portal.services.telling import people_told

LONGEST: Final = 20_000
LONGEST_SUBJECT: Final = 200
MOST_FROM_FAMILY: Final = 200  # messages of one request; beyond it something is wrong, and a person should be called


def thread_in(
    *,
    request: PrivacyRequest,
    text: str,
    actor: Actor,
    now: datetime,
    subject: str = "",
    sender: str = "",
    way: str = Way.PORTAL,
    files: Iterable[RequestFile] = (),
    at: datetime | None = None,
) -> ThreadMessage:
    """What the family says, on its page or by another way. Whoever has the request is told, without a word of it."""
    kept = list(files)
    with audited(actor=actor, reason=f"{request}: a message from the family"):
        locked = _writable(request)
        if locked.thread.filter(direction=Direction.IN).count() >= MOST_FROM_FAMILY:
            raise RequestRefused(gettext("There are very many messages already. Please call or write to the district."))
        said = {"subject": subject, "text": text, "from": sender or locked.asker_name}
        row = _message(locked, Direction.IN, said, way, actor, at or now, files=kept)
        _office_told(row, locked, now=now, actor=actor)
    return row


def thread_out(
    *,
    request: PrivacyRequest,
    subject: str,
    text: str,
    actor: User,
    now: datetime,
    language: str = "",
    files: Iterable[RequestFile] = (),
    way: str = Way.PORTAL,
) -> ThreadMessage:
    """Write to the family. It reads the message on its page; the mail that tells of it names nobody and says nothing.

    Where the request has no address, or `way` says letter, the message is printed. Files become visible to the family.
    RequestRefused for an empty message.
    """
    kept = list(files)
    with audited(actor=actor, reason=f"{request}: a message to the family"):
        locked = _writable(request)
        spoken = language or locked.language
        by_letter = way == Way.LETTER or not locked.asker_email
        said = {"subject": subject, "text": text, "from": ""}
        row = _message(
            locked,
            Direction.OUT,
            said,
            Way.LETTER if by_letter else way,
            actor,
            now,
            files=kept,
            language=spoken,
        )
        for file in kept:
            file.shown = True
            file.save(update_fields=["shown"])
        if not by_letter:
            _family_told(row, locked, actor=actor, now=now)
    return row


def thread_note(*, request: PrivacyRequest, text: str, actor: User, now: datetime) -> ThreadMessage:
    """An internal note: no mail, no letter and no page of the family ever holds it."""
    with audited(actor=actor, reason=f"{request}: an internal note"):
        locked = _writable(request)
        said = {"subject": "", "text": text, "from": ""}
        return _message(locked, Direction.NOTE, said, Way.PORTAL, actor, now)


def thread_read_by_staff(*, request: PrivacyRequest, actor: User, now: datetime) -> int:
    """The messages of the family were seen in the office; how many were new."""
    rows = ThreadMessage.objects.filter(request=request, direction=Direction.IN, read_by_staff_at=None)
    if not rows.exists():
        return 0
    with audited(actor=actor, reason=f"{request}: read what the family wrote"):
        return rows.update(read_by_staff_at=now)


def thread_read_by_family(*, request: PrivacyRequest, actor: Actor, now: datetime) -> int:
    """The family opened the page on which its messages stand."""
    rows = ThreadMessage.objects.filter(request=request, direction=Direction.OUT, read_by_family_at=None)
    if not rows.exists():
        return 0
    with audited(actor=actor, reason=f"{request}: the family read its messages"):
        return rows.update(read_by_family_at=now)


def _writable(request: PrivacyRequest) -> PrivacyRequest:
    locked = request_locked(request)
    if locked.forgotten_at is not None:
        raise RequestRefused(f"The names of {locked.number} were removed: its time is over.")
    return locked


def _message(
    request: PrivacyRequest,
    direction: str,
    said: dict[str, Any],
    way: str,
    actor: Actor,
    at: datetime,
    *,
    files: Iterable[RequestFile] = (),
    language: str = "",
) -> ThreadMessage:
    text = str(said["text"]).replace("\0", " ").strip()
    if not text:
        raise RequestRefused(gettext("Write something first."), "text")
    if len(text) > LONGEST:
        raise RequestRefused(gettext("This is too long. Send a file instead."), "text")
    subject = " ".join(str(said["subject"]).replace("\0", " ").split())[:LONGEST_SUBJECT]
    kept = list(files)
    if any(file.request_id != request.pk or file.removed_at is not None for file in kept):
        raise RequestRefused("This file does not belong to the request.", "files")
    row = ThreadMessage.objects.create(
        request=request,
        direction=direction,
        way=way,
        sealed={**said, "subject": subject, "text": text},
        language=language or request.language,
        at=at,
        by=step_by(actor),
    )
    row.files.set(kept)
    return row


def _family_told(row: ThreadMessage, request: PrivacyRequest, *, actor: Actor, now: datetime) -> None:
    with translation.override(row.language):
        number = {"number": request.number}
        subject = gettext("A message about your request %(number)s") % number
        lines = [gettext("The school district wrote to you about your request %(number)s.") % number]
    row.message = request_mail(
        request=request,
        what=f"message.{row.pk}",
        subject=subject,
        lines=lines,
        language=row.language,
        actor=actor,
        now=now,
    )
    if row.message is None:  # an address that no mail server takes: then it goes by post
        row.way = Way.LETTER
    row.save(update_fields=["message", "way"])


def _office_told(row: ThreadMessage, request: PrivacyRequest, *, actor: Actor, now: datetime) -> None:
    """Whoever has the request, else everybody who was told of it."""
    owner = request.owner
    people = [owner] if owner is not None and owner.is_active else people_told()
    page = site_address(reverse("requests:messages", args=[request.pk]))
    for person in people:
        message_queue(
            key=f"requests.message.{row.pk}.{person.pk}",
            recipient=person,
            subject=f"{request}: the family wrote",
            body=f"A message came in about {request}.\n\n{page}\n\nWhat it says stands there alone.",
            at=now,
            now=now,
            actor=actor,
        )
