"""The parts that tell what was posted, what was decided by whom, and which files all of it rests on."""

from datetime import datetime
from typing import NamedTuple

from breaches.affected import changes_of
from breaches.evidence.parts import Block, Case, Heading, Part, table, terms
from breaches.evidence.sendings import mailings_of
from breaches.models import BreachTask, ChangeKind, PublicEntry
from breaches.publicwords import entry_words
from breaches.selectors import steps_taken
from deadlines.models import Hold
from deadlines.selectors import clocks_of


def entry_told(case: Case) -> Part:
    """The public entry with each of its corrections, and the publications that first showed them."""
    entries = list(
        PublicEntry.objects.filter(breach=case.breach).select_related("approved_by").order_by("approved_at", "pk")
    )
    blocks: list[Block] = []
    for entry in entries:
        words = entry_words(entry.shown)
        posted = case.moment(entry.posted_at)
        sha256 = case.file("The public page with the entry", entry.snapshot_sha256, posted)
        blocks += [
            Heading("Correction" if entry.corrects_id else "Entry"),
            terms(
                ("Approved", f"{case.moment(entry.approved_at)} by {entry.approved_by}"),
                ("Why", entry.because),
                ("Days", words.days),
                ("Operator", words.operator.name),
                ("Students", words.students),
                ("Notice, in English", words.notice_en),
                ("Notice, in Spanish", words.notice_es),
                ("Laws", "; ".join(words.laws)),
                ("Posted", posted if entry.posted_at else "not posted"),
                ("Ended", f"{case.moment(entry.ended_at)}: {entry.ended_because}" if entry.ended_at else ""),
            ),
        ]
        blocks.append(_rulings(entry))
        if sha256:
            blocks.append(table("The publication", ("SHA-256 of the snapshot",), [(sha256,)], hashes=[0]))
    return Part("public", "The public entry", tuple(blocks), len(entries), "Nothing was approved for the public page.")


def _rulings(entry: PublicEntry) -> Block:
    rows = [(row.get("law"), row.get("title"), row.get("reason")) for row in entry.decided.get("rulings", [])]
    return table("What the laws ask, and why", ("Law", "Rule", "Reason"), rows)


class Decided(NamedTuple):
    at: datetime
    what: str
    by: str
    why: str


def decisions_told(case: Case) -> Part:
    """Who decided what, when and why, in one order of time."""
    decided = sorted([*_of_breach(case), *_of_clocks(case), *_of_sendings(case)])
    rows = [(case.moment(one.at), one.what, one.by, one.why) for one in decided]
    blocks = (table("In the order of time", ("When", "What", "Who", "Why"), rows),) if rows else ()
    return Part("decisions", "Decisions", blocks, len(decided))


def _of_breach(case: Case) -> list[Decided]:
    steps = [
        Decided(step.at, f"The breach is {step.get_state_display()}", step.actor, step.reason)
        for step in steps_taken(case.breach)
    ]
    removals = [
        Decided(row.at, f"{row.pupils:,} pupils taken off the list", str(row.by), row.because)
        for row in changes_of(case.breach)
        if row.kind == ChangeKind.REMOVED
    ]
    tasks = BreachTask.objects.filter(breach=case.breach, done_at__isnull=False)
    done = [Decided(task.done_at, f"Done: {task.title}", task.done_by, task.evidence) for task in tasks if task.done_at]
    return [*steps, *removals, *done]


def _of_clocks(case: Case) -> list[Decided]:
    holds = Hold.objects.filter(deadline__in=clocks_of(case.breach)).select_related(
        "deadline", "placed_by", "lifted_by"
    )
    found = []
    for hold in holds:
        asked = f"asked for in writing by {hold.requested_by}"
        found.append(Decided(hold.placed_at, f"Held: {hold.deadline.title}", str(hold.placed_by), asked))
        if hold.lifted_at:
            found.append(Decided(hold.lifted_at, f"Hold lifted: {hold.deadline.title}", str(hold.lifted_by or ""), ""))
    return found


def _of_sendings(case: Case) -> list[Decided]:
    approvals = [
        Decided(mailing.approved_at, f"Sending approved: {mailing.title}", str(mailing.approved_by), "")
        for mailing in mailings_of(case.breach).filter(approved_at__isnull=False).select_related("approved_by")
        if mailing.approved_at
    ]
    entries = PublicEntry.objects.filter(breach=case.breach).select_related("approved_by")
    shown = [Decided(row.approved_at, "Public entry approved", str(row.approved_by), row.because) for row in entries]
    ended = [
        Decided(row.ended_at, "Public entry ended", row.ended_by, row.ended_because) for row in entries if row.ended_at
    ]
    return [*approvals, *shown, *ended]


def files_told(case: Case) -> Part:
    """Every file that the parts before it named: told last."""
    rows = [(file.what, file.at, file.sha256) for file in dict.fromkeys(case.files)]
    blocks = (table("Stored unchanged, each under its SHA-256", ("File", "Counts from", "SHA-256"), rows, hashes=[2]),)
    return Part("files", "Files and their hashes", blocks if rows else (), len(rows), "No file was stored.")
