"""What is known of a breach, as the count of its clocks needs it: read once, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from breaches.affected import affected_share
from breaches.models import Breach, BreachFact, FactKind, Stage
from breaches.publicfacts import entry_standing
from breaches.selectors import classes_of, facts_current
from contracts.breachclauses import AgreementWord, agreement_word
from district.calendars import calendar_current
from district.clock import local_day
from district.selectors import packs_adopted
from inventory.models import ElementClass
from rulebook.calendars import Calendar

NOTICE: Final = "operator_notice_received"
DETERMINED: Final = "breach_determined"
DISCOVERED: Final = "breach_discovered_by_operator"
AWARE: Final = "operator_aware"

# The rulebook's name of the event that each fact is. That the district found out itself starts nothing by itself.
EVENT_OF: Final[Mapping[str, str]] = {
    FactKind.OPERATOR_DISCOVERED: DISCOVERED,
    FactKind.OPERATOR_AWARE: AWARE,
    FactKind.DISTRICT_NOTIFIED: NOTICE,
    FactKind.DETERMINED: DETERMINED,
}
# The rulebook's kinds of information, by the class in which the inventory puts them.
KIND_OF: Final[Mapping[str, str]] = {
    ElementClass.DIRECTORY: "directory-information",
    ElementClass.CONTENT: "student-content",
    ElementClass.ORDINARY: "student-information",
    ElementClass.PERSONAL: "student-information",
    ElementClass.SENSITIVE: "student-information",
}


@dataclass(frozen=True, slots=True)
class Known:
    """`events` are moments by the rulebook's names, with `stated_by` beside them; `packs` the adopted ones by event.

    `involves` is empty while no kind of information is listed: then nothing is ruled out. `pupils` are those affected,
    of so many `enrolled` where that is known. `posted_at`: since when the breach stands on the public page.
    """

    events: Mapping[str, datetime]
    stated_by: Mapping[str, str]
    packs: Mapping[str, tuple[str, ...]]
    involves: frozenset[str]
    of_operator: bool
    no_breach: bool
    agreement: AgreementWord
    calendar: Calendar
    pupils: int
    enrolled: int | None
    posted_at: datetime | None


def breach_known(breach: Breach) -> Known:
    """Read it: facts, classes, packs, calendar, and what the agreement says."""
    facts = {EVENT_OF[kind]: fact for kind, fact in facts_current(breach).items() if kind in EVENT_OF}
    calendar = calendar_current()
    share = affected_share(breach)
    entry = entry_standing(breach)
    return Known(
        events={event: fact.at for event, fact in facts.items()},
        stated_by={event: fact.stated_by for event, fact in facts.items()},
        packs=_packs(facts, calendar.timezone),
        involves=frozenset(KIND_OF[name] for name in classes_of(breach)),
        of_operator=breach.operator_id is not None,
        no_breach=breach.state == Stage.NOT_A_BREACH,
        agreement=agreement_word(breach.agreement),
        calendar=calendar,
        pupils=share.pupils,
        enrolled=share.enrolment,
        posted_at=entry.first_posted_at if entry is not None else None,
    )


def _packs(facts: Mapping[str, BreachFact], zone: str) -> dict[str, tuple[str, ...]]:
    """The packs in force on the day of each event, a query for each different day."""
    days = {event: local_day(fact.at, zone) for event, fact in facts.items()}
    adopted = {day: tuple(packs_adopted(day)) for day in set(days.values())}
    return {event: adopted[day] for event, day in days.items()}
