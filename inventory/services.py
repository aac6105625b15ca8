"""Writes of the inventory. Every one is audited."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from contracts.models import Document
from district.audit import Actor, audited
from district.models import School, User
from inventory.models import DataElement, ElementUse, ProductUse, ScheduleMark
from inventory.taxonomy import Element, elements_listed
from vendors.models import Product

USE_FIELDS = ("purpose", "content_area", "lowest_grade", "highest_grade", "in_use_since", "ended_on")
ELEMENT_USE_FIELDS = ("collected", "maintained", "disclosed", "how_used", "disclosed_to", "purpose")
# What a caller may leave out: it then stays as it is. Imports and older records know nothing of them.
USE_MORE = frozenset({"purpose_es", "users_under_13", "under_13_consent"})
ELEMENT_USE_MORE = frozenset({"how_used_es", "disclosed_to_es", "purpose_es"})


def elements_sync(*, actor: Actor, now: datetime, listed: Iterable[Element] | None = None) -> int:
    """Add what the product's list has and the district lacks; refresh rows that the district has not reworded.

    Returns the number of rows written. An element of the district's own with the same name is taken as the listed one.
    """
    wanted = {element.code: element for element in (elements_listed() if listed is None else listed)}
    with audited(actor=actor, reason="List of kinds of information brought up to date"):
        known = {row.code: row for row in DataElement.objects.select_for_update()}
        by_name = {row.name.casefold(): row for row in DataElement.objects.filter(code=None)}
        return sum(
            _element_write(known.get(code) or by_name.get(element.name.casefold()), element)
            for code, element in wanted.items()
        )


def _element_write(row: DataElement | None, element: Element) -> bool:
    values = {
        "code": element.code,
        "name": element.name,
        "group": element.group,
        "element_class": element.element_class,
        "explanation": element.explanation,
        "about_staff": element.about_staff,
    }
    if row is None:
        DataElement.objects.create(**values)
        return True
    if row.code is None:  # the district entered it first: its wording stays, from now on under the list's key
        row.code, row.own_words = element.code, True
        row.save(update_fields=["code", "own_words"])
        return True
    return not row.own_words and _changed(row, values)


def _changed(row: DataElement, values: Mapping[str, Any]) -> bool:
    different = [name for name, value in values.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, values[name])
    if different:
        row.save(update_fields=different)
    return bool(different)


def element_save(*, element: DataElement, actor: Actor, now: datetime) -> DataElement:
    """Keep a kind of information as the district words it; later versions of the list leave it alone."""
    with audited(actor=actor, reason="Kind of information worded by the district"):
        element.own_words = True
        element.full_clean()
        element.save()
    return element


def use_save(
    *,
    product: Product,
    actor: Actor,
    now: datetime,
    purpose: str,
    content_area: str,
    lowest_grade: str,
    highest_grade: str,
    schools: Iterable[School] = (),
    in_use_since: date | None = None,
    ended_on: date | None = None,
    **more: str,
) -> ProductUse:
    """Record that a product is in use, or change what the record says. Raises ValidationError in plain words.

    `more`: any of USE_MORE; what is left out stays as it is.
    """
    _only(more, USE_MORE)
    with audited(actor=actor, reason="Product in use recorded"):
        use = ProductUse.objects.select_for_update().filter(product=product).first() or ProductUse(product=product)
        values = (purpose, content_area, lowest_grade, highest_grade, in_use_since, ended_on)
        for name, value in (*zip(USE_FIELDS, values, strict=True), *more.items()):
            setattr(use, name, value)
        use.full_clean()
        use.save()
        use.schools.set(schools)
    return use


def _only(more: Mapping[str, str], known: frozenset[str]) -> None:
    if unknown := more.keys() - known:
        raise TypeError(f"These cannot be set here: {', '.join(sorted(unknown))}.")


def element_use_save(
    *,
    use: ProductUse,
    element: DataElement,
    actor: Actor,
    now: datetime,
    how_used: str,
    purpose: str,
    collected: bool = True,
    maintained: bool = True,
    disclosed: bool = False,
    disclosed_to: str = "",
    **more: str,
) -> ElementUse:
    """Record one kind of information of a product, or change it. Raises ValidationError in plain words.

    `more`: any of ELEMENT_USE_MORE; what is left out stays as it is.
    """
    _only(more, ELEMENT_USE_MORE)
    with audited(actor=actor, reason="Kind of information of a product recorded"):
        row = ElementUse.objects.select_for_update().filter(use=use, element=element).first()
        row = row or ElementUse(use=use, element=element)
        values = (collected, maintained, disclosed, how_used, disclosed_to, purpose)
        for name, value in (*zip(ELEMENT_USE_FIELDS, values, strict=True), *more.items()):
            setattr(row, name, value)
        row.full_clean()
        row.save()
    return row


def element_use_remove(*, use: ProductUse, element: DataElement, reason: str, actor: Actor, now: datetime) -> bool:
    """Take a kind of information off a product; whether it was there. The reason is kept in the trail."""
    with audited(actor=actor, reason=f"Kind of information removed: {reason}"):
        deleted, _ = ElementUse.objects.filter(use=use, element=element).delete()
    return bool(deleted)


def schedule_mark_add(
    *, document: Document, element: DataElement, answer: str, reason: str, actor: User, now: datetime
) -> ScheduleMark:
    """Keep a person's word on whether an agreement's schedule names a kind of information. Earlier words stay."""
    with audited(actor=actor, reason=f"Marked on the schedule: {reason}"):
        mark = ScheduleMark(
            document=document, element=element, answer=answer, reason=reason.strip(), marked_by=actor, marked_at=now
        )
        mark.full_clean()
        mark.save()
    return mark
