"""A plan into the inventory, in few statements whatever the number of rows. Call it within the import's transaction.

The records' own rules were checked when the plan was made; the database checks them again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import models

from inventory.importing.planning import Plan
from inventory.importing.targets import Target
from inventory.models import ElementUse, ProductUse, ProductUseSchool
from vendors.models import Contact, Operator, Product, Subcontractor
from vendors.slugs import slugs_made

BATCH: Final = 1_000


def plan_write(plan: Plan) -> None:
    """Create what is new, change what changes. Leaves every target with its number."""
    new = [one for one in plan.operators if one.pk is None]
    there = [one for one in plan.operators if one.pk is not None]
    _made(Operator, new, slugs_made(Operator, [one.name for one in new]))
    _changed(Operator, there)
    for kind, model in (("contact", Contact), ("subcontractor", Subcontractor)):
        parts = [(part, {"operator_id": one.pk}) for one in plan.operators for part in _parts(one, kind)]
        _parts_written(model, parts)
    _products(plan)
    uses = [(part, {"product_id": one.pk}) for one, _ in plan.products for part in _parts(one, "use")]
    schools = [(part, part.write.pop("schools")) for part, _ in uses if "schools" in part.write]
    _parts_written(ProductUse, uses)
    _schools(schools)
    elements = [
        (part, {"use_id": one.parts["use"].pk, "element_id": key[1]})
        for one, _ in plan.products
        for key, part in one.parts.items()
        if part.kind == "element" and part.exists
    ]
    _parts_written(ElementUse, elements)


def _products(plan: Plan) -> None:
    new = [(one, owner) for one, owner in plan.products if one.pk is None]
    slugs = slugs_made(Product, [one.name for one, _ in new])
    _made(Product, [one for one, _ in new], slugs, [{"operator_id": owner.pk} for _, owner in new])
    made = {id(one) for one, _ in new}
    _changed(Product, [one for one, _ in plan.products if id(one) not in made])


def _parts(target: Target, kind: str) -> Iterator[Target]:
    return (part for part in target.parts.values() if part.kind == kind and part.exists)


def _made(model: Any, targets: Sequence[Target], slugs: Sequence[str], more: Sequence[dict[str, Any]] = ()) -> None:
    rows = [
        model(name=one.name, slug=slug, **{**one.there, **one.write}, **(more[place] if more else {}))
        for place, (one, slug) in enumerate(zip(targets, slugs, strict=True))
    ]
    _numbered(targets, model.objects.bulk_create(rows, batch_size=BATCH))


def _parts_written(model: Any, parts: Sequence[tuple[Target, dict[str, Any]]]) -> None:
    new = [(one, of) for one, of in parts if one.pk is None]
    named = {"name"} & {field.name for field in model._meta.get_fields()}
    rows = []
    for one, of in new:
        values = {name: value for name, value in {**one.there, **one.write}.items() if name != "schools"}
        rows.append(model(**values, **of, **dict.fromkeys(named, one.name)))
    made = {id(one) for one, _ in new}
    changed = [one for one, _ in parts if id(one) not in made]
    _numbered([one for one, _ in new], model.objects.bulk_create(rows, batch_size=BATCH))
    _changed(model, changed)


def _numbered(targets: Sequence[Target], rows: Iterable[models.Model]) -> None:
    for target, row in zip(targets, rows, strict=True):
        target.pk = row.pk


def _changed(model: Any, targets: Iterable[Target]) -> None:
    """Rows that change the same fields are changed together."""
    alike: dict[tuple[str, ...], list[Target]] = defaultdict(list)
    for one in targets:
        if one.write:
            alike[tuple(sorted(one.write))].append(one)
    for fields, group in alike.items():
        rows = [model(pk=one.pk, **one.write) for one in group]
        model.objects.bulk_update(rows, fields, batch_size=BATCH)


def _schools(wanted: Sequence[tuple[Target, list[int]]]) -> None:
    """Links that stay are left alone, so that the trail tells only what began and stopped."""
    gone = {(use.pk, pk) for use, schools in wanted for pk in set(use.there["schools"]) - set(schools)}
    links = ProductUseSchool.objects.filter(productuse_id__in={use for use, _ in gone})
    ended = [link.pk for link in links if (link.productuse_id, link.school_id) in gone]
    ProductUseSchool.objects.filter(pk__in=ended).delete()
    ProductUse.schools.through.objects.bulk_create(
        [
            ProductUse.schools.through(productuse_id=use.pk, school_id=pk)
            for use, schools in wanted
            for pk in sorted(set(schools) - set(use.there["schools"]))
        ],
        batch_size=BATCH,
    )
