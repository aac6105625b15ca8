"""What the glyphs of a font say, and how wide they are, as the file itself tells."""

import re
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

_PAIR: Final = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")


@dataclass(frozen=True, slots=True)
class FontText:
    """`characters` by glyph number, and `widths` of glyphs in thousandths of the size."""

    characters: dict[int, str]
    widths: dict[int, int]

    def shown(self, step: Any) -> str:
        """The text that a Tj or TJ instruction shows."""
        operand = step.operands[0]
        strings = operand if isinstance(operand, pikepdf.Array) else [operand]
        codes = b"".join(bytes(one) for one in strings if isinstance(one, pikepdf.String))
        return "".join(
            self.characters.get(int.from_bytes(codes[at : at + 2]), "\ufffd") for at in range(0, len(codes), 2)
        )

    @property
    def glyphs(self) -> dict[str, str]:
        """Single characters to their glyph in hexadecimal."""
        return {text: f"{glyph:04x}" for glyph, text in self._single()}

    @property
    def widths_by_character(self) -> dict[str, int]:
        return {text: self.widths[glyph] for glyph, text in self._single()}

    def _single(self) -> list[tuple[int, str]]:
        """Glyphs of one character each. Number 0 is what fonts show for want of a glyph."""
        return [(glyph, text) for glyph, text in self.characters.items() if glyph and len(text) == 1]


def font_texts(fonts: pikepdf.Object) -> dict[str, FontText]:
    """Every font of a page's resources, by the name under which its content calls it."""
    return {name: FontText(_characters(font), _widths(font)) for name, font in fonts.items()}


def _characters(font: Any) -> dict[int, str]:
    pairs = _PAIR.findall(font.ToUnicode.read_bytes())
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _widths(font: Any) -> dict[int, int]:
    """The pairs of first glyph and array of widths that WeasyPrint writes."""
    listed = list(font.DescendantFonts[0].W)
    return {
        int(first) + offset: int(width)
        for first, widths in zip(listed[::2], listed[1::2], strict=True)
        for offset, width in enumerate(widths)
    }
