"""Permanent addresses: made once from the name, kept when the name changes."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from vendors.models import FormerAddress, Operator, Product

MOST_CHARACTERS = 200


def slug_made(model: type[Operator] | type[Product], name: str) -> str:
    """A free slug for a new row of `model`: the name's, with -2, -3 … where it is taken.

    A name without a Latin letter or digit gives the model's own name as the stem. An address that leads on from a
    merged record is taken, too.
    """
    stem = _stem(model, name)
    return _free(stem, _taken(model, Q(slug__startswith=stem)))


def slugs_made(model: type[Operator] | type[Product], names: Sequence[str]) -> list[str]:
    """Free slugs for many new rows at once, each another one; two queries whatever their number."""
    taken = _taken(model, Q()) if names else set()
    found = []
    for name in names:
        slug = _free(_stem(model, name), taken)
        taken.add(slug)
        found.append(slug)
    return found


def _stem(model: Any, name: str) -> str:
    return slugify(name)[:MOST_CHARACTERS].strip("-") or model._meta.model_name or "entry"


def _taken(model: Any, which: Q) -> set[str]:
    former = FormerAddress.objects.filter(which, of_product=model is Product)
    rows = model._default_manager.filter(which)
    return {*rows.values_list("slug", flat=True), *former.values_list("slug", flat=True)}


def _free(stem: str, taken: set[str]) -> str:
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
