"""Bounces: e-mails that the server took and that came back, as the mail service's calls or an uploaded list tell."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from district.audit import Actor, SystemActor, audited
from district.models import User
from notices.hooks import undelivered
from notices.models import BounceList, Channel, Mailing, Message, MessageState
from notices.outgoing import message_domain
from notices.services.booking import WITNESS, without_addresses
from notices.services.mailings.states import MailingRefused
from roster.keys import email_key

SERVICE: Final = SystemActor("mail-service:bounces")
MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 100_000
# Keys of what goes to families: a mailing's messages, and those of parents' requests.
KEY: Final = re.compile(
    r"<?(mailing\.\d{1,18}\.\d{1,9}(?:\.again\.\d{1,9})?|request[a-z-]*\.[A-Za-z0-9.-]{1,180})@([^>\s]+)>?"
)
# Heads of the columns that mail services use, in small letters.
ADDRESS_HEADS: Final = ("email", "e-mail", "address", "recipient", "rcpt", "to")
ID_HEADS: Final = ("message-id", "message_id", "messageid", "key")
REASON_HEADS: Final = ("reason", "diagnostic", "error", "status", "description", "bounce_reason", "response")
BOUNCED_FROM: Final = (MessageState.SENT,)


@dataclass(frozen=True, slots=True)
class Bounce:
    """One row of a list, or one event of a call: by Message-ID, by address, or by both."""

    line: int
    message_id: str
    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A bounce that fits no message, and why."""

    line: int
    message_id: str
    address: str
    reason: str
    why: str

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("line", "message_id", "address", "reason", "why")}


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of a list: messages that are bounced now, rows that told nothing new, and rows without a message."""

    bounced: int
    repeated: int
    unmatched: tuple[Unmatched, ...]


def bounces_take(
    *, bounces: Iterable[Bounce], actor: Actor, now: datetime, how: str, mailing: Mailing | None = None
) -> Matched:
    """Mark the messages as bounced, with the reason as evidence. Telling the same bounce again changes nothing."""
    rows = list(bounces)
    by_key, by_address = _messages_named(rows, mailing)
    found: dict[int, str] = {}
    repeated, unmatched = 0, []
    for row in rows:
        message, why = _message_of(row, by_key, by_address)
        if message is None:
            unmatched.append(Unmatched(row.line, row.message_id, row.address, row.reason, why))
        elif message.state == MessageState.BOUNCED or message.pk in found:
            repeated += 1
        else:
            found[message.pk] = without_addresses(f"{how}: {row.reason or 'no reason given'}")[:2000]
    if found:
        with audited(actor=actor, reason=f"{len(found)} e-mails bounced ({how})"):
            _book(found, now)
            undelivered(message_ids=found, at=now, actor=actor)
    return Matched(len(found), repeated, tuple(unmatched))


def _messages_named(
    rows: list[Bounce], mailing: Mailing | None
) -> tuple[dict[str, Message], dict[bytes, list[Message]]]:
    """Two queries however many rows: messages by key, and by the hash of their address."""
    emails = Message.objects.exclude(kind="").filter(channel=Channel.EMAIL).defer("sealed", "content")
    if mailing is not None:
        emails = emails.filter(mailing=mailing)
    keys = {key for row in rows if (key := key_of(row.message_id))}
    hashes = {email_key(row.address) for row in rows if row.address and not key_of(row.message_id)} - {b""}
    by_address: dict[bytes, list[Message]] = {}
    if hashes:
        for message in emails.filter(keys__overlap=list(hashes)).order_by("-pk"):
            for hashed in message.keys or []:
                by_address.setdefault(bytes(hashed), []).append(message)
    return {message.key: message for message in emails.filter(key__in=keys)}, by_address


def key_of(message_id: str) -> str:
    """The key within a Message-ID of ours; empty for one of somebody else's."""
    found = KEY.fullmatch(message_id.strip())
    return found[1] if found and found[2].lower() == message_domain().lower() else ""


