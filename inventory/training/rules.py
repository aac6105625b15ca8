"""What the packs say about trainings of staff, so that a course can name what requires it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rulebook.loading import load_packs

ABOUT: Final = "training"


@dataclass(frozen=True, slots=True)
class TrainingRule:
    """A rule that asks for training: id, what it asks, where it stands, in whose words."""

    id: str
    must: str
    citation: str
    quote: str


def training_rules(packs: Iterable[str]) -> list[TrainingRule]:
    """Standing duties of adopted packs that are about training."""
    held = load_packs().packs
    return [
        TrainingRule(rule.id, rule.must, rule.cite.at, rule.cite.quote)
        for pack in packs
        if pack in held
        for rule in held[pack].standing_duties
        if rule.id.endswith(f".{ABOUT}")
    ]
