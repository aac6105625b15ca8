"""The public entry of a breach: approved, corrected, withdrawn, and posted, which meets what asked for it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from breaches.models import Breach, BreachTask, PublicEntry
from breaches.publicentry import Decision, PublicFacts, decide, rules_asking, shown_of
from breaches.publicfacts import entry_standing, public_facts_of
from breaches.services.states import BreachRefused, breach_locked
from deadlines.models import Deadline
from deadlines.selectors import deadlines_for_subject, deadlines_open
from deadlines.services import deadline_meet
from district.audit import Actor, actor_label, audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current, packs_adopted
from rulebook.loading import load_packs

LONGEST_KEY = 100


def decision_now(breach: Breach, *, now: datetime, enrolled: int | None = None) -> tuple[PublicFacts, Decision]:
    """What the adopted packs ask to be public of the breach, and the facts that they looked at."""
    today = local_day(now, district_current().time_zone)
    facts = public_facts_of(breach, enrolled=enrolled)
    return facts, decide(facts, packs_adopted(today), today, load_packs())


def public_entry_approve(
    *,
    breach: Breach,
    notice_en: str = "",
    notice_es: str = "",
    enrolled: int | None = None,
    listed_anyway: bool = False,
    because: str = "",
    standing: int | None = None,
    actor: User,
    now: datetime,
) -> PublicEntry:
    """Approve what the public is to read; the next publication shows it. A standing entry is corrected by it.

    `standing` is the entry that the person saw in force, None for none. BreachRefused where something is missing, where
    nothing asks for an entry (unless `listed_anyway`, with `because`), and where nothing would change. In a drill the
    entry counts as posted at once, and nothing is.
    """
    with audited(actor=actor, reason=because.strip() or "Approved what the public is told of the breach"):
        locked = breach_locked(breach)
        old = entry_standing(locked)
        if (old.pk if old else None) != standing:
            raise BreachRefused("Somebody else approved or withdrew an entry meanwhile. Look at it again.")
        facts, decision = decision_now(locked, now=now, enrolled=enrolled)
        notice = notice_en.strip()
        notices = {"notice_en": notice, "notice_es": notice_es.strip()}
        _checked(decision, facts, notices, because, listed_anyway=listed_anyway)
        shown = shown_of(decision, facts, notice_en=notice, notice_es=notice_es.strip(), listed_anyway=listed_anyway)
        if old is not None:
            _corrected(old, shown, because, actor=actor, now=now)
        entry = PublicEntry.objects.create(
            breach=locked,
            key=old.key if old else key_free(locked, facts),
            decided=decision.as_json() | {"typed": {"enrolled": enrolled, "listed_anyway": listed_anyway}},
            shown=shown,
            approved_by=actor,
            approved_at=now,
            corrects=old,
            because=because.strip(),
            first_posted_at=old.first_posted_at if old else None,
        )
        if locked.drill:
            entry_posted(entry, snapshot_sha256="", evidence="Would have been posted: a drill", actor=actor, now=now)
    return entry


def _checked(
    decision: Decision, facts: PublicFacts, notices: Mapping[str, str], because: str, *, listed_anyway: bool
) -> None:
    if decision.missing:
        raise BreachRefused(decision.missing[0])
    if not decision.asked and not listed_anyway:
        raise BreachRefused(
            "No adopted law asks for an entry. To list it all the same, say so and why.", "listed_anyway"
        )
    if listed_anyway and not because.strip():
        raise BreachRefused("Say why it is listed although no law asks for it.", "because")
    if decision.notice and not notices["notice_en"]:
        raise BreachRefused("Write the notice: the board posts it whatever the share of students.", "notice_en")
    for field, notice in notices.items():
        if decision.listed and not decision.number_shown and names_number(notice, facts.pupils):
            raise BreachRefused(
                "The notice names the number of students, which is withheld in the list. Leave it out.", field
            )


def names_number(text: str, number: int) -> bool:
    """Whether a text has the number in it, with or without a mark between thousands."""
    written = re.escape(f"{number:,}").replace(",", r"[,.\u2009\u202f\u00a0 ]?")
    return number > 0 and re.search(rf"(?<![\d,.]){written}(?!\d)", text) is not None


def _corrected(old: PublicEntry, shown: Mapping[str, Any], because: str, *, actor: Actor, now: datetime) -> None:
    if old.shown == shown:
        raise BreachRefused("The entry that stands says the same: nothing would be corrected.")
    if not because.strip():
        raise BreachRefused("Say why it is corrected: the entry before and the reason are kept.", "because")
    _ended(old, f"Corrected: {because.strip()}", actor=actor, now=now)


def _ended(entry: PublicEntry, because: str, *, actor: Actor, now: datetime) -> None:
    entry.ended_at, entry.ended_by, entry.ended_because = now, actor_label(actor), because
    entry.save(update_fields=["ended_at", "ended_by", "ended_because"])


def key_free(breach: Breach, facts: PublicFacts) -> str:
    """A key for the public list: the day and the operator, and a number where another breach has these already."""
    day = facts.happened_from.isoformat() if facts.happened_from else "undated"
    stem = f"{day}-{slugify(facts.operator or facts.district)}"[:LONGEST_KEY].rstrip("-")
    taken = set(PublicEntry.objects.filter(key__startswith=stem).exclude(breach=breach).values_list("key", flat=True))
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key


def public_entry_withdraw(*, breach: Breach, because: str, standing: int | None, actor: User, now: datetime) -> None:
    """Take the entry back, with the reason. The next publication no longer shows it; what it showed is kept."""
    if not because.strip():
        raise BreachRefused("Say why it is withdrawn: the entry and the reason are kept.", "because")
    with audited(actor=actor, reason=f"Withdrew the public entry: {because.strip()}"):
        old = entry_standing(breach_locked(breach))
        if old is None or old.pk != standing:
            raise BreachRefused("Somebody else withdrew or corrected the entry meanwhile. Look at it again.")
        _ended(old, f"Withdrawn: {because.strip()}", actor=actor, now=now)


def public_entries_posted(*, entries: list[int], snapshot_sha256: str, actor: Actor, now: datetime) -> int:
    """These entries stand in the publication with this hash. Those that are new there meet what asked for them.

    Returns how many were new.
    """
    new = PublicEntry.objects.filter(pk__in=entries, posted_at=None, ended_at=None, breach__drill=False)
    rows = list(new.select_related("breach").select_for_update(of=("self",)))
    for entry in rows:
        with audited(actor=actor, reason="Posted the entry of a breach on the public page"):
            evidence = f"Posted in snapshot {snapshot_sha256}"
            entry_posted(entry, snapshot_sha256=snapshot_sha256, evidence=evidence, actor=actor, now=now)
    return len(rows)


def entry_posted(entry: PublicEntry, *, snapshot_sha256: str, evidence: str, actor: Actor, now: datetime) -> None:
    """The entry is public since `now`: its clocks and tasks are met. The caller holds the transaction."""
    entry.posted_at, entry.snapshot_sha256 = now, snapshot_sha256
    entry.first_posted_at = entry.first_posted_at or now
    entry.save(update_fields=["posted_at", "snapshot_sha256", "first_posted_at"])
    rules = rules_asking(entry.decided)
    clocks = deadlines_for_subject(Deadline.objects.filter(rule__in=rules), entry.breach)
    for clock in deadlines_open(clocks):
        deadline_meet(deadline=clock, at=now, actor=actor, now=now, evidence=evidence)
    tasks = BreachTask.objects.filter(breach=entry.breach, key__in=rules, done_at=None, not_needed_because="")
    tasks.update(done_at=now, done_by=actor_label(actor), evidence=evidence)
