"""Writes of the district's own records: itself, its adopted packs, its closed days. People are in `district.people`.

What the district wants but may not have raises ValidationError, in words for the form that asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError

from district.audit import Actor, audited
from district.hooks import calendar_changed, pack_in_force
from district.models import AdoptedPack, Closure, District
from rulebook.loading import load_packs

LONGEST_CLOSURE = timedelta(days=120)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A closed day that is not saved yet."""

    day: date
    name: str


def district_save(*, district: District, actor: Actor, now: datetime, reason: str = "District saved") -> District:
    """Add or change the one row. A new state or time zone tells the clocks."""
    before = District.objects.filter(pk=district.pk).values_list("state", "time_zone").first()
    with audited(actor=actor, reason=reason):
        district.full_clean()
        district.save()
        if before is not None and before != (district.state, district.time_zone):
            calendar_changed(because="The district's state or time zone changed", actor=actor, now=now)
    return district


def pack_adopt(*, pack: str, adopted_on: date, actor: Actor, now: datetime, policy: str = "") -> AdoptedPack:
    """From a day on, the board works under a rule pack. Refuses an unknown pack and one that was adopted already."""
    packs = load_packs().packs
    if pack not in packs:
        raise ValidationError({"pack": f"There is no rule pack {pack}. Choose one of {', '.join(packs)}."})
    adopted = AdoptedPack(pack=pack, adopted_on=adopted_on, policy=policy)
    with audited(actor=actor, reason=f"Adopted {packs[pack].short_title}"):
        adopted.full_clean()
        adopted.save()
        calendar_changed(because=f"The rule pack {pack} was adopted", actor=actor, now=now)
        pack_in_force(pack=pack, since=adopted_on, actor=actor, now=now)
    return adopted


def pack_end(*, adopted: AdoptedPack, ended_on: date | None, actor: Actor, now: datetime) -> AdoptedPack:
    """The first day on which the pack no longer holds; None takes an end back."""
    words = "no longer ends" if ended_on is None else f"ends on {ended_on.isoformat()}"
    with audited(actor=actor, reason=f"The rule pack {adopted.pack} {words}"):
        adopted.ended_on = ended_on
        adopted.full_clean()
        adopted.save(update_fields=["ended_on"])
        calendar_changed(because=f"The rule pack {adopted.pack} {words}", actor=actor, now=now)
        pack_in_force(pack=adopted.pack, since=adopted.adopted_on, actor=actor, now=now)
    return adopted


def closure_add_range(
    *, first: date, last: date, name: str, actor: Actor, now: datetime, source: str = ""
) -> list[Closure]:
    """Close every weekday from `first` to `last`. Days closed already keep their name; weekends need no row."""
    if last < first:
        raise ValidationError({"last": "The last day comes before the first."})
    if last - first > LONGEST_CLOSURE:
        raise ValidationError({"last": f"More than {LONGEST_CLOSURE.days} days in a row: check the year."})
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return closures_import(days=(ClosedDay(day, name) for day in days), source=source, actor=actor, now=now)


def closures_import(*, days: Iterable[ClosedDay], source: str, actor: Actor, now: datetime) -> list[Closure]:
    """Add closed days that are not there yet, in one transaction, and tell the clocks once. Returns what was added."""
    wanted = {closed.day: closed.name for closed in days if closed.day.weekday() < _SATURDAY}
    known = set(Closure.objects.filter(day__in=wanted).values_list("day", flat=True))
    added = [Closure(day=day, name=name, source=source) for day, name in sorted(wanted.items()) if day not in known]
    for closure in added:
        closure.clean_fields()
    with audited(actor=actor, reason=f"Closed days from {source}" if source else "Closed days entered"):
        Closure.objects.bulk_create(added, ignore_conflicts=True)
        if added:
            calendar_changed(because=f"{len(added)} closed days were added", actor=actor, now=now)
    return added


def closure_save(*, closure: Closure, actor: Actor, now: datetime) -> Closure:
    """Add or change one closed day."""
    with audited(actor=actor, reason="Closed day saved"):
        closure.full_clean()
        closure.save()
        calendar_changed(because=f"{closure.day.isoformat()} is closed: {closure.name}", actor=actor, now=now)
    return closure


def closure_remove(*, closure: Closure, actor: Actor, now: datetime) -> None:
    """The offices are open on that day after all."""
    closures_remove(closures=[closure], actor=actor, now=now)


def closures_remove(*, closures: list[Closure], actor: Actor, now: datetime) -> None:
    """The offices are open on these days after all; the clocks are told once."""
    days = ", ".join(closure.day.isoformat() for closure in closures)
    with audited(actor=actor, reason=f"No longer closed: {days}"):
        Closure.objects.filter(pk__in=[closure.pk for closure in closures]).delete()
        calendar_changed(because=f"No longer closed: {days}"[:300], actor=actor, now=now)
