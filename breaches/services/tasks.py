"""The list of what is to do about a breach: from the adopted packs and from the house, kept up with what is known."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from breaches.clocks.knowing import Known
from breaches.clocks.wanting import posting_asked
from breaches.models import Breach, BreachTask, Stage, Told
from deadlines.counting import rulebook_current
from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import clocks_of
from district.audit import Actor, actor_label, audited
from district.clock import local_day
from district.models import User
from district.refusals import Refused
from district.selectors import packs_adopted
from rulebook.model import Posting, Rulebook, StandingDuty

REPORTED: Final = "breach_reported"
APPROVE_SENDING: Final = "house.approve-sending"
KEEP_EVIDENCE: Final = "house.evidence"
FOUND_A_BREACH: Final = (Stage.DETERMINED, Stage.NOTIFYING, Stage.CLOSED)
PROMPTLY: Final = None  # a due time where the text names none


class WorkRefused(Refused):
    """What may not be done to a task, a cost or a claim; `field` is the field of the form that it belongs to."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One task as it should stand. `done`: moment and evidence of the record that does it; `needless`: why not."""

    key: str
    title: str
    what: str
    role: str
    due_at: datetime | None = PROMPTLY
    citation: str = ""
    verified: bool = True
    doubt: str = ""
    done: tuple[datetime, str] | None = None
    needless: str = ""


def tasks_settle(*, breach: Breach, known: Known, actor: Actor, now: datetime) -> list[BreachTask]:
    """Add the tasks that are asked for by now, tick those that records have done, and set those not needed aside.

    What a person ticked or set aside stays so. Answers with the rows that are new or changed.
    """
    wanted = list(tasks_wanted(breach, known, now))
    with audited(actor=actor, reason=f"{breach.number}: tasks by what is known"):
        rows = {row.key: row for row in BreachTask.objects.select_for_update().filter(breach=breach)}
        changed = [_settled(one, rows.pop(one.key, None), place, breach, actor) for place, one in enumerate(wanted, 1)]
        left = [_set_aside(row, "By what is known now, nothing asks for it.") for row in rows.values()]
    return [row for row in (*changed, *left) if row is not None]


def tasks_wanted(breach: Breach, known: Known, now: datetime) -> Iterator[Wanted]:
    """First what the house needs to know, then the packs' duties, then the house's own care."""
    book = rulebook_current()
    packs = [pack for pack in packs_adopted(local_day(now, known.calendar.timezone)) if pack in book.packs]
    needless = "It is not a breach." if known.no_breach else ""
    yield from _of_the_house(breach, known, now)
    told = _told(breach)
    clocks = list(clocks_of(breach).exclude(state=DeadlineState.WITHDRAWN))
    for duty in book.called_for_by(REPORTED, packs):
        yield _standing(duty, known, told, needless)
    yield from _of_clocks(clocks, book)
    for posting in book.breach_postings(packs, local_day(now, known.calendar.timezone)):
        yield _posting(posting, known, clocks, needless)
    yield from _care(breach, known, needless)


def _of_the_house(breach: Breach, known: Known, now: datetime) -> Iterator[Wanted]:
    determined = breach.state in (*FOUND_A_BREACH, Stage.NOT_A_BREACH)
    kinds, pupils = bool(known.involves), known.pupils > 0
    yield Wanted(
        "house.kinds",
        "List the kinds of information that were touched",
        "Their classes decide which clocks run, what the letter says and whether the public is told a number.",
        "privacy_officer",
        done=(now, "They are listed.") if kinds else None,
    )
    yield Wanted(
        "house.pupils",
        "Say which pupils are affected",
        "By list, by search, or by school and grade: only their families can be written to.",
        "privacy_officer",
        done=(now, f"{known.pupils} are named.") if pupils else None,
    )
    yield Wanted(
        "house.determine",
        "Determine whether it is a breach",
        "The decision, its moment and its reason are kept; clocks may start with it.",
        "superintendent",
        done=(now, f"It was decided: {breach.get_state_display()}.") if determined else None,
    )


