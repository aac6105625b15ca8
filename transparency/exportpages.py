"""Every page of an export, with a mark of what it is made of: a later run makes only those whose mark is another one.

What pages are made of is read once, as one short line for each app; contents are read only of pages that are made.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache, partial
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Page as Shown

from district.clock import local_day
from transparency import bodies, noticespage, selectors
from transparency.api import selectors as api
from transparency.breaches import breach_slug
from transparency.content import Content
from transparency.embeds import bodies as embeds
from transparency.embeds import data
from transparency.kinds import Kind, kinds_of
from transparency.rows import rows_filled
from transparency.selectors import Line, Narrowing
from transparency.speaking import LANGUAGES, address_in
from transparency.versions import Version

READ_AT_ONCE: Final = 4 * bodies.ROWS_PER_PAGE
Make = Callable[[], str]
Turned = Callable[[int], Shown[Any]]
Same = Callable[[str, str], bool]  # (path, mark): whether the file lies there already, made of the same


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its English address, its mark, and what makes its text in the language that is active.

    An empty mark: it is made each time.
    """

    address: str
    made_of: str
    make: Make


class ByPortion(Sequence[Any]):
    """What is read of entries in the order of their ids, READ_AT_ONCE of them when the first is asked for."""

    def __init__(self, numbers: Sequence[int], read: Callable[[Sequence[int]], Mapping[int, Any]]) -> None:
        self.numbers = numbers
        self.portion = lru_cache(maxsize=1)(lambda first: read(numbers[first : first + READ_AT_ONCE]))

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, page: Any) -> Any:
        """A page of a list: portions are whole pages."""
        found = self.portion(page.start - page.start % READ_AT_ONCE)
        return [found[number] for number in self.numbers[page]]


class Pages:
    """All pages of a publication. `place`: where the files will stand; `same` tells what need not be made again."""

    def __init__(self, version: Version, place: str, same: Same = lambda path, made_of: False) -> None:
        self.version, self.place, self.same = version, place, same
        self.lines = selectors.entry_lines(selectors.entries_of(version.snapshot))
        self.operators = list(selectors.operators_of_entries(selectors.entries_of(version.snapshot)))
        self.around = mark_of(around(version, place))

    def __iter__(self) -> Iterator[Page]:
        yield from self.app_lists()
        yield from self.operator_lists()
        for kind in kinds_of(self.version.snapshot):
            yield from self.kind_pages(kind)
        yield from self.app_pages()
        yield from self.operator_pages()
        for row in self.version.breaches:
            slug = breach_slug(row)
            yield Page(f"/breaches/{slug}/", "", partial(bodies.breach, self.version, slug, static=True))
        yield from notice_pages(self.version)
        yield from single_pages(self.version, self.place)

    def addresses(self) -> Iterator[str]:
        """The English addresses of all pages, without making any."""
        apps = self.version.snapshot.entries if self.version.snapshot else 0
        yield from numbered("/", apps)
        yield from numbered("/operators/", len(self.operators))
        yield from numbered(embeds.FRAME, apps)
        yield from (f"/apps/{line.key}/" for line in self.lines)
        yield from (f"/operators/{row['operator_slug']}/" for row in self.operators)
        for kind in kinds_of(self.version.snapshot):
            yield from numbered(f"/information/{kind.code}/", kind.apps)
        yield from (f"/breaches/{breach_slug(row)}/" for row in self.version.breaches)
        yield from (page.address for page in notice_pages(self.version))
        yield from (page.address for page in single_pages(self.version, ""))

    def made_of(self, *parts: Any) -> str:
        return mark_of(self.around, *parts)

    def wanted(self, address: str, made_of: str) -> bool:
        """Whether the page has to be made in some language."""
        return not all(self.same(path_of(address_in(address, language)), made_of) for language in LANGUAGES)

    def app_lists(self) -> Iterator[Page]:
        """The numbered pages of the list and of the list for other websites."""
        numbers = [line.pk for line in self.lines]
        known = self.version.snapshot.entries if self.version.snapshot else 0
        rows = turned(ByPortion(numbers, selectors.rows_by_number), known)
        framed = turned(ByPortion(numbers, api.rows_by_number), known)
        for folder, make in (("/", partial(self.app_list, rows)), (embeds.FRAME, partial(self.framed_list, framed))):
            for number, page in enumerate(numbered(folder, known), start=1):
                yield Page(page, self.made_of(known, marks_of(part_of(self.lines, number))), partial(make, number))

    def app_list(self, rows: Turned, number: int) -> str:
        if self.version.snapshot is None:
            return bodies.apps(self.version, Narrowing(), static=True)
        filled = rows_filled(rows(number), self.version.as_of)
        return bodies.apps_body(self.version, Narrowing(), rows(number), filled, static=True)

    def framed_list(self, rows: Turned, number: int) -> str:
        return embeds.frame_body(self.version, self.place, "", rows(number), static=True)

    def operator_lists(self) -> Iterator[Page]:
        lines = {line.key: line for line in self.lines}
        rows = turned(self.operators, len(self.operators))
        told = ByPortion([lines[row["some_key"]].pk for row in self.operators], selectors.operators_by_number)
        for number, page in enumerate(numbered("/operators/", len(self.operators)), start=1):
            part = [(list(row.values()), lines[row["some_key"]].sha256) for row in part_of(self.operators, number)]
            yield Page(page, self.made_of(len(self.operators), part), partial(self.operator_list, rows, told, number))

    def operator_list(self, rows: Turned, told: Sequence[Content], number: int) -> str:
        return bodies.operators_body(self.version, "", rows(number), part_of(told, number), static=True)

    def kind_pages(self, kind: Kind) -> Iterator[Page]:
        lines = [line for line in self.lines if line.has(kind.code, kind.name)]
        numbers = [line.pk for line in lines]
        rows = turned(ByPortion(numbers, selectors.rows_by_number), kind.apps)
        said = ByPortion(numbers, lambda portion: selectors.kind_said(portion, kind.code, kind.name))
        for number, page in enumerate(numbered(f"/information/{kind.code}/", kind.apps), start=1):
            make = partial(self.kind_page, kind, rows, said, number)
            yield Page(page, self.made_of(astuple(kind), marks_of(part_of(lines, number))), make)

    def kind_page(self, kind: Kind, rows: Turned, said: Sequence[Content], number: int) -> str:
        shown = rows(number)
        told = {row["pk"]: one for row, one in zip(shown, part_of(said, number), strict=True)}
        return bodies.kind_body(self.version, kind, shown, told, static=True)

    def app_pages(self) -> Iterator[Page]:
        by_key = sorted(self.lines, key=lambda line: line.key)
        marked = [(f"/apps/{line.key}/", self.made_of(line.mark), line.pk) for line in by_key]
        for part in portions(marked):
            read = selectors.contents_by_number(pk for page, made_of, pk in part if self.wanted(page, made_of))
            for page, made_of, pk in part:
                yield Page(page, made_of, partial(self.app_page, read, pk))

    def app_page(self, read: Mapping[int, tuple[Content, dict[str, Any]]], pk: int) -> str:
        return bodies.app_body(self.version, *read[pk], static=True)

    def operator_pages(self) -> Iterator[Page]:
        by_slug: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            by_slug[line.operator_slug].append(line)
        marked = [
            (f"/operators/{slug}/", self.made_of(marks_of(lines)), lines) for slug, lines in sorted(by_slug.items())
        ]
        for part in portions(marked):
            wanted = [lines for page, made_of, lines in part if self.wanted(page, made_of)]
            rows = selectors.rows_by_number(line.pk for lines in wanted for line in lines)
            told = selectors.operators_by_number(lines[0].pk for lines in wanted)
            for page, made_of, lines in part:
                yield Page(page, made_of, partial(self.operator_page, told, rows, lines))

    def operator_page(self, told: Mapping[int, Content], rows: Mapping[int, Any], lines: Sequence[Line]) -> str:
        shown = [rows[line.pk] for line in lines]
        return bodies.operator_body(self.version, told[lines[0].pk], shown, static=True)


