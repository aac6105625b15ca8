"""When an app or operator of another district is one of ours: by names as people write them, and by websites."""

import unicodedata
from typing import Final
from urllib.parse import urlsplit

from rapidfuzz import utils

# Written by one and left out by another, and never what tells two companies apart.
LEGAL_FORMS: Final = frozenset(
    "inc incorporated llc llp ltd limited co company corp corporation pbc plc gmbh".split()  # noqa: SIM905 - a list of words
)
MOST_CHARACTERS: Final = 300


def name_key(name: str) -> str:
    """A name without case, accents, marks and the legal forms at its end: "Maple Reader, Inc." and "MAPLE READER"."""
    plain = unicodedata.normalize("NFKD", name)
    words = utils.default_process("".join(letter for letter in plain if not unicodedata.combining(letter))).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)[:MOST_CHARACTERS]


def site_of(address: str) -> str:
    """The host of a website without "www.", or nothing where there is none."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")[:253]
