"""The process that looks at a file from outside. Started by contracts.incoming.sandbox with limits.

    python -m contracts.incoming.process BYTES SECONDS FILE NAME   prints {"media_type", "pages"}

Prints {"refused": code} where the file cannot be used; the codes' words stand in contracts.incoming.refusals.
Knows no Django and no settings: contracts.sandbox says why.
"""

import json
import sys
from pathlib import Path

from contracts.clauses.document import Unreadable
from contracts.sandbox import limit


def main(arguments: list[str]) -> int:
    memory, seconds, path, name = arguments
    # Loaded before the limit: only the file's own needs count.
    from contracts.incoming.kinds import Refused, kind_of

    limit(int(memory), int(seconds))
    try:
        answer = kind_of(Path(path).read_bytes(), name)
    except Refused as refusal:
        answer = {"refused": refusal.code}
    except Unreadable:
        answer = {"refused": "damaged"}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
