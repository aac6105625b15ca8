"""The hash of what was public. Plain Python without the product: anyone can check a download. See docs/proof.md.

python proof.py apps.json
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypedDict


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


def verify(download: Mapping[str, Any]) -> str:
    """The snapshot's hash, reckoned anew from a download's content. Raises ProofError with everything that differs."""
    entries: list[Entry] = [*download["apps"], *download.get("breaches", ())]  # earlier releases listed no breaches
    wrong = [f"{entry['key']}: its content gives another hash" for entry in entries if not _holds(entry)]
    reckoned = snapshot_sha256((entry["key"], entry["sha256"]) for entry in entries)
    if reckoned != download["published"]["sha256"]:
        wrong.append(f"the list gives {reckoned}, the file says {download['published']['sha256']}")
    if wrong:
        raise ProofError("; ".join(wrong))
    return reckoned


def _holds(entry: Entry) -> bool:
    return entry_sha256(entry["content"]) == entry["sha256"]


def main(arguments: list[str]) -> int:
    """Exit status 0 where the file proves itself, 1 where not, 2 where it cannot be read."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python proof.py apps.json\n")
        return 2
    try:
        download = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        sha256 = verify(download)
    except ProofError as error:
        sys.stderr.write(f"NOT PROVEN: {error}\n")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"{arguments[0]} is not a download of a public page: {error}\n")
        return 2
    listed = download.get("breaches", ())
    and_breaches = f" and {len(listed)} breaches" if listed else ""
    sys.stdout.write(f"proven: {len(download['apps'])} apps{and_breaches}, {sha256}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
