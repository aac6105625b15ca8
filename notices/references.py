"""References of families' messages: printed on letters, scanned or typed when one comes back.

`7-00123-K`: the mailing, the place in it, and a letter that betrays a slip of one digit or two digits swapped.
"""

import re
from typing import Final

LETTERS: Final = "ABCDEFGHJKLMNPQRSTVWXYZ"  # 23, a prime; without I, O and U, which are misread
PARTS: Final = re.compile(r"(\d{1,12})-(\d{5,9})-([A-Z])")


class ReferenceUnreadable(ValueError):
    """What was typed is no reference. The message says why, to a person."""


def reference_of(mailing_id: int, place: int) -> str:
    stem = f"{mailing_id}-{place:05d}"
    return f"{stem}-{_check(stem)}"


def reference_read(typed: str) -> str:
    """A reference as it is kept, from one typed with other dashes, spaces or letter case. Raises
    ReferenceUnreadable.
    """
    text = re.sub(r"[\s\u2010-\u2015\u2212_.]+", "-", typed.strip().upper()).strip("-")
    found = PARTS.fullmatch(re.sub(r"-+", "-", text))
    if not found:
        raise ReferenceUnreadable("A reference looks like 7-00123-K. It stands above the letter's first line.")
    if _check(f"{found[1]}-{found[2]}") != found[3]:
        raise ReferenceUnreadable("One of the digits or the last letter is mistyped: they do not fit together.")
    return found[0]


def _check(stem: str) -> str:
    total = 0
    for digit in stem.replace("-", ""):
        total = (total * 10 + int(digit)) % 23
    return LETTERS[total]
