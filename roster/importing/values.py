"""Single cells: grades, dates, languages, yes and no, as rosters write them. A value that cannot be read raises."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

from district.grades import GRADES

# Codes of OneRoster (CEDS entry grade levels) that are not their own numbers; the rest of the list has no grade here.
CODED: Final = {"IT": "PK", "PR": "PK", "PK": "PK", "TK": "K", "KG": "K", "K": "K"}
UNGRADED: Final = frozenset({"", "13", "PS", "UG", "AB", "AE", "OTHER", "NG"})
WRITTEN: Final = {"KINDERGARTEN": "K", "PREKINDERGARTEN": "PK", "PREK": "PK", "PRESCHOOL": "PK", "P": "PK", "K4": "PK"}
WORDED: Final = {
    "FIRST": "1",
    "SECOND": "2",
    "THIRD": "3",
    "FOURTH": "4",
    "FIFTH": "5",
    "SIXTH": "6",
    "SEVENTH": "7",
} | {
    "EIGHTH": "8",
    "NINTH": "9",
    "TENTH": "10",
    "ELEVENTH": "11",
    "TWELFTH": "12",
}
LANGUAGES: Final = {
    "english": "en", "eng": "en", "spanish": "es", "spa": "es", "español": "es", "espanol": "es", "castilian": "es",
    "polish": "pl", "pol": "pl", "arabic": "ar", "ara": "ar", "french": "fr", "fra": "fr", "fre": "fr",
    "chinese": "zh", "mandarin": "zh", "zho": "zh", "chi": "zh", "cantonese": "yue", "vietnamese": "vi", "vie": "vi",
    "portuguese": "pt", "por": "pt", "russian": "ru", "rus": "ru", "ukrainian": "uk", "ukr": "uk", "urdu": "ur",
    "urd": "ur", "tagalog": "tl", "tgl": "tl", "korean": "ko", "kor": "ko", "gujarati": "gu", "guj": "gu",
    "haitian creole": "ht", "hat": "ht", "somali": "so", "som": "so", "hindi": "hi", "hin": "hi",
}  # fmt: skip
YES: Final = frozenset({"1", "y", "yes", "true", "t", "x", "si", "sí"})
NO: Final = frozenset({"", "0", "n", "no", "false", "f"})
ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
AMERICAN: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?$")
ORDINAL: Final = re.compile(r"^(?:GRADE)?0*(\d{1,2})(?:ST|ND|RD|TH)?(?:GRADE)?$")
CODE: Final = re.compile(r"^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$")
EARLIEST: Final = 1900


class NotRead(ValueError):
    """Why a cell cannot be read, as a sentence."""


@lru_cache(maxsize=4096)
def grade_read(text: str) -> str:
    """ "05", "5th", "KG" or "Kindergarten" as a grade of the district; "" for codes without one. Raises NotRead."""
    written = re.sub(r"[\s._-]+", "", text).upper()
    if written in UNGRADED:
        return ""
    if found := CODED.get(written) or WRITTEN.get(written) or WORDED.get(written.removesuffix("GRADE")):
        return found
    number = ORDINAL.match(written)
    if number and number.group(1) in GRADES:
        return number.group(1)
    raise NotRead(f"“{text[:40]}” is no grade: PK, K or 1 to 12 are wanted.")


@lru_cache(maxsize=65536)
def date_read(text: str) -> str:
    """2014-05-09 or 5/9/2014 (month first) as an ISO date; "" for an empty cell. Raises NotRead."""
    written = text.strip()
    if not written:
        return ""
    if found := ISO.match(written):
        year, month, day = found.groups()
    elif found := AMERICAN.match(written):
        month, day, year = found.groups()
    else:
        raise NotRead(f"“{written[:40]}” is no date: write it as 2014-05-09 or 5/9/2014 (month first).")
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        raise NotRead(
            f"“{written[:40]}”: there is no such day (2014-05-09, or 5/9/2014 with the month first)."
        ) from None
    if read.year < EARLIEST:
        raise NotRead(f"“{written[:40]}” lies before {EARLIEST}.")
    return read.isoformat()


@lru_cache(maxsize=4096)
def language_read(text: str) -> str:
    """ "Spanish", "spa" and "es-US" as a short code; what is not known as it is written, in small letters."""
    written = text.strip().lower()
    if not written:
        return ""
    if found := LANGUAGES.get(written):
        return found
    first = written.replace("_", "-").split("-")[0]
    if CODE.match(written.replace("_", "-")):
        return LANGUAGES.get(first, first)
    return written[:16].replace("\0", "")


@lru_cache(maxsize=256)
def yes_read(text: str) -> bool:
    """Raises NotRead for what is neither yes nor no: a flag that keeps letters from somebody is not guessed."""
    written = text.strip().lower()
    if written in YES:
        return True
    if written in NO:
        return False
    raise NotRead(f"“{text[:40]}” is neither yes nor no.")


def id_read(text: str) -> str:
    """An id: not empty, at most 255 characters. Raises NotRead."""
    written = text.strip()
    if not written:
        raise NotRead("There is no id.")
    if len(written) > 255 or "\0" in written:
        raise NotRead("This is no id: it is longer than 255 characters or holds a null character.")
    return written