def _standing(duty: StandingDuty, known: Known, told: Mapping[str, Told], needless: str) -> Wanted:
    if duty.more_than and known.pupils <= duty.more_than:
        needless = needless or f"{known.pupils} pupils are named so far; the text asks for more than {duty.more_than}."
    row = told.get(duty.tells)
    return Wanted(
        key=duty.id,
        title=duty.title,
        what=duty.must,
        role=duty.role,
        citation=duty.cite.at,
        verified=duty.verified,
        doubt=duty.doubt,
        done=(row.at, f"{row.name} was told.") if row is not None else None,
        needless=needless,
    )


def _of_clocks(clocks: Collection[Deadline], book: Rulebook) -> Iterator[Wanted]:
    """The district's own duties whose clocks run, each once, due by the first of its clocks."""
    by_rule: dict[str, list[Deadline]] = {}
    for clock in clocks:
        by_rule.setdefault(clock.rule, []).append(clock)
    for pack in book.packs.values():
        for duty in pack.duties:
            mine = by_rule.get(duty.id, ())
            if duty.who != "district" or not mine:
                continue
            met = [clock for clock in mine if clock.closed_at is not None]
            first = min(mine, key=lambda clock: clock.due_at)
            yield Wanted(
                key=duty.id,
                title=duty.title,
                what=duty.must,
                role=duty.role,
                due_at=first.due_at,
                citation=duty.cite.at,
                verified=first.verified,
                doubt="" if first.verified else duty.doubt,
                done=(max(clock.closed_at for clock in met if clock.closed_at), met[0].closed_reason)
                if len(met) == len(mine)
                else None,
            )


def _posting(posting: Posting, known: Known, clocks: Collection[Deadline], needless: str) -> Wanted:
    if not posting_asked(posting, known.pupils, known.enrolled):
        needless = needless or "By what is known now, fewer pupils are affected than the text asks for."
    due = [clock.due_at for clock in clocks if clock.rule == posting.id]
    return Wanted(
        key=posting.id,
        title=posting.title,
        what=posting.must,
        role="privacy_officer",
        due_at=min(due, default=PROMPTLY),
        citation=posting.cite.at,
        verified=posting.verified,
        doubt=posting.doubt,
        done=(known.posted_at, "It stands on the public page.") if known.posted_at else None,
        needless=needless,
    )


def _care(breach: Breach, known: Known, needless: str) -> Iterator[Wanted]:
    yield Wanted(
        APPROVE_SENDING,
        "A second person approves the sending",
        "Whoever prepared the letters does not approve them: somebody else looks at three of them first.",
        "superintendent",
        needless=needless,
    )
    if known.of_operator:
        yield Wanted(
            "house.claim",
            "Claim the costs from the operator",
            "Enter what the breach costs, look at what the agreement says of it, and send the claim.",
            "business_manager",
            needless=needless,
        )
    closed = breach.state == Stage.CLOSED
    yield Wanted(
        KEEP_EVIDENCE,
        "Keep the evidence file",
        "One PDF of the whole: facts, clocks with their reasons, letters, postings, with the hash of each.",
        "privacy_officer",
        needless="" if closed else needless,
    )


def _told(breach: Breach) -> dict[str, Told]:
    """The first who was told of each role."""
    return {row.role: row for row in Told.objects.filter(breach=breach).order_by("-at", "-pk")}


def _settled(one: Wanted, row: BreachTask | None, place: int, breach: Breach, actor: Actor) -> BreachTask | None:
    if row is None:
        row = BreachTask(breach=breach, key=one.key)
    before = _standing_of(row)
    row.title, row.what, row.role, row.position = one.title, one.what, one.role, place
    row.due_at, row.citation, row.verified, row.doubt = one.due_at, one.citation[:300], one.verified, one.doubt
    if row.settled_by_facts:  # by what was known before
        row.not_needed_because, row.settled_by_facts = "", False
    if row.is_open and one.done is not None:
        (row.done_at, row.evidence), row.done_by = one.done, actor_label(actor)
    elif row.is_open and one.needless:
        row.not_needed_because, row.settled_by_facts = one.needless, True
    if row.pk is not None and before == _standing_of(row):
        return None
    row.save()
    return row


