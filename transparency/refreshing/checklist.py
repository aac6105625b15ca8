"""What has to be looked at in a review: the postings that the adopted law asks for, each with where it is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rulebook.loading import load_packs
from transparency.reviews import REVIEW_RULE

# Where the page shows a posting, by the last part of its id; anything else is somewhere on the page.
SEEN_AT: Final = {
    "operators": "/operators/",
    "agreements": "/",
    "addresses": "/operators/",
    "subcontractors": "/operators/",
    "explanation": "/",
    "breaches": "/breaches/",
    "parents-procedures": "/your-rights/",
    "binder": "/",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at, in the law's words, with its citation and the page where it stands."""

    id: str
    title: str
    must: str
    cite: str
    url: str

    @property
    def field(self) -> str:
        return self.id.replace(".", "-")


def review_items() -> list[Item]:
    """The postings of the pack that asks for the review, in its order."""
    pack = load_packs().packs[REVIEW_RULE.partition(".")[0]]
    return [
        Item(row.id, row.title, row.must, row.cite.at, SEEN_AT.get(row.id.rpartition(".")[2], "/"))
        for row in pack.postings
    ]


def looked_at(items: Sequence[Item], notes: dict[str, str]) -> list[dict[str, Any]]:
    """What is kept of the items, with a person's notes by id."""
    return [
        {"id": item.id, "title": item.title, "cite": item.cite, "note": notes.get(item.id, "").strip()}
        for item in items
    ]
