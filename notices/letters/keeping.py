"""A master as bytes and back: JSON, compressed once. What was kept is read by every later version."""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from notices.letters.sheets import Node, Page, Part, Sheet, Slot, Type
from notices.letters.writing import Head

KIND: Final = "letter master 1"
_Master = tuple[Head, str, tuple[Part, ...], dict[tuple[int, ...], Sheet], Type]


def kept(head: Head, page: str, parts: Sequence[Part], sheets: Mapping[tuple[int, ...], Sheet], face: Type) -> bytes:
    """All of a master. The same master gives the same bytes."""
    whole = {
        "kind": KIND,
        "language": head.language,
        "title": _text(head.title),
        "metadata": _text(head.metadata),
        "page": page,
        "parts": [[_text(part.text), part.refers, _text(part.stream)] for part in parts],
        "sheets": [[list(lines), _sheet(sheet)] for lines, sheet in sheets.items()],
        "glyphs": face.glyphs,
        "widths": face.widths,
        "size": face.size,
    }
    return zlib.compress(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def read(stored: bytes) -> _Master:
    """What was kept. Raises ValueError for bytes that are no master."""
    try:
        whole = json.loads(zlib.decompress(stored))
    except (zlib.error, UnicodeDecodeError) as problem:
        raise ValueError("These bytes are no letter master.") from problem
    if whole.get("kind") != KIND:
        raise ValueError("These bytes are no letter master of a known kind.")
    head = Head(whole["language"], _must(whole["title"]), _must(whole["metadata"]))
    parts = tuple(Part(_must(text), tuple(refers), _bytes(stream)) for text, refers, stream in whole["parts"])
    sheets = {tuple(lines): _sheet_read(sheet) for lines, sheet in whole["sheets"]}
    return head, whole["page"], parts, sheets, Type(whole["glyphs"], whole["widths"], whole["size"])


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "resources": sheet.resources,
        "pages": [[_text(page.boxes), page.streams, page.marks] for page in sheet.pages],
        "personal": [[piece.name, piece.line] if isinstance(piece, Slot) else _text(piece) for piece in sheet.personal],
        "nodes": [
            [node.tag, _text(node.attributes), node.parent, node.page, [_kid(kid) for kid in node.kids]]
            for node in sheet.nodes
        ],
    }


def _sheet_read(found: dict[str, Any]) -> Sheet:
    return Sheet(
        found["resources"],
        tuple(Page(_must(boxes), tuple(streams), marks) for boxes, streams, marks in found["pages"]),
        tuple(Slot(*piece) if isinstance(piece, list) else _must(piece) for piece in found["personal"]),
        tuple(
            Node(
                tag,
                _must(attributes),
                parent,
                page,
                tuple(kid if isinstance(kid, int) else (kid[0], kid[1]) for kid in kids),
            )
            for tag, attributes, parent, page, kids in found["nodes"]
        ),
    )


def _kid(kid: int | tuple[int, int]) -> int | list[int]:
    return kid if isinstance(kid, int) else list(kid)


def _text(content: bytes | None) -> str | None:
    return None if content is None else base64.b85encode(content).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b85decode(text)


def _must(text: str) -> bytes:
    return base64.b85decode(text)
