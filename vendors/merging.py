"""Two records of one operator or product become one: everything moves, the old address leads on, history stays.

What points to the record that goes is found through Django itself, so that rooms above need no list here. A room whose
records cannot simply move (because both sides have one) registers a joiner in its `AppConfig.ready`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, models, transaction
from django.db.models.functions import Lower
from pghistory.models import Event

from district.audit import audited
from district.models import User
from district.refusals import Refused
from vendors.models import FormerAddress, Merger, Operator, Product, Subcontractor

# Rows that name a record by its type and number, and that belong to whoever may see it, not to the record's content.
LEFT_BEHIND: Final = (
    "admin.logentry",
    "auth.permission",
    "guardian.userobjectpermission",
    "guardian.groupobjectpermission",
)
Mergeable = Operator | Product
Moved = list[tuple[str, int]]


class Joiner(Protocol):
    """Joins a room's own records of the two, before the rest moves; gives back what it did, in sentences."""

    def __call__(self, *, kept: Any, gone: Any, actor: User, now: datetime) -> list[str]: ...


JOINERS: dict[tuple[str, str], Joiner] = {}


def merge_joins(model: type[models.Model], name: str) -> Callable[[Joiner], Joiner]:
    """Register a joiner for mergers of `model` under a room's name; the same name replaces it."""

    def register(joiner: Joiner) -> Joiner:
        JOINERS[model._meta.label_lower, name] = joiner
        return joiner

    return register


class MergeRefused(Refused):
    """The two cannot become one now; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merger does, in words: what moves (words and number), what is joined, what the kept one takes over."""

    moved: tuple[tuple[str, int], ...]
    joined: tuple[str, ...]
    taken: tuple[str, ...]


def merge_preview(*, kept: Mergeable, gone: Mergeable, actor: User, now: datetime) -> Merged:
    """What merging would do: it is done for a moment and undone. Raises MergeRefused as `merge` would."""
    with transaction.atomic():
        found = merge(kept=kept, gone=gone, reason="preview", actor=actor, now=now)
        transaction.set_rollback(True)
    return found


def merge(*, kept: Mergeable, gone: Mergeable, reason: str, actor: User, now: datetime) -> Merged:
    """Make two records one: `gone` is removed, its history and address are kept. Raises MergeRefused, in a sentence."""
    _allowed(kept, gone, reason)
    with audited(actor=actor, reason=f"Merged {gone} into {kept}: {reason.strip()}"):
        kept_now, gone_now = _locked(kept, gone)
        try:
            with transaction.atomic():
                return _merge(kept_now, gone_now, reason.strip(), actor, now)
        except DatabaseError as error:
            words = f"Something of both can stand only once, and must be settled first: {_named(error)}."
            raise MergeRefused(words) from error


def _merge(kept: Any, gone: Any, reason: str, actor: User, now: datetime) -> Merged:
    values, label = _values(gone), type(kept)._meta.label_lower
    joined = _names_joined(kept, gone, actor, now) if isinstance(kept, Operator) else []
    for (model, _), joiner in JOINERS.items():
        if model == label:
            joined += joiner(kept=kept, gone=gone, actor=actor, now=now)
    moved = [*_rows_moved(kept, gone), *_links_moved(kept, gone), *_subjects_moved(kept, gone)]
    side = {"product": kept} if isinstance(kept, Product) else {"operator": kept}
    name, slug = gone.name, gone.slug
    gone.delete()
    taken = _filled(kept, values)
    FormerAddress.objects.create(slug=slug, of_product=isinstance(kept, Product), **side)
    Merger.objects.create(
        **side, gone_name=name, gone_slug=slug, gone=values, moved=moved, reason=reason, merged_at=now, merged_by=actor
    )
    return Merged(tuple(moved), tuple(joined), tuple(taken))


def _allowed(kept: Mergeable, gone: Mergeable, reason: str) -> None:
    if type(kept) is not type(gone) or kept.pk == gone.pk:
        raise MergeRefused("Choose two different records of the same kind.")
    if not reason.strip():
        raise MergeRefused("Say how you know that the two are one: the reason is kept.", "reason")
    if isinstance(kept, Product) and isinstance(gone, Product) and kept.operator_id != gone.operator_id:
        raise MergeRefused("They are of two operators. If these are one company, merge the operators first.")


def _locked(kept: Any, gone: Any) -> tuple[Any, Any]:
    """Both rows, held in the order of their numbers. Refused where one was merged in the meantime."""
    rows = {row.pk: row for row in type(kept).objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, gone.pk])}
    if len(rows) != 2:
        raise MergeRefused("One of the two is not there any more.")
    return rows[kept.pk], rows[gone.pk]


