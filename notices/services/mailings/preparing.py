"""A mailing is made: its texts, and a message for every recipient, the ones that nobody may or can reach included.

Fifty thousand families are written by COPY, sealed one by one; the rows are not tracked, so no trigger runs.
"""

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model

from district.audit import audited
from district.encryption import seal
from district.models import User
from district.storage import StoredFileChanged, open_verified
from notices.courier import address_usable
from notices.letters import master_read
from notices.merging import FieldMissing, merge_of, salutation_of
from notices.models import Channel, Mailing, MailingText, MessageState
from notices.references import reference_of
from notices.services.mailings.states import MailingRefused
from roster.families import Recipient
from roster.keys import email_key, name_typed_key

COLUMNS: Final = (
    "key", "channel", "address", "language", "subject", "body", "digest", "queued_at", "send_after", "state",
    "attempts", "last_error", "mailing_id", "reference", "sealed", "content_sha256", "kind", "guardian_id",
    "household_id", "student_ids", "keys",
)  # fmt: skip
COPY: Final = f"COPY notices_message ({', '.join(COLUMNS)}) FROM STDIN"
PIECE: Final = 2000
ENGLISH: Final = "en"
NULL: Final = "\\N"


@dataclass(frozen=True, slots=True)
class Text:
    """What a mailing says in one language and one channel. A letter's master lies in the private store."""

    language: str
    channel: str
    subject: str
    body: str = ""
    master_sha256: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    checked: Mapping[str, Any] = field(default_factory=dict)


def mailing_prepare(
    *,
    subject: Model,
    purpose: str,
    title: str,
    recipients: Sequence[Recipient],
    texts: Sequence[Text],
    actor: User,
    now: datetime,
    drill: bool = False,
) -> Mailing:
    """A draft with one message for every recipient, in their language where there is a text in it, else in English.

    Raises MailingRefused, naming the field or the text, where a text could not be filled: then nothing is kept.
    """
    ways = _ways(texts)
    if not recipients:
        raise MailingRefused("There is nobody to write to.")
    with audited(actor=actor, reason=f"Prepared the mailing “{title}”"):
        mailing = Mailing.objects.create(
            content_type=ContentType.objects.get_for_model(subject),
            object_id=subject.pk,
            purpose=purpose,
            title=title[:200],
            drill=drill,
            prepared_by=actor,
            prepared_at=now,
        )
        MailingText.objects.bulk_create([_text_row(mailing, text) for text in texts])
        counts = _messages_write(mailing, recipients, ways, now)
        mailing.counts = counts
        mailing.save(update_fields=["counts"])
    return mailing


def _text_row(mailing: Mailing, text: Text) -> MailingText:
    return MailingText(
        mailing=mailing,
        language=text.language,
        channel=text.channel,
        subject=text.subject[:300],
        fields=dict(text.fields),
        body=text.body,
        master_sha256=text.master_sha256,
        checked=dict(text.checked),
    )


def _ways(texts: Iterable[Text]) -> dict[str, list[str]]:
    """Languages by channel, each text looked at: its fields exist, its master is there and can be read."""
    ways: dict[str, list[str]] = {}
    for text in texts:
        named = f"The {Channel(text.channel).label} in {text.language}"
        if text.language in ways.setdefault(text.channel, []):
            raise MailingRefused(f"{named} is there twice.")
        try:
            _looked_at(text, named)
        except FieldMissing as missing:
            raise MailingRefused(f"{named}: {missing}") from missing
        ways[text.channel].append(text.language)
    if not ways:
        raise MailingRefused("There is no text to send.")
    return ways


def _looked_at(text: Text, named: str) -> None:
    if text.channel == Channel.EMAIL:
        merge_of(text.subject)
        if not text.subject.strip() or "\n" in text.subject or "\r" in text.subject:
            raise MailingRefused(f"{named}: the subject is one line, and not empty.")
        if not text.body.strip():
            raise MailingRefused(f"{named} says nothing.")
        merge_of(text.body)
        return
    try:
        with open_verified(text.master_sha256) as stream:
            master_read(stream.read())
    except (StoredFileChanged, ValueError) as problem:
        raise MailingRefused(f"{named} has no master that letters can be made from: {problem}") from problem


