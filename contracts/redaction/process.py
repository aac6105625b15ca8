"""The process that opens a stranger's PDF and hides parts of it. Started by contracts.redacting with limits.

    python -m contracts.redaction.process BYTES SECONDS FILE   what to do comes in as JSON: {"boxes", "keep", "title"}

Prints lines of JSON: {"page", "of"} as it goes on, and last {"refused": sentence} or
{"pdf": base64, "report", "texts": {page: words}}.
Knows no Django and no settings: contracts.sandbox says why.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

from contracts.clauses.document import Unreadable
from contracts.pages.locate import Box
from contracts.sandbox import limit, storable

TELL_EVERY = 5  # pages


def _done(source: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    from contracts.redaction.rebuilding import redact
    from contracts.redaction.verification import verified

    hide, keep = (_boxes(asked[name]) for name in ("boxes", "keep"))
    done = redact(source, hide, asked["title"], _progress, keep=keep)
    result = verified(done)
    if result.problems:
        return {"refused": f"The copy was not made: {' '.join(result.problems)}"}
    texts = {str(number): storable(" ".join(page.kept)) for number, page in done.pages.items()}
    return {"pdf": base64.b64encode(done.pdf).decode(), "report": result.report, "texts": texts}


def _boxes(rows: list[list[float]]) -> list[Box]:
    return [Box(int(page), *(float(share) for share in shares)) for page, *shares in rows]


def _progress(done: int, total: int) -> None:
    if done % TELL_EVERY == 0 or done == total:
        _say({"page": done, "of": total})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    memory, seconds, file = arguments
    import contracts.redaction.verification  # noqa: F401  # loaded before the limit: only the file's own needs count

    asked = json.load(sys.stdin)
    limit(int(memory), int(seconds))
    try:
        answer = _done(Path(file).read_bytes(), asked)
    except Unreadable as refusal:
        answer = {"refused": str(refusal)}
    _say(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
