"""Which clocks a breach has, by what is known of it. Pure: what is known in, clocks and reasons out.

Nothing of any law stands here: the packs say what starts a duty, which kinds of information it is about, which clause
it leans on and what meets it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from breaches.clocks.knowing import AWARE, DETERMINED, DISCOVERED, NOTICE, Known
from breaches.owed import AGREEMENT_RULE
from deadlines.counting import Count, event_name, rulebook_current, span_counted, term_counted
from deadlines.services import WantedClock
from district.clock import local_day
from rulebook.errors import ReckoningError
from rulebook.model import Duty, Posting, Rulebook

NOT_A_BREACH: Final = "It is not a breach."
NO_LONGER: Final = "By what is known now, nothing starts it."
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wanting:
    """`clocks` that should run; `otherwise` says by key why another does not."""

    clocks: list[WantedClock]
    otherwise: dict[Key, str]


def clocks_wanted(known: Known) -> Wanting:
    """Every clock of the breach, in the order of the packs."""
    if known.no_breach:
        return Wanting([], {("", ""): NOT_A_BREACH})
    book = rulebook_current()
    otherwise: dict[Key, str] = {("", ""): NO_LONGER}
    clocks: list[WantedClock] = []
    for duty in _duties(known, book):
        if reason := _not_bound(duty, known):
            otherwise |= {(duty.id, term.source): reason for term in duty.terms}
        else:
            clocks += _of_duty(duty, known, book)
    clocks += _of_agreement(known)
    clocks += _of_postings(known, book)
    return Wanting(clocks, otherwise)


def _duties(known: Known, book: Rulebook) -> list[Duty]:
    """The duties that the events start, each once, in the order of the packs."""
    found = {
        duty.id: duty
        for event, at in known.events.items()
        for duty in book.duties_started_by(event, packs=_there(known, event, book), on=_day(at, known))
    }
    return [rule for pack in book.packs.values() for rule in pack.duties if rule.id in found]


def _there(known: Known, event: str, book: Rulebook) -> list[str]:
    return [pack for pack in known.packs.get(event, ()) if pack in book.packs]


def _not_bound(duty: Duty, known: Known) -> str:
    """Why a duty that an event starts does not bind in this breach; empty where it does."""
    if duty.who == "operator" and not known.of_operator:
        return "The breach is of the district's own systems, so no operator owes a notice."
    if duty.involves and known.involves and not known.involves & set(duty.involves):
        kinds = " or ".join(kind.replace("-", " ") for kind in duty.involves)
        return f"It is about {kinds}, and none was touched."
    if duty.agreed and duty.agreed not in known.agreement.provisions:
        return "It binds where the agreement says so, and no such clause was found in it."
    return ""


def _of_duty(duty: Duty, known: Known, book: Rulebook) -> Iterator[WantedClock]:
    """A clock for each source, from the earliest of the duty's events that lie within the pack's time."""
    events = {event_name(name) for name in duty.starts}
    started = sorted(
        (at, event)
        for event, at in known.events.items()
        if event_name(event) in events and book.pack_of(duty.id).id in known.packs.get(event, ())
    )
    if not started:
        return
    at, event = started[0]
    met_at, evidence = _met(duty, known)
    for term in duty.terms_on(_day(at, known)):
        yield WantedClock(
            rule=duty.id,
            source=term.source,
            title=duty.title,
            event=event,
            started_at=at,
            role=duty.role,
            count=term_counted(duty, term, at, known.calendar, book),
            verified=term.verified,
            met_at=met_at,
            evidence=evidence,
        )


def _met(duty: Duty, known: Known) -> tuple[datetime | None, str]:
    """By the event that meets it, if that is one of the facts. Letters are met when the last of them went out."""
    if not duty.met_on or duty.met_on not in known.events:
        return None, ""
    return known.events[duty.met_on], _notice_words(known)


def _notice_words(known: Known) -> str:
    return f"The operator's notice was received, as {known.stated_by[NOTICE]} says."


def _of_agreement(known: Known) -> list[WantedClock]:
    """The agreement's own clause, counted from being aware or from discovering as its words say, as far as known."""
    notice = known.agreement.notice
    if notice is None or not known.of_operator:
        return []
    wish = (AWARE, DISCOVERED) if notice.from_aware else (DISCOVERED, AWARE)
    event = next((name for name in wish if name in known.events), "")
    if not event:
        return []
    met_at = known.events.get(NOTICE)
    return [
        WantedClock(
            rule=AGREEMENT_RULE,
            source="agreement",
            title="Operator's notice under the agreement's own clause",
            event=event,
            started_at=known.events[event],
            role="privacy_officer",
            count=_agreed(known, known.events[event]),
            verified=notice.clause.confirmed,
            met_at=met_at,
            evidence=_notice_words(known) if met_at else "",
        )
    ]


def _agreed(known: Known, at: datetime) -> Count:
    notice = known.agreement.notice
    if notice is None:
        raise ReckoningError("the agreement names no time")
    because = f"The agreement says: “{notice.clause.quote}”"
    if not notice.clause.confirmed:
        because += " No person has confirmed this finding yet."
    return span_counted(notice.term, at=at, because=because, citation=notice.clause.place, calendar=known.calendar)


def _of_postings(known: Known, book: Rulebook) -> list[WantedClock]:
    """Postings whose pack gives dates: by the next of them once it was determined, where this breach must be posted."""
    at = known.events.get(DETERMINED)
    if at is None:
        return []
    found: list[WantedClock] = []
    for posting in book.breach_postings(_there(known, DETERMINED, book), _day(at, known)):
        if posting.by and posting_asked(posting, known.pupils, known.enrolled):
            found += _of_posting(posting, at, known, book)
    return found


def _of_posting(posting: Posting, at: datetime, known: Known, book: Rulebook) -> Iterator[WantedClock]:
    duty = book.duty_counting(posting.id)
    for term in duty.terms_on(_day(at, known)):
        yield WantedClock(
            rule=posting.id,
            source=term.source,
            title=posting.title,
            event=DETERMINED,
            started_at=at,
            role=duty.role,
            count=term_counted(duty, term, at, known.calendar, book),
            verified=term.verified and posting.verified,
            met_at=known.posted_at,
            evidence="It stands on the public page." if known.posted_at else "",
        )


def posting_asked(posting: Posting, pupils: int, enrolled: int | None) -> bool:
    """Whether so many pupils reach the share from which the text asks for it. Not while the enrolment is unknown."""
    threshold = posting.breach.threshold if posting.breach is not None else None
    return threshold is None or (enrolled is not None and threshold.reached(pupils, enrolled))


def _day(at: datetime, known: Known) -> date:
    return local_day(at, known.calendar.timezone)
