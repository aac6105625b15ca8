"""What the tab of messages says."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from notices.models import Message, MessageState
from requests_portal.models import Direction, RequestFile, ThreadMessage, Way

CLASSES: Final = {Direction.IN: "in", Direction.OUT: "out", Direction.NOTE: "note"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One message or note. `kind` is in, out or note; `fate` says what became of the mail that told of it."""

    message: ThreadMessage
    kind: str
    head: str
    fate: str
    failed: bool
    is_new: bool
    files: tuple[RequestFile, ...]


def entries_of(rows: Iterable[ThreadMessage]) -> list[Entry]:
    return [entry_of(row) for row in rows]


def entry_of(row: ThreadMessage) -> Entry:
    mail = row.message
    return Entry(
        message=row,
        kind=CLASSES[Direction(row.direction)],
        head=_head(row),
        fate=_fate(row, mail),
        failed=mail is not None and mail.state in (MessageState.BOUNCED, MessageState.FAILED),
        is_new=row.direction == Direction.IN and row.read_by_staff_at is None,
        files=tuple(file for file in row.files.all() if file.removed_at is None),
    )


def _head(row: ThreadMessage) -> str:
    if row.direction == Direction.NOTE:
        return f"Internal note of {row.by}"
    if row.direction == Direction.OUT:
        return f"{row.by} to the family, {row.get_way_display()}"
    return f"{row.sender or 'The family'}, {row.get_way_display()}"


def _fate(row: ThreadMessage, mail: Message | None) -> str:
    if row.direction != Direction.OUT:
        return ""
    if row.read_by_family_at is not None:
        return "The family has opened it."
    if row.way == Way.LETTER:
        return "To be printed and posted."
    if mail is None:
        return ""
    return {
        MessageState.QUEUED: "The mail that tells of it leaves within minutes.",
        MessageState.SENT: "The mail that tells of it was sent. Not opened yet.",
        MessageState.BOUNCED: "The mail that tells of it came back: post it as a letter.",
        MessageState.FAILED: "The mail that tells of it could not be sent: post it as a letter.",
    }.get(MessageState(mail.state), mail.get_state_display())
