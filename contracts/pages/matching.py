"""Where the letters of a quote stand among the letters of a page."""

from itertools import takewhile

MOST_PLACES = 300  # of the same words on one page; beyond, the nearest of these is good enough
CONTEXT = 240  # letters on either side that tell one place from another
SHORTEST = 10  # letters: shorter pieces of a quote would match anywhere


def matched(before: str, quote: str, after: str, page: str) -> list[tuple[int, int]]:
    """Ranges of the page's letters that are the quote: one, or several where the page has something in between.

    `before` and `after` are the letters of the document's page on either side: where the quote stands several times,
    the place whose neighbours agree best is taken.
    """
    if not quote:
        return []
    places = _places(quote, page)
    if places:
        start = max(places, key=lambda at: (_agreement(before, after, page, at, len(quote)), -abs(at - len(before))))
        return [(start, start + len(quote))]
    return _pieces(quote, page, len(before))


def _places(words: str, page: str) -> list[int]:
    found: list[int] = []
    at = page.find(words)
    while at >= 0 and len(found) < MOST_PLACES:
        found.append(at)
        at = page.find(words, at + 1)
    return found


def _agreement(before: str, after: str, page: str, at: int, size: int) -> int:
    """How many letters on either side of the place are those of the document."""
    left = zip(reversed(before[-CONTEXT:]), reversed(page[max(0, at - CONTEXT) : at]), strict=False)
    right = zip(after[:CONTEXT], page[at + size : at + size + CONTEXT], strict=False)
    return sum(len(list(takewhile(lambda pair: pair[0] == pair[1], side))) for side in (left, right))


def _pieces(quote: str, page: str, expected: int) -> list[tuple[int, int]]:
    """The quote cut where the page goes on otherwise: running heads, columns and cells stand between its parts."""
    found: list[tuple[int, int]] = []
    at = 0
    while len(quote) - at >= min(SHORTEST, len(quote)):
        size = _longest(quote, at, page)
        if size < min(SHORTEST, len(quote)):
            at += 1
            continue
        near = found[-1][1] if found else expected
        start = min(_places(quote[at : at + size], page), key=lambda place: abs(place - near))
        found.append((start, start + size))
        at += size
    return found


def _longest(quote: str, at: int, page: str) -> int:
    """How many letters of the quote from `at` on stand somewhere on the page in one run."""
    low, high = 0, len(quote) - at
    while low < high:
        middle = (low + high + 1) // 2
        if quote[at : at + middle] in page:
            low = middle
        else:
            high = middle - 1
    return low