def _message_of(
    row: Bounce, by_key: Mapping[str, Message], by_address: Mapping[bytes, list[Message]]
) -> tuple[Message | None, str]:
    """The message of a row, or why there is none. An address alone means the newest e-mail that went to it."""
    if not row.message_id and not row.address:
        return None, "The row names neither an address nor a Message-ID."
    key = key_of(row.message_id)
    if row.message_id and not key and not row.address:
        return None, "The Message-ID is not one of this installation's."
    named = [by_key[key]] if key in by_key else []
    candidates = named if key else by_address.get(email_key(row.address), [])
    if not candidates:
        return None, "No e-mail to a family went to this address, or under this Message-ID."
    left = [one for one in candidates if one.state in (*BOUNCED_FROM, MessageState.BOUNCED)]
    if not left:
        return None, f"Its message is {candidates[0].get_state_display()}: it did not leave, so it cannot bounce."
    return left[0], ""


def _book(found: dict[int, str], now: datetime) -> None:
    ids = list(
        Message.objects.select_for_update(no_key=True)
        .filter(pk__in=found, state__in=BOUNCED_FROM)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    Message.objects.filter(pk__in=ids).update(state=MessageState.BOUNCED)
    with connection.cursor() as cursor:
        details = [found[pk] for pk in ids]
        cursor.execute(WITNESS, [ids, ["bounced"] * len(ids), [now] * len(ids), details])


def bounce_list_take(
    *, name: str, content: bytes, actor: User, now: datetime, mailing: Mailing | None = None
) -> BounceList:
    """Take an uploaded CSV list of bounces. Rows that fit no message are kept, with their reasons, to be fetched.

    Raises MailingRefused for what is no such list: then nothing is marked.
    """
    rows = list(bounce_rows(content))
    if not rows:
        raise MailingRefused("The list has a head and no rows.", field="file")
    with audited(actor=actor, reason=f"Bounce list {name}"):
        matched = bounces_take(bounces=rows, actor=actor, now=now, how="bounce list", mailing=mailing)
        return BounceList.objects.create(
            mailing=mailing,
            file_name=name[:200],
            file_sha256=hashlib.sha256(content).hexdigest(),
            matched=matched.bounced,
            repeated=matched.repeated,
            unmatched_rows=len(matched.unmatched),
            unmatched={"rows": [row.as_json() for row in matched.unmatched]},
            by=actor,
            at=now,
        )


def bounce_rows(content: bytes) -> Iterator[Bounce]:
    """Rows of a CSV with a head, in UTF-8, UTF-16 or Windows-1252, separated by comma, semicolon or tab."""
    if len(content) > MOST_BYTES:
        raise MailingRefused(f"The list has more than {MOST_BYTES // 2**20} MB.", field="file")
    text = _text(content)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        columns = _columns([cell.strip().lower() for cell in next(reader, [])])
        for cells in reader:
            if reader.line_num > MOST_ROWS:
                raise MailingRefused(f"The list has more than {MOST_ROWS:,} lines: split it.", field="file")
            if any(cell.strip() for cell in cells):
                yield Bounce(
                    reader.line_num, *(_cell(cells, columns.get(name)) for name in ("id", "address", "reason"))
                )
    except csv.Error as problem:
        raise MailingRefused(f"Line {reader.line_num} cannot be read: {problem}.", field="file") from problem


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise MailingRefused("This is not a list of text: save it as CSV.", field="file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _columns(heads: list[str]) -> dict[str, int]:
    found = {}
    for name, known in (("id", ID_HEADS), ("address", ADDRESS_HEADS), ("reason", REASON_HEADS)):
        place = next((heads.index(head) for head in known if head in heads), None)
        if place is not None:
            found[name] = place
    if "id" not in found and "address" not in found:
        wanted = "“email” or “message-id”"
        raise MailingRefused(f"The first line names the columns; one of them must be {wanted}.", field="file")
    return found


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place].strip()[:500] if place is not None and place < len(cells) else ""
