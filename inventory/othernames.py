"""Other names of operators and products: what files write for them, and what they were called before a merger."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from district.models import User
from inventory.importing.names import name_key
from inventory.models import NameKind, OtherName, SeenApp, SeenMatch
from vendors.models import Product


def name_remembered(*, kept: Any, gone: Any, actor: User, now: datetime) -> list[str]:
    """What goes is known by its name from now on, so that no file makes it anew. A joiner of both kinds of merger."""
    key = name_key(gone.name)
    if key == name_key(kept.name):
        return []
    product = isinstance(kept, Product)
    if product:  # the name by which they were known is no longer the product's own
        known = SeenApp.objects.filter(product=gone, matched=SeenMatch.EXACT)
        known.exclude(name_key=name_key(kept.name)).update(matched=SeenMatch.OTHER_NAME)
    OtherName.objects.update_or_create(
        kind=NameKind.PRODUCT if product else NameKind.OPERATOR,
        operator_key=name_key(kept.operator.name) if product else "",
        name_key=key,
        defaults={
            "written": gone.name,
            "product": kept if product else None,
            "operator": None if product else kept,
            "said_by": actor,
            "said_at": now,
        },
    )
    return [f"“{gone.name}” is remembered: files that write it, and searches for it, find {kept.name}."]


def product_known_as(word: str) -> Q:
    """Of products: an other name of theirs, or of their operator, holds what was typed."""
    named = OtherName.objects.filter(written__icontains=word)
    of_operators = named.filter(kind=NameKind.OPERATOR).values("operator")
    return Q(pk__in=named.filter(kind=NameKind.PRODUCT).values("product")) | Q(operator__in=of_operators)


def product_other_names() -> list[tuple[int, str]]:
    """Other names of all products, each with its product's number."""
    rows = OtherName.objects.filter(kind=NameKind.PRODUCT).values_list("product_id", "written")
    return [(pk, written) for pk, written in rows if pk is not None]


def operator_known_as(word: str) -> Q:
    """Of operators: an other name of theirs holds what was typed."""
    named = OtherName.objects.filter(kind=NameKind.OPERATOR, written__icontains=word)
    return Q(pk__in=named.values("operator"))
