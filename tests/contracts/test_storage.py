"""The private store: whole files under their hash, or nothing."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import storage
from tests.contracts.conftest import stored_files

CONTENT = b"An agreement of the fictional kind."
SHA = hashlib.sha256(CONTENT).hexdigest()


def put(content: bytes = CONTENT) -> str:
    with storage.received([content]) as incoming:
        storage.keep(incoming)
        return incoming.sha256


def test_a_file_lies_under_its_hash_readable_by_its_owner_only(store: Path) -> None:
    assert put() == SHA
    place = store / SHA[:2] / SHA[2:]
    assert place.read_bytes() == CONTENT
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_the_same_content_is_stored_once(store: Path) -> None:
    put()
    with storage.received([CONTENT[:5], CONTENT[5:]]) as incoming:
        assert storage.keep(incoming) is False
    assert len(stored_files(store)) == 1


def test_what_is_not_kept_leaves_nothing(store: Path) -> None:
    with storage.received([CONTENT]):
        assert len(stored_files(store)) == 1
    assert stored_files(store) == []


def test_an_upload_that_breaks_off_leaves_nothing(store: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield CONTENT
        raise ConnectionError

    with pytest.raises(ConnectionError), storage.received(broken()):
        pass
    assert stored_files(store) == []


def test_a_stored_file_is_read_whole() -> None:
    put()
    with storage.open_verified(SHA) as stream:
        assert stream.read() == CONTENT


def test_a_file_that_was_changed_on_disk_is_not_read() -> None:
    put()
    storage.stored_path(SHA).write_bytes(b"Something else.")
    with pytest.raises(storage.StoredFileChanged, match="changed on disk"):
        storage.open_verified(SHA)


def test_a_file_that_was_changed_on_disk_is_healed_by_the_same_content() -> None:
    put()
    storage.stored_path(SHA).write_bytes(b"Something else.")
    put()
    with storage.open_verified(SHA) as stream:
        assert stream.read() == CONTENT


def test_a_missing_file_is_named() -> None:
    with pytest.raises(storage.StoredFileChanged, match="missing"):
        storage.open_verified(SHA)


def test_the_store_names_what_it_holds() -> None:
    put()
    other = put(b"other")
    assert sorted(storage.stored_hashes()) == sorted([SHA, other])
