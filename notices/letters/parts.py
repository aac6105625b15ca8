"""PDF objects that letters share, out of the master and into every file: kept once, whatever sheet uses them."""

import zlib
from dataclasses import dataclass, field
from typing import Final

import pikepdf

from notices.letters.sheets import REFERENCE, Part, escaped


@dataclass(slots=True)
class Pool:
    """Parts by number, each once: equal ones get the same number. What a part refers to stands before it."""

    parts: list[Part] = field(default_factory=list)
    _numbers: dict[Part, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = {part: number for number, part in enumerate(self.parts)}

    def added(self, part: Part) -> int:
        number = self._numbers.setdefault(part, len(self.parts))
        if number == len(self.parts):
            self.parts.append(part)
        return number

    def taken(self, found: pikepdf.Object) -> int:
        """The part that is a copy of an object of an open file, with all that it refers to."""
        return self.added(self._copied(found))

    def stream(self, content: bytes) -> int:
        """A content stream, compressed."""
        packed = zlib.compress(content, 9)
        return self.added(Part(b"<</Filter/FlateDecode/Length %d>>" % len(packed), (), packed))

    def _copied(self, found: pikepdf.Object) -> Part:
        refers: list[int] = []
        if not isinstance(found, pikepdf.Stream):
            return Part(self._text(found, refers), tuple(refers))
        content = found.read_bytes()
        packed = zlib.compress(content, 9)
        kept = {key: value for key, value in found.stream_dict.items() if key not in DROPPED}
        text = b"".join(key.encode() + b" " + self._text(value, refers) + b" " for key, value in kept.items())
        text += b"/Filter/FlateDecode/Length %d" % len(packed)
        return Part(b"<<" + text + b">>", tuple(refers), packed)

    def _text(self, found: object, refers: list[int]) -> bytes:
        """The object as it is written, with references counted in the order in which they stand there."""
        if isinstance(found, pikepdf.Dictionary):
            inner = b" ".join(key.encode() + b" " + self._reached(found[key], refers) for key in sorted(found.keys()))
            return b"<<" + inner + b">>"
        if isinstance(found, pikepdf.Array):
            return b"[" + b" ".join(self._reached(kid, refers) for kid in found) + b"]"
        return escaped(found.unparse() if isinstance(found, pikepdf.Object) else plain(found))

    def _reached(self, found: object, refers: list[int]) -> bytes:
        if isinstance(found, pikepdf.Object) and (found.is_indirect or isinstance(found, pikepdf.Stream)):
            refers.append(self.taken(found))
            return REFERENCE
        return self._text(found, refers)


DROPPED: Final = frozenset({"/Filter", "/DecodeParms", "/Length"})


def plain(value: object) -> bytes:
    """A number or truth value, which pikepdf gives as Python's own."""
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return str(value).encode()
