"""Every file of an export, one at a time: pages in both languages, downloads, posted copies, and what pages need."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils import translation

from contracts.storage import open_verified
from transparency import bodies, downloads, selectors
from transparency.breaches import breach_slug
from transparency.embeds import bodies as embeds
from transparency.embeds import data
from transparency.exportlinks import Links
from transparency.kinds import Kind, kinds_of
from transparency.presenters import file_url
from transparency.proving.files import proof_files
from transparency.selectors import Narrowing
from transparency.speaking import LANGUAGES, address
from transparency.versions import Version

ASSETS: Final = (
    "css/tokens.css", "css/components.css", "css/site.css", "css/public.css", "css/embed.css", "icons/mark.svg",
    "js/enhance.js",
)  # fmt: skip
File = tuple[str, bytes]
Make = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its English address, and what makes its text in the language that is active."""

    address: str
    make: Make


def files(version: Version, place: str) -> Iterator[File]:
    """(path, content) of every file. `place`: where the files will stand, with a slash at the end."""
    documents, proofs = documents_of(version), dict(proof_files(version))
    known = (
        set(paths_of(version))
        | set(documents)
        | set(proofs)
        | {f"downloads/{file.name}" for file in downloads.DOWNLOADS}
    )
    links = Links(known, {static(name): f"static/{name}" for name in ASSETS}, settings.SITE_ADDRESS)
    for page in pages(version, place):
        for language in LANGUAGES:
            with spoken(language):
                path = path_of(address(page.address))
                yield path, links.rewritten(path, page.make()).encode()
    for download in downloads.DOWNLOADS:
        yield f"downloads/{download.name}", downloaded(download, version, place)
    yield from proofs.items()
    for path, sha256 in documents.items():
        with open_verified(sha256) as stream:
            yield path, stream.read()
    for name in ASSETS:
        yield f"static/{name}", asset(name)


@contextmanager
def spoken(language: str) -> Iterator[None]:
    with translation.override(language):
        yield


def path_of(page: str) -> str:
    """The file of an address: a folder's is its index.html."""
    return f"{page[1:]}index.html" if page.endswith("/") else page[1:]


def paths_of(version: Version) -> Iterator[str]:
    """The paths of all pages, in every language."""
    for page in addresses_of(version):
        for language in LANGUAGES:
            with spoken(language):
                yield path_of(address(page))


def addresses_of(version: Version) -> Iterator[str]:
    """The English addresses of all pages."""
    snapshot, entries = version.snapshot, selectors.entries_of(version.snapshot)
    operators = selectors.operator_slugs(entries)
    yield from numbered("/", snapshot.entries if snapshot else 0)
    yield from numbered("/operators/", len(operators))
    yield from numbered(embeds.FRAME, snapshot.entries if snapshot else 0)
    yield from (f"/apps/{key}/" for key in entries.values_list("key", flat=True))
    yield from (f"/operators/{slug}/" for slug in operators)
    for kind in kinds_of(snapshot):
        yield from numbered(f"/information/{kind.code}/", kind.apps)
    yield from (f"/breaches/{breach_slug(row)}/" for row in version.breaches)
    yield from (page.address for page in single_pages(version, ""))


def numbered(folder: str, rows: int) -> Iterator[str]:
    """The pages of a list."""
    for number in range(1, pages_of(rows) + 1):
        yield folder if number == 1 else f"{folder}pages/{number}/"


def pages_of(rows: int) -> int:
    return max(1, -(-rows // bodies.ROWS_PER_PAGE))


def pages(version: Version, place: str) -> Iterator[Page]:
    """Every page, ready to be made."""
    yield from lists(version, place)
    yield from kind_pages(version)
    yield from app_pages(version)
    yield from operator_pages(version)
    for row in version.breaches:
        slug = breach_slug(row)
        yield Page(f"/breaches/{slug}/", lambda slug=slug: bodies.breach(version, slug, static=True))  # type: ignore[misc]
    yield from single_pages(version, place)


def lists(version: Version, place: str) -> Iterator[Page]:
    """The numbered pages of each list."""
    entries = selectors.entries_of(version.snapshot)
    apps = version.snapshot.entries if version.snapshot else 0
    made: list[tuple[str, int, Callable[[int], str]]] = [
        ("/", apps, lambda number: bodies.apps(version, Narrowing(), number, static=True)),
        (
            "/operators/",
            len(selectors.operator_slugs(entries)),
            lambda number: bodies.operators(version, "", number, static=True),
        ),
        (embeds.FRAME, apps, lambda number: embeds.frame(version, place, "", number, static=True)),
    ]
    for folder, rows, make in made:
        for number, page in enumerate(numbered(folder, rows), start=1):
            yield Page(page, lambda make=make, number=number: make(number))  # type: ignore[misc]


def kind_pages(version: Version) -> Iterator[Page]:
    """In one query for each kind: every page would read the contents of all apps that have it."""
    entries = selectors.entries_of(version.snapshot)
    for kind in kinds_of(version.snapshot):
        rows = list(selectors.entries_with_kind(entries, kind.code, kind.name))
        for number, page in enumerate(numbered(f"/information/{kind.code}/", kind.apps), start=1):
            yield Page(page, kind_maker(version, kind, bodies.page_of(rows, number, kind.apps)))


def kind_maker(version: Version, kind: Kind, shown: Any) -> Make:
    return lambda: bodies.kind_body(version, kind, shown, static=True)


def app_pages(version: Version) -> Iterator[Page]:
    for key, _, content, row in selectors.entries_downloaded(version.snapshot):
        make = bodies.app_body
        yield Page(
            f"/apps/{key}/",
            lambda make=make, content=content, row=row: make(version, content, row, static=True),  # type: ignore[misc]
        )


def operator_pages(version: Version) -> Iterator[Page]:
    """In one query: a question for each of thousands of operators took longer than their pages."""
    ordered = selectors.entries_of(version.snapshot).order_by("operator_slug", "name_sorted", "key")
    for slug, group in groupby(ordered.iterator(chunk_size=500), key=lambda entry: entry.operator_slug):
        entries = list(group)
        yield Page(
            f"/operators/{slug}/",
            lambda entries=entries: bodies.operator_body(version, entries, static=True),  # type: ignore[misc]
        )


def single_pages(version: Version, place: str) -> Iterable[Page]:
    return (
        Page("/information/", lambda: bodies.information(version, static=True)),
        Page("/breaches/", lambda: bodies.breaches(version, static=True)),
        Page("/glossary/", lambda: bodies.glossary(version, static=True)),
        Page("/your-rights/", lambda: bodies.rights(version, static=True)),
        Page("/accessibility/", lambda: bodies.accessibility(version, static=True)),
        Page("/proof/", lambda: bodies.proof(version, static=True)),
        Page("/data/", lambda: data.data(version, place=place, static=True)),
        Page(embeds.FRAGMENT, lambda: embeds.fragment(version, place)),
    )


def documents_of(version: Version) -> dict[str, str]:
    """{path: SHA-256} of every posted copy, in order of path."""
    found: dict[str, str] = {}
    for agreements in selectors.entries_of(version.snapshot).values_list("content__agreements", flat=True):
        for row in agreements:
            found[file_url(row["document"]).removeprefix("/")] = row["document"]["sha256"]
    return dict(sorted(found.items()))


def downloaded(download: downloads.Download, version: Version, place: str) -> bytes:
    stream = BytesIO()
    download.written(stream, version, place)
    return stream.getvalue()


def asset(name: str) -> bytes:
    found: Any = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"The file {name} is missing from this installation.")
    return Path(found).read_bytes()
