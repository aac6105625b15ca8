"""Ed25519 (RFC 8032): a key, its fingerprint, its public form, a signature. No database."""

import base64
import hashlib

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def key_make() -> tuple[str, str]:
    """(private, public) of a new key: the raw 32 bytes of each as hexadecimal digits."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes_raw().hex(), key.public_key().public_bytes_raw().hex()


def fingerprint_of(public: str) -> str:
    """SHA-256 of the raw public key: what people compare."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()


def signed(private: str, text: str) -> str:
    """Signature of a text's UTF-8 bytes, in Base64."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private)).sign(text.encode())).decode()


def public_pem(public: str) -> str:
    """The public key as any tool reads it (PEM, SubjectPublicKeyInfo)."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()