def _messages_write(
    mailing: Mailing, recipients: Sequence[Recipient], ways: dict[str, list[str]], now: datetime
) -> dict[str, Any]:
    """Write the rows, and count them by state and by language and channel."""
    states: Counter[str] = Counter()
    languages: dict[str, Counter[str]] = {}
    lines: list[str] = []
    with connection.cursor() as cursor:
        for place, recipient in enumerate(recipients, start=1):
            row = _row(mailing, place, recipient, ways, now)
            states[row["state"]] += 1
            if row["state"] == MessageState.READY:
                languages.setdefault(row["language"], Counter())[row["channel"]] += 1
            lines.append("\t".join([row[column] for column in COLUMNS]))
            if len(lines) == PIECE:
                _copy(cursor, lines)
        _copy(cursor, lines)
    return {"states": dict(states), "languages": {name: dict(found) for name, found in sorted(languages.items())}}


def _copy(cursor: Any, lines: list[str]) -> None:
    if lines:
        cursor.copy_expert(COPY, io.StringIO("\n".join(lines) + "\n"))
        lines.clear()


def _row(
    mailing: Mailing, place: int, recipient: Recipient, ways: dict[str, list[str]], now: datetime
) -> dict[str, str]:
    """One message as COPY reads it."""
    channel, state = _way(recipient, ways)
    language = _language(recipient.language, ways.get(channel, []))
    moment = now.isoformat()
    return {
        "key": f"mailing.{mailing.pk}.{place}",
        "channel": channel,
        "address": "",
        "language": language,
        "subject": "",
        "body": "",
        "digest": "f",
        "queued_at": moment,
        "send_after": moment,
        "state": state,
        "attempts": "0",
        "last_error": "",
        "mailing_id": str(mailing.pk),
        "reference": reference_of(mailing.pk, place),
        "sealed": "\\\\x" + seal(sealed_of(recipient, language)).hex(),
        "content_sha256": "",
        "kind": recipient.kind,
        "guardian_id": NULL if recipient.guardian_id is None else str(recipient.guardian_id),
        "household_id": NULL if recipient.household_id is None else str(recipient.household_id),
        "student_ids": "{" + ",".join(map(str, recipient.student_ids)) + "}",
        "keys": "{" + ",".join('"' + "\\" * 4 + f'x{key.hex()}"' for key in keys_of(recipient)) + "}",
    }


def _way(recipient: Recipient, ways: dict[str, list[str]]) -> tuple[str, str]:
    """Channel and state. Who cannot be reached by a channel of this mailing stands on the work list."""
    letter, email = bool(recipient.lines), address_usable(recipient.email)
    channel = Channel.EMAIL if email else Channel.LETTER
    if recipient.excluded:
        return channel, MessageState.EXCLUDED
    if (email or letter) and channel in ways:
        return channel, MessageState.READY
    return (Channel.LETTER if Channel.LETTER in ways else Channel.EMAIL), MessageState.NO_ADDRESS


def _language(wanted: str, there: list[str]) -> str:
    return wanted if wanted in there else ENGLISH if ENGLISH in there or not there else there[0]


def sealed_of(recipient: Recipient, language: str) -> dict[str, Any]:
    """All that a message holds of a family."""
    sealed: dict[str, Any] = {
        "name": recipient.name,
        "lines": list(recipient.lines),
        "salutation": salutation_of(recipient.name, language),
        "students": [name for _, name in recipient.students],
        "email": recipient.email,
    }
    return {**sealed, "excluded": recipient.excluded} if recipient.excluded else sealed


def keys_of(recipient: Recipient) -> list[bytes]:
    """By what the message is found when the roster has forgotten the family: names and address, each as a hash."""
    return _keys(recipient.email, [recipient.name, *(name for _, name in recipient.students)])


def message_keys(sealed: Mapping[str, Any]) -> dict[str, list[bytes]]:
    """The same, from a message's sealed fields: after SEARCH_KEY was changed they are made anew."""
    return {"keys": _keys(sealed.get("email", ""), [sealed.get("name", ""), *sealed.get("students", [])])}


def _keys(email: str, names: list[str]) -> list[bytes]:
    found = [email_key(email), *map(name_typed_key, names)]
    return [key for key in dict.fromkeys(found) if key]
