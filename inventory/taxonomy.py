"""The product's list of everyday kinds of information (elements.yaml), read once and checked."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

LIST: Final = Path(__file__).parent / "elements.yaml"
CLASSES: Final = ("ordinary", "personal", "directory", "content", "sensitive")


class TaxonomyError(ValueError):
    """The list cannot be used: names the entry and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Element:
    """One kind of information as the product describes it.

    `also` are words by which agreements name the same; `perhaps` are wider words that may or may not mean it.
    """

    code: str
    group: str
    name: str
    element_class: str
    explanation: str
    about_staff: bool
    also: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


@cache
def elements_listed(path: Path = LIST) -> tuple[Element, ...]:
    """Every element of the file, in its order. Raises TaxonomyError for doubled codes or names and unknown classes."""
    groups: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    elements = tuple(_element(group["group"], row) for group in groups for row in group["elements"])
    for field in ("code", "name"):
        values = [getattr(element, field) for element in elements]
        if doubled := {value for value in values if values.count(value) > 1}:
            raise TaxonomyError(f"{path.name}: {field} {', '.join(sorted(doubled))} stands twice")
    return elements


def _element(group: str, row: dict[str, Any]) -> Element:
    missing = {"code", "name", "class", "explanation"} - row.keys()
    if missing:
        raise TaxonomyError(f"{group}, {row.get('code', row)}: {', '.join(sorted(missing))} missing")
    if row["class"] not in CLASSES:
        raise TaxonomyError(f"{group}, {row['code']}: class {row['class']} is none of {', '.join(CLASSES)}")
    return Element(
        row["code"],
        group,
        row["name"],
        row["class"],
        row["explanation"],
        bool(row.get("about_staff", False)),
        tuple(row.get("also", ())),
        tuple(row.get("perhaps", ())),
    )
