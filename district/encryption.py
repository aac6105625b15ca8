"""Sealed fields: what is known of pupils and families lies encrypted in the database (ADR on students' data).

AES-256-GCM under keys from the environment. `FIELD_KEYS` holds 32-byte keys in hexadecimal, comma-separated: the first
one seals, the others still open what they sealed, until `rotatekeys` has sealed everything anew. `SEARCH_KEY` makes
keyed hashes, by which sealed values are found again by exact match without being readable.

Sealed: 1 byte of version, 4 bytes of the key's id, 12 bytes of nonce, ciphertext and tag. The head is authenticated.
"""

import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = b"\x01"
KEY_BYTES = 32
HEAD = 5  # bytes: version and key id, which say by which key something is sealed
NONCE = 12
SEARCH_BYTES = 16

Plain = str | dict[str, Any]
# Made once: json.dumps would make an encoder for every row of an import.
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_read = json.JSONDecoder().decode


class SealBroken(ValueError):
    """Not sealed by us, changed since, or sealed by a key that is not among FIELD_KEYS. Never says what was inside."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The key that seals, by its head; every key that opens, by head."""

    head: bytes
    ciphers: dict[bytes, AESGCM]


def key_from(text: str, name: str) -> bytes:
    """32 bytes from 64 hexadecimal digits. Raises ImproperlyConfigured, without showing the key."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name}: every key is 64 hexadecimal digits, as `openssl rand -hex 32` makes them.")
    return key


def _head(key: bytes) -> bytes:
    return VERSION + blake2b(key, digest_size=HEAD - 1, person=b"key id").digest()


@lru_cache(maxsize=8)
def _ring_of(keys: str) -> KeyRing:
    found = [key_from(text, "FIELD_KEYS") for text in keys.split(",") if text.strip()]
    if not found:
        raise ImproperlyConfigured("Set FIELD_KEYS: without a key nothing of pupils and families can be kept.")
    return KeyRing(_head(found[0]), {_head(key): AESGCM(key) for key in found})


def key_ring() -> KeyRing:
    """The keys of the settings. Raises ImproperlyConfigured where FIELD_KEYS is missing or malformed."""
    return _ring_of(settings.FIELD_KEYS)


@lru_cache(maxsize=8)
def _search_secret(text: str) -> bytes:
    if not text.strip():
        raise ImproperlyConfigured("Set SEARCH_KEY: without it nothing sealed can be found again.")
    return key_from(text, "SEARCH_KEY")


def key_id(head: bytes) -> str:
    """How people tell keys apart: eight hexadecimal digits, which say nothing of the key."""
    return head[1:HEAD].hex()


def seal(value: Mapping[str, Any] | str) -> bytes:
    """Encrypt a mapping of JSON values, or a text, under the first key. Twice the same value gives different bytes."""
    ring = key_ring()
    nonce = os.urandom(NONCE)
    inside = _written(value).encode()
    return ring.head + nonce + ring.ciphers[ring.head].encrypt(nonce, inside, ring.head)


def unseal(sealed: bytes | memoryview) -> Plain:
    """What `seal` was given. Raises SealBroken where the bytes were changed, or the key is gone."""
    whole = bytes(sealed)
    head = whole[:HEAD]
    cipher = key_ring().ciphers.get(head)
    if cipher is None:
        raise SealBroken(f"Sealed by the key {key_id(head) or '(none)'}, which is not among FIELD_KEYS.")
    try:
        inside = cipher.decrypt(whole[HEAD : HEAD + NONCE], whole[HEAD + NONCE :], head)
    except (InvalidTag, ValueError):
        raise SealBroken("These bytes were changed since they were sealed.") from None
    value: Plain = _read(inside.decode())
    return value


def sealed_with(sealed: bytes | memoryview) -> str:
    """The id of the key that sealed it, as `key_id` writes it. The bytes need not open."""
    return key_id(bytes(sealed[:HEAD]))


def search_text(value: str) -> str:
    """How two writings of one value become one: compatible characters, no letter case, single spaces."""
    if not value.isascii():
        value = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
    return " ".join(value.casefold().split())


def search_key(value: str, purpose: str) -> bytes:
    """16 bytes by which an exact value is found again: a keyed hash, other for each purpose (at most 16 bytes).

    Nothing typed gives b"", which a search must refuse: it would find everybody who has none.
    """
    text = search_text(value)
    if not text:
        return b""
    key = _search_secret(settings.SEARCH_KEY)
    return blake2b(text.encode(), digest_size=SEARCH_BYTES, key=key, person=purpose.encode()).digest()
