"""Quorum and votes, reckoned. No database and no clock: numbers and the district's own rules are arguments."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from inventory.models import Choice, CommitteeSettings, QuorumKind, TieRule, VotingRule

Result = Literal["no_quorum", "carried", "failed", "tie"]
RESULT_WORDS: Final[dict[Result, tuple[str, str]]] = {
    "no_quorum": ("waiting", "no quorum"),
    "carried": ("done", "carried"),
    "failed": ("contradicted", "not carried"),
    "tie": ("needs_person", "a tie"),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the district set: how many make the quorum of `size` members, what carries, and what a tie means."""

    size: int
    quorum: int
    rule: str
    tie: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes that count, and what they come to. Abstaining members count for the quorum and neither way."""

    approve: int
    conditions: int
    against: int
    abstained: int
    rules: Rules
    result: Result

    @property
    def in_favour(self) -> int:
        return self.approve + self.conditions

    @property
    def cast(self) -> int:
        return self.in_favour + self.against + self.abstained

    @property
    def conditions_wanted(self) -> bool:
        """Whether those in favour want conditions rather than none."""
        return self.conditions > self.approve

    @property
    def tone(self) -> str:
        return RESULT_WORDS[self.result][0]

    @property
    def words(self) -> str:
        """One line, such as `3 for, 1 against, 1 abstained: carried (quorum 3 of 5)`."""
        counted = f"{self.in_favour} for, {self.against} against, {self.abstained} abstained"
        return f"{counted}: {RESULT_WORDS[self.result][1]} (quorum {self.rules.quorum} of {self.rules.size} members)"

    def kept(self) -> dict[str, int | str]:
        """As it is kept with the decision."""
        return {
            "for": self.approve,
            "conditions": self.conditions,
            "against": self.against,
            "abstained": self.abstained,
            "members": self.rules.size,
            "quorum": self.rules.quorum,
            "words": self.words,
        }


def rules_of(settings: CommitteeSettings, size: int) -> Rules:
    """The district's rules for a committee of so many members."""
    return Rules(size, quorum_of(settings, size), settings.voting_rule, settings.tie_rule)


def quorum_of(settings: CommitteeSettings, size: int) -> int:
    """How many members must vote or be there. Never none: an empty committee decides nothing."""
    if settings.quorum_kind == QuorumKind.NUMBER:
        return max(settings.quorum_number or 1, 1)
    if settings.quorum_kind == QuorumKind.TWO_THIRDS:
        return max(-(-2 * size // 3), 1)
    return size // 2 + 1


def tally_of(choices: Iterable[str], rules: Rules, *, chair: str = "") -> Tally:
    """Count votes. `chair` is the chair's own choice, which decides a tie where the district says so."""
    votes = list(choices)
    approve, conditions = votes.count(Choice.APPROVE), votes.count(Choice.CONDITIONS)
    against, abstained = votes.count(Choice.REFUSE), votes.count(Choice.ABSTAIN)
    result: Result = "no_quorum"
    if len(votes) >= rules.quorum:
        result = _result(approve + conditions, against, rules, chair)
    return Tally(approve, conditions, against, abstained, rules, result)


def _result(in_favour: int, against: int, rules: Rules, chair: str) -> Result:
    if rules.rule == VotingRule.UNANIMOUS:
        return "carried" if in_favour and not against else "failed"
    if in_favour == against:
        return _tied(rules.tie, chair)
    if rules.rule == VotingRule.MEMBERS:
        return "carried" if in_favour * 2 > rules.size else "failed"
    return "carried" if in_favour > against else "failed"


def _tied(tie: str, chair: str) -> Result:
    if tie == TieRule.FAILS:
        return "failed"
    if tie == TieRule.CHAIR and chair in (Choice.APPROVE, Choice.CONDITIONS):
        return "carried"
    return "failed" if tie == TieRule.CHAIR and chair == Choice.REFUSE else "tie"
