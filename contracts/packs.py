"""Which adopted packs an agreement must satisfy, and why, in words that cite the pack. No database, no clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from contracts.models import Agreement
from district.clock import local_day
from rulebook.loading import load_packs
from rulebook.model import Pack

# Connecticut "executes" what Illinois "enters into": the rulebook knows the two names for one moment.
SIGNED_EVENT = "agreement_signed"
COUNSEL = "counsel"


@dataclass(frozen=True, slots=True)
class PackApplies:
    """One adopted pack: whether the agreement must satisfy it, and the reason as a sentence."""

    pack: Pack
    applies: bool
    reason: str


def agreement_day(agreement: Agreement, on: date, zone: str = "UTC") -> date:
    """The day on which the agreement counts as entered, renewed or amended; before signing, the latest in sight."""
    if agreement.signed_at is None:
        return max(day for day in (on, agreement.starts_on, agreement.amended_on) if day is not None)
    signed_on = local_day(agreement.signed_at, zone)
    return max(signed_on, agreement.amended_on or signed_on)


def packs_applying(agreement: Agreement, adopted: Collection[str], on: date, zone: str = "UTC") -> list[PackApplies]:
    """Each adopted pack with whether it applies to the agreement as it stands on a day (of `zone`), and why."""
    day = agreement_day(agreement, on, zone)
    known = load_packs().packs
    return [_applies(known[pack_id], day) for pack_id in adopted if pack_id in known]


def packs_checked(agreement: Agreement, adopted: Collection[str], on: date, zone: str = "UTC") -> list[Pack]:
    return [entry.pack for entry in packs_applying(agreement, adopted, on, zone) if entry.applies]


def counsel_reason(adopted: Collection[str]) -> str:
    """Why counsel reviews every agreement, with the citation; nothing where no adopted pack says so."""
    known = load_packs()
    for duty in known.standing_before(SIGNED_EVENT, adopted):
        if duty.role == COUNSEL:
            return f"{duty.must} ({known.pack_of(duty.id).short_title}: {duty.cite.at})"
    return ""


def _applies(pack: Pack, day: date) -> PackApplies:
    if not pack.provisions:
        return PackApplies(pack, False, "It asks for nothing in agreements.")
    cite = pack.provisions[0].cite.at
    dated = sorted(provision.effective for provision in pack.provisions if provision.effective is not None)
    if not dated:
        return PackApplies(pack, True, f"The board adopted it, and its source states no first day ({cite}).")
    in_force = any(provision.applies_on(day) for provision in pack.provisions)
    binds = f"It binds agreements entered, renewed or amended from {_day(dated[0])}"
    return PackApplies(pack, in_force, f"{binds}; this one counts from {_day(day)} ({cite}).")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
