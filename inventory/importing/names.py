"""When two names are the same, and when they only look it."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

import numpy
from rapidfuzz import fuzz, process

MOST_CHARACTERS: Final = 250
ALIKE: Final = 88  # of 100: below it two names are two
MOST_NEAR: Final = 3
BATCH: Final = 500  # names compared at a time: bounds the memory of the table of likenesses
LEGAL_FORMS: Final = frozenset(
    "the inc incorporated llc llp lp ltd limited corp corporation co company gmbh pbc plc fictional".split()  # noqa: SIM905
)
NOT_WORD: Final = re.compile(r"[\W_]+")


def name_key(name: str) -> str:
    """A name without case, accents and punctuation: "Maple Reader, Inc." and "maple reader inc" are one."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    key = " ".join(NOT_WORD.sub(" ", kept.replace("'", "").replace("’", "")).split())
    return key[:MOST_CHARACTERS] or name.strip().casefold()[:MOST_CHARACTERS]


def stem_of(key: str) -> str:
    """A key for likeness: legal forms left out, words in order of the alphabet."""
    words = [word for word in key.split() if word not in LEGAL_FORMS] or key.split()
    return " ".join(sorted(words))


def near_names(wanted: Sequence[str], there: Sequence[str]) -> list[list[tuple[int, int]]]:
    """For each key that is wanted: places in `there` of keys nearly like it with their likeness, nearest first.

    Each list holds at most MOST_NEAR. Keys of fewer than four letters only find the same stem: "IXL" is not "IXC".
    """
    if not wanted or not there:
        return [[] for _ in wanted]
    stems = [stem_of(key) for key in there]
    found = []
    for start in range(0, len(wanted), BATCH):
        batch = [stem_of(key) for key in wanted[start : start + BATCH]]
        likeness = process.cdist(batch, stems, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=numpy.uint8)
        found += [_nearest(row, short=len(stem) < 4) for stem, row in zip(batch, likeness, strict=True)]
    return found


def _nearest(row: "numpy.ndarray[tuple[int], numpy.dtype[numpy.uint8]]", *, short: bool) -> list[tuple[int, int]]:
    places = numpy.flatnonzero(row == 100 if short else row >= ALIKE)
    order = places[numpy.argsort(-row[places].astype(int), kind="stable")][:MOST_NEAR]
    return [(int(place), int(row[place])) for place in order]
