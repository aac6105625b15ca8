"""Reads of the outbox and of mailings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from district.models import User
from notices.models import BounceList, Channel, Mailing, MailingText, Message, MessageState, PrintBatch
from notices.references import ReferenceUnreadable, reference_read
from roster.keys import email_key, name_typed_key
from roster.selectors import guardians_matching, students_matching

VIEW = "notices.view_mailing"
# What a person has something to do about, and what that is.
WORK = {
    MessageState.NO_ADDRESS: "No address: find one",
    MessageState.BOUNCED: "Bounced: try another address",
    MessageState.FAILED: "Given up after many attempts: try another address",
    MessageState.RETURNED: "Returned by the post: try another address",
}


def messages_failed() -> QuerySet[Message]:
    """Messages of the house given up after many attempts, for the office. Families' stand with what they are about."""
    return Message.objects.filter(state=MessageState.FAILED, mailing=None, kind="")


def mailings_visible_to(user: User) -> QuerySet[Mailing]:
    """All mailings with the right to view, none without."""
    return Mailing.objects.all() if user.has_perm(VIEW) else Mailing.objects.none()


def messages_visible_to(user: User) -> QuerySet[Message]:
    """Messages to families that a person may see: of mailings, and single ones about requests."""
    rows = Message.objects.exclude(kind="")
    return rows.select_related("mailing", "batch", "retry_of") if user.has_perm(VIEW) else rows.none()


def mailings_listed(user: User) -> QuerySet[Mailing]:
    """With who prepared and approved each."""
    return mailings_visible_to(user).select_related("prepared_by", "approved_by", "content_type")


@dataclass(frozen=True, slots=True)
class StateCount:
    """So many messages of one channel, state and language."""

    channel: str
    state: str
    language: str
    number: int


def mailing_counts(mailing: Mailing) -> list[StateCount]:
    """One query, whatever the number of messages."""
    rows = Message.objects.filter(mailing=mailing).order_by("channel", "state", "language")
    return [StateCount(*row) for row in rows.values_list("channel", "state", "language").annotate(number=Count("pk"))]


def mailing_work(mailing: Mailing) -> QuerySet[Message]:
    """Messages that wait for a person: without a usable address, and without a second try yet."""
    return Message.objects.filter(mailing=mailing, state__in=list(WORK), retries=None)


def mailing_texts(mailing: Mailing) -> list[MailingText]:
    return list(mailing.texts.all())


def mailing_batches(mailing: Mailing) -> list[PrintBatch]:
    return list(mailing.batches.select_related("mailed_by"))


def batches_visible_to(user: User) -> QuerySet[PrintBatch]:
    rows = PrintBatch.objects.select_related("mailing")
    return rows if user.has_perm(VIEW) else rows.none()


def bounce_lists_visible_to(user: User) -> QuerySet[BounceList]:
    rows = BounceList.objects.select_related("by", "mailing")
    return rows if user.has_perm(VIEW) else rows.none()


def messages_narrowed(mailing: Mailing, *, state: str, channel: str, language: str, work: bool) -> QuerySet[Message]:
    """The messages of a mailing by what they are; all of them where nothing is asked."""
    rows = mailing_work(mailing) if work else Message.objects.filter(mailing=mailing)
    for name, value in (("state", state), ("channel", channel), ("language", language)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.defer("content").order_by("pk")


def family_messages(user: User, words: str) -> list[Message]:
    """Everything that one family got: by reference, e-mail address, pupil's number, or a whole name of one of them.

    The roster says whose guardian or pupil that is, and all messages about these pupils are theirs. What the roster has
    forgotten is found by the keys that each message keeps, until retention removes them with its names. At most 200,
    the newest first; three queries.
    """
    words = words.strip()
    if not words or not user.has_perm(VIEW):
        return []
    asked = _reference(words) or _people(words)
    rows = messages_visible_to(user).filter(asked).prefetch_related("evidence")
    return list(rows.order_by("-queued_at", "-pk")[:200])


def _reference(words: str) -> Q | None:
    try:
        return Q(reference=reference_read(words))
    except ReferenceUnreadable:
        return None


def _people(words: str) -> Q:
    students = _student_ids(words)
    guardians = list(guardians_matching(words).values_list("pk", flat=True)[:200]) if "@" in words else []
    keys = [key for key in (email_key(words), name_typed_key(words)) if key]
    return Q(keys__overlap=keys) | Q(student_ids__overlap=students) | Q(guardian_id__in=guardians)


def _student_ids(words: str) -> list[int]:
    """Pupils of whom these words are the number, the whole name, or a guardian's address."""
    if "@" in words:
        found = students_matching(guardian_email=words)
        return list(found.values_list("pk", flat=True)[:200])
    found = (
        students_matching(number=words) | students_matching(name=words)
        if " " in words
        else students_matching(number=words)
    )
    return list(found.values_list("pk", flat=True)[:200])


def names_of(messages: Sequence[Message]) -> Iterable[str]:
    """Names on messages, as they are sealed there."""
    for message in messages:
        sealed = message.sealed
        yield sealed["name"] if isinstance(sealed, dict) else ""


def files_named() -> set[str]:
    """Every file of the private store that a mailing's row names."""
    masters = MailingText.objects.exclude(master_sha256="").values_list("master_sha256", flat=True)
    batches = PrintBatch.objects.values_list("pdf_stored", "manifest_stored", "certificate_stored")
    return {*masters, *(name for row in batches for name in row if name)}


def channel_label(channel: str) -> str:
    return str(Channel(channel).label)
