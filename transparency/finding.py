"""Which apps a visitor's question finds: from an index of the publication, which each process keeps in memory.

Looking through the texts of thousands of apps took the database longer than all else of such a page. A set of apps is
one whole number here: its bits are the places of the apps in the list by name. The index of 8,000 apps takes some
10 MB and half a second, once for each process and publication; that of 300 apps next to nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from itertools import islice
from operator import or_

from transparency import selectors
from transparency.folding import folded
from transparency.models import Snapshot
from transparency.selectors import MOST_WORDS, SORTS, Narrowing


class Index:
    """A publication's apps by word, subject, grade, school and kind of information."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.numbers: list[int] = []
        words: defaultdict[str, list[int]] = defaultdict(list)
        facets: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for place, (number, text, area, grades, schools, elements) in enumerate(selectors.entries_indexed(snapshot)):
            self.numbers.append(number)
            for word in set(text.split()):
                words[word].append(place)
            for facet in facets_of(area, grades, schools, elements):
                facets[facet].append(place)
        self.all = (1 << len(self.numbers)) - 1
        self.words = {word: bits(places) for word, places in words.items()}
        self.facets = {facet: bits(places) for facet, places in facets.items()}
        self.holding = lru_cache(maxsize=1000)(self._holding)
        self.orders: dict[str, list[int]] = {"name": list(range(len(self.numbers)))}

    def found(self, asked: Narrowing) -> int:
        """The apps that are meant: each word stands somewhere, and each choice fits."""
        sets = [self.holding(word) for word in folded(asked.words).split()[:MOST_WORDS]]
        for name, value in (("area", asked.area), ("grade", asked.grade), ("element", asked.element)):
            if value:
                sets.append(self.facets.get((name, value), 0))
        if asked.school:  # an app of no named school is used in all of them
            sets.append(self.facets.get(("school", asked.school), 0) | self.facets.get(("school", ""), 0))
        found = self.all
        for one in sets:
            found &= one
        return found

    def _holding(self, part: str) -> int:
        """Apps of which some word has this part."""
        return reduce(or_, (held for word, held in self.words.items() if part in word), 0)

    def page(self, found: int, sort: str, first: int, most: int) -> list[int]:
        """Ids of `most` of the apps found from the `first` on, in order."""
        held = f"{found:b}"[::-1].ljust(len(self.numbers), "0")
        places = (place for place in self.order(sort) if held[place] == "1")
        return [self.numbers[place] for place in islice(places, first, first + most)]

    def order(self, sort: str) -> list[int]:
        """Places in another order than by name, which the database is asked for once."""
        if sort not in self.orders:
            places = {number: place for place, number in enumerate(self.numbers)}
            sorted_numbers = selectors.entries_of(self.snapshot).order_by(*SORTS[sort]).values_list("pk", flat=True)
            self.orders[sort] = [places[number] for number in sorted_numbers]
        return self.orders[sort]


def facets_of(area: str, grades: list[str], schools: list[str], elements: list[str]) -> Iterator[tuple[str, str]]:
    yield ("area", area)
    yield from (("grade", grade) for grade in grades)
    yield from (("school", school) for school in schools or [""])
    yield from (("element", element) for element in elements)


def bits(places: Iterable[int]) -> int:
    return sum(1 << place for place in places)


def index_of(snapshot: Snapshot) -> Index:
    """The index of a publication, made once in a process."""
    return _index(snapshot, snapshot.sha256)


@lru_cache(maxsize=2)
def _index(snapshot: Snapshot, sha256: str) -> Index:
    """By the hash too: a restored database may give a number to another publication."""
    return Index(snapshot)


class Found:
    """What a question found, as a list of entries' ids."""

    def __init__(self, snapshot: Snapshot, asked: Narrowing) -> None:
        self.index = index_of(snapshot)
        self.sort = asked.sort
        self.found = self.index.found(asked)

    def __len__(self) -> int:
        return self.found.bit_count()

    def __getitem__(self, part: slice) -> list[int]:
        first = part.start or 0
        return self.index.page(self.found, self.sort, first, part.stop - first)
