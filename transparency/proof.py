"""Checks what a public page proves. Plain Python without the product: anyone can run it. See docs/proof.md.

python proof.py apps.json                                  the content, and the signature that the file carries
python proof.py apps.json --key key.pem                    the same, signed by this key and no other
python proof.py publications.json --key key.pem            every publication of the chain and every change of key
python proof.py apps.json --chain publications.json --key key.pem    both, and that the file stands in the chain
"""

import base64
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

PUBLICATION = "Publication of a district's public page, form 1"
HANDOVER = "Handover of a district's signing key, form 1"
PEM_HEAD = bytes.fromhex("302a300506032b6570032100")  # an Ed25519 key in a PEM file: these bytes, then the key
USAGE = "Usage: python proof.py FILE.json [--key key.pem] [--chain publications.json]\n"


class Entry(TypedDict):
    """One app or breach in a download."""

    key: str
    sha256: str
    content: dict[str, Any]


class ProofError(ValueError):
    """The file is not what it says it is; one sentence per contradiction."""


def canonical(content: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no spaces, and every character as itself, in UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def entry_sha256(content: Mapping[str, Any]) -> str:
    """Hash of the content of one app or breach."""
    return hashlib.sha256(canonical(content)).hexdigest()


def snapshot_sha256(entries: Iterable[tuple[str, str]]) -> str:
    """Hash over (key, entry hash) pairs: a line `HASH  KEY` each, sorted by key, each ended by a line feed."""
    lines = "".join(f"{sha256}  {key}\n" for key, sha256 in sorted(entries))
    return hashlib.sha256(lines.encode()).hexdigest()


def verify(download: Mapping[str, Any], key: bytes | None = None) -> str:
    """The snapshot's hash, reckoned anew from a download's content. Raises ProofError with everything that differs.

    A signature in the file must hold. `key`: the raw public key; then the file must be signed, and by this key.
    """
    entries: list[Entry] = [*download["apps"], *download.get("breaches", ())]  # earlier releases listed no breaches
    wrong = [f"{entry['key']}: its content gives another hash" for entry in entries if not _holds(entry)]
    published = download["published"]
    reckoned = snapshot_sha256((entry["key"], entry["sha256"]) for entry in entries)
    if reckoned != published["sha256"]:
        wrong.append(f"the list gives {reckoned}, the file says {published['sha256']}")
    counts = {"apps": len(download["apps"]), "breaches": len(download.get("breaches", ()))}
    wrong += signature_faults(published.get("proof"), published, counts, key)
    if wrong:
        raise ProofError("; ".join(wrong))
    return reckoned


def _holds(entry: Entry) -> bool:
    return entry_sha256(entry["content"]) == entry["sha256"]


def signature_faults(
    proof: Mapping[str, str] | None, published: Mapping[str, Any], counts: Mapping[str, int], key: bytes | None
) -> list[str]:
    """What is wrong with a publication's signature; nothing where it has none and no key was given."""
    if proof is None:
        return [] if key is None else ["it is not signed: it was published before the installation had a key"]
    public = bytes.fromhex(proof["public"])
    said = statement_read(proof["statement"], PUBLICATION)
    wrong = [] if holds(public, proof["signature"], proof["statement"]) else ["the signature does not hold"]
    fingerprint = hashlib.sha256(public).hexdigest()
    if said.get("key") != fingerprint:
        wrong.append("the statement names another key")
    if proof["key"] != fingerprint:
        wrong.append("it says that another key signed it")
    if proof["link"] != hashlib.sha256(proof["statement"].encode()).hexdigest():
        wrong.append("the link is of another statement")
    if not _same_moment(said.get("published", ""), published["at"]):
        wrong.append("the statement names another moment")
    if key is not None and key != public:
        wrong.append("it is signed by another key than the one given")
    expected = {"snapshot": published["sha256"], **{name: str(number) for name, number in counts.items()}}
    wrong += [f"the statement names another {name}" for name, value in expected.items() if said.get(name) != value]
    return wrong


def _same_moment(one: str, other: str) -> bool:
    return bool(one) and _moment(one) == _moment(other)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)


