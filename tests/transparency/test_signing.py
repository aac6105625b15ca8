"""Each publication is signed and names the one before it; a stranger checks all of it with Python alone, or openssl."""

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from district.audit import SystemActor
from district.encryption import seal
from district.models import District
from tests.factories.transparency import app_posted_able
from transparency import proof
from transparency.models import SigningKey, Snapshot, SnapshotProof
from transparency.proving.files import proof_files
from transparency.selectors import entries_downloaded
from transparency.services import publish
from transparency.signing.keys import fingerprint_of, key_make, public_pem, signed
from transparency.signing.selectors import keys_told, publications_told, signature_of
from transparency.signing.services import SigningRefused, key_replace
from transparency.versions import version_current
from vendors.models import Product

ACTOR = SystemActor("command:publish")
PROGRAM = Path(settings.ROOT) / "transparency" / "proof.py"
Files = Callable[[], dict[str, Path]]


def published(name: str, now: datetime) -> Snapshot:
    app_posted_able(name)
    snapshot = publish(actor=ACTOR, now=now).snapshot
    assert snapshot is not None
    return snapshot


def run(*arguments: object) -> tuple[int, str]:
    """The documented command in a process of its own, without the product: only this one file is there."""
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), *map(str, arguments)], capture_output=True, text=True, cwd="/", check=False
    )
    return done.returncode, done.stdout + done.stderr


def download(snapshot: Snapshot) -> dict[str, Any]:
    apps = [
        {"key": key, "sha256": sha256, "content": content} for key, sha256, content, _ in entries_downloaded(snapshot)
    ]
    said = {"at": snapshot.taken_at.isoformat(), "sha256": snapshot.sha256, "proof": signature_of(snapshot)}
    return {"apps": apps, "breaches": [], "published": said}


def written(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def chain() -> dict[str, Any]:
    return {"keys": keys_told(), "publications": list(publications_told())}


def key_file(folder: Path, name: str = "key.pem") -> Path:
    return written(folder, name, public_pem(SigningKey.objects.defer("private").get(retired_at=None).public))


@pytest.mark.django_db
def test_the_first_publication_makes_the_key_and_the_next_names_the_one_before(
    district: District, now: datetime
) -> None:
    first, second = published("Maple Reader", now), published("Maple Writer", now + timedelta(days=1))
    assert SigningKey.objects.count() == 1
    assert "before: nothing\n" in first.proof.statement
    assert f"before: {first.proof.link}\n" in second.proof.statement
    assert second.proof.previous == first.proof
    assert f"snapshot: {second.sha256}\napps: 2\n" in second.proof.statement


@pytest.mark.django_db
def test_the_private_half_lies_sealed_and_leaves_no_history(district: District, now: datetime) -> None:
    published("Maple Reader", now)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM transparency_signingkey")
        lies = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT * FROM transparency_signingkeyevent")
        assert "private" not in [column.name for column in cursor.description]
    private = SigningKey.objects.get().private
    assert isinstance(private, str)
    assert bytes.fromhex(private) not in lies
    assert private.encode() not in lies


@pytest.mark.django_db
def test_a_stranger_proves_download_and_chain_with_one_file_of_ours(
    district: District, now: datetime, tmp_path: Path
) -> None:
    published("Maple Reader", now)
    second = published("Maple Writer", now + timedelta(days=1))
    key, apps = key_file(tmp_path), written(tmp_path, "apps.json", download(second))
    links = written(tmp_path, "publications.json", chain())
    assert run(apps)[0] == 0
    status, said = run(apps, "--key", key, "--chain", links)
    assert (status, said) == (
        0,
        f"proven: 2 apps, {second.sha256}\nsigned by key {second.proof.key.fingerprint}\n"
        f"proven: a chain of 2 publications, 2 of them signed, {second.proof.link}\n",
    )
    assert run(links, "--key", key)[0] == 0


@pytest.mark.django_db
def test_the_files_of_the_page_prove_the_whole_chain_without_the_installation(
    district: District, now: datetime, tmp_path: Path
) -> None:
    first = published("Maple Reader", now)
    second = published("Maple Writer", now + timedelta(days=1))
    files = dict(proof_files(version_current(now + timedelta(days=1))))
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    folder = tmp_path / "proof"
    status, said = run(folder / "publications.json", "--key", folder / "key.pem")
    assert (status, "a chain of 2 publications, 2 of them signed" in said) == (0, True)
    for snapshot in (first, second):
        statement = files[f"proof/{snapshot.pk}/statement.txt"]
        assert f"publication: {snapshot.pk}\n".encode() in statement
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(snapshot.proof.key.public))
        key.verify(files[f"proof/{snapshot.pk}/signature"], statement)


