"""What school software typically does with each kind of information (typical.yaml): a first draft, never the truth."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from inventory.taxonomy import TaxonomyError, elements_listed

LIST: Final = Path(__file__).parent / "typical.yaml"


@dataclass(frozen=True, slots=True)
class Typical:
    """How a kind of information is typically used and why, in English and Spanish."""

    how_used: str
    purpose: str
    how_used_es: str
    purpose_es: str


NOTHING: Final = Typical("", "", "", "")


@cache
def typical_uses(path: Path = LIST) -> dict[str, Typical]:
    """By the element's code. Raises TaxonomyError for a code that is none, and for entries without all four texts."""
    rows: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if unknown := rows.keys() - {element.code for element in elements_listed()}:
        raise TaxonomyError(f"{path.name}: no kind of information is called {', '.join(sorted(unknown))}")
    if short := [code for code, texts in rows.items() if len(texts) != 4 or not all(texts)]:
        raise TaxonomyError(f"{path.name}: {', '.join(short)}: how and why, in English and in Spanish")
    return {code: Typical(*texts) for code, texts in rows.items()}


def typical_of(code: str | None) -> Typical:
    """The proposal for one kind; empty texts for one that the district added itself."""
    return typical_uses().get(code or "", NOTHING)
