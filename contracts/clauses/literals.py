"""Which letters an expression cannot do without: a cheap first look that spares most searches.

An expression such as "(?:delete|erase)s? .{0,60}data" can only be found where a word holds "delete" or "erase" and a
word holds "data". `needed` reads such groups out of the standard library's own parse of the expression; what it cannot
read asks for nothing, so that a first look never loses a passage. The parser is not a public module: without it, every
expression is simply searched. `ways` asks more of an expression that gives a choice: "(?:we delete|provider erases)
data" asks for "delete" and "data", or for "provider", "erases" and "data"; a text must answer one of the ways.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

try:
    from re import _constants as constants  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover
    constants = parser = None

SHORTEST, LONGEST = 3, 10  # letters of a piece that is looked for; longer pieces are cut
MOST_PIECES = 60  # of one group: a longer list of alternatives sorts out too little
MOST_WAYS = 24  # of one expression: what would part into more is asked for as one group
Group = frozenset[str]
Way = frozenset[Group]
ANY: Way = frozenset()  # asks for nothing


def needed(expression: str) -> frozenset[Group]:
    """Groups of pieces of words: of each group, one piece must stand in any text in which the expression is found."""
    if parser is None:
        return frozenset()
    return frozenset(group for group in groups(parser.parse(expression)) if 0 < len(group) <= MOST_PIECES)


def groups(parsed: Iterable[tuple[Any, Any]]) -> Iterator[Group]:
    """The groups of a sequence: of its runs of letters, and of the parts that it cannot do without."""
    run = ""
    for kind, value in parsed:
        if kind is constants.LITERAL and chr(value).isalpha() and chr(value).isascii():
            run += chr(value).lower()
            continue
        yield from piece(run)
        run = ""
        yield from groups_of_part(kind, value)
    yield from piece(run)


def piece(run: str) -> Iterator[Group]:
    if len(run) >= SHORTEST:
        yield frozenset((run[:LONGEST],))


def groups_of_part(kind: Any, value: Any) -> Iterator[Group]:
    if kind is constants.SUBPATTERN:
        yield from groups(value[-1])
    elif kind is constants.BRANCH:
        chosen = [best(groups(one)) for one in value[1]]
        if all(chosen):
            yield frozenset().union(*chosen)
    elif kind in (constants.MAX_REPEAT, constants.MIN_REPEAT) and value[0] > 0:
        yield from groups(value[2])


def best(found: Iterable[Group]) -> Group:
    """The group that sorts out most: few pieces, and long ones. Empty where there is none."""
    return max(found, key=lambda group: (-len(group), min(map(len, group))), default=frozenset())


def ways(expression: str) -> frozenset[Way]:
    """What a text may have, one of them whole, where the expression is found; empty where nothing is asked."""
    if parser is None:
        return frozenset()
    made = {frozenset(group for group in way if len(group) <= MOST_PIECES) for way in ways_of(parser.parse(expression))}
    return frozenset() if ANY in made else frozenset(way for way in made if not any(other < way for other in made))


def ways_of(parsed: Iterable[tuple[Any, Any]]) -> set[Way]:
    """The ways through a sequence: each run of letters belongs to all, each choice multiplies them."""
    made, run = {ANY}, ""
    for kind, value in parsed:
        if kind is constants.LITERAL and chr(value).isalpha() and chr(value).isascii():
            run += chr(value).lower()
            continue
        made = crossed(crossed(made, {frozenset(piece(run))}), ways_of_part(kind, value))
        if len(made) > MOST_WAYS:
            return {frozenset(groups(parsed))}
        run = ""
    return crossed(made, {frozenset(piece(run))})


def ways_of_part(kind: Any, value: Any) -> set[Way]:
    if kind is constants.SUBPATTERN:
        return ways_of(value[-1])
    if kind is constants.BRANCH:
        return ways_of_choice(value[1])
    if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT) and value[0] > 0:
        return ways_of(value[2])
    return {ANY}


def ways_of_choice(choices: Sequence[Iterable[tuple[Any, Any]]]) -> set[Way]:
    """Those of all choices; choices of which each asks for one piece are one group."""
    made = set().union(*map(ways_of, choices))
    if ANY in made:
        return {ANY}
    if all(len(way) == 1 for way in made):
        return {frozenset((frozenset().union(*(group for way in made for group in way)),))}
    return made


def crossed(first: set[Way], second: set[Way]) -> set[Way]:
    return {one | other for one in first for other in second}


class Pieces:
    """Gives each group a bit, and each word the bits of all groups that it satisfies."""

    def __init__(self) -> None:
        self.bits: dict[Group, int] = {}
        self.of_piece: dict[str, int] = {}
        self.asked = False  # once a word was looked up, a new group would come too late for it

    def bits_for(self, asked: Iterable[Group]) -> int:
        """The bits that a text's mask must have for all these groups."""
        mask = 0
        for group in asked:
            if group not in self.bits:
                if self.asked:
                    raise RuntimeError("A rule was made after the first text was looked at.")
                self.bits[group] = 1 << len(self.bits)
                for one in group:
                    self.of_piece[one] = self.of_piece.get(one, 0) | self.bits[group]
            mask |= self.bits[group]
        return mask

    def of_word(self, word: str) -> int:
        self.asked = True
        mask, given, size = 0, self.of_piece, len(word)
        for start in range(size - SHORTEST + 1):
            for end in range(start + SHORTEST, min(size, start + LONGEST) + 1):
                mask |= given.get(word[start:end], 0)
        return mask


PIECES = Pieces()
