"""Writes of keys and signatures: the first key, another one after it, and the signature under each publication."""

from datetime import datetime

from district.audit import Actor, actor_label, audited
from district.encryption import SealBroken
from district.selectors import district_current
from transparency.models import SigningKey, Snapshot, SnapshotProof
from transparency.signing.keys import fingerprint_of, key_make, signed
from transparency.signing.selectors import key_current, proof_latest
from transparency.signing.statements import (
    NOTHING_BEFORE,
    handover_statement,
    link_of,
    publication_statement,
    unsigned_before,
)
from transparency.turns import publishing_turn_take

FIRST_KEY = "The first publication that is signed"
CLOSED = (
    "The signing key does not open with the keys of this installation (FIELD_KEYS), so nothing was published. Whoever "
    "keeps the installation puts back the right key, or makes a new signing key: docs/proof.md, “Keys”."
)


class SigningRefused(RuntimeError):
    """Nothing can be signed; the message says why, for people."""


def snapshot_sign(*, snapshot: Snapshot, before: Snapshot | None, actor: Actor, now: datetime) -> SnapshotProof:
    """Sign a publication in the transaction that makes it. The caller holds the turn of publishing.

    `before`: the publication that it follows. The first one makes the first key. SigningRefused where the key does not
    open: then nothing is published.
    """
    key = key_current() or _key_write(because=FIRST_KEY, before=None, actor=actor, now=now)
    previous = proof_latest()
    statement = publication_statement(
        district=district_current().name,
        number=snapshot.pk,
        published_at=snapshot.taken_at,
        sha256=snapshot.sha256,
        apps=snapshot.entries,
        breaches=snapshot.breaches,
        before=_before(previous, before),
        fingerprint=key.fingerprint,
    )
    return SnapshotProof.objects.create(
        snapshot=snapshot,
        key=key,
        previous=previous,
        statement=statement,
        signature=signed(private_of(key), statement),
        link=link_of(statement),
    )


def _before(previous: SnapshotProof | None, before: Snapshot | None) -> str:
    if previous is not None:
        return previous.link
    return NOTHING_BEFORE if before is None else unsigned_before(before.sha256)


def key_replace(*, because: str, actor: Actor, now: datetime) -> SigningKey:
    """Make a new key; the old one hands over to it by a last signature and is thrown away. `because`: kept and shown.

    Where the old key does not open any more, the new one stands alone: nothing is handed over, and the page says so.
    """
    with audited(actor=actor, reason=f"New signing key: {because}"[:500]):
        publishing_turn_take()
        old = key_current()
        return _key_write(because=because, before=old, actor=actor, now=now)


def _key_write(*, because: str, before: SigningKey | None, actor: Actor, now: datetime) -> SigningKey:
    private, public = key_make()
    key = SigningKey(
        fingerprint=fingerprint_of(public),
        public=public,
        private=private,
        made_at=now,
        made_by=actor_label(actor),
        because=because[:500],
    )
    if before is not None:
        _hand_over(before, key, now)
    key.save()
    return key


def _hand_over(old: SigningKey, new: SigningKey, now: datetime) -> None:
    statement = handover_statement(district=district_current().name, old=old.fingerprint, new=new.fingerprint, at=now)
    try:
        new.endorsement_signature = signed(private_of(old), statement)
    except SigningRefused:
        new.because = f"{new.because} (the key before it does not open any more)"[:500]
    else:
        new.endorsement, new.endorsed_by = statement, old
    SigningKey.objects.filter(pk=old.pk).update(private=None, retired_at=now)


def private_of(key: SigningKey) -> str:
    """The private half, opened. SigningRefused where it does not open."""
    try:
        private = SigningKey.objects.values_list("private", flat=True).get(pk=key.pk)
    except SealBroken as error:
        raise SigningRefused(CLOSED) from error
    if not isinstance(private, str):
        raise SigningRefused(CLOSED)
    return private
