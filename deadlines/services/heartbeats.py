"""Signs of life."""

from datetime import datetime
from typing import Any

from deadlines.models import Heartbeat


def heartbeat_write(*, name: str, now: datetime, detail: dict[str, Any] | None = None) -> None:
    """Record that a component (`beat`, `worker`, `tick`, `send`) was alive at `now`. One statement, no history."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=now, detail=detail or {})],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "detail"],
    )
