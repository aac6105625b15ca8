"""Permanent addresses: made once from the name, kept when the name changes."""

from django.db.models import Model
from django.utils.text import slugify

MOST_CHARACTERS = 200


def slug_made(model: type[Model], name: str) -> str:
    """A free slug for a new row of `model`: the name's, with -2, -3 … where it is taken.

    A name without a Latin letter or digit gives the model's own name as the stem.
    """
    stem = slugify(name)[:MOST_CHARACTERS].strip("-") or model._meta.model_name or "entry"
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
