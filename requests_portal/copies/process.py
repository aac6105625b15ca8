"""The process that opens the files of requests. Started by requests_portal.copies.sandbox with limits.

    python -m requests_portal.copies.process BYTES SECONDS texts FILE -      prints {"words": [[text, page], ...],
                                                                             "more"}
    python -m requests_portal.copies.process BYTES SECONDS words FILE 1,4    prints {"words": [[text, page, box], ...],
                                                                             "more"} of these pages

Prints {"refused": code} where the file cannot be used; the codes' words stand in contracts.incoming.refusals.
Knows no Django and no settings: contracts.sandbox says why.
"""

import json
import sys
from pathlib import Path
from typing import Any

from contracts.clauses.document import Unreadable
from contracts.sandbox import limit


def _answer(action: str, source: bytes, more: str) -> dict[str, Any]:
    from requests_portal.copies.finding import texts_in, words_in

    if action == "words":
        return words_in(source, [int(page) for page in more.split(",") if page])
    return texts_in(source)


def main(arguments: list[str]) -> int:
    memory, seconds, action, *rest = arguments
    # Loaded before the limit: only the file's own needs count.
    from contracts.incoming.kinds import Refused

    limit(int(memory), int(seconds))
    try:
        source = Path(rest[0]).read_bytes()
        answer = _answer(action, source, rest[1])
    except Refused as refusal:
        answer = {"refused": refusal.code}
    except Unreadable:
        answer = {"refused": "damaged"}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
