"""The text that stays, written invisibly where it stands in the picture."""

import math
from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from contracts.redaction.glyphless import ADVANCE, ASCENT, DESCENT, EM, font_program
from contracts.redaction.words import Word

FONT = "/Hidden"
MOST_LETTERS = 60_000  # different ones; a font's numbers end at 65,535
Run = tuple[Word, str]


class Alphabet:
    """The letters used so far, each with its number in the invisible font; one font serves a whole document."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def written(self, text: str) -> bytes:
        """The text as a hexadecimal string of a content stream."""
        return b"<" + b"".join(b"%04X" % self._number(letter) for letter in text) + b">"

    def _number(self, letter: str) -> int:
        if letter not in self.numbers and len(self.numbers) >= MOST_LETTERS:
            letter = " "
        return self.numbers.setdefault(letter, len(self.numbers) + 1)

    def font(self, pdf: Pdf) -> Dictionary:
        """The font's object, with the table that leads from numbers back to letters."""
        program = Stream(pdf, font_program())
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name.GlyphLess,
            Flags=4,
            FontBBox=Array([0, DESCENT, ADVANCE, ASCENT]),
            ItalicAngle=0,
            Ascent=ASCENT,
            Descent=DESCENT,
            CapHeight=ASCENT,
            StemV=80,
            FontFile2=pdf.make_indirect(program),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name.GlyphLess,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=ADVANCE,
            CIDToGIDMap=pdf.make_indirect(Stream(pdf, b"\0\0" * (len(self.numbers) + 1))),
        )
        return Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.GlyphLess,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(Stream(pdf, self._to_unicode())),
        )

    def _to_unicode(self) -> bytes:
        rows = [
            b"<%04X> <%s>" % (number, letter.encode("utf-16-be").hex().upper().encode())
            for letter, number in self.numbers.items()
        ]
        blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
        body = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks)
        return (
            b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            + body
            + b"\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        )


def text_layer(runs: Sequence[Run], size: tuple[float, float], alphabet: Alphabet) -> bytes:
    """Operators that write each text over its word's place on a page of that size in points; nothing of it shows."""
    lines = [
        _line(word, text, following, size, alphabet) for (word, text), following in zip(runs, _after(runs), strict=True)
    ]
    return b"BT 3 Tr\n" + b"\n".join(line for line in lines if line) + b"\nET\n"


def _after(runs: Sequence[Run]) -> list[Word | None]:
    return [*(word for word, _ in runs[1:]), None]


def _line(word: Word, text: str, following: Word | None, size: tuple[float, float], alphabet: Alphabet) -> bytes:
    wide, high = size
    across, down = word.turn
    box_wide, box_high = (word.line[2] - word.line[0]) * wide, (word.line[3] - word.line[1]) * high
    length = abs(across) * box_wide + abs(down) * box_high
    height = abs(across) * box_high + abs(down) * box_wide
    if length <= 0 or height <= 0 or not all(map(math.isfinite, (length, height, *word.base))):
        return b""
    stretch = 100 * length / (len(text) * height * ADVANCE / EM)
    x, y = word.base[0] * wide, high - word.base[1] * high
    shown = text + " " if following is not None else text
    matrix = " ".join(_number(value) for value in (across, -down, down, across, x, y))
    return f"{FONT} {_number(height)} Tf {_number(stretch)} Tz {matrix} Tm ".encode() + alphabet.written(shown) + b" Tj"


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"
