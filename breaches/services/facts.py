"""Facts of a breach: each is added with who says so; a correction is a new one that replaces the old."""

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from breaches.clocks import clocks_recount
from breaches.models import Breach, BreachFact, FactKind, Stage
from breaches.selectors import facts_current
from breaches.services.states import BreachRefused, breach_entered, breach_locked_open
from breaches.steps import STEPS
from district.audit import audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current

K = FactKind
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)  # a slip of the year is told from a breach long unnoticed here

# Earlier → later: what cannot lie before what, and how that is said.
ORDER: Final[tuple[tuple[str, str, str], ...]] = (
    (K.OPERATOR_DISCOVERED, K.DISTRICT_NOTIFIED, "The operator cannot have told the district before it discovered it"),
    (K.OPERATOR_AWARE, K.DISTRICT_NOTIFIED, "The operator cannot have told the district before it was aware of it"),
)
HEARD_OF: Final = (K.DISTRICT_NOTIFIED, K.DISTRICT_DISCOVERED)


def breach_fact_add(
    *, breach: Breach, kind: str, at: datetime, stated_by: str, note: str = "", actor: User, now: datetime
) -> BreachFact:
    """Add a fact, or correct the present one of its kind: then `note` says why. The clocks are counted anew.

    The moment at which a breach was determined also makes it one, where it was only looked into so far. BreachRefused
    for impossible times, for a correction without a reason or without a difference, and where the breach is over.
    """
    with audited(actor=actor, reason=f"{K(kind).label}: {note.strip() or 'entered'}"):
        locked = breach_locked_open(breach)
        fact = fact_written(locked, kind=kind, at=at, stated_by=stated_by, note=note, actor=actor, now=now)
        if kind == K.DETERMINED and Stage.DETERMINED in STEPS[locked.state]:
            because = note.strip() or f"as {stated_by.strip()} says"
            breach_entered(locked, Stage.DETERMINED, actor=actor, now=now, reason=because)
        clocks_recount(breach=locked, actor=actor, now=now)
    breach.state = locked.state
    return fact


def breach_determine(*, breach: Breach, at: datetime, reason: str, actor: User, now: datetime) -> BreachFact:
    """Take the step to determined, with its moment. BreachRefused where somebody took it, or another one, meanwhile."""
    with audited(actor=actor, reason=f"{Stage.DETERMINED.label}: {reason.strip()}"):
        locked = breach_locked_open(breach)
        if Stage.DETERMINED not in STEPS[locked.state]:
            raise BreachRefused(f"{locked.number} is {locked.get_state_display()} now: look at what stands there.")
        kind, by = FactKind.DETERMINED, str(actor)
        return breach_fact_add(breach=breach, kind=kind, at=at, stated_by=by, note=reason, actor=actor, now=now)


def breach_fact_strike(*, fact: BreachFact, reason: str, actor: User, now: datetime) -> BreachFact:
    """Say that a fact did not happen, with the reason: none of its kind counts then. The clocks are counted anew."""
    if not reason.strip():
        raise BreachRefused("Say why it did not happen: the fact and the reason are kept.", "reason")
    with audited(actor=actor, reason=f"{fact.get_kind_display()}, struck: {reason.strip()}"):
        locked = breach_locked_open(fact.breach)
        current = facts_current(locked).get(fact.kind)
        if current is None or current.pk != fact.pk:
            raise BreachRefused("This fact was corrected meanwhile: look at what stands there now.")
        if fact.kind == K.DETERMINED and locked.state in {Stage.DETERMINED, Stage.NOTIFYING}:
            raise BreachRefused(f"{locked.number} is {locked.get_state_display()}: correct the moment instead.")
        struck = BreachFact.objects.create(
            breach=locked,
            kind=fact.kind,
            at=fact.at,
            stated_by=fact.stated_by,
            note=reason.strip(),
            struck=True,
            entered_by=actor,
            entered_at=now,
            replaces=fact,
        )
        clocks_recount(breach=locked, actor=actor, now=now)
    return struck


def fact_written(
    breach: Breach, *, kind: str, at: datetime, stated_by: str, note: str, actor: User, now: datetime
) -> BreachFact:
    """The row itself. The caller holds the breach's lock, and counts the clocks anew when all facts are written."""
    current = facts_current(breach)
    old = current.get(kind)
    if not stated_by.strip():
        raise BreachRefused("Say who says so: the operator's letter, a name, or the office itself.", "stated_by")
    if old is not None:
        _correction_checked(old, at, stated_by, note)
    time_checked(breach, kind, at, current=current, now=now)
    return BreachFact.objects.create(
        breach=breach,
        kind=kind,
        at=at,
        stated_by=stated_by.strip(),
        note=note.strip(),
        entered_by=actor,
        entered_at=now,
        replaces=old,
    )


def _correction_checked(old: BreachFact, at: datetime, stated_by: str, note: str) -> None:
    if old.at == at and old.stated_by == stated_by.strip():
        raise BreachRefused("That is what stands here already: nothing would be corrected.", "at")
    if not note.strip():
        raise BreachRefused("Say why it is corrected: the old moment and the reason are kept.", "note")


def time_checked(breach: Breach, kind: str, at: datetime, *, current: dict[str, BreachFact], now: datetime) -> None:
    """BreachRefused, in words and at the field, for a moment that cannot be."""
    if at > now:
        raise BreachRefused("This moment lies in the future: enter when it happened.", "at")
    if at < EARLIEST:
        raise BreachRefused("Check the year: this lies before the year 2000.", "at")
    times = {known: fact.at for known, fact in current.items()} | {kind: at}
    zone = district_current().time_zone
    for earlier, later, words in ORDER:
        if kind in {earlier, later} and earlier in times and later in times and times[later] < times[earlier]:
            other = earlier if kind == later else later
            raise BreachRefused(f"{words}, which was {moment_words(times[other], zone)}.", "at")
    _determined_checked(kind, times, zone)
    if breach.happened_from is not None and local_day(at, zone) < breach.happened_from:
        raise BreachRefused(f"The breach began only on {day_words(breach.happened_from)}.", "at")


def _determined_checked(kind: str, times: dict[str, datetime], zone: str) -> None:
    """A breach is determined by somebody who has heard of it."""
    heard = [times[known] for known in HEARD_OF if known in times]
    determined = times.get(K.DETERMINED)
    if determined is None or not heard or determined >= min(heard):
        return
    if kind == K.DETERMINED:
        words = "It cannot have been determined before the district heard of it, which was "
        raise BreachRefused(f"{words}{moment_words(min(heard), zone)}.", "at")
    words = "It was determined before that, and the district must have heard of it first: it was determined "
    raise BreachRefused(f"{words}{moment_words(determined, zone)}.", "at")


def moment_words(at: datetime, zone: str) -> str:
    """A moment of the district's own clock, as refusals say it."""
    return f"{at.astimezone(ZoneInfo(zone)):%-d %B %Y at %H:%M}"


def day_words(day: date) -> str:
    return f"{day:%-d %B %Y}"
