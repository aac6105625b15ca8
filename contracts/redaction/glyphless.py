"""A TrueType font whose only glyph draws nothing: what invisible text is written in. Made here, table by table.

The glyph is a line there and back: it has the size of a letter, which readers ask for, and covers no area.
"""

import struct

EM = 1000
ADVANCE = 500
ASCENT, DESCENT = 800, -200


def font_program() -> bytes:
    """The smallest font that ISO 32000 accepts for an embedded CIDFontType2."""
    glyph = _glyph()
    return _file(
        {
            b"glyf": glyph,
            b"head": _head(),
            b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, ASCENT, DESCENT, 0, ADVANCE, *[0] * 3, 1, *[0] * 7, 1),
            b"hmtx": struct.pack(">Hh", ADVANCE, 0),
            b"loca": struct.pack(">HH", 0, len(glyph) // 2),
            b"maxp": struct.pack(">IH13H", 0x10000, 1, 3, 1, 0, 0, 1, *[0] * 8),
        }
    )


def _glyph() -> bytes:
    """One outline of three points: up to the corner, and back."""
    box = (0, DESCENT, ADVANCE, ASCENT)
    wide, high = ADVANCE, ASCENT - DESCENT
    across, up = (0, wide, -wide), (DESCENT, high, -high)
    glyph = struct.pack(">hhhhhHH3B", 1, *box, 2, 0, 1, 1, 1) + struct.pack(">3h3h", *across, *up)
    return glyph + b"\0" * (-len(glyph) % 4)


def _head() -> bytes:
    box = (0, DESCENT, ADVANCE, ASCENT)
    return struct.pack(
        ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, EM, 0, 0, *box, 0, 8, 2, 0, 0
    )  # fmt: skip


def _file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">IHHHH", 0x10000, count, 16 << power, power, (count - (1 << power)) * 16)
    directory, body = b"", b""
    start = len(head) + 16 * count
    for tag, table in sorted(tables.items()):
        padded = table + b"\0" * (-len(table) % 4)
        directory += struct.pack(">4sIII", tag, _sum(padded), start + len(body), len(table))
        body += padded
    return head + directory + body


def _sum(table: bytes) -> int:
    return sum(struct.unpack(f">{len(table) // 4}I", table)) & 0xFFFFFFFF
