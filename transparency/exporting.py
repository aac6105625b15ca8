"""The public page as a folder of files that any web server or bucket can hold, with a manifest of SHA-256 sums.

The same data on the same day gives the same bytes. A second run rewrites only what changed, and takes away what is
no longer public. A folder that this command did not make is never touched.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from transparency.exportfiles import files
from transparency.place import place_own
from transparency.signing.selectors import signature_of
from transparency.versions import Version

MANIFEST = "manifest.json"


class FolderRefused(ValueError):
    """The folder holds something that this command did not write."""


@dataclass(frozen=True, slots=True)
class Export:
    """What a run did: files in all, written anew, and taken away."""

    files: int
    written: int
    removed: int


def export(folder: Path, version: Version, place: str = "") -> Export:
    """Write everything public into the folder. Raises FolderRefused, and OSError where it cannot be written.

    `place`: the address that the files will have, with a slash at the end; empty: the installation's own. Links between
    files hold wherever they stand; downloads and feeds name this address.
    """
    before = manifest_read(folder)
    after: dict[str, str] = {}
    written = 0
    known = {path.name for path in folder.iterdir()} if before else set()  # spares a look for each file of a new folder
    for path, content in files(version, place or place_own()):
        after[path] = hashlib.sha256(content).hexdigest()
        if before.get(path) != after[path] or not (known and (folder / path).is_file()):
            file_write(folder / path, content)
            written += 1
    removed = [path for path in before if path not in after]
    for path in removed:
        (folder / path).unlink(missing_ok=True)
        folders_empty_remove(folder, (folder / path).parent)
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
    """What is there, of which publication, and the publication's signature (docs/proof.md)."""
    snapshot = version.snapshot
    published = None
    if snapshot is not None:
        published = {
            "at": snapshot.taken_at.isoformat(),
            "sha256": snapshot.sha256,
            "proof": signature_of(snapshot),
        }
    content = {"published": published, "day": version.day.isoformat(), "files": dict(sorted(sums.items()))}
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    if not (folder / MANIFEST).is_file() or (folder / MANIFEST).read_text(encoding="utf-8") != text:
        file_write(folder / MANIFEST, text.encode())


def file_write(path: Path, content: bytes) -> None:
    """Whole or not at all: a web server may be reading the folder."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
    temporary.replace(path)


def folders_empty_remove(folder: Path, inner: Path) -> None:
    """Take away folders that hold nothing any more, up to the export's own."""
    while inner != folder and inner.is_dir() and not any(inner.iterdir()):
        inner.rmdir()
        inner = inner.parent
