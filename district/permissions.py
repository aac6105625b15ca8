"""Rights to single objects, on top of the bundles in `district.roles`. What nobody granted is refused.

A model whose objects may be given one by one (an agreement to outside counsel) names a table of its own beside it:

    class AgreementPermission(UserObjectPermissionBase):
        content_object = models.ForeignKey(Agreement, models.CASCADE)

Guardian finds it by its foreign key, and reads it without the text casts that its generic table needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from guardian.shortcuts import assign_perm, get_objects_for_user, remove_perm

from district.audit import Actor, audited
from district.models import User

Row = TypeVar("Row", bound=Model)


def model_permission(model: type[Model], action: str) -> str:
    """Full name of a model's permission: `contracts.view_agreement`."""
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def objects_visible_to(user: Any, rows: QuerySet[Row], permission: str) -> QuerySet[Row]:
    """The rows of a queryset that a person may use: all with the model's permission, else those granted one by one.

    `permission` is a full name (`contracts.view_agreement`). Signed-out and blocked people see nothing.
    """
    if not (user.is_authenticated and user.is_active):
        return rows.none()
    if user.has_perm(permission):
        return rows
    return get_objects_for_user(user, permission, klass=rows, use_groups=True, accept_global_perms=False)


def right_give(*, user: User, row: Model, action: str, actor: Actor, now: datetime) -> None:
    """Let a person `view` or `change` one object. Only who gives roles gives single rights."""
    with _right_changing(actor, f"Right to {action} one {row._meta.verbose_name} given to {user.email}"):
        assign_perm(model_permission(type(row), action), user, row)


def right_take(*, user: User, row: Model, action: str, actor: Actor, now: datetime) -> None:
    """Take a single right back; rights by role stay."""
    with _right_changing(actor, f"Right to {action} one {row._meta.verbose_name} taken from {user.email}"):
        remove_perm(model_permission(type(row), action), user, row)


@contextmanager
def _right_changing(actor: Actor, reason: str) -> Iterator[None]:
    if isinstance(actor, User) and not actor.has_perm("district.give_roles"):
        raise PermissionDenied("Only the privacy officer gives rights to single records.")
    with audited(actor=actor, reason=reason):
        yield
