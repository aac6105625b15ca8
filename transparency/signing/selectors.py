"""Reads of keys and signatures. The private half of a key is never loaded here."""

from collections.abc import Iterator
from typing import TypedDict

from django.db.models import QuerySet

from transparency.models import SigningKey, Snapshot, SnapshotProof
from transparency.signing.statements import moment


class Signature(TypedDict):
    """What downloads and files say of a publication's signature. `public`: the raw key in hexadecimal digits."""

    statement: str
    signature: str
    link: str
    key: str
    public: str


class Publication(TypedDict):
    """One publication in the chain. `proof` is null where it was not signed."""

    number: int
    at: str
    sha256: str
    apps: int
    breaches: int
    proof: Signature | None


class Key(TypedDict):
    """A public key of the installation, and what the key before it signed to hand over to it."""

    key: str
    public: str
    made: str
    retired: str | None
    handover: str
    signature: str
    signed_by: str | None


def signature_of(snapshot: Snapshot | None) -> Signature | None:
    """The signature of a publication; None before the first one, and of publications that were not signed."""
    proof = proof_of(snapshot)
    return None if proof is None else _signature(proof)


def proof_of(snapshot: Snapshot | None) -> SnapshotProof | None:
    return None if snapshot is None else _proofs().filter(snapshot=snapshot).first()


def proof_latest() -> SnapshotProof | None:
    """The newest signed publication: what the next one is chained to."""
    return _proofs().order_by("-pk").first()


def _proofs() -> QuerySet[SnapshotProof]:
    return SnapshotProof.objects.select_related("key", "snapshot").defer("key__private", "snapshot__facets")


def _signature(proof: SnapshotProof) -> Signature:
    return {
        "statement": proof.statement,
        "signature": proof.signature,
        "link": proof.link,
        "key": proof.key.fingerprint,
        "public": proof.key.public,
    }


def keys_listed() -> QuerySet[SigningKey]:
    """Every key, the newest first, with the one before it."""
    return SigningKey.objects.select_related("endorsed_by").defer("private", "endorsed_by__private")


def key_current() -> SigningKey | None:
    """The key that signs now. None before the first publication that is signed."""
    return keys_listed().filter(retired_at=None).first()


def key_named(fingerprint: str) -> SigningKey | None:
    return keys_listed().filter(fingerprint=fingerprint).first()


def keys_told() -> list[Key]:
    """Every public key, the oldest first."""
    return [_key(key) for key in keys_listed().order_by("made_at", "pk")]


def _key(key: SigningKey) -> Key:
    return {
        "key": key.fingerprint,
        "public": key.public,
        "made": moment(key.made_at),
        "retired": moment(key.retired_at) if key.retired_at else None,
        "handover": key.endorsement,
        "signature": key.endorsement_signature,
        "signed_by": key.endorsed_by.fingerprint if key.endorsed_by else None,
    }


def publications_told() -> Iterator[Publication]:
    """Every publication, the oldest first, a few at a time."""
    rows = Snapshot.objects.defer("facets", "difference").select_related("proof", "proof__key")
    rows = rows.defer("facets", "difference", "proof__key__private").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        proof = getattr(row, "proof", None)
        yield {
            "number": row.pk,
            "at": moment(row.taken_at),
            "sha256": row.sha256,
            "apps": row.entries,
            "breaches": row.breaches,
            "proof": None if proof is None else _signature(proof),
        }
