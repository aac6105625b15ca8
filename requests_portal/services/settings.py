"""The district's settings of the portal: one row, every change kept with who made it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from district.audit import Actor, audited
from requests_portal.models import PortalSettings
from requests_portal.services.steps import RequestRefused


def portal_settings_save(*, values: Mapping[str, Any], actor: Actor, now: datetime) -> PortalSettings:
    """Write `values` by the names of the model's fields. RequestRefused, at the field, for what cannot be."""
    with audited(actor=actor, reason="settings of requests"):
        row, _ = PortalSettings.objects.select_for_update().get_or_create(singleton=True)
        for name, value in values.items():
            setattr(row, name, value)
        try:
            row.full_clean()
        except ValidationError as problem:
            field, words = next(iter(problem.message_dict.items()))
            raise RequestRefused(words[0], field) from problem
        row.save()
    return row
