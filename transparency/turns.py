"""Publishing goes one after the other: whoever comes second sees that nothing is left to do, or that it changed."""

from django.db import connection

PUBLISHING_LOCK = 7_345_001


def publishing_turn_take() -> None:
    """Wait for the turn and keep it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])
