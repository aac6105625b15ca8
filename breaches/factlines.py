"""What the facts page says: one timeline, oldest first, of everything that is known to have happened and was done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from breaches.models import AffectedChange, Breach, BreachFact, BreachState, ChangeKind, FactKind


@dataclass(frozen=True, slots=True)
class Line:
    """One moment. `fact` is set where it may be corrected; `gone` says that it counts no more."""

    at: datetime
    words: str
    by: str
    detail: str = ""
    tone: str = "open"
    gone: bool = False
    fact: BreachFact | None = None
    order: int = field(default=0)


def timeline(
    facts: Iterable[BreachFact], steps: Iterable[BreachState], changes: Iterable[AffectedChange]
) -> list[Line]:
    """Facts at the moment that they tell, steps and lists of pupils at the moment that they were taken."""
    lines = [_fact_line(fact) for fact in facts]
    lines += [_step_line(step) for step in steps]
    lines += [_change_line(change) for change in changes]
    return sorted(lines, key=lambda line: (line.at, line.order))


def _fact_line(fact: BreachFact) -> Line:
    gone = fact.struck or hasattr(fact, "replaced_by")
    words = str(FactKind(fact.kind).label)
    words = words[0].upper() + words[1:]
    detail = f"said by {fact.stated_by}"
    if fact.replaces is not None and not fact.struck:
        detail += f"; corrected: {fact.note}"
    elif fact.note:
        detail += f"; {fact.note}"
    if fact.struck:
        words, detail = f"{words}: it did not happen", fact.note
    tone = "withdrawn" if gone else "done"
    return Line(fact.at, words, f"{fact.entered_by}", detail, tone, gone, None if gone else fact)


def _step_line(step: BreachState) -> Line:
    return Line(step.at, f"Now {step.get_state_display()}", step.actor, step.reason, "open", order=1)


def _change_line(change: AffectedChange) -> Line:
    done = "added" if change.kind == ChangeKind.ADDED else "taken off"
    pupils = "pupil" if change.pupils == 1 else "pupils"
    detail = f"{change.what}; {change.because}" if change.because else change.what
    return Line(change.at, f"{change.pupils:,} {pupils} {done}", str(change.by), detail, "open", order=2)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A moment that is not known yet, and why it matters."""

    kind: str
    words: str
    why: str


WHY = {
    FactKind.OPERATOR_DISCOVERED: "The operator's own time to tell the district runs from it.",
    FactKind.OPERATOR_AWARE: "Some agreements count from when it became aware.",
    FactKind.DISTRICT_DISCOVERED: "Only if somebody here found out without the operator.",
    FactKind.DISTRICT_NOTIFIED: "Families' and the board's time runs from it.",
    FactKind.DETERMINED: "The parents' 30 days may run from it.",
}


def unknown_facts(breach: Breach, known: Iterable[str]) -> list[Unknown]:
    """The kinds of facts that are missing; those of an operator only where there is one."""
    there = set(known)
    of_operator = {FactKind.OPERATOR_DISCOVERED, FactKind.OPERATOR_AWARE, FactKind.DISTRICT_NOTIFIED}
    asked = [kind for kind in FactKind if breach.operator_id is not None or kind not in of_operator]
    return [Unknown(kind.value, str(kind.label), WHY[kind]) for kind in asked if kind not in there]
