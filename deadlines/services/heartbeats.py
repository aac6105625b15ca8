"""Signs of life."""

import json
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

WRITE: Final = """
INSERT INTO deadlines_heartbeat (name, at, detail) VALUES (%s, %s, %s)
ON CONFLICT (name) DO UPDATE SET at = excluded.at, detail = excluded.detail
"""


def heartbeat_write(*, name: str, now: datetime, detail: dict[str, Any] | None = None) -> None:
    """Record that `beat`, `worker`, `tick` or `send` was alive. Not waited for on disk: a crash may lose it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL synchronous_commit = off; {WRITE}", [name, now, json.dumps(detail or {})])
