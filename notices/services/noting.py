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

NOTE: Final = "INSERT INTO notices_taken (message_id, at, answer) VALUES {rows} ON CONFLICT (message_id) DO NOTHING"
MOST_HELD: Final = 1  # notes leave in pairs, which halves their cost: a kill may repeat one message more
WAIT: Final = 20.0  # seconds for which an answer is waited for before the note is written again
Note = tuple[int, datetime, str]


class Notes:
    """The notes of one sender. `finish` before a batch is booked: booking removes them."""

    def __init__(self) -> None:
        self.line: Any = None
        self.cursor: Any = None  # held: psycopg2 loses an answer whose cursor is gone
        self.on_way: list[Note] = []
        self.held: list[Note] = []

    def write(self, *, message_id: int, at: datetime, answer: str) -> None:
        """Hold a note until the next one, then send both."""
        self.held.append((message_id, at, answer))
        if connection.in_atomic_block:  # it belongs to that transaction
            self._directly()
            return
        try:
            if len(self.held) <= MOST_HELD:
                return
            self._arrive()
            self._send()
        except (psycopg2.Error, TimeoutError):
            self._again()

    def finish(self) -> None:
        """Wait until every note is there."""
        try:
            self._arrive()
            self._send()
            self._arrive()
        except (psycopg2.Error, TimeoutError):
            self._again()

    def close(self) -> None:
        with suppress(OperationalError, InterfaceError):
            self.finish()
        self._drop()

    def _send(self) -> None:
        if not self.held:
            return
        if self.line is None:
            self.line = _line()
            self.cursor = self.line.cursor()
        self.on_way, self.held = self.held, []
        self.cursor.execute(*_statement(self.on_way))

    def _arrive(self) -> None:
        if self.on_way:
            _wait(self.line)
            self.on_way = []

    def _again(self) -> None:
        """The connection is gone: the notes are written on another one, as soon as there is a database."""
        self._drop()
        steadily(self._directly)

    def _directly(self) -> None:
        if notes := [*self.on_way, *self.held]:
            with connection.cursor() as cursor:
                cursor.execute(*_statement(notes))
            self.on_way, self.held = [], []

    def _drop(self) -> None:
        if self.line is not None:
            with suppress(psycopg2.Error):
                self.line.close()
        self.line = None


def _statement(notes: list[Note]) -> tuple[str, list[Any]]:
    return NOTE.format(rows=", ".join(["(%s, %s, %s)"] * len(notes))), [value for note in notes for value in note]


def _line() -> Any:
    """A connection that does not wait, to the database of Django's own."""
    given = connection.get_connection_params()
    given = {name: value for name, value in given.items() if name not in ("cursor_factory", "context")}
    options = f"{given.pop('options', '')} -c synchronous_commit=off -c TimeZone=UTC".strip()
    line = psycopg2.connect(**given, options=options, async_=True)
    _wait(line)
    return line


def _wait(line: Any) -> None:
    """Until the connection has its answer. Raises what went wrong, and TimeoutError."""
    while (state := line.poll()) != extensions.POLL_OK:
        reading, writing = ([line], []) if state == extensions.POLL_READ else ([], [line])
        if not any(select.select(reading, writing, [], WAIT)):
            raise TimeoutError("The database does not answer a note.")
