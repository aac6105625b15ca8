"""Files that hold pupils' and families' data, sealed in the private store: print batches, proofs, files of requests.

Each set has a key of its own, which lies sealed in its row and is sealed anew with it when keys are rotated. Without
the row the files are noise, so that removing the row removes what they say.
"""

import hashlib
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from district.encryption import SealBroken
from district.storage import kept, open_verified

NONCE: Final = 12


def file_key_new() -> str:
    """A new key, as 64 hexadecimal digits."""
    return AESGCM.generate_key(bit_length=256).hex()


def sealed_keep(content: bytes, key: str) -> tuple[str, str]:
    """Seal and store: SHA-256 of the content as it is read, and the name of the sealed file in the store."""
    sha256 = hashlib.sha256(content).hexdigest()
    nonce = os.urandom(NONCE)
    return sha256, kept(nonce + AESGCM(bytes.fromhex(key)).encrypt(nonce, content, sha256.encode()))


def sealed_read(stored: str, key: str, sha256: str) -> bytes:
    """The content. Raises StoredFileChanged and SealBroken where the file is missing or was changed."""
    with open_verified(stored) as stream:
        whole = stream.read()
    try:
        return AESGCM(bytes.fromhex(key)).decrypt(whole[:NONCE], whole[NONCE:], sha256.encode())
    except (InvalidTag, ValueError):
        raise SealBroken("The file was changed since it was sealed, or its row lost its key.") from None
