"""Beside the figures for all documents: the same for each document by itself, and the provisions that differ most."""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

from bench._clauses_baselines import labels

VERDICTS: Final = {
    "found": "present",
    "weaker": "partial",
    "needs_person": "partial",
    "contradicted": "absent",
    "not_found": "absent",
}
WORST: Final = 8


def print_each_document(name: str, answers: Path, folder: Path, scorer: Path) -> None:
    """What the scoring tool prints, once for each labelled document: a folder of its own holds only that one."""
    print(f"\n{name}, document by document")
    for label in sorted(folder.glob("*.labels.json")):
        document = label.name.removesuffix(".labels.json")
        alone = answers.parent / f"{document}.alone"
        alone.mkdir(exist_ok=True)
        for path in folder.glob(f"{document}.*"):
            shutil.copy(path, alone)
        done = subprocess.run([sys.executable, scorer, alone, answers], capture_output=True, text=True, check=False)
        print(f"{document:40} {one_line(done.stdout) or done.stdout + done.stderr}")


def one_line(printed: str) -> str:
    """The tool's figures for one document in one line; of its macro figures there are none for one document."""
    lines = {line.split()[0]: line.split() for line in printed.splitlines() if line.strip()}
    if not {"addressed", "found", "three-way", "conflicts", "quotes"} <= lines.keys():
        return ""
    micro = {key: lines[key][lines[key].index("micro") + 2] for key in ("addressed", "found")}
    conflicts, quotes = (" ".join(lines[key][1:4]) for key in ("conflicts", "quotes"))
    return (
        f"addressed {micro['addressed']}  found {micro['found']}  three-way {lines['three-way'][2]}"
        f"  conflicts {conflicts}  quotes {quotes}"
    )


def print_worst(answers: dict[str, Any], folder: Path) -> None:
    """The provisions on which the answers differ most often from the labels, and how."""
    gold = labels(folder)
    wrong: dict[str, Counter[str]] = {}
    for document in answers["documents"]:
        wanted = gold.get(Path(document["file"]).name, {})
        for one in document["findings"]:
            want, got = wanted.get(one["provision"]), VERDICTS[one["verdict"]]
            if want is not None and want != got:
                wrong.setdefault(one["provision"], Counter())[f"{want} taken for {got}"] += 1
    print("\nprovisions that differ most" if wrong else "\nno provision differs")
    for provision, kinds in sorted(wrong.items(), key=lambda entry: (-entry[1].total(), entry[0]))[:WORST]:
        print(f"{provision:24} {kinds.total():3}  " + ", ".join(f"{kind} {count}" for kind, count in kinds.items()))