def statement_read(text: str, head: str) -> dict[str, str]:
    """The fields of a signed text. Raises ProofError where it is of another kind."""
    first, *lines = text.split("\n")
    if first != head or not text.endswith("\n"):
        raise ProofError("the statement is of another form")
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def verify_chain(chain: Mapping[str, Any], key: bytes | None = None) -> str:
    """The link of the newest publication, after checking all of them. Raises ProofError with everything that differs.

    Trusted is what `key` signed, what a key that it handed over to signed, and whatever a trusted publication names as
    the one before it. Without `key`: the oldest key of the file.
    """
    keys = {row["key"]: row for row in chain["keys"]}
    publications: list[Mapping[str, Any]] = chain["publications"]
    wrong = [fault for row in chain["keys"] for fault in _key_faults(row, keys)]
    wrong += _link_faults(publications)
    trusted = _keys_trusted(chain["keys"], key)
    if key is not None and hashlib.sha256(key).hexdigest() not in keys:
        wrong.append("the key given is none of this chain's")
    newer_trusted = False
    for row in reversed(publications):
        proof = row["proof"]
        if proof is None:
            newer_trusted = False  # nothing before it is named by a signature
            continue
        newer_trusted = newer_trusted or proof["key"] in trusted
        if not newer_trusted:
            wrong.append(f"publication {row['number']} is signed by a key that nothing ties to the one trusted")
    if wrong:
        raise ProofError("; ".join(wrong))
    signed = [row["proof"]["link"] for row in publications if row["proof"]]
    return signed[-1] if signed else ""


def _key_faults(row: Mapping[str, Any], keys: Mapping[str, Mapping[str, Any]]) -> list[str]:
    wrong = []
    if hashlib.sha256(bytes.fromhex(row["public"])).hexdigest() != row["key"]:
        wrong.append(f"the key {row['key'][:16]} has another fingerprint")
    if row["signed_by"]:
        said = statement_read(row["handover"], HANDOVER)
        old = keys.get(row["signed_by"])
        if old is None or not holds(bytes.fromhex(old["public"]), row["signature"], row["handover"]):
            wrong.append(f"the handover to key {row['key'][:16]} does not hold")
        if said.get("new") != row["key"] or said.get("old") != row["signed_by"]:
            wrong.append(f"the handover to key {row['key'][:16]} names other keys")
    return wrong


def _keys_trusted(rows: list[Mapping[str, Any]], key: bytes | None) -> set[str]:
    """Fingerprints of the key trusted and of those it handed over to. `rows`: the oldest first."""
    start = hashlib.sha256(key).hexdigest() if key is not None else (rows[0]["key"] if rows else "")
    trusted = {start}
    for row in rows:
        if row["signed_by"] in trusted:
            trusted.add(row["key"])
    return trusted


def _link_faults(publications: list[Mapping[str, Any]]) -> list[str]:
    """Signatures, and that each statement names the publication before it."""
    wrong: list[str] = []
    before = "nothing"
    for row in publications:
        proof, name = row["proof"], f"publication {row['number']}"
        if proof is None:
            wrong += [f"{name} is not signed, but one before it is"] if _is_link(before) else []
            before = f"unsigned {row['sha256']}"
            continue
        counts = {"apps": row["apps"], "breaches": row["breaches"], "publication": row["number"]}
        wrong += [f"{name}: {fault}" for fault in signature_faults(proof, row, counts, None)]
        if statement_read(proof["statement"], PUBLICATION).get("before") != before:
            wrong.append(f"{name} does not name the one before it")
        before = hashlib.sha256(proof["statement"].encode()).hexdigest()
    return wrong


def _is_link(before: str) -> bool:
    return before != "nothing" and not before.startswith("unsigned ")


def stands_in(download: Mapping[str, Any], chain: Mapping[str, Any]) -> None:
    """Raises ProofError unless a signature of the chain is under the download's publication, or names it."""
    statements = [row["proof"]["statement"] for row in chain["publications"] if row["proof"]]
    proof, sha256 = download["published"].get("proof"), download["published"]["sha256"]
    named = [statement_read(text, PUBLICATION).get("before") for text in statements]
    if proof is None and f"unsigned {sha256}" not in named:
        raise ProofError("the file is not signed, and no signed publication names it")
    if proof is not None and proof["statement"] not in statements:
        raise ProofError("the file's publication does not stand in the chain")