def around(version: Version, place: str) -> list[Any]:
    """What any page may be made of beside the entries that it shows."""
    snapshot = version.snapshot
    published = local_day(snapshot.taken_at, version.zone).isoformat() if snapshot else ""
    breaches = [[row.pk, row.sha256] for row in version.breaches]
    return [version.around, settings.SITE_ADDRESS, place, published, breaches]


def mark_of(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, default=str).encode()).hexdigest()[:24]


def marks_of(lines: Iterable[Line]) -> list[Any]:
    return [line.mark for line in lines]


def turned(rows: Sequence[Any], known: int) -> Turned:
    """Page by number, the last one kept: it is made in both languages."""
    return lru_cache(maxsize=1)(lambda number: bodies.page_of(rows, number, known))


def part_of(rows: Sequence[Any], number: int) -> Sequence[Any]:
    """What a numbered page of a list shows of its rows."""
    return rows[(number - 1) * bodies.ROWS_PER_PAGE : number * bodies.ROWS_PER_PAGE]


def portions(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[first : first + READ_AT_ONCE] for first in range(0, len(rows), READ_AT_ONCE))


def path_of(page: str) -> str:
    """The file of an address: a folder's is its index.html."""
    return f"{page[1:]}index.html" if page.endswith("/") else page[1:]


def numbered(folder: str, rows: int) -> Iterator[str]:
    """The pages of a list."""
    for number in range(1, pages_of(rows) + 1):
        yield folder if number == 1 else f"{folder}pages/{number}/"


def pages_of(rows: int) -> int:
    return max(1, -(-rows // bodies.ROWS_PER_PAGE))


def notice_pages(version: Version) -> Iterator[Page]:
    """Notices of contracts, where the law asks for them or some are posted."""
    known = len(noticespage.notices_of(version.snapshot))
    if known or noticespage.notices_asked(version):
        for number, page in enumerate(numbered(noticespage.FOLDER, known), start=1):
            yield Page(page, "", partial(noticespage.notices, version, number, static=True))


def single_pages(version: Version, place: str) -> Iterable[Page]:
    """What there is one of. It is made each time: few pages, and what they show is of many sources."""
    made: tuple[tuple[str, Callable[..., str]], ...] = (
        ("/information/", bodies.information),
        ("/breaches/", bodies.breaches),
        ("/glossary/", bodies.glossary),
        ("/your-rights/", bodies.rights),
        ("/accessibility/", bodies.accessibility),
        ("/proof/", bodies.proof),
        ("/data/", partial(data.data, place=place)),
    )
    yield from (Page(address, "", partial(make, version, static=True)) for address, make in made)
    yield Page(embeds.FRAGMENT, "", partial(embeds.fragment, version, place))
