"""Reads for the public entry of a breach: the facts that the rules look at, and the entries that are to be public."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from breaches.models import Breach, FactKind, PublicEntry, Stage
from breaches.publicentry import PublicFacts, listed_until
from breaches.selectors import classes_of, facts_current
from district.clock import local_day
from district.selectors import district_current
from roster.selectors import enrolment_on
from rulebook.loading import load_packs

DETERMINED = (Stage.DETERMINED, Stage.NOTIFYING, Stage.CLOSED)
# Which moment is "the day" of the share: the first of these that is entered. No text says; the room shows the day.
DAY_OF_SHARE = (FactKind.DETERMINED, FactKind.DISTRICT_NOTIFIED, FactKind.DISTRICT_DISCOVERED)


def public_facts_of(breach: Breach, *, enrolled: int | None = None) -> PublicFacts:
    """Everything that the rules look at. `enrolled`: a number typed by a person, which goes before the roster's."""
    district = district_current()
    facts = facts_current(breach)
    moment = next((facts[kind].at for kind in DAY_OF_SHARE if kind in facts), breach.created_at)
    day = local_day(moment, district.time_zone)
    known = enrolment_on(day)
    return PublicFacts(
        determined=breach.state in DETERMINED,
        pupils=breach.affected_total,
        enrolled=enrolled or known,
        enrolled_on=day,
        enrolled_from="by the number that was entered here" if enrolled else "by the district's own count",
        happened_from=breach.happened_from,
        happened_until=breach.happened_until,
        classes=frozenset(classes_of(breach)),
        district=district.name,
        operator=breach.operator.name if breach.operator else "",
        operator_slug=breach.operator.slug if breach.operator else "",
        products=tuple(breach.products.order_by("name").values_list("slug", "name")),
    )


def told_on(breach: Breach, zone: str) -> date | None:
    """The day on which the operator told the district, if it did."""
    fact = facts_current(breach).get(FactKind.DISTRICT_NOTIFIED)
    return local_day(fact.at, zone) if fact else None


def entry_standing(breach: Breach) -> PublicEntry | None:
    """The entry that was approved and not withdrawn or corrected since."""
    return breach.public_entries.filter(ended_at=None).select_related("approved_by").first()


def entries_of(breach: Breach) -> list[PublicEntry]:
    """Every entry ever approved, newest first."""
    return list(breach.public_entries.select_related("approved_by").order_by("-approved_at", "-pk"))


@dataclass(frozen=True, slots=True)
class EntryPublic:
    """An entry for the public list: its row's id, its key, what is shown, and the day on which it was first posted."""

    pk: int
    key: str
    shown: dict[str, Any]
    posted_on: date | None


def breach_entries_public(now: datetime, zone: str) -> list[EntryPublic]:
    """What the public list of breaches is to say now, by key, in one query. Drills are never in it.

    Left out is what has been listed for as long as the rules ask that listed it.
    """
    book, today = load_packs(), local_day(now, zone)
    entries = PublicEntry.objects.filter(ended_at=None, breach__drill=False).order_by("key")
    found = []
    for entry in entries:
        posted = local_day(entry.first_posted_at, zone) if entry.first_posted_at else None
        last = listed_until(entry.decided, posted or today, book)
        if last is None or today <= last:
            found.append(EntryPublic(entry.pk, entry.key, entry.shown, posted))
    return found