# Ed25519 as RFC 8032, section 5.1, writes it: checking only, of public values, so that no tool beside Python is needed.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _point(y: int, sign: int) -> Point | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (not x and sign):
        return None
    x = P - x if (x & 1) != sign else x
    return x, y, 1, x * y % P


def _read(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    return _point(number & ((1 << 255) - 1), number >> 255)


def _add(one: Point, two: Point) -> Point:
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point = _add(point, point)
        number >>= 1
    return found


def holds(public: bytes, signature: str, text: str) -> bool:
    """Whether an Ed25519 signature (Base64) under a text's UTF-8 bytes is by this raw public key."""
    try:
        data = base64.b64decode(signature, validate=True)
    except ValueError:
        return False
    if len(public) != 32 or len(data) != 64:
        return False
    base = _point(4 * pow(5, P - 2, P) % P, 0)
    key, r, s = _read(public), _read(data[:32]), int.from_bytes(data[32:], "little")
    if key is None or r is None or base is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(data[:32] + public + text.encode()).digest(), "little") % Q
    left, right = _times(s, base), _add(r, _times(h, key))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (left[1] * right[2] - right[1] * left[2]) % P


def key_read(path: str) -> bytes:
    """The raw key of a PEM file. Raises ValueError where it holds no Ed25519 public key."""
    lines = Path(path).read_text(encoding="ascii").split("-----")
    data = base64.b64decode(lines[2]) if len(lines) > 2 else b""
    if len(data) != len(PEM_HEAD) + 32 or not data.startswith(PEM_HEAD):
        raise ValueError(f"{path} holds no Ed25519 public key")
    return data[len(PEM_HEAD) :]


def _json(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return found


def options_read(arguments: list[str]) -> tuple[str, dict[str, str]] | None:
    """(file, {"--key": path, "--chain": path}); None where the command is not written as USAGE says."""
    files, options, rest = [], {}, list(arguments)
    while rest:
        word = rest.pop(0)
        if word in ("--key", "--chain") and rest and word not in options:
            options[word] = rest.pop(0)
        elif not word.startswith("--"):
            files.append(word)
        else:
            return None
    return (files[0], options) if len(files) == 1 else None


def check(path: str, options: Mapping[str, str]) -> str:
    """What was proven, as lines. Raises ProofError where something does not hold."""
    key = key_read(options["--key"]) if "--key" in options else None
    content = _json(path)
    if "publications" in content:
        return _chain_told(content, verify_chain(content, key))
    chain = _json(options["--chain"]) if "--chain" in options else None
    sha256 = verify(content, key if chain is None else None)
    said = [_download_told(content, sha256)]
    if chain is not None:
        link = verify_chain(chain, key)
        stands_in(content, chain)
        said.append(_chain_told(chain, link))
    return "".join(said)


def _download_told(download: Mapping[str, Any], sha256: str) -> str:
    listed = download.get("breaches", ())
    and_breaches = f" and {len(listed)} breaches" if listed else ""
    proof = download["published"].get("proof")
    said = f"signed by key {proof['key']}" if proof else "not signed: published before the installation had a key"
    return f"proven: {len(download['apps'])} apps{and_breaches}, {sha256}\n{said}\n"


def _chain_told(chain: Mapping[str, Any], link: str) -> str:
    signed = sum(1 for row in chain["publications"] if row["proof"])
    return f"proven: a chain of {len(chain['publications'])} publications, {signed} of them signed, {link or 'none'}\n"


def main(arguments: list[str]) -> int:
    """Exit status 0 where the file proves itself, 1 where not, 2 where it cannot be read."""
    asked = options_read(arguments)
    if asked is None:
        sys.stderr.write(USAGE)
        return 2
    try:
        said = check(*asked)
    except ProofError as error:
        sys.stderr.write(f"NOT PROVEN: {error}\n")
        return 1
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        sys.stderr.write(f"{asked[0]} is not a download of a public page, or another file is not readable: {error}\n")
        return 2
    sys.stdout.write(said)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
