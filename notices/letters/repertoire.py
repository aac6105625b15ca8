"""The characters that every master's font holds, so that nearly all names and addresses are written without layout."""

import unicodedata
from collections.abc import Iterator
from typing import Final

# First and last code point: Latin of Europe, Africa and Vietnam; Greek; Cyrillic; the punctuation of names.
RANGES: Final = (
    (0x0020, 0x007E),
    (0x00A1, 0x00AC),
    (0x00AE, 0x024F),
    (0x0250, 0x0259),
    (0x025B, 0x025B),
    (0x0263, 0x0269),
    (0x028A, 0x028B),
    (0x02BB, 0x02BD),
    (0x0386, 0x03CE),
    (0x0400, 0x045F),
    (0x0490, 0x0493),
    (0x1E02, 0x1EF9),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2022, 0x2022),
    (0x2026, 0x2026),
    (0x2032, 0x2033),
)


def _characters() -> Iterator[str]:
    for first, last in RANGES:
        for point in range(first, last + 1):
            character = chr(point)
            if unicodedata.category(character)[0] in "LNPSZ" and unicodedata.is_normalized("NFC", character):
                yield character


REPERTOIRE: Final = "".join(_characters())
