"""The public page as a folder of files that any web server or bucket can hold, with a manifest of SHA-256 sums.

The same data on the same day gives the same bytes. A second run makes only what is made of something else than before,
rewrites only what changed, and takes away what is no longer public. A folder that this command did not make is never
touched.
"""

import fcntl
import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from transparency.disk import written_whole
from transparency.exportfiles import files
from transparency.place import place_own
from transparency.signing.selectors import signature_of
from transparency.versions import Version

MANIFEST = "manifest.json"
logger = logging.getLogger(__name__)


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
    with folder_locked(folder):
        return _exported(folder, version, place or place_own())


def _exported(folder: Path, version: Version, place: str) -> Export:
    before = manifest_read(folder)
    marks = marks_read(folder) if before else {}

    @cache
    def same(path: str, made_of: str) -> bool:
        """Whether the file lies there as it would be made again."""
        return bool(made_of) and marks.get(path) == made_of and path in before and (folder / path).is_file()

    paths, found = files(version, place, same)
    begun(folder, version, paths | before.keys())
    removed = [path for path in before if path not in paths]
    for path in removed:
        (folder / path).unlink(missing_ok=True)
        folders_empty_remove(folder, (folder / path).parent)
    sums, made_of, written = {}, {}, 0
    for file in found:
        made_of[file.path] = file.made_of
        if same(file.path, file.made_of):
            sums[file.path] = before[file.path]
        else:
            content = file.make()
            sums[file.path] = hashlib.sha256(content).hexdigest()
            written += file_renew(folder / file.path, content, before.get(file.path) == sums[file.path])
    manifest_write(folder, version, sums)
    marks_write(folder, made_of)
    return Export(len(sums), written, len(removed))


@contextmanager
def folder_locked(folder: Path) -> Iterator[None]:
    """One run at a time for each folder. Raises FolderRefused while another one writes it."""
    path = marks_path(folder).with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderRefused(f"Another run of publish is writing {folder}: try again when it has ended.") from error
        yield


def begun(folder: Path, version: Version, paths: Iterable[str]) -> None:
    """Name every file without a sum before the first is written: after a run that broke off, nothing is believed."""
    manifest_write(folder, version, dict.fromkeys(paths, ""))
    marks_path(folder).unlink(missing_ok=True)


def file_renew(path: Path, content: bytes, unchanged: bool) -> bool:
    """Write the file unless it lies there with the same bytes; whether it was written."""
    if unchanged and path.is_file():
        return False
    file_write(path, content)
    return True


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


def marks_path(folder: Path) -> Path:
    """Where this installation remembers of what the files of a folder are made: it is nothing for the public."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
    return Path(settings.PUBLIC_FILES_ROOT) / "exports" / f"{name}.json"


def marks_read(folder: Path) -> dict[str, str]:
    """{path: mark} of the last run; nothing where it is not known, or the folder is another since."""
    try:
        kept = json.loads(marks_path(folder).read_text(encoding="utf-8"))
        marks: dict[str, str] = kept["made_of"]
        return marks if kept["manifest"] == manifest_sum(folder) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def marks_write(folder: Path, made_of: dict[str, str]) -> None:
    kept = {"manifest": manifest_sum(folder), "made_of": {path: mark for path, mark in made_of.items() if mark}}
    try:
        file_write(marks_path(folder), json.dumps(kept).encode())
    except OSError as error:
        logger.warning("What the files were made of cannot be kept; the next run makes all of them: %s", error)


def manifest_sum(folder: Path) -> str:
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def file_write(path: Path, content: bytes) -> None:
    """Whole or not at all: a web server may be reading the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as stream:
        stream.write(content)


def folders_empty_remove(folder: Path, inner: Path) -> None:
    """Take away folders that hold nothing any more, up to the export's own."""
    while inner != folder and inner.is_dir() and not any(inner.iterdir()):
        inner.rmdir()
        inner = inner.parent
