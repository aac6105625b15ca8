"""What the adopted packs say beside a decision: the grounds for refusing, the way to a hearing, limits and costs.

Nothing of the law stands here: rules are found by what their packs say of them (`refuses`) and by the last word of
their ids, so that a district's own pack is heard like any other.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from district.selectors import packs_adopted
from requests_portal.models import RequestKind
from rulebook.loading import load_packs
from rulebook.model import Rule, Rulebook, StandingDuty

# Last words of ids of the rules that stand beside the decisions of each kind.
BESIDE: Final[dict[str, tuple[str, ...]]] = {
    RequestKind.INSPECT: ("inspect",),
    RequestKind.COPY: ("limit", "electronic-copy", "copy-cost"),
    RequestKind.CORRECT: ("determine",),
    RequestKind.DELETE: ("keep",),
    RequestKind.CONTENT: ("student-content",),
    RequestKind.DIRECTORY: ("directory-information",),
}
HEARING: Final = "hearing"
LIMIT: Final = "limit"


@dataclass(frozen=True, slots=True)
class Ground:
    """One rule of a pack as screens and letters say it. `must`: a ground on which a request has to be refused."""

    id: str
    title: str
    words: str
    cite: str
    quote: str
    verified: bool
    doubt: str
    pack: str
    version: str
    must: bool = False
    # What else is known of it, as (words, doubt).
    notes: tuple[tuple[str, str], ...] = ()

    def kept(self) -> dict[str, Any]:
        """As a determination keeps it: what the rule said on that day."""
        return {name: value for name, value in asdict(self).items() if name != "notes"}


def ground_of(rule: Rule, book: Rulebook) -> Ground:
    pack = book.pack_of(rule.id)
    refuses = rule.refuses if isinstance(rule, StandingDuty) else None
    return Ground(
        id=rule.id,
        title=rule.title,
        words=rule.must,
        cite=rule.cite.at,
        quote=rule.quote,
        verified=rule.verified,
        doubt=rule.doubt,
        pack=pack.short_title,
        version=pack.version,
        must=refuses is not None and refuses.must,
        notes=tuple((one.text, one.doubt) for one in rule.wordings),
    )


def grounds_for(kind: str, on: date) -> tuple[Ground, ...]:
    """The grounds for refusing requests of this kind under the packs adopted on that day; those that bind first.

    Empty where no adopted pack names any: then the desk gives a reason of its own.
    """
    book = load_packs()
    found = [ground_of(rule, book) for rule in book.grounds_to_refuse(kind, packs_adopted(on))]
    return tuple(sorted(found, key=lambda ground: not ground.must))


def rules_beside(kind: str, on: date) -> tuple[Ground, ...]:
    """The rules that a person should see while deciding a request of this kind."""
    return rules_named(BESIDE.get(kind, ()), packs_adopted(on))


def hearing_rules(on: date) -> tuple[Ground, ...]:
    """What the adopted packs say of hearings on a record's accuracy; empty where they know none."""
    return rules_named((HEARING,), packs_adopted(on))


def rules_named(names: Collection[str], packs: Collection[str]) -> tuple[Ground, ...]:
    """Rules without a term, of the named packs, whose ids end in one of `names`, in the order of packs and files."""
    book = load_packs()
    return tuple(
        ground_of(rule, book)
        for pack in packs
        if pack in book.packs
        for rule in (*book.packs[pack].standing_duties, *book.packs[pack].restrictions)
        if rule.id.rpartition(".")[2] in names
    )
