"""Written requests to wait, kept under their SHA-256 outside every folder that a web server may serve."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings


def document_keep(content: bytes) -> str:
    """Store a document once; its SHA-256 in hexadecimal. The name appears when all bytes are on disk."""
    digest = sha256(content).hexdigest()
    path = document_path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, scratch = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).replace(path)
    return digest


def document_path(digest: str) -> Path:
    """Where a document lies."""
    return Path(settings.PRIVATE_ROOT) / "holds" / digest[:2] / digest