def changed(content: dict[str, Any], way: str) -> dict[str, Any]:
    found = json.loads(json.dumps(content))
    said, stated = found["published"], found["published"]["proof"]
    if way == "content":
        found["apps"][0]["content"]["product"]["name"] = "Another name"
    elif way == "content and hashes":
        entry = found["apps"][0]
        entry["content"]["product"]["name"] = "Another name"
        entry["sha256"] = proof.entry_sha256(entry["content"])
        said["sha256"] = proof.snapshot_sha256([(row["key"], row["sha256"]) for row in found["apps"]])
    elif way == "statement":
        stated["statement"] = stated["statement"].replace("apps: 1", "apps: 1 ")
    elif way == "moment":
        said["at"] = "2020-01-01T00:00:00+00:00"
    elif way == "signature":
        data = bytearray(base64.b64decode(stated["signature"]))
        data[5] ^= 1
        stated["signature"] = base64.b64encode(bytes(data)).decode()
    elif way == "no signature":
        said["proof"] = None
    else:
        private, public = key_make()
        fingerprint = fingerprint_of(public)
        text = stated["statement"].replace(f"key: {stated['key']}", f"key: {fingerprint}")
        said["proof"] = stated | {
            "statement": text, "signature": signed(private, text), "key": fingerprint, "public": public,
            "link": proof.hashlib.sha256(text.encode()).hexdigest(),
        }  # fmt: skip
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "way", ["content", "content and hashes", "statement", "moment", "signature", "no signature", "another's key"]
)
def test_whatever_was_changed_is_not_proven(district: District, now: datetime, tmp_path: Path, way: str) -> None:
    snapshot = published("Maple Reader", now)
    key = key_file(tmp_path)
    assert run(written(tmp_path, "apps.json", download(snapshot)), "--key", key)[0] == 0
    status, said = run(written(tmp_path, "apps.json", changed(download(snapshot), way)), "--key", key)
    assert (status, said.startswith("NOT PROVEN: ")) == (1, True)
    links = written(tmp_path, "publications.json", chain())
    assert run(tmp_path / "apps.json", "--chain", links, "--key", key)[0] == 1


@pytest.mark.django_db
def test_a_publication_taken_out_of_the_chain_or_changed_in_it_is_found(
    district: District, now: datetime, tmp_path: Path
) -> None:
    for number in range(4):
        published(f"Maple {number}", now + timedelta(days=number))
    key, whole = key_file(tmp_path), chain()
    assert run(written(tmp_path, "chain.json", whole), "--key", key)[0] == 0
    for number in range(3):
        rows = [row for place, row in enumerate(whole["publications"]) if place != number]
        assert run(written(tmp_path, "chain.json", whole | {"publications": rows}), "--key", key)[0] == 1
    whole["publications"][1]["sha256"] = "0" * 64
    assert run(written(tmp_path, "chain.json", whole), "--key", key)[0] == 1


@pytest.mark.django_db
def test_a_new_key_is_handed_over_to_and_the_old_one_still_proves(
    district: District, dana: Any, now: datetime, tmp_path: Path
) -> None:
    first = published("Maple Reader", now)
    old = key_file(tmp_path, "old.pem")
    key = key_replace(because="A laptop was stolen.", actor=dana, now=now + timedelta(days=1))
    second = published("Maple Writer", now + timedelta(days=2))
    assert second.proof.key == key
    retired = SigningKey.objects.get(pk=first.proof.key_id)
    assert (retired.private, retired.retired_at) == (None, now + timedelta(days=1))
    links, new = written(tmp_path, "chain.json", chain()), key_file(tmp_path, "new.pem")
    apps = written(tmp_path, "then.json", download(first))
    for one in (old, new):
        assert run(links, "--key", one)[0] == 0
        assert run(apps, "--chain", links, "--key", one)[0] == 0
    assert run(apps, "--key", old)[0] == 0
    assert run(apps, "--key", new)[0] == 1
    told = chain()
    told["keys"][1]["signature"] = told["keys"][1]["signature"][::-1]
    assert run(written(tmp_path, "chain.json", told), "--key", old)[0] == 1


