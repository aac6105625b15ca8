"""What people book by hand: batches mailed, letters returned, addresses found, second tries."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from district.audit import audited
from district.clock import local_day
from district.models import User
from district.sealedstore import sealed_keep
from district.selectors import district_current
from notices.courier import address_usable
from notices.models import (
    Channel,
    DeliveryEvidence,
    Mailing,
    MailingState,
    MailingText,
    Message,
    MessageState,
    PrintBatch,
)
from notices.references import ReferenceUnreadable, reference_of, reference_read
from notices.services.booking import WITNESS
from notices.services.mailings.barred import message_barred
from notices.services.mailings.running import mailing_settle, run_soon
from notices.services.mailings.states import MailingRefused, mailing_enter, mailing_locked
from roster.keys import email_key

MAILED_AT: Final = time(12)  # a date of mailing is kept as the middle of its day
MOST_BYTES: Final = 20 * 1024 * 1024
RETURN_REASONS: Final = (
    "Moved, left no address",
    "No such number or street",
    "Not known at this address",
    "Refused",
    "Unclaimed",
    "Other",
)
RETRIED_FROM: Final = (MessageState.BOUNCED, MessageState.FAILED, MessageState.RETURNED)


def batch_mailed(
    *,
    batch: PrintBatch,
    mailed_on: date,
    actor: User,
    now: datetime,
    certificate: bytes = b"",
    certificate_name: str = "",
) -> PrintBatch:
    """The batch was handed to the post on a day, with the proof of mailing where there is one."""
    zone = district_current().time_zone
    _mailable(batch, mailed_on, certificate, local_day(now, zone), zone)
    with transaction.atomic(), audited(actor=actor, reason=f"Batch {batch.number} was mailed on {mailed_on}"):
        locked = PrintBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        if locked.mailed_on is not None:
            raise MailingRefused("Its date of mailing is booked already.")
        locked.mailed_on, locked.mailed_by = mailed_on, actor
        if certificate:
            locked.certificate_sha256, locked.certificate_stored = sealed_keep(certificate, locked.file_key)
            locked.certificate_name = certificate_name[:200]
        locked.save(
            update_fields=["mailed_on", "mailed_by", "certificate_sha256", "certificate_stored", "certificate_name"]
        )
        at = min(datetime.combine(mailed_on, MAILED_AT, ZoneInfo(zone)), now)
        _letters_mailed(locked, at, now)
    mailing_settle(mailing_id=locked.mailing_id, now=now)
    return locked


def _mailable(batch: PrintBatch, mailed_on: date, certificate: bytes, today: date, zone: str) -> None:
    if batch.mailing.drill:
        raise MailingRefused("This is a drill: its letters are never mailed.")
    if batch.made_at is None:
        raise MailingRefused("This batch is not printed yet.")
    if not batch.pdf_stored:
        raise MailingRefused("The files of this batch were removed: their time is over.")
    if mailed_on > today:
        raise MailingRefused("The day of mailing has not come yet.", field="mailed_on")
    if mailed_on < local_day(batch.made_at, zone):
        raise MailingRefused("The batch was not made yet on that day.", field="mailed_on")
    if len(certificate) > MOST_BYTES:
        raise MailingRefused(f"The proof has more than {MOST_BYTES // 2**20} MB.", field="certificate")


def _letters_mailed(batch: PrintBatch, at: datetime, now: datetime) -> None:
    letters = batch.messages.filter(state=MessageState.PRINTED)
    ids = list(letters.order_by("pk").values_list("pk", flat=True))
    Message.objects.filter(pk__in=ids).update(state=MessageState.MAILED, sent_at=at)
    words = f"batch {batch.number}, handed to the post on {batch.mailed_on}"
    with connection.cursor() as cursor:
        cursor.execute(WITNESS, [ids, ["mailed"] * len(ids), [now] * len(ids), [words] * len(ids)])


def letter_returned(*, reference: str, reason: str, actor: User, now: datetime) -> Message:
    """A letter came back: its reference is scanned or typed. Raises MailingRefused where it is none, or did not go."""
    try:
        read = reference_read(reference)
    except ReferenceUnreadable as problem:
        raise MailingRefused(str(problem), field="reference") from problem
    if not reason.strip():
        raise MailingRefused("Say why it came back, as the envelope says.", field="reason")
    with transaction.atomic(), audited(actor=actor, reason=f"Letter {read} came back"):
        message = Message.objects.select_for_update(no_key=True, of=("self",)).filter(reference=read).first()
        if message is None:
            raise MailingRefused(f"No letter has the reference {read}.", field="reference")
        if message.state not in (MessageState.MAILED, MessageState.PRINTED):
            raise MailingRefused(
                f"This message is {message.get_state_display()}: a letter that came back was mailed before.",
                field="reference",
            )
        message.state = MessageState.RETURNED
        message.save(update_fields=["state"])
        _witness(message, "returned", reason.strip()[:500], now)
    if message.mailing_id is not None:
        mailing_settle(mailing_id=message.mailing_id, now=now)
    return message


def address_found(
    *, message: Message, actor: User, now: datetime, email: str = "", lines: Iterable[str] = ()
) -> Message:
    """An address for somebody on the work list, or another one after a bounce or a returned letter.

    Who had none gets the message that waited; after a bounce or a return, a second message is made beside the first,
    which keeps what became of it. The mailing runs on for it. Raises MailingRefused.
    """
    lines = [line.strip() for line in lines if line.strip()]
    with transaction.atomic(), audited(actor=actor, reason=f"Another address for {message.reference}"):
        locked = Message.objects.select_for_update(no_key=True, of=("self",)).get(pk=message.pk)
        mailing = mailing_locked(Mailing(pk=locked.mailing_id))
        channel = _channel_of(email.strip(), lines, mailing, locked)
        sealed: Any = dict(locked.sealed or {})
        sealed |= {"email": email.strip(), "lines": lines}
        kept = _written_to(locked, mailing, channel, sealed, actor, now)
        if mailing.state == MailingState.DONE:
            mailing = mailing_enter(mailing, MailingState.RUNNING, actor=actor, reason="another address", ended_at=None)
        if mailing.state == MailingState.RUNNING:
            run_soon(mailing.pk)
    return kept


def _channel_of(email: str, lines: list[str], mailing: Mailing, message: Message) -> str:
    """The channel of what was typed: exactly one, for which the mailing has a text, for a message that needs it."""
    if bool(email) == bool(lines):
        raise MailingRefused("Type an e-mail address or a postal address, one of the two.", field="email")
    if email and not address_usable(email):
        raise MailingRefused("This is no e-mail address.", field="email")
    if lines and (len(lines) < 2 or len(lines) > 4 or any(len(line) > 60 for line in lines)):
        raise MailingRefused("A postal address has two to four lines of at most 60 characters.", field="lines")
    if message.sealed is None:
        raise MailingRefused("The names of this mailing were removed: their time is over.")
    if message_barred(message):
        raise MailingRefused("A court order or “do not contact” was entered meanwhile: nothing is sent to this person.")
    if message.state not in (*RETRIED_FROM, MessageState.NO_ADDRESS):
        raise MailingRefused(f"This message is {message.get_state_display()}: it needs no other address.")
    if mailing.state == MailingState.STOPPED:
        raise MailingRefused("This mailing was stopped: nothing of it leaves any more.")
    if message.retries.exists():
        raise MailingRefused("A second try was made already: see there what became of it.")
    channel = Channel.EMAIL if email else Channel.LETTER
    if not MailingText.objects.filter(mailing=mailing, channel=channel).exists():
        raise MailingRefused(f"This mailing has no text for a message by {channel.label}.")
    return channel


def _written_to(
    message: Message, mailing: Mailing, channel: str, sealed: dict[str, Any], actor: User, now: datetime
) -> Message:
    """The message itself where nothing has left, else a second one beside it."""
    there = list(MailingText.objects.filter(mailing=mailing, channel=channel).values_list("language", flat=True))
    language = message.language if message.language in there else there[0]
    before: Any = message.sealed or {}
    # By its old address a bounce must not find the second try.
    others = [key for key in message.keys or [] if bytes(key) != email_key(before.get("email", ""))]
    keys = [*others, *([email_key(sealed["email"])] if sealed["email"] else [])]
    if message.state == MessageState.NO_ADDRESS:
        message.state, message.channel, message.sealed = MessageState.READY, channel, sealed
        message.keys, message.language, message.send_after = keys, language, now
        message.save(update_fields=["state", "channel", "sealed", "keys", "language", "send_after"])
        _witness(message, "address", f"{channel} address typed by {actor}", now)
        return message
    place = mailing.messages.count() + 1
    again = Message.objects.create(
        key=f"mailing.{mailing.pk}.{place}.again.{message.pk}"[:200],
        mailing=mailing,
        retry_of=message,
        reference=reference_of(mailing.pk, place),
        channel=channel,
        language=language,
        sealed=sealed,
        kind=message.kind,
        guardian_id=message.guardian_id,
        household_id=message.household_id,
        student_ids=message.student_ids,
        keys=keys,
        queued_at=now,
        send_after=now,
        state=MessageState.READY,
    )
    _witness(message, "tried again", f"as {again.reference}, by {channel}; address typed by {actor}", now)
    _witness(again, "address", f"second try for {message.reference}; {channel} address typed by {actor}", now)
    return again


def _witness(message: Message, what: str, detail: str, now: datetime) -> None:
    DeliveryEvidence.objects.create(message=message, what=what, at=now, detail=detail)
