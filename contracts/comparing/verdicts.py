"""How findings differ between two checks: worse, better, the same, newly asked or asked no more."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

Trend = Literal["worse", "better", "same", "reworded", "added", "dropped"]

# The worst first. What needs a person stands between "not found" and "weaker": something is there, nobody knows what.
RANKS: Final = {"contradicted": 0, "not_found": 1, "needs_person": 2, "weaker": 3, "found": 4}
ORDER: Final[tuple[Trend, ...]] = ("worse", "added", "dropped", "better", "reworded", "same")


@dataclass(frozen=True, slots=True)
class Side:
    """One finding in one check. `verdict` is what stands: a person's where `decided_by` names one, else the checker's.

    `quotes` and `conflicts` as the checker gives them: [{"text", "page", "start", "end"}]. `key` is the caller's own.
    """

    provision: str
    verdict: str
    checker: str
    quotes: tuple[dict[str, Any], ...] = ()
    conflicts: tuple[dict[str, Any], ...] = ()
    why: str = ""
    decided_by: str = ""
    reason: str = ""
    key: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One provision in both checks. None on a side where that check did not ask for it."""

    provision: str
    before: Side | None
    after: Side | None
    trend: Trend
    by_checker: Trend

    @property
    def by_decision_only(self) -> bool:
        """The checker says the same of both: what differs is what people decided, or that nobody has yet."""
        return self.trend in ("worse", "better") and self.by_checker in ("same", "reworded")


def changes_between(before: Iterable[Side], after: Iterable[Side]) -> list[Change]:
    """Every provision of both checks: the worse first, then newly asked ones; within that as the checks order them."""
    earlier = {side.provision: side for side in before}
    later = {side.provision: side for side in after}
    provisions = dict.fromkeys([*later, *earlier])
    changes = [_change(provision, earlier.get(provision), later.get(provision)) for provision in provisions]
    return sorted(changes, key=lambda change: ORDER.index(change.trend))


def counted(changes: Sequence[Change]) -> dict[Trend, int]:
    """How many changes go each way, in the order in which they are shown."""
    counts = Counter(change.trend for change in changes)
    return {trend: counts[trend] for trend in ORDER if counts[trend]}


def newly_lacking(changes: Iterable[Change]) -> int:
    """How many newly asked provisions are not found as the law asks."""
    return sum(
        change.trend == "added" and change.after is not None and change.after.verdict != "found" for change in changes
    )


def _change(provision: str, before: Side | None, after: Side | None) -> Change:
    if before is None or after is None:
        trend: Trend = "added" if before is None else "dropped"
        return Change(provision, before, after, trend, trend)
    words = _words(before) == _words(after)
    return Change(
        provision,
        before,
        after,
        _trend(before.verdict, after.verdict, words=words),
        _trend(before.checker, after.checker, words=words),
    )


def _trend(before: str, after: str, *, words: bool) -> Trend:
    if before == after:
        return "same" if words else "reworded"
    return "worse" if RANKS[after] < RANKS[before] else "better"


def _words(side: Side) -> list[str]:
    """The quoted words, however the lines are broken in this copy."""
    return [" ".join(quote["text"].split()) for quote in (*side.quotes, *side.conflicts)]
