"""The private store lies with the district, since every room keeps files there; agreements reach it under this name."""

from district.storage import (
    CHUNK,
    Incoming,
    StoredFileChanged,
    discard,
    file_sha256,
    hashes_registered,
    keep,
    open_verified,
    received,
    refuse_changed,
    stored_hashes,
    stored_path,
)

__all__ = [
    "CHUNK",
    "Incoming",
    "StoredFileChanged",
    "discard",
    "file_sha256",
    "hashes_registered",
    "keep",
    "open_verified",
    "received",
    "refuse_changed",
    "stored_hashes",
    "stored_path",
]
