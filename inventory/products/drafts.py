"""Proposed words for what a product holds: proposed from the list, edited, and confirmed by a person (A2)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError

from district.audit import Actor, actor_label, audited
from district.refusals import Refused
from inventory.models import DataElement, ElementDraft, ElementUse, ProductUse
from inventory.services import element_use_save
from inventory.typical import typical_of

WORDS: Final = ("how_used", "how_used_es", "disclosed_to", "disclosed_to_es", "purpose", "purpose_es")
HANDLED: Final = ("collected", "maintained", "disclosed")
FIELDS: Final = (*HANDLED, *WORDS)
FROM_LIST: Final = "the list of kinds of information"
KEPT: Final = "This kind of information is confirmed for the product already."


def drafts_propose(*, use: ProductUse, elements: Collection[DataElement], actor: Actor, now: datetime) -> int:
    """Propose kinds of information with their typical words; how many. What is listed or proposed already stays."""
    with audited(actor=actor, reason="Kinds of information proposed from the list"):
        return sum(_proposed(use, element, _typical(element), FROM_LIST, actor, now) for element in elements)


def drafts_propose_like(*, use: ProductUse, like: ProductUse, actor: Actor, now: datetime) -> int:
    """Propose everything that another product holds, in its words; how many."""
    if like.pk == use.pk:
        raise Refused("Choose another product.", "like")
    with audited(actor=actor, reason=f"Kinds of information proposed from {like}"):
        rows = ElementUse.objects.filter(use=like).select_related("element")
        origin = str(like)[:200]
        return sum(_proposed(use, row.element, _values(row), origin, actor, now) for row in rows)


def draft_save(*, draft: ElementDraft, values: Mapping[str, Any], actor: Actor, now: datetime) -> ElementDraft:
    """Keep what a person made of a draft so far. `values`: any of FIELDS."""
    with audited(actor=actor, reason=f"Proposal edited: {draft.element}"):
        locked = _locked(draft)
        for name in values.keys() & set(FIELDS):
            setattr(locked, name, values[name])
        locked.save(update_fields=list(FIELDS))
    return locked


def draft_confirm(*, draft: ElementDraft, values: Mapping[str, Any], actor: Actor, now: datetime) -> ElementUse:
    """A person stands by the words: from now on the product is said to hold it. ValidationError where words lack."""
    with audited(actor=actor, reason=f"Kind of information confirmed: {draft.element}"):
        locked = _locked(draft)
        if ElementUse.objects.filter(use=locked.use, element=locked.element).exists():
            raise ValidationError(KEPT)
        row = element_use_save(
            use=locked.use, element=locked.element, actor=actor, now=now, **{**_values(locked), **values}
        )
        locked.delete()
    return row


def draft_discard(*, draft: ElementDraft, actor: Actor, now: datetime) -> None:
    """The product does not hold it: the proposal goes."""
    with audited(actor=actor, reason=f"Proposal taken back: {draft.element}"):
        ElementDraft.objects.filter(pk=draft.pk).delete()


def _locked(draft: ElementDraft) -> ElementDraft:
    """The draft, held until the transaction ends. Refused where somebody decided on it in the meantime."""
    rows = ElementDraft.objects.select_for_update(of=("self",)).select_related("use", "element")
    locked = rows.filter(pk=draft.pk).first()
    if locked is None:
        raise Refused("Somebody decided on this proposal already.")
    return locked


def _proposed(
    use: ProductUse, element: DataElement, values: Mapping[str, Any], origin: str, actor: Actor, now: datetime
) -> bool:
    if ElementUse.objects.filter(use=use, element=element).exists():
        return False
    defaults = {**values, "proposed_from": origin, "proposed_at": now, "proposed_by": actor_label(actor)}
    return ElementDraft.objects.get_or_create(use=use, element=element, defaults=defaults)[1]


def _typical(element: DataElement) -> dict[str, Any]:
    typical = typical_of(element.code)
    return {
        "how_used": typical.how_used,
        "how_used_es": typical.how_used_es,
        "purpose": typical.purpose,
        "purpose_es": typical.purpose_es,
    }


def _values(row: ElementUse | ElementDraft) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}