def _standing_of(row: BreachTask) -> tuple[object, ...]:
    return (
        row.title,
        row.role,
        row.position,
        row.due_at,
        row.verified,
        row.done_at,
        row.not_needed_because,
        row.settled_by_facts,
    )


def _set_aside(row: BreachTask, because: str) -> BreachTask | None:
    if not row.is_open:
        return None
    row.not_needed_because, row.settled_by_facts = because, True
    row.save(update_fields=["not_needed_because", "settled_by_facts"])
    return row


def task_done(*, task: BreachTask, evidence: str, actor: Actor, now: datetime) -> BreachTask:
    """Tick a task. Refused without evidence, and where it is ticked or set aside already."""
    if not evidence.strip():
        raise WorkRefused("Say how it was done: somebody else must be able to check it.", "evidence")
    with audited(actor=actor, reason=f"done: {task.title}"):
        row = _open_locked(task)
        row.done_at, row.done_by, row.evidence = now, actor_label(actor), evidence.strip()
        row.save(update_fields=["done_at", "done_by", "evidence"])
    return row


def task_not_needed(*, task: BreachTask, because: str, actor: Actor, now: datetime) -> BreachTask:
    """Set a task aside. Refused without a reason."""
    if not because.strip():
        raise WorkRefused("Say why it is not needed: the reason is kept.", "because")
    with audited(actor=actor, reason=f"not needed: {task.title}"):
        row = _open_locked(task)
        row.not_needed_because, row.settled_by_facts = because.strip(), False
        row.save(update_fields=["not_needed_because", "settled_by_facts"])
    return row


def task_reopen(*, task: BreachTask, actor: Actor, now: datetime) -> BreachTask:
    """It is to do after all. What it said before stays in the history."""
    with audited(actor=actor, reason=f"to do again: {task.title}"):
        row = BreachTask.objects.select_for_update().get(pk=task.pk)
        if row.is_open:
            raise WorkRefused("This task is open already.")
        row.done_at, row.done_by, row.evidence = None, "", ""
        row.not_needed_because, row.settled_by_facts = "", False
        row.save(
            update_fields=["done_at", "done_by", "evidence", "not_needed_because", "settled_by_facts"],
        )
    return row


def task_owner_set(*, task: BreachTask, owner: User | None, actor: Actor, now: datetime) -> BreachTask:
    """Who does it. Nobody named: the role answers for it."""
    if owner is not None and not owner.is_active:
        raise WorkRefused("This person has no account any more: choose somebody else.", "owner")
    with audited(actor=actor, reason=f"owner of a task: {task.title}"):
        row = BreachTask.objects.select_for_update().get(pk=task.pk)
        row.owner = owner
        row.save(update_fields=["owner"])
    return row


def task_ticked(*, breach: Breach, key: str, evidence: str, actor: Actor, now: datetime) -> BreachTask | None:
    """Another room did it, such as APPROVE_SENDING: tick it, if it is there and open."""
    with transaction.atomic():
        row = BreachTask.objects.select_for_update().filter(breach=breach, key=key).first()
        if row is None or not row.is_open:
            return None
        return task_done(task=row, evidence=evidence, actor=actor, now=now)


def _open_locked(task: BreachTask) -> BreachTask:
    row = BreachTask.objects.select_for_update().get(pk=task.pk)
    if row.done_at is not None:
        raise WorkRefused("This task is done already.")
    if row.not_needed_because:
        raise WorkRefused("This task was set aside: open it again first.")
    return row
