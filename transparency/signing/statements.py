"""The texts that are signed. Their form is public (docs/proof.md) and read again by transparency/proof.py."""

import hashlib
from datetime import UTC, datetime
from typing import Final

HEAD: Final = "Publication of a district's public page, form 1"
HANDOVER: Final = "Handover of a district's signing key, form 1"
NOTHING_BEFORE: Final = "nothing"


def publication_statement(
    *,
    district: str,
    number: int,
    published_at: datetime,
    sha256: str,
    apps: int,
    breaches: int,
    before: str,
    fingerprint: str,
) -> str:
    """What is signed of a publication: a line each, ended by a line feed.

    `before`: the link of the publication before it; "unsigned " and its hash where it was not signed; "nothing".
    """
    return _lines(
        HEAD,
        district=district,
        publication=str(number),
        published=moment(published_at),
        snapshot=sha256,
        apps=str(apps),
        breaches=str(breaches),
        before=before,
        key=fingerprint,
    )


def handover_statement(*, district: str, old: str, new: str, at: datetime) -> str:
    """What the old key signs, so that whoever trusts it may trust the new one. `old`, `new`: fingerprints."""
    return _lines(HANDOVER, district=district, at=moment(at), old=old, new=new)


def unsigned_before(sha256: str) -> str:
    return f"unsigned {sha256}"


def link_of(statement: str) -> str:
    """SHA-256 of a statement, by which the next one names it."""
    return hashlib.sha256(statement.encode()).hexdigest()


def moment(at: datetime) -> str:
    """UTC, as in the downloads."""
    return at.astimezone(UTC).isoformat()


def _lines(head: str, **fields: str) -> str:
    """Each value on its one line, whatever a person typed as the district's name."""
    return "".join(
        f"{line}\n" for line in (head, *(f"{name}: {' '.join(value.split())}" for name, value in fields.items()))
    )
