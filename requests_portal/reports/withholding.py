"""Small numbers in what the board makes public: a line of two requests can point at two families.

The rule, the district's own (no law that the adopted packs hold names a number): a number from 1 to 4 is not shown,
nor anything else of its line. Where the lines that are not shown could be worked out from the total, the smallest of
the others is not shown either, until at least two are hidden and together they are five requests or more.
"""

from collections.abc import Sequence
from typing import Final

LEAST: Final = 5
RULE: Final = (
    "Numbers from 1 to 4 are not shown, nor what belongs to them, because few requests can point at one family. Where "
    "such a number could be worked out from the total, the next smallest is withheld too. This is the district’s own "
    "rule."
)


def withheld(numbers: Sequence[int]) -> set[int]:
    """The places of the numbers that must not be shown beside their sum."""
    hidden = {place for place, number in enumerate(numbers) if 0 < number < LEAST}
    others = sorted((number, place) for place, number in enumerate(numbers) if number >= LEAST)
    while hidden and others and (len(hidden) < 2 or sum(numbers[place] for place in hidden) < LEAST):
        hidden.add(others.pop(0)[1])
    return hidden


def total_withheld(numbers: Sequence[int]) -> bool:
    """Whether the sum itself must not be shown: it is small, or it is all that is hidden, and small."""
    hidden = withheld(numbers)
    total = sum(numbers)
    return 0 < total < LEAST or (bool(hidden) and len(hidden) < 2)
