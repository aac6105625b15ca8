"""Every file of an export, one at a time: pages in both languages, downloads, posted copies, and what pages need."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils import translation

from contracts.storage import open_verified
from transparency import downloads, selectors
from transparency.exportlinks import Links
from transparency.exportpages import Page, Pages, Same, path_of
from transparency.presenters import file_url
from transparency.proving.files import proof_files
from transparency.selectors import Line
from transparency.speaking import LANGUAGES, address_in
from transparency.versions import Version

ASSETS: Final = (
    "css/tokens.css", "css/components.css", "css/site.css", "css/public.css", "css/embed.css", "icons/mark.svg",
    "js/enhance.js",
)  # fmt: skip


class File(NamedTuple):
    """One file. `made_of`: a mark of all that it is made of, empty where it is made each time."""

    path: str
    made_of: str
    make: Callable[[], bytes]


def files(version: Version, place: str, same: Same) -> tuple[set[str], Iterator[File]]:
    """The paths of all files, and the files. `place`: where they will stand, with a slash at the end.

    What is the `same` need not be made.
    """
    pages, proofs = Pages(version, place, same), dict(proof_files(version))
    documents = documents_of(pages.lines)
    written = {path_of(address_in(address, language)) for address in pages.addresses() for language in LANGUAGES}
    loaded = {f"downloads/{download.name}": download for download in downloads.DOWNLOADS}
    links = Links(
        {*written, *documents, *proofs, *loaded},
        {static(name): f"static/{name}" for name in ASSETS},
        settings.SITE_ADDRESS,
    )
    paths = {*written, *loaded, *proofs, *documents, *(f"static/{name}" for name in ASSETS)}
    return paths, _files(pages, links, loaded, proofs, documents)


def _files(
    pages: Pages,
    links: Links,
    loaded: Mapping[str, downloads.Download],
    proofs: Mapping[str, bytes],
    documents: Mapping[str, str],
) -> Iterator[File]:
    for page in pages:
        for language in LANGUAGES:
            path = path_of(address_in(page.address, language))
            yield File(path, page.made_of, partial(page_written, page, language, path, links))
    for path, download in loaded.items():
        yield File(path, pages.made_of(pages.version.mark), partial(downloaded, download, pages.version, pages.place))
    for path, content in proofs.items():
        yield File(path, "", partial(bytes, content))
    for path, sha256 in documents.items():
        yield File(path, sha256, partial(copy_read, sha256))
    for name in ASSETS:
        yield File(f"static/{name}", "", partial(asset, name))


def page_written(page: Page, language: str, path: str, links: Links) -> bytes:
    with translation.override(language):
        return links.rewritten(path, page.make()).encode()


def copy_read(sha256: str) -> bytes:
    with open_verified(sha256) as stream:
        return stream.read()


def documents_of(lines: list[Line]) -> dict[str, str]:
    """{path: SHA-256} of every posted copy, in order of path. An entry's own row knows the address of one."""
    found = {line.file: line.documents[0] for line in lines if line.file and len(line.documents) == 1}
    several = [line.pk for line in lines if len(line.documents) > 1 or (line.documents and not line.file)]
    for agreements in selectors.agreements_by_number(several).values():
        found |= {file_url(row["document"]): row["document"]["sha256"] for row in agreements}
    return {path.removeprefix("/"): sha256 for path, sha256 in sorted(found.items())}


def downloaded(download: downloads.Download, version: Version, place: str) -> bytes:
    stream = BytesIO()
    download.written(stream, version, place)
    return stream.getvalue()


def asset(name: str) -> bytes:
    found: Any = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"The file {name} is missing from this installation.")
    return Path(found).read_bytes()
