"""The parts that tell what went out: who was told at once, the mailings to families with their hashes, and counts.

Families are counted and never named. Each message stands in the register under the reference that is printed on it;
the register itself is attached to the PDF as a spreadsheet, whatever the number of messages.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, QuerySet

from breaches.evidence.parts import Block, Case, Heading, Part, Terms, Words, table, terms
from breaches.models import Breach, Told
from district.csvwriting import csv_pieces
from district.roles import ROLE_NAMES
from notices.models import BounceList, Channel, Mailing, MailingText, Message, MessageState, PrintBatch

# A printed row of the register costs the layout as much as a paragraph: beyond this, the attached register has them.
MOST_PRINTED: Final = 600
REGISTER_HEADS: Final = ("Reference", "Mailing", "Channel", "Language", "State", "Sent", "Batch", "SHA-256")
REGISTER_NAME: Final = "register-of-messages.csv"


def told_told(case: Case) -> Part:
    told = list(Told.objects.filter(breach=case.breach).select_related("person", "contact", "message"))
    rows = [
        (
            row.name,
            ROLE_NAMES.get(row.role, row.role),
            case.moment(row.at),
            row.address or "–",
            row.message.get_state_display() if row.message else "by letter" if row.letter_sha256 else "–",
            case.file(f"Letter to {row.name}", row.letter_sha256, case.moment(row.at)),
        )
        for row in told
    ]
    heads = ("Who", "As", "When", "At", "Message", "SHA-256 of the letter")
    blocks = (table("Told when the breach was reported", heads, rows, hashes=[5]),) if rows else ()
    return Part("told", "Told at once", blocks, len(told), "Nobody was told by the product.")


def mailings_of(breach: Breach) -> QuerySet[Mailing]:
    """The mailings about a breach, oldest first."""
    subject = ContentType.objects.get_for_model(Breach)
    return Mailing.objects.filter(content_type=subject, object_id=breach.pk).order_by("prepared_at", "pk")


def messages_told(case: Case) -> Part:
    """Each mailing: who let it go, what it says in each language, how many families it reached, and its hashes."""
    mailings = list(
        mailings_of(case.breach)
        .select_related("prepared_by", "approved_by")
        .prefetch_related("texts", "batches__by", "bounce_lists__by")
    )
    counts = _counts(case.breach)
    blocks: list[Block] = []
    for mailing in mailings:
        blocks += _mailing(case, mailing, counts.get(mailing.pk, []))
    total = sum(number for rows in counts.values() for *_, number in rows)
    if total:
        blocks += _register(case, total)
    return Part("messages", "Letters and messages to families", tuple(blocks), total, "No family was written to.")


def _counts(breach: Breach) -> dict[int, list[tuple[str, str, str, int]]]:
    """By mailing: (channel, language, state, number), in one query."""
    found: dict[int, list[tuple[str, str, str, int]]] = {}
    rows = (
        Message.objects.filter(mailing__in=mailings_of(breach))
        .order_by("channel", "language", "state")
        .values_list("mailing", "channel", "language", "state")
        .annotate(number=Count("pk"))
    )
    for mailing, channel, language, state, number in rows:
        found.setdefault(int(mailing or 0), []).append((channel, language, state, number))
    return found


def _mailing(case: Case, mailing: Mailing, counts: list[tuple[str, str, str, int]]) -> Iterator[Block]:
    yield Heading(mailing.title)
    yield _letting_go(case, mailing)
    if counts:
        rows = [(*_labels(channel, state), language, f"{number:,}") for channel, language, state, number in counts]
        yield table("What became of the messages", ("Channel", "State", "Language", "Messages"), rows)
    if texts := list(mailing.texts.all()):
        text_rows = [_text(case, mailing, text) for text in texts]
        heads = ("Channel", "Language", "Subject", "Required contents", "SHA-256 of the letter's master")
        yield table("What it says", heads, text_rows, hashes=[4])
    if batches := list(mailing.batches.all()):
        batch_rows = [_batch(case, mailing, batch) for batch in batches]
        heads = ("Batch", "Letters", "Mailed", "SHA-256 of the letters", "SHA-256 of the proof of mailing")
        yield table("Print batches", heads, batch_rows, hashes=[3, 4])
    if bounces := list(mailing.bounce_lists.all()):
        bounce_rows = [_bounces(case, bounce) for bounce in bounces]
        yield table("Lists of bounces", ("File", "When", "By", "Matched", "SHA-256"), bounce_rows, hashes=[4])


def _labels(channel: str, state: str) -> tuple[str, str]:
    return str(Channel(channel).label), str(MessageState(state).label)


def _bounces(case: Case, bounces: BounceList) -> tuple[object, ...]:
    sha256 = case.file(f"Bounces: {bounces.file_name}", bounces.file_sha256, case.moment(bounces.at))
    return bounces.file_name, case.moment(bounces.at), bounces.by, bounces.matched, sha256


def _letting_go(case: Case, mailing: Mailing) -> Terms:
    return terms(
        ("State", mailing.get_state_display()),
        ("Prepared", f"{case.moment(mailing.prepared_at)} by {mailing.prepared_by}"),
        ("Approved", f"{case.moment(mailing.approved_at)} by {mailing.approved_by}" if mailing.approved_by else "no"),
        ("Started", case.moment(mailing.started_at) if mailing.started_at else ""),
        ("The last one left", case.moment(mailing.left_at) if mailing.left_at else ""),
        ("Why it is paused or was stopped", mailing.why),
    )


def _text(case: Case, mailing: Mailing, text: MailingText) -> tuple[object, ...]:
    name = f"Master of the letter in {text.language}, {mailing.title}"
    sha256 = case.file(name, text.master_sha256, case.moment(mailing.prepared_at))
    return text.get_channel_display(), text.language, text.subject, _checked(text.checked), sha256


def _checked(checked: dict[str, Any]) -> str:
    return f"{len(checked)} checked" if checked else ""


def _batch(case: Case, mailing: Mailing, batch: PrintBatch) -> tuple[object, ...]:
    name = f"Letters of batch {batch.number}, {mailing.title}"
    day = batch.mailed_on.isoformat() if batch.mailed_on else ""
    letters = case.file(name, batch.pdf_sha256, day)
    case.file(f"Manifest of batch {batch.number}, {mailing.title}", batch.manifest_sha256)
    proof = case.file(f"Proof of mailing of batch {batch.number}, {mailing.title}", batch.certificate_sha256, day)
    return f"{batch.number} ({batch.language})", batch.letters, day or "not yet", letters, proof


def _register(case: Case, total: int) -> list[Block]:
    words = (
        f"Each of the {total:,} messages has a line in the register, under the reference that is printed on it, with "
        f"the SHA-256 of exactly what was sent. The whole register is attached to this PDF as {REGISTER_NAME}."
    )
    blocks: list[Block] = [Heading("The register of messages"), Words(words)]
    if total > MOST_PRINTED:
        return [*blocks, Words(f"It is not printed here: it has more than {MOST_PRINTED:,} lines.")]
    rows = [(row[0], *row[2:6], row[7]) for row in register_rows(case)]
    heads = tuple(REGISTER_HEADS[place] for place in (0, 2, 3, 4, 5, 7))
    return [*blocks, table("Every message", heads, rows, hashes=[5])]


def register_rows(case: Case) -> Iterator[tuple[str, ...]]:
    """Lines of the register, in the order of mailings: as REGISTER_HEADS. Times are ISO 8601 in UTC."""
    rows: Any = (
        Message.objects.filter(mailing__in=mailings_of(case.breach))
        .order_by("mailing", "pk")
        .values_list(
            "reference", "mailing__title", "channel", "language", "state", "sent_at", "batch__number", "content_sha256"
        )
        .iterator(chunk_size=5000)
    )
    for reference, title, channel, language, state, sent_at, batch, sha256 in rows:
        sent = sent_at.isoformat() if sent_at else ""
        by, stands = _labels(channel, state)
        yield reference, title, by, language, stands, sent, str(batch or ""), sha256


def register_csv(case: Case) -> bytes:
    """The whole register, for the spreadsheet that is attached; empty where nothing was written to anybody."""
    pieces = list(csv_pieces(REGISTER_HEADS, register_rows(case)))
    return "".join(pieces).encode() if len(pieces) > 1 else b""
