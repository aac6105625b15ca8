"""The public page as a folder of files that any web server or bucket can hold, with a manifest of SHA-256 sums.

The same data on the same day gives the same bytes. A second run rewrites only what changed, and takes away what is
no longer public. A folder that this command did not make is never touched.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import translation

from contracts.storage import open_verified
from transparency import bodies, downloads, selectors
from transparency.pages import LANGUAGE
from transparency.place import place_own
from transparency.presenters import file_url
from transparency.selectors import Narrowing
from transparency.versions import Version

MANIFEST = "manifest.json"
STYLES = ("css/tokens.css", "css/components.css", "css/site.css", "css/public.css", "icons/mark.svg", "js/enhance.js")


class FolderRefused(ValueError):
    """The folder holds something that this command did not write."""


@dataclass(frozen=True, slots=True)
class Export:
    """What a run did: files in all, written anew, and taken away."""

    files: int
    written: int
    removed: int


def export(folder: Path, version: Version) -> Export:
    """Write everything public into the folder. Raises FolderRefused, and OSError where it cannot be written."""
    before = manifest_read(folder)
    after: dict[str, str] = {}
    written = 0
    with translation.override(LANGUAGE):
        for path, content in files(version):
            after[path] = hashlib.sha256(content).hexdigest()
            if before.get(path) != after[path] or not (folder / path).is_file():
                file_write(folder / path, content)
                written += 1
    removed = [path for path in before if path not in after]
    for path in removed:
        (folder / path).unlink(missing_ok=True)
    manifest_write(folder, version, after)
    return Export(len(after), written, len(removed))


def manifest_read(folder: Path) -> dict[str, str]:
    """Sums of the earlier run; nothing for a new or empty folder."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return {}
    try:
        files: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FolderRefused(f"{folder} holds other files: name an empty folder, or one that publish wrote.") from error
    root = folder.resolve()
    if any(not (root / path).resolve().is_relative_to(root) for path in files):
        raise FolderRefused(f"{folder / MANIFEST} names files outside the folder.")
    return files


def manifest_write(folder: Path, version: Version, sums: dict[str, str]) -> None:
    snapshot = version.snapshot
    content = {
        "published": {"at": snapshot.taken_at.isoformat(), "sha256": snapshot.sha256} if snapshot else None,
        "day": version.day.isoformat(),
        "files": dict(sorted(sums.items())),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    file_write(folder / MANIFEST, text.encode())


def file_write(path: Path, content: bytes) -> None:
    """Whole or not at all: a web server may be reading the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(content)
    temporary.replace(path)


def files(version: Version) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every file, one at a time."""
    yield from _lists(version)
    for _, _, content, row in selectors.entries_downloaded(version.snapshot):
        yield f"apps/{content['product']['slug']}/index.html", _page(bodies.app_body(version, content, row))
    for slug in selectors.operator_slugs(selectors.entries_of(version.snapshot)):
        yield f"operators/{slug}/index.html", bodies.operator(version, slug, static=True).encode()
    for path, make in _single_pages().items():
        yield f"{path}/index.html", _page(make(version))
    yield from _downloads(version)
    yield from _copies(version)
    for name in STYLES:
        yield f"static/{name}", _static(name)


def _page(text: str) -> bytes:
    """Files cannot take requests: their way into the families' portal leads to the installation itself."""
    portal = reverse("portal:start")
    return text.replace(f'href="{portal}"', f'href="{settings.SITE_ADDRESS}{portal}"').encode()


def _lists(version: Version) -> Iterator[tuple[str, bytes]]:
    snapshot = version.snapshot
    apps = snapshot.entries if snapshot else 0
    operators = len(selectors.operator_slugs(selectors.entries_of(snapshot)))
    for number in range(1, _pages(apps) + 1):
        path = "index.html" if number == 1 else f"pages/{number}/index.html"
        yield path, bodies.apps(version, Narrowing(), number, static=True).encode()
    for number in range(1, _pages(operators) + 1):
        path = "operators/index.html" if number == 1 else f"operators/pages/{number}/index.html"
        yield path, bodies.operators(version, "", number, static=True).encode()


def _pages(rows: int) -> int:
    return max(1, -(-rows // bodies.ROWS_PER_PAGE))


def _single_pages() -> dict[str, Callable[[Version], str]]:
    return {
        "breaches": bodies.breaches,
        "glossary": bodies.glossary,
        "your-rights": bodies.rights,
        "accessibility": bodies.accessibility,
        "proof": lambda version: bodies.proof(version, static=True),
    }


def _downloads(version: Version) -> Iterator[tuple[str, bytes]]:
    for download in downloads.DOWNLOADS:
        stream = BytesIO()
        download.written(stream, version, place_own())
        yield f"downloads/{download.name}", stream.getvalue()


def _copies(version: Version) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    for _, _, content, _ in selectors.entries_downloaded(version.snapshot):
        for row in content["agreements"]:
            path = file_url(row["document"]).removeprefix("/")
            if path not in seen:
                seen.add(path)
                with open_verified(row["document"]["sha256"]) as stream:
                    yield path, stream.read()


def _static(name: str) -> bytes:
    found: Any = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"The style {name} is missing from this installation.")
    return Path(found).read_bytes()
