"""What the packs say about the notice of a contract to students and parents. No database, no clock."""

from collections.abc import Collection
from typing import Final

from rulebook.loading import load_packs
from rulebook.model import Duty, LetterContent, Pack

LETTER: Final = "notice of a contract"
NOTIFIED_EVENT: Final = "agreement_notified"
POSTED_EVENT: Final = "agreement_posted"


def notice_packs(adopted: Collection[str]) -> list[Pack]:
    """Those of the adopted packs that ask for a notice of each contract."""
    known = load_packs().packs
    return [known[pack_id] for pack_id in adopted if pack_id in known and notice_contents(known[pack_id])]


def notice_contents(pack: Pack) -> tuple[LetterContent, ...]:
    """What the pack's notice of a contract must say; nothing where it asks for none."""
    return tuple(content for content in pack.contents if content.letter == LETTER)


def notice_duties() -> list[Duty]:
    """The duties of all packs that are met when the notice was sent."""
    return load_packs().duties_met_on(NOTIFIED_EVENT)


def posting_rules_with_notice() -> frozenset[str]:
    """Ids of the duties to post that a posted agreement meets only together with its notice."""
    known = load_packs()
    posted = known.duties_met_on(POSTED_EVENT)
    return frozenset(duty.id for duty in posted if notice_contents(known.pack_of(duty.id)))
