"""What was handed in: a folder, a ZIP file or one CSV file, as parts that can be opened by name. Nothing is unpacked.

A ZIP file is read where it lies. What its directory says of sizes is checked before a byte is unpacked, and Python's
reader stops at the size that was said, so that a small file cannot become an endless one.
"""

import io
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

MOST_PART: Final = 512 * 2**20  # bytes of one CSV file
MOST_WHOLE: Final = 2**31  # bytes of all of them
MOST_PARTS: Final = 200
PIECE: Final = 1 << 16  # bytes unpacked at a time
MOST_RATIO: Final = 200  # lists of people shrink to a tenth or a twentieth
SMALL: Final = 10 * 2**20  # below this size no ratio is suspicious

Opener = Callable[[], IO[bytes]]


class Unusable(ValueError):
    """The file as a whole cannot be used; a sentence for people."""


@dataclass(frozen=True, slots=True)
class Part:
    """One CSV file: its size in bytes, and how to open it at its start."""

    name: str
    size: int
    open: Opener


@dataclass(frozen=True, slots=True)
class Package:
    """The CSV files by their names in small letters; `bundle` is false for a single file."""

    parts: dict[str, Part]
    bundle: bool
    left_out: tuple[str, ...] = field(default=())

    def part(self, name: str) -> Part | None:
        return self.parts.get(name)


def package_of(path: Path) -> Package:
    """A folder, a ZIP file or a CSV file on disk. Raises Unusable."""
    if path.is_dir():
        return folder_package(path)
    if not path.is_file():
        raise Unusable(f"There is no file or folder {path}.")
    return file_package(path.name, path.stat().st_size, lambda: path.open("rb"))


def file_package(name: str, size: int, opener: Opener) -> Package:
    """One file of any name: a ZIP file by its first bytes, else a CSV file. Raises Unusable."""
    with opener() as stream:
        start = stream.read(8)
    if start.startswith(b"PK"):
        return zip_package(opener)
    if start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise Unusable(f"{name} is no CSV file. Save the table as CSV (UTF-8) and hand that in.")
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t"):
        raise Unusable(f"{name} is empty.")
    _sized(name, size)
    return Package({name.lower(): Part(name, size, opener)}, bundle=False)


def folder_package(folder: Path) -> Package:
    """The CSV files right in a folder; what lies deeper is not looked at."""
    parts: dict[str, Part] = {}
    left_out = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() == ".csv" and path.is_file():
            parts[path.name.lower()] = Part(path.name, path.stat().st_size, _opener(path))
        elif not path.name.startswith("."):
            left_out.append(path.name)
    return _package(parts, left_out)


def zip_package(opener: Opener) -> Package:
    """The CSV files of a ZIP file, wherever they lie in it."""
    try:
        with opener() as stream, ZipFile(stream) as archive:
            entries = archive.infolist()
    except (BadZipFile, OSError, ValueError) as error:
        raise Unusable("The ZIP file is damaged: it cannot be opened.") from error
    parts: dict[str, Part] = {}
    left_out = []
    if any(entry.filename.startswith("[Content_Types]") for entry in entries):
        raise Unusable("This is an Excel or Word file. Save the table as CSV (UTF-8) and hand that in.")
    for entry in entries:
        place = PurePosixPath(entry.filename.replace("\\", "/"))
        if entry.is_dir() or "__MACOSX" in place.parts or place.name.startswith("."):
            continue
        if place.suffix.lower() != ".csv":
            left_out.append(place.name[:100])
            continue
        _harmless(entry)
        if place.name.lower() in parts:
            raise Unusable(f"The ZIP file holds {place.name} more than once: which one is meant?")
        parts[place.name.lower()] = Part(place.name, entry.file_size, _entry_opener(opener, entry))
    return _package(parts, left_out)


def _package(parts: dict[str, Part], left_out: list[str]) -> Package:
    if not parts:
        raise Unusable("There is no CSV file in it.")
    if len(parts) > MOST_PARTS:
        raise Unusable(f"It holds {len(parts)} CSV files: more than {MOST_PARTS} are too many.")
    for part in parts.values():
        _sized(part.name, part.size)
    if sum(part.size for part in parts.values()) > MOST_WHOLE:
        raise Unusable(f"Unpacked it would be larger than {MOST_WHOLE // 2**30} GB.")
    return Package(parts, bundle=True, left_out=tuple(left_out))


def _sized(name: str, size: int) -> None:
    if size > MOST_PART:
        raise Unusable(f"{name} is {size // 2**20} MB: at most {MOST_PART // 2**20} MB are read of one CSV file.")


def _harmless(entry: ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise Unusable("The ZIP file is locked with a password: pack it again without one.")
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
        raise Unusable(
            f"{entry.filename[:100]} would unpack to more than {MOST_RATIO} times its size: it was not opened."
        )


def _opener(path: Path) -> Opener:
    return lambda: path.open("rb")


class _Entry(io.RawIOBase):
    """One file within a ZIP file; closing it closes what it was read from."""

    def __init__(self, stream: IO[bytes], entry: ZipInfo) -> None:
        self.stack = ExitStack()
        with ExitStack() as stack:
            stack.enter_context(stream)
            archive = stack.enter_context(ZipFile(stream))
            self.inside = stack.enter_context(archive.open(entry))
            self.stack = stack.pop_all()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self.inside.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self.stack.close()
        super().close()


def _entry_opener(opener: Opener, entry: ZipInfo) -> Opener:
    def opened() -> IO[bytes]:
        try:
            return io.BufferedReader(_Entry(opener(), entry), PIECE)
        except (BadZipFile, NotImplementedError, RuntimeError) as error:
            raise Unusable(f"{entry.filename[:100]} in the ZIP file cannot be read: {error}.") from error

    return opened
