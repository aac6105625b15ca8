"""What a cure notice would list: provisions that the agreement lacks or contradicts, as people decided (C6, C7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.findings import MISSING, FindingState
from contracts.models import Agreement, Check, CureItem, CureOutcome, DocumentStanding, Verdict
from contracts.readiness import ReviewState
from rulebook.errors import UnknownRule
from rulebook.loading import load_packs
from rulebook.model import StandingDuty

OPEN_VERDICTS = (Verdict.NOT_FOUND, Verdict.WEAKER, Verdict.CONTRADICTED)
CURE_EVENT = "cure_notice_sent"
VOID = "void"
CLAUSE_VOID = "clause-void"


@dataclass(frozen=True, slots=True)
class Gap:
    """One decided finding that does not give what the law asks, with the pack's words for it."""

    state: FindingState
    law: str
    title: str
    asks: str
    citation: str
    words: str

    @property
    def provision(self) -> str:
        return self.state.finding.provision

    @property
    def verdict_words(self) -> str:
        return str(Verdict(self.state.verdict).label)

    @property
    def why(self) -> str:
        """The person's reason where they overruled the checker, else the checker's."""
        newest = self.state.newest
        overruled = newest is not None and newest.verdict != self.state.finding.verdict
        return newest.reason if newest is not None and overruled else self.state.finding.why

    def frozen(self) -> dict[str, Any]:
        """The fields of a CureItem as they stand now."""
        finding = self.state.finding
        return {
            "finding": finding,
            "provision": finding.provision,
            "verdict": self.state.verdict,
            "why": self.why,
            "quotes": finding.quotes,
            "conflicts": finding.conflicts,
            "law": self.law,
            "title": self.title,
            "asks": self.asks,
            "citation": self.citation,
            "words": self.words,
        }


@dataclass(frozen=True, slots=True)
class Gaps:
    """What may be listed, and how many findings short of the law nobody has decided yet."""

    check: Check | None
    listed: tuple[Gap, ...]
    undecided: int


def gaps_of(agreement: Agreement, review: ReviewState) -> Gaps:
    """The gaps of the newest check of the version that is reviewed. What an addendum cured already is none."""
    cured = cured_provisions(agreement)
    short = [one for one in review.findings if one.verdict in MISSING and one.finding.provision not in cured]
    listed = tuple(gap_made(one) for one in short if one.decided and one.verdict in OPEN_VERDICTS)
    return Gaps(review.check, listed, sum(not one.decided for one in short))


def gap_made(state: FindingState) -> Gap:
    """The finding with its provision's words; its bare id where the rulebook no longer holds it."""
    packs = load_packs()
    name = state.finding.provision
    try:
        provision = packs.provision(name)
    except UnknownRule:
        return Gap(state, state.pack_id, name, "", "", "")
    law = packs.pack_of(name).short_title
    return Gap(state, law, provision.title, provision.text, provision.cite.at, provision.quote)


def cured_provisions(agreement: Agreement) -> set[str]:
    """Provisions that an addendum in force beside the agreement gives."""
    cured = CureItem.objects.filter(
        notice__agreement=agreement,
        outcome=CureOutcome.CURED,
        outcome_finding__review_check__document__standing=DocumentStanding.ADDENDUM,
    )
    return set(cured.values_list("provision", flat=True))


def lacks(item: CureItem) -> bool:
    """Whether the agreement is without the provision, as against holding it beside a clause that conflicts with it.

    Of the second it is the clause that is void, not the contract (Connecticut policy 3520.13, the two sentences after
    item 11).
    """
    return item.verdict != Verdict.CONTRADICTED or not item.quotes


def void_duty(
    packs: Iterable[str], items: Iterable[CureItem], entered: date
) -> tuple[StandingDuty, tuple[CureItem, ...]] | None:
    """The first duty of these packs under which an agreement entered on a day becomes void, and what it lacks under it.

    Only items of the pack's own provisions count. The letter announces by this what the end of the term carries out.
    """
    listed = list(items)
    for duty in load_packs().standing_unmet(VOID, list(packs)):
        pack = duty.id.partition(".")[0]
        lacking = tuple(item for item in listed if item.provision.partition(".")[0] == pack and lacks(item))
        if lacking and binds(duty, entered):
            return duty, lacking
    return None


def cure_duty(packs: Iterable[str]) -> StandingDuty | None:
    """The duty of an adopted pack to give notice and time for a cure, verified or not shown."""
    return next(iter(load_packs().standing_unmet(VOID, list(packs))), None)


def conflict_duties(packs: Iterable[str], entered: date) -> list[StandingDuty]:
    """What packs say of clauses that conflict with what they ask, for an agreement entered on a day."""
    duties = load_packs().standing_unmet(CLAUSE_VOID, list(packs))
    return [duty for duty in duties if binds(duty, entered)]


def binds(duty: StandingDuty, entered: date) -> bool:
    """Whether a duty speaks of agreements entered on a day."""
    return duty.effective is None or duty.effective <= entered
