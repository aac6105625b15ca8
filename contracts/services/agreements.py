"""Entering and changing agreements. Their state changes only through contracts.services.states."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from contracts.models import Agreement, AgreementState, AgreementStateRow
from contracts.services.states import agreement_locked
from contracts.termclocks import term_clocks_follow
from district.audit import Actor, actor_label, audited
from vendors.models import Product

TERM_FIELDS = ("ends_on", "renews", "notice_days")
FIELDS = (
    "title",
    "kind",
    "starts_on",
    "ends_on",
    "renews",
    "notice_days",
    "amended_on",
    "offered_until",
    "reviewer",
    "description",
    "notes",
)


def agreement_create(*, products: Iterable[Product], actor: Actor, now: datetime, **values: Any) -> Agreement:
    """A new draft. `values`: FIELDS and `operator`. ValidationError, by field, where something is wrong."""
    agreement = Agreement(**_known(values, (*FIELDS, "operator")))
    with audited(actor=actor, reason=f"Entered the agreement {agreement.title}"):
        return agreement_save(agreement=agreement, products=products, actor=actor, now=now)


def agreement_update(
    *, agreement: Agreement, products: Iterable[Product] | None = None, actor: Actor, now: datetime, **values: Any
) -> Agreement:
    for name, value in _known(values, FIELDS).items():
        setattr(agreement, name, value)
    with audited(actor=actor, reason="Changed the agreement's record"):
        return agreement_save(agreement=agreement, products=products, actor=actor, now=now)


def agreement_save(
    *, agreement: Agreement, products: Iterable[Product] | None, actor: Actor, now: datetime
) -> Agreement:
    """Write an agreement that a form has filled: a new one gets its first state row.

    Called within a transaction. Where the term of a signed one changes, the clock of its end changes with it.
    """
    chosen = None if products is None else list(products)
    agreement_dates_check(agreement)
    products_check(agreement, chosen)
    agreement.full_clean()
    if agreement.pk:
        before = agreement_locked(agreement)
        agreement.save(update_fields=list(FIELDS))
        if before.state == AgreementState.SIGNED and _term_changed(before, agreement):
            term_clocks_follow(agreement=agreement, actor=actor, now=now)
    else:
        agreement.save(force_insert=True)
        AgreementStateRow.objects.create(
            agreement=agreement, state=AgreementState.DRAFT, at=now, actor=actor_label(actor), reason="entered"
        )
    if chosen is not None:
        agreement.products.set(chosen)
    return agreement


def _term_changed(before: Agreement, after: Agreement) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in TERM_FIELDS)


def agreement_dates_check(agreement: Agreement) -> None:
    """The term ends no earlier than it begins, and an amendment comes no earlier than what it amends."""
    problems: dict[str, str] = {}
    if agreement.starts_on and agreement.ends_on and agreement.ends_on < agreement.starts_on:
        problems["ends_on"] = "The term ends before it begins. Correct one of the two dates."
    if agreement.starts_on and agreement.amended_on and agreement.amended_on < agreement.starts_on:
        problems["amended_on"] = "The renewal or amendment comes before the term begins. Correct one of the two dates."
    if agreement.starts_on and agreement.offered_until and agreement.offered_until < agreement.starts_on:
        problems["offered_until"] = "The offer to other districts ends before the term begins. Correct one of the two."
    if agreement.notice_days is not None and agreement.ends_on is None:
        problems["notice_days"] = "Days of notice count back from the end of the term: give that day, too."
    if problems:
        raise ValidationError(problems)


def products_check(agreement: Agreement, products: list[Product] | None) -> None:
    """An agreement covers at least one product, and only products of its own operator."""
    if products is None:
        return
    if not products:
        raise ValidationError({"products": "Choose at least one product that the agreement covers."})
    if strangers := [product.name for product in products if product.operator_id != agreement.operator_id]:
        raise ValidationError({"products": f"Not a product of this operator: {', '.join(strangers)}."})


def _known(values: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    if unknown := values.keys() - set(fields):
        raise TypeError(f"These cannot be set here: {', '.join(sorted(unknown))}.")
    return values
