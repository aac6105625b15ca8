"""The model field of sealed values, and the list of all of them, which the rotation of keys walks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from district.encryption import Plain, seal, unseal


class SealedField(models.BinaryField):
    """A dict of JSON values or a text, encrypted in the database (bytea). Never in forms, never searched.

    Models that hold one are not tracked, or exclude it: history would keep what retention must remove.
    """

    description = "Sealed value"
    if TYPE_CHECKING:  # what the field's values are to the checker of types: JSON, not bytes
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: Any, *_: Any) -> Plain | None:
        return None if value is None else unseal(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = value if value is None or prepared else seal(value)
        return super().get_db_prep_value(sealed, connection, True)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is one: two sealings of one value differ, so that comparing them finds nothing."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Raises TypeError: dumps of rows are files in the clear. Back up the database instead."""
        raise TypeError(f"{obj._meta.label}.{self.name} is sealed and is not written into dumps.")


def sealed_fields() -> Iterator[tuple[type[models.Model], SealedField]]:
    """Every model and field of the installation that holds sealed values, in a steady order."""
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, SealedField):
                yield model, field
