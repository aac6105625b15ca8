"""Reads for the public entry of a breach: the facts that the rules look at, and the entries that are to be public."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType

from breaches.affected import day_that_counts
from breaches.models import Breach, FactKind, PublicEntry, Stage
from breaches.publicentry import PublicFacts, listed_until, rules_asking
from breaches.selectors import classes_of, facts_current
from deadlines.models import Deadline
from deadlines.selectors import deadlines_open
from district.clock import local_day
from district.selectors import district_current
from roster.selectors import enrolment_on
from rulebook.loading import load_packs

DETERMINED = (Stage.DETERMINED, Stage.NOTIFYING, Stage.CLOSED)


def public_facts_of(breach: Breach, *, enrolled: int | None = None) -> PublicFacts:
    """Everything that the rules look at. `enrolled`: a number typed by a person, which goes before the roster's."""
    district = district_current()
    day = day_that_counts(breach)
    return PublicFacts(
        determined=breach.state in DETERMINED,
        pupils=breach.affected_total,
        enrolled=enrolled or enrolment_on(day),
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


def reasons_ended(keys: Collection[str]) -> dict[str, str]:
    """Why entries ended that have no successor, by key, in sentences."""
    ended = PublicEntry.objects.filter(key__in=keys, ended_at__isnull=False).order_by("ended_at", "pk")
    return dict(ended.values_list("key", "ended_because"))


def posting_clocks_of(entries: Collection[int]) -> list[Deadline]:
    """The open clocks that posting these entries would meet, the first due first."""
    rows = PublicEntry.objects.filter(pk__in=entries, posted_at=None).values_list("breach_id", "decided")
    rules = {breach: rules_asking(decided) for breach, decided in rows}
    if not rules:
        return []
    kind = ContentType.objects.get_for_model(Breach)
    clocks = deadlines_open(Deadline.objects.filter(subject_type=kind, subject_id__in=rules)).order_by("due_at", "pk")
    return [clock for clock in clocks if clock.rule in rules[clock.subject_id]]


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
