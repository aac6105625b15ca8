"""What was decided on the same finding in an earlier check, so that it can be decided the same way again.

"The same" means: the same provision, the same verdict of the checker, on the same words. Nothing is carried over by
itself: a pack may have been amended since, and a person says so or not (ADR 0023).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts.models import Check, Decision, DecisionKind, Finding
from contracts.review_selectors import decision_before


@dataclass(frozen=True, slots=True)
class DecidedBefore:
    """An earlier decision on the same words. `amended` says that its pack has another version since."""

    decision: Decision
    version: int
    amended: bool


def decided_before(finding: Finding, check: Check) -> DecidedBefore | None:
    """The newest decision of an earlier check of the agreement, where it was taken on the same finding."""
    decision = decision_before(check, finding.provision)
    if decision is None or decision.kind == DecisionKind.LOOK_AGAIN or not _same(decision.finding, finding):
        return None
    earlier, pack = decision.finding.review_check, finding.provision.partition(".")[0]
    return DecidedBefore(decision, earlier.document.version, earlier.packs.get(pack) != check.packs.get(pack))


def _same(before: Finding, now: Finding) -> bool:
    return (
        before.verdict == now.verdict
        and _words(before.quotes) == _words(now.quotes)
        and _words(before.conflicts) == _words(now.conflicts)
    )


def _words(quotes: Sequence[dict[str, Any]]) -> list[str]:
    """The quotes' words, however the lines are broken in this copy."""
    return [" ".join(quote["text"].split()) for quote in quotes]
