"""Writing down at once that the mail server took a message, without waiting for it.

Each note is a small row, sent on a connection of its own while the next e-mail is already being spoken. A sender that
is killed has its last note in the database's hands by then. Only the database's own crash can lose notes (they are not
waited for on disk), never the sender's.
"""

import select
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import psycopg2
from django.db import InterfaceError, OperationalError, connection
from psycopg2 import extensions

from notices.services.claiming import steadily

NOTE: Final = """
INSERT INTO notices_taken (message_id, at, answer) VALUES (%s, %s, %s) ON CONFLICT (message_id) DO NOTHING
"""
WAIT: Final = 20.0  # seconds for which an answer is waited for before the note is written again
Note = tuple[int, datetime, str]


class Notes:
    """The notes of one sender. `finish` before a batch is booked: booking removes them."""

    def __init__(self) -> None:
        self.line: Any = None
        self.cursor: Any = None  # held: psycopg2 loses an answer whose cursor is gone
        self.open: Note | None = None

    def write(self, *, message_id: int, at: datetime, answer: str) -> None:
        """Send a note; the one before is there by now, or is written again."""
        self.finish()
        self.open = (message_id, at, answer)
        if connection.in_atomic_block:  # it belongs to that transaction
            self._directly()
            return
        try:
            if self.line is None:
                self.line = _line()
                self.cursor = self.line.cursor()
            self.cursor.execute(NOTE, self.open)
        except psycopg2.Error:
            self._again()

    def finish(self) -> None:
        """Wait until the last note is there."""
        if self.open is None:
            return
        try:
            _wait(self.line)
        except (psycopg2.Error, TimeoutError):
            self._again()
        self.open = None

    def close(self) -> None:
        with suppress(OperationalError, InterfaceError):
            self.finish()
        self._drop()

    def _again(self) -> None:
        """The connection is gone: the note is written on another one, as soon as there is a database."""
        self._drop()
        steadily(self._directly)

    def _directly(self) -> None:
        if self.open is not None:
            with connection.cursor() as cursor:
                cursor.execute(NOTE, self.open)
            self.open = None

    def _drop(self) -> None:
        if self.line is not None:
            with suppress(psycopg2.Error):
                self.line.close()
        self.line = None


def _line() -> Any:
    """A connection that does not wait, to the database of Django's own."""
    given = connection.get_connection_params()
    given = {name: value for name, value in given.items() if name not in ("cursor_factory", "context")}
    line = psycopg2.connect(**given, options="-c synchronous_commit=off -c TimeZone=UTC", async_=True)
    _wait(line)
    return line


def _wait(line: Any) -> None:
    """Until the connection has its answer. Raises what went wrong, and TimeoutError."""
    while (state := line.poll()) != extensions.POLL_OK:
        reading, writing = ([line], []) if state == extensions.POLL_READ else ([], [line])
        if not any(select.select(reading, writing, [], WAIT)):
            raise TimeoutError("The database does not answer a note.")
