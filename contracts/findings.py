"""A check's findings with what people decided, as one value per finding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.models import Check, Decision, DecisionKind, Finding, Verdict

MISSING = (Verdict.WEAKER, Verdict.CONTRADICTED, Verdict.NOT_FOUND, Verdict.NEEDS_PERSON)


@dataclass(frozen=True, slots=True)
class FindingState:
    """One finding, its decisions in time order, and what holds now."""

    finding: Finding
    decisions: tuple[Decision, ...]

    @property
    def newest(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def decided(self) -> bool:
        """A person confirmed or overruled it, and nobody has asked to look again since."""
        return self.newest is not None and self.newest.kind != DecisionKind.LOOK_AGAIN

    @property
    def verdict(self) -> str:
        """The person's verdict where there is one, else the checker's."""
        return self.newest.verdict if self.newest is not None else self.finding.verdict

    @property
    def last_seen(self) -> int:
        return self.newest.pk if self.newest is not None else 0

    @property
    def pack_id(self) -> str:
        return self.finding.provision.partition(".")[0]


def finding_states(check: Check) -> list[FindingState]:
    """Every finding of a check in its order, in two queries."""
    findings = check.findings.order_by("position").prefetch_related("decisions__decided_by")
    return [FindingState(finding, tuple(finding.decisions.all())) for finding in findings]


def decided_count(states: Iterable[FindingState]) -> int:
    return sum(state.decided for state in states)


def missing(states: Sequence[FindingState]) -> list[FindingState]:
    """Findings that, as things stand, do not give what the law asks for."""
    return [state for state in states if state.verdict in MISSING]
