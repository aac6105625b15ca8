"""What differs from letter to letter, and the places that the master keeps for it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class MergeFields:
    """One family's letter. `lines` are name and address as on the envelope; `students` the names, one each."""

    reference: str
    lines: tuple[str, ...]
    salutation: str
    students: tuple[str, ...]
    date: str


@dataclass(frozen=True, slots=True)
class Place:
    """Room for one field: at most so many lines, each so many points wide. `flows`: what follows moves with it."""

    lines: int
    width: int
    flows: bool = False


# In points. The address stands in a number 10 window envelope (docs/adr/0051-letters.md).
PLACES: Final[Mapping[str, Place]] = {
    "address": Place(5, 234),
    "date": Place(1, 468),
    "reference": Place(1, 340),
    "students": Place(2, 384, flows=True),
    "salutation": Place(2, 468, flows=True),
}


# A line breaks at a space, and after a hyphen between letters. Other signs have rules of their own (UAX 14).
PIECE: Final = re.compile(r"(?:[^ -]|-(?![^\W\d_])|(?<![^\W\d_])-)*(?:-| +|$)")
ODD_TO_BREAK: Final = re.compile(r"[^\w .,'’&()\-]|[.,][^\W\d_]")


class DoesNotFit(Exception):
    """A text has characters outside the master's font, or is too long for its place: the letter is laid out alone."""


class MasterUnfit(Exception):
    """The template lays out something that letters cannot share: the message says what, for whoever writes it."""


def texts_of(fields: MergeFields) -> dict[str, tuple[str, ...]]:
    """Name of a place to its paragraphs, in composed characters and single spaces. Empty lines are left out."""
    return {
        "address": tuple(filter(None, map(_tidy, fields.lines))),
        "date": (_tidy(fields.date),),
        "reference": (_tidy(fields.reference),),
        "students": (_tidy(", ".join(fields.students)),),
        "salutation": (_tidy(fields.salutation),),
    }


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def wrapped(paragraphs: Iterable[str], place: Place, widths: Mapping[str, int], size: float) -> list[str]:
    """Lines of the texts, each filled with as many words as its width takes: WeasyPrint breaks them there too.

    `widths` are thousandths of the font's size, `size` is in points. Raises DoesNotFit.
    """
    room = place.width * 1000 / size
    lines: list[str] = []
    try:
        for paragraph in paragraphs:
            lines += _broken(paragraph, room, widths)
    except KeyError as outside:
        raise DoesNotFit(f"No glyph for {outside}") from None
    if len(lines) > place.lines:
        raise DoesNotFit(f"{len(lines)} lines where {place.lines} have room")
    return lines


def _broken(text: str, room: float, widths: Mapping[str, int]) -> list[str]:
    if sum(map(widths.__getitem__, text)) <= room:
        return [text]
    if ODD_TO_BREAK.search(text):
        raise DoesNotFit("A line may break in more ways than are known here")
    lines, used = [""], 0
    for piece in PIECE.findall(text):
        wide = sum(map(widths.__getitem__, piece.rstrip()))
        if wide > room:
            raise DoesNotFit("A word is longer than its line")
        if used + wide > room:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            used = 0
        lines[-1] += piece
        used += sum(map(widths.__getitem__, piece))
    return lines
