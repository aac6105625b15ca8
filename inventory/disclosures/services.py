"""Writes of the register."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError

from district.audit import audited
from district.models import User
from inventory.disclosures.cover import exceptions_offered
from inventory.keeping import MOST
from inventory.models import DataElement, Disclosure
from inventory.sealing import GivenFile, file_sealed

# Name in the store and key belong together: all three are written, or none. A row that was read a while ago, and
# without its key, may hold what stood before another's document.
DOCUMENT: Final = ("document_name", "document_sha256", "document_sealed")
# What an edit leaves as it is: who entered it, and its end, which has a service of its own.
NOT_EDITED: Final = frozenset({"id", "entered_by", "entered_at", "ended_on", "ended_because", *DOCUMENT})


def disclosure_save(
    *,
    disclosure: Disclosure,
    elements: Iterable[DataElement],
    packs: Iterable[str],
    document: GivenFile | None = None,
    actor: User,
    now: datetime,
) -> Disclosure:
    """Keep an entry with its kinds of information and, where one came, the exception's document, sealed.

    The exception's words and citation are kept as the pack says them today. Raises ValidationError where it is no
    exception of an adopted pack, and Refused, at `document`, for a file that may not be kept.
    """
    _exception_frozen(disclosure, packs)
    if not disclosure.exception:
        disclosure.document_name, disclosure.document_sha256, disclosure.document_sealed = "", "", None
    elif document is not None:
        with file_sealed(document, field="document", most=MOST) as sealed:
            disclosure.document_name, disclosure.document_sha256 = "", sealed.stored
            disclosure.document_sealed = sealed.beside()
            return _saved(disclosure, elements, DOCUMENT, actor, now)
    return _saved(disclosure, elements, () if disclosure.exception else DOCUMENT, actor, now)


def _saved(
    disclosure: Disclosure, elements: Iterable[DataElement], document: Iterable[str], actor: User, now: datetime
) -> Disclosure:
    """Write it; of an entry that was there, the columns of `document` too, which are DOCUMENT or none."""
    new = disclosure.pk is None
    if new:
        disclosure.entered_by, disclosure.entered_at = actor, now
    with audited(actor=actor, reason=f"Disclosure register: {'new' if new else 'changed'} {disclosure.recipient}"):
        if new:
            disclosure.save()
        else:
            ended_on = Disclosure.objects.select_for_update().only("ended_on").get(pk=disclosure.pk).ended_on
            if ended_on is not None and ended_on < disclosure.first_on:
                raise ValidationError("It has ended in the meantime, before this day.")
            edited = {field.name for field in Disclosure._meta.concrete_fields} - NOT_EDITED
            disclosure.save(update_fields=[*edited, *document])
        disclosure.elements.set(elements)
    return disclosure


def _exception_frozen(disclosure: Disclosure, packs: Iterable[str]) -> None:
    if not disclosure.exception:
        disclosure.exception_words = disclosure.exception_citation = disclosure.exception_reason = ""
        return
    offered = {one.key: one for one in exceptions_offered(packs)}
    if disclosure.exception in offered:
        chosen = offered[disclosure.exception]
        disclosure.exception_words, disclosure.exception_citation = chosen.text, chosen.citation
    elif not disclosure.exception_words:  # one that was kept before stays, whatever became of its pack
        raise ValidationError({"exception": "No adopted rule pack names this exception."})


def disclosure_end(*, disclosure: Disclosure, ended_on: date, because: str, actor: User) -> Disclosure:
    """Nothing is given any more since that day. Raises ValidationError for a day before it began."""
    if ended_on < disclosure.first_on:
        raise ValidationError({"ended_on": "It cannot end before it began."})
    with audited(actor=actor, reason=f"Disclosure register: {disclosure.number} ended: {because}"):
        disclosure.ended_on, disclosure.ended_because = ended_on, because
        disclosure.save(update_fields=["ended_on", "ended_because"])
    return disclosure
