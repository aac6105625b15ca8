"""Sealed files: what waits for a worker lies on disk unreadable, whole, and in its order."""

from pathlib import Path
from typing import Any

import pytest

from district.encryption import SealBroken
from district.sealedfiles import (
    PIECE,
    sealed_file_discard,
    sealed_file_keep,
    sealed_file_open,
    sealed_files,
)


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path / "sealed"


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_comes_out_is_what_went_in(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    name = sealed_file_keep([content[:7], content[7:]])
    with sealed_file_open(name) as stream:
        assert stream.read() == content


def test_nothing_of_it_can_be_read_on_disk(shelf: Path) -> None:
    name = sealed_file_keep([b"Avery Examplewood,2014-05-09"])
    assert b"Examplewood" not in (shelf / name).read_bytes()
    assert (shelf / name).stat().st_mode & 0o077 == 0


def test_a_changed_byte_is_refused(shelf: Path) -> None:
    name = sealed_file_keep([b"Avery Examplewood"])
    content = bytearray((shelf / name).read_bytes())
    content[-1] ^= 1
    (shelf / name).write_bytes(content)
    with sealed_file_open(name) as stream, pytest.raises(SealBroken, match="changed"):
        stream.read()


def test_a_file_that_was_cut_off_between_two_pieces_is_refused(shelf: Path) -> None:
    name = sealed_file_keep([b"x" * (2 * PIECE)])
    content = (shelf / name).read_bytes()
    (shelf / name).write_bytes(content[: len(content) // 2])
    with sealed_file_open(name) as stream, pytest.raises(SealBroken, match="breaks off"):
        stream.read()


def test_a_file_that_breaks_off_while_it_arrives_leaves_nothing(shelf: Path) -> None:
    def broken() -> object:
        yield b"half"
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        sealed_file_keep(broken())  # type: ignore[arg-type]
    assert list(shelf.iterdir()) == []


def test_a_discarded_file_is_gone_and_discarding_twice_is_no_error() -> None:
    name = sealed_file_keep([b"x"])
    assert [known for known, _ in sealed_files()] == [name]
    sealed_file_discard(name)
    sealed_file_discard(name)
    assert list(sealed_files()) == []
    with pytest.raises(FileNotFoundError):
        sealed_file_open(name)


@pytest.mark.parametrize("name", ["", "../secret", "x" * 32])
def test_a_name_of_another_shape_opens_nothing(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        sealed_file_open(name)
