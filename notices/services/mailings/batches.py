"""Letters of a mailing, printed in batches of at most 500 with a list of what is in them.

The rows of a batch are taken in one transaction, the files are made outside of it, and booked in a second one: a worker
that is lost in between leaves a batch that the next one makes from the same rows. Letters are the same bytes whenever
they are made, so that one can be printed again years later.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max

from district.audit import audited
from district.csvwriting import csv_pieces
from district.models import User
from district.sealedstore import file_key_new, sealed_keep
from district.storage import open_verified
from notices.letters import BATCH_AT_MOST, Master, MergeFields, batch_pdf, letter_pdf, master_read
from notices.mailingtexts import mailing_day
from notices.merging import day_in_language
from notices.models import Channel, Mailing, MailingState, MailingText, Message, MessageState, PrintBatch
from notices.services.booking import WITNESS
from notices.services.mailings.running import ACTOR, mailing_settle
from notices.services.mailings.states import mailing_locked

# A batch whose worker was lost is made by another after this long.
CLAIM: Final = timedelta(minutes=5)
MANIFEST: Final = ("place", "reference", "name", "address", "language", "sha256")
BOOK: Final = """
UPDATE notices_message AS message SET state = %s, content_sha256 = new.sha256, attempts = message.attempts + 1,
    sent_at = CASE WHEN %s = 'drill' THEN %s ELSE message.sent_at END
FROM unnest(%s::bigint[], %s::text[]) AS new (id, sha256) WHERE message.id = new.id AND message.state = 'ready'
"""


def batch_claim(*, mailing_id: int, now: datetime, actor: User | None = None) -> PrintBatch | None:
    """The next batch to make: one whose worker was lost, else a new one of letters of one language; None if all are."""
    with audited(actor=actor or ACTOR, reason="Took letters to be printed"):
        mailing = mailing_locked(Mailing(pk=mailing_id))
        if mailing.state != MailingState.RUNNING:
            return None
        lost = mailing.batches.filter(made_at=None, claimed_at__lt=now - CLAIM).first()
        if lost is not None:
            lost.claimed_at = now
            lost.save(update_fields=["claimed_at"])
            return lost
        return _new_batch(mailing, actor, now)


def _new_batch(mailing: Mailing, actor: User | None, now: datetime) -> PrintBatch | None:
    ready = Message.objects.filter(mailing=mailing, state=MessageState.READY, channel=Channel.LETTER, batch=None)
    first = ready.order_by("language", "pk").first()
    if first is None:
        return None
    ids = list(ready.filter(language=first.language).order_by("pk").values_list("pk", flat=True)[:BATCH_AT_MOST])
    number = (mailing.batches.aggregate(last=Max("number"))["last"] or 0) + 1
    batch = PrintBatch.objects.create(
        mailing=mailing,
        number=number,
        language=first.language,
        letters=len(ids),
        file_key=file_key_new(),
        claimed_at=now,
        by=actor,
    )
    Message.objects.filter(pk__in=ids).update(batch=batch)
    return batch


def batch_make(*, batch: PrintBatch, now: datetime) -> PrintBatch:
    """Make the PDF and the list of a batch, keep them sealed, and book its letters as printed."""
    messages = list(batch.messages.order_by("pk"))
    master = master_of(batch.mailing, batch.language)
    fields = [fields_of(message, batch.mailing, now=now) for message in messages]
    hashes = [hashlib.sha256(letter_pdf(master, one)).hexdigest() for one in fields]
    pdf_sha256, pdf_stored = sealed_keep(batch_pdf(master, fields), batch.file_key)
    manifest_sha256, manifest_stored = sealed_keep(_manifest(messages, fields, hashes), batch.file_key)
    with transaction.atomic(), audited(actor=batch.by or ACTOR, reason=f"Printed batch {batch.number}"):
        batch.pdf_sha256, batch.pdf_stored, batch.made_at, batch.problem = pdf_sha256, pdf_stored, now, ""
        batch.manifest_sha256, batch.manifest_stored = manifest_sha256, manifest_stored
        batch.save(
            update_fields=["pdf_sha256", "pdf_stored", "manifest_sha256", "manifest_stored", "made_at", "problem"]
        )
        _book(batch, [message.pk for message in messages], hashes, now)
    mailing_settle(mailing_id=batch.mailing_id, now=now)
    return batch


def batch_failed(*, batch: PrintBatch, problem: str, now: datetime) -> None:
    """Say on the mailing's page why a batch could not be made. It is tried again."""
    with audited(actor=ACTOR, reason=f"Batch {batch.number} could not be made"):
        batch.problem = problem[:500]
        batch.save(update_fields=["problem"])


def _book(batch: PrintBatch, ids: list[int], hashes: list[str], now: datetime) -> None:
    drill = batch.mailing.drill
    state = MessageState.DRILL if drill else MessageState.PRINTED
    words = f"batch {batch.number}" + ("; a drill: this is not mailed" if drill else "")
    with connection.cursor() as cursor:
        cursor.execute(BOOK, [state.value, state.value, now, ids, hashes])
        cursor.execute(WITNESS, [ids, [state.value] * len(ids), [now] * len(ids), [words] * len(ids)])


def _manifest(messages: Sequence[Message], fields: Sequence[MergeFields], hashes: Sequence[str]) -> bytes:
    rows = (
        (place, one.reference, one.lines[0], ", ".join(one.lines[1:]), message.language, sha256)
        for place, (message, one, sha256) in enumerate(zip(messages, fields, hashes, strict=True), start=1)
    )
    return "".join(csv_pieces(MANIFEST, rows)).encode()


def master_of(mailing: Mailing, language: str) -> Master:
    """The letter's master in a language. Raises StoredFileChanged, and ValueError for what is no master."""
    text = MailingText.objects.get(mailing=mailing, channel=Channel.LETTER, language=language)
    with open_verified(text.master_sha256) as stream:
        return master_read(stream.read())


def fields_of(message: Message, mailing: Mailing, *, now: datetime) -> MergeFields:
    """What differs on a family's letter."""
    sealed: Any = message.sealed
    return MergeFields(
        reference=message.reference,
        lines=(sealed["name"], *sealed["lines"]),
        salutation=sealed["salutation"],
        students=tuple(sealed["students"]),
        date=day_in_language(mailing_day(mailing, now=now), message.language),
    )


def letter_of(message: Message, *, now: datetime) -> bytes:
    """One letter as PDF: the very bytes whose hash its row keeps, once it was printed."""
    if message.mailing is None:
        raise ValueError("This message belongs to no mailing.")
    if message.sealed is None:
        raise ValueError("The names of this mailing were removed: their time is over.")
    return letter_pdf(master_of(message.mailing, message.language), fields_of(message, message.mailing, now=now))
