"""Rights to single objects, on top of the bundles in `district.roles`. What nobody granted is refused.

A model whose objects may be given one by one (an agreement to outside counsel) names a table of its own beside it:

    class AgreementPermission(UserObjectPermissionBase):
        content_object = models.ForeignKey(Agreement, models.CASCADE)

Guardian finds it by its foreign key, and reads it without the text casts that its generic table needs.
"""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from guardian.shortcuts import get_objects_for_user

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