@pytest.mark.django_db
def test_a_strangers_key_at_the_end_of_the_chain_is_not_trusted(
    district: District, now: datetime, tmp_path: Path
) -> None:
    published("Maple Reader", now)
    key, told = key_file(tmp_path), chain()
    private, public = key_make()
    last = told["publications"][-1]
    text = last["proof"]["statement"].replace(last["proof"]["key"], fingerprint_of(public))
    last["proof"] |= {
        "statement": text, "signature": signed(private, text), "key": fingerprint_of(public), "public": public,
        "link": proof.hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip
    status, said = run(written(tmp_path, "chain.json", told), "--key", key)
    assert (status, "nothing ties" in said) == (1, True)
    last["proof"]["key"] = told["keys"][0]["key"]  # as if the trusted key had signed it
    status, said = run(written(tmp_path, "chain.json", told), "--key", key)
    assert (status, "another key signed it" in said) == (1, True)


@pytest.mark.django_db
def test_what_is_handed_out_proves_between_a_new_key_and_the_next_publication(
    district: District, dana: Any, public: Client, now: datetime, tmp_path: Path
) -> None:
    snapshot = published("Maple Reader", now)
    key_replace(because="A laptop was stolen.", actor=dana, now=now + timedelta(days=1))
    key = written(tmp_path, "key.pem", public.get("/proof/key.pem").content.decode())
    links = written(tmp_path, "chain.json", public.get("/proof/publications.json").content.decode())
    apps = written(tmp_path, "apps.json", download(snapshot))
    assert run(apps, "--chain", links, "--key", key)[0] == 0


@pytest.mark.django_db
def test_publications_from_before_the_first_key_stay_and_are_said_to_be_unsigned(
    district: District, now: datetime, tmp_path: Path
) -> None:
    early, earlier_proof = published("Maple Reader", now), SnapshotProof.objects.all()
    earlier_proof._raw_delete(earlier_proof.db)
    second = published("Maple Writer", now + timedelta(days=1))
    early.refresh_from_db()
    assert signature_of(early) is None
    assert f"before: unsigned {early.sha256}\n" in second.proof.statement
    key, links = key_file(tmp_path), written(tmp_path, "chain.json", chain())
    apps = written(tmp_path, "apps.json", download(early))
    assert "not signed" in run(apps)[1]
    assert run(apps, "--key", key)[0] == 1
    assert run(apps, "--key", key, "--chain", links)[0] == 0


@pytest.mark.django_db
def test_a_key_that_does_not_open_stops_publishing_with_a_sentence_until_there_is_a_new_one(
    district: District, dana: Any, now: datetime, settings: Any
) -> None:
    published("Maple Reader", now)
    settings.FIELD_KEYS = "ab" * 32
    Product.objects.update(description="Changed since.")
    with pytest.raises(SigningRefused, match="nothing was published"):
        publish(actor=ACTOR, now=now + timedelta(days=1))
    assert Snapshot.objects.count() == 1
    key = key_replace(because="The keys of the installation were lost.", actor=dana, now=now + timedelta(days=1))
    assert (key.endorsement, key.endorsed_by) == ("", None)
    assert "does not open any more" in key.because
    assert publish(actor=ACTOR, now=now + timedelta(days=1)).made
    assert seal("x")


@given(text=some.text(max_size=200))
def test_our_checking_says_what_the_library_says(text: str) -> None:
    private, public = key_make()
    signature = signed(private, text)
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(base64.b64decode(signature), text.encode())
    assert proof.holds(bytes.fromhex(public), signature, text)
    assert not proof.holds(bytes.fromhex(public), signature, f"{text}.")
    assert not proof.holds(bytes.fromhex(key_make()[1]), signature, text)


def test_the_checking_holds_for_an_example_of_rfc_8032() -> None:
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert proof.holds(public, base64.b64encode(signature).decode(), "r")


@pytest.mark.parametrize("signature", ["", "!", "AAAA", base64.b64encode(b"\xff" * 64).decode()])
def test_what_is_no_signature_holds_nothing(signature: str) -> None:
    assert not proof.holds(bytes(32), signature, "text")
    assert not proof.holds(b"\xff" * 32, signature, "text")


@pytest.mark.parametrize(
    "arguments", [[], ["a", "b"], ["a", "--key"], ["a", "--other", "b"], ["a", "--key", "b", "--key", "c"]]
)
def test_a_command_written_wrongly_is_answered_with_how_it_goes(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert proof.main(arguments) == 2
    assert "Usage" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"publications": 3}', '{"apps": [], "published": {"sha256": 1}}'])
def test_what_is_no_download_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    status, said = run(written(tmp_path, "x.json", content))
    assert status in (1, 2)
    assert "Traceback" not in said


def test_a_key_file_that_holds_no_key_is_named(tmp_path: Path) -> None:
    apps = written(tmp_path, "x.json", {"apps": [], "published": {"sha256": "0"}})
    status, said = run(apps, "--key", written(tmp_path, "key.pem", "no key"))
    assert (status, "holds no Ed25519 public key" in said) == (2, True)


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed here")
def test_openssl_says_the_same(tmp_path: Path) -> None:
    private, public = key_make()
    text = "a statement\n"
    (tmp_path / "signature").write_bytes(base64.b64decode(signed(private, text)))
    written(tmp_path, "statement.txt", text)
    written(tmp_path, "key.pem", public_pem(public))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "statement.txt"]
    done = subprocess.run(
        [*command, "-sigfile", "signature"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