def _names_joined(kept: Operator, gone: Operator, actor: User, now: datetime) -> list[str]:
    """Products and subcontractors of the same name become one, too: they could not stand side by side."""
    words = []
    ours = {row.name.lower(): row for row in Product.objects.filter(operator=kept)}
    for double in Product.objects.annotate(low=Lower("name")).filter(operator=gone, low__in=ours):
        reason = f"Both operators have it, and {gone} was merged into {kept}"
        Product.objects.filter(pk=double.pk).update(operator=kept, name=f"{double.name[:180]} ({gone.pk})")
        double.operator = kept  # its name stays in memory as it was: what is kept of it says that one
        same = _merge(ours[double.low], double, reason, actor, now)
        words += [f"{ours[double.low].name}: the two products of this name become one.", *same.joined]
    names = Subcontractor.objects.filter(operator=kept).values_list("name", flat=True)
    doubled = Subcontractor.objects.filter(operator=gone, name__in=list(names))
    words += [f"{row.name}: named as a subcontractor by both, and kept once." for row in doubled]
    doubled.delete()
    return words


def _relations(kept: Any) -> list[Any]:
    """Everything that points to the record, also what has no way back from it (`related_name="+"`)."""
    fields = type(kept)._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and field.is_relation and not field.concrete]


def _rows_moved(kept: Any, gone: Any) -> Moved:
    moved: Moved = []
    for relation in _relations(kept):
        model: Any = relation.related_model
        field = relation.field
        if relation.many_to_many or model._meta.auto_created or issubclass(model, Event):
            continue
        number = model._base_manager.filter(**{field.name: gone}).update(**{field.name: kept})
        if number:
            moved.append((str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural), number))
    return moved


def _links_moved(kept: Any, gone: Any) -> Moved:
    """Lists that name the record, such as an agreement's products. Where both stand in one list, one stays."""
    moved: Moved = []
    for relation in _relations(kept):
        if not relation.many_to_many:
            continue
        through, column = relation.through, relation.field.m2m_reverse_field_name()
        owner = relation.field.m2m_field_name()
        there = through.objects.filter(**{column: kept}).values(f"{owner}_id")
        through.objects.filter(**{column: gone, f"{owner}_id__in": there}).delete()
        number = through.objects.filter(**{column: gone}).update(**{column: kept})
        if number:
            meta = relation.related_model._meta
            moved.append((str(meta.verbose_name if number == 1 else meta.verbose_name_plural), number))
    return moved


def _subjects_moved(kept: Any, gone: Any) -> Moved:
    """Clocks, private links and whatever else names any record by its type and number."""
    content_type, moved = ContentType.objects.get_for_model(kept), []
    for model, type_field, id_field in _generic_pointers():
        rows = model._base_manager.filter(**{type_field: content_type, id_field: gone.pk})
        if number := rows.update(**{id_field: kept.pk}):
            moved.append((str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural), number))
    return moved


def _generic_pointers() -> Iterator[tuple[type[models.Model], str, str]]:
    for model in apps.get_models():
        if issubclass(model, Event) or model._meta.label_lower in LEFT_BEHIND:
            continue
        names = {field.name for field in model._meta.concrete_fields}
        for type_field, id_field in (("content_type", "object_id"), ("subject_type", "subject_id")):
            if {type_field, id_field} <= names:
                yield model, type_field, id_field


def _filled(kept: Any, values: dict[str, Any]) -> list[str]:
    """What the kept record did not say and the other did."""
    taken = []
    for field in kept._meta.concrete_fields:
        text = isinstance(field, models.CharField | models.TextField)
        if text and field.blank and not getattr(kept, field.name) and values.get(field.name):
            setattr(kept, field.name, values[field.name])
            taken.append(field.name)
    if "general_audience_reason" in taken and not kept.general_audience:
        kept.general_audience_reason = ""
        taken.remove("general_audience_reason")
    if taken:
        kept.save(update_fields=taken)
    return [f"{kept._meta.get_field(name).verbose_name}: {values[name]}" for name in taken]


def _values(row: models.Model) -> dict[str, Any]:
    """The row as it stood, ready for JSON."""
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def _named(error: DatabaseError) -> str:
    """The record that stands in the way, by its table's name in words."""
    table = getattr(getattr(error.__cause__, "diag", None), "table_name", "") or ""
    for model in apps.get_models():
        if model._meta.db_table == table:
            return str(model._meta.verbose_name_plural)
    return "records of both"
