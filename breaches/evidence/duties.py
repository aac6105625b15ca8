"""The parts that tell what was due and done: clocks with their reasons and holds, tasks, costs and claims."""

from decimal import Decimal

from breaches.evidence.parts import Block, Case, Heading, Listed, Part, Words, table, terms
from breaches.models import BreachCost, BreachTask
from deadlines.models import Deadline, DeadlineState, Hold
from deadlines.presenters import (
    due_in_words,
    event_in_words,
    length_in_words,
    reason_in_words,
    sentence,
    status_in_words,
)
from deadlines.selectors import clocks_of
from district.roles import ROLE_NAMES


def clocks_told(case: Case) -> Part:
    """Every clock with its sentence of reasons, every reckoning that was made of it, and every hold."""
    clocks = list(
        clocks_of(case.breach)
        .select_related("owner")
        .prefetch_related("reckonings", "holds__placed_by", "holds__lifted_by")
        .order_by("started_at", "due_at", "pk")
    )
    blocks: list[Block] = []
    if clocks:
        rows = [
            (clock.title, due_in_words(clock, case.zone), sentence(status_in_words(clock, case.now)))
            for clock in clocks
        ]
        blocks.append(table("All clocks", ("Duty", "Due", "Stands"), rows))
    for clock in clocks:
        blocks += _clock(case, clock)
    return Part("clocks", "Clocks and their reasons", tuple(blocks), len(clocks), "No clock was started.")


def _clock(case: Case, clock: Deadline) -> list[Block]:
    reckonings = list(clock.reckonings.all())
    newest = reckonings[-1] if reckonings else None
    blocks: list[Block] = [
        Heading(clock.title),
        terms(
            ("Rule", f"{clock.rule}, from the {clock.source}"),
            ("Started", f"{case.moment(clock.started_at)}, when {event_in_words(clock.event)}"),
            ("Due", due_in_words(clock, case.zone)),
            ("Why", reason_in_words(clock, newest, case.zone)),
            ("Rests on", newest.citation if newest else ""),
            ("Answers for it", clock.owner or ROLE_NAMES.get(clock.role, clock.role)),
            ("Stands", _closing(case, clock)),
            ("Not verified", "" if clock.verified else "The text of the rule was not seen at its source."),
        ),
    ]
    if len(reckonings) > 1:
        told = (
            f"{case.moment(row.made_at)}: {row.because}. Due {case.limit(row.due_at)}. {' '.join(row.steps)}"
            for row in reckonings
        )
        blocks += [Words("It was counted anew:"), Listed(tuple(told))]
    elif newest is not None and newest.steps:
        blocks.append(Listed(tuple(newest.steps)))
    holds = list(clock.holds.all())
    if holds:
        rows = [_hold(case, hold) for hold in holds]
        heads = ("Asked for by", "Document", "Placed", "Lifted", "SHA-256")
        blocks.append(table("Holds", heads, rows, hashes=[4]))
    return blocks


def _closing(case: Case, clock: Deadline) -> str:
    status = sentence(status_in_words(clock, case.now))
    if clock.state == DeadlineState.OPEN:
        return f"{status}."
    late = ""
    if clock.state == DeadlineState.MET and clock.closed_at is not None and clock.closed_at >= clock.due_at:
        late = f", {length_in_words(clock.closed_at - clock.due_at)} late"
    return f"{status}{late}: {case.moment(clock.closed_at)}, by {clock.closed_by}. {clock.closed_reason}".strip()


def _hold(case: Case, hold: Hold) -> tuple[object, ...]:
    lifted = f"{case.moment(hold.lifted_at)}, {hold.lifted_by}" if hold.lifted_at else "in force"
    sha256 = case.file(f"Written request for a hold: {hold.document_name}", hold.document_sha256)
    return hold.requested_by, hold.document_name, f"{case.moment(hold.placed_at)}, {hold.placed_by}", lifted, sha256


def tasks_told(case: Case) -> Part:
    tasks = list(BreachTask.objects.filter(breach=case.breach).select_related("owner").order_by("position", "pk"))
    rows = [
        (
            task.title,
            task.owner or ROLE_NAMES.get(task.role, task.role),
            case.limit(task.due_at) if task.due_at else "promptly",
            _outcome(case, task),
            task.citation or "the house",
        )
        for task in tasks
    ]
    blocks = (table("What was to be done", ("Task", "Who", "Due", "What became of it", "Asked by"), rows),)
    return Part("tasks", "Tasks", blocks if tasks else (), len(tasks), "No task was set.")


def _outcome(case: Case, task: BreachTask) -> str:
    if task.done_at is not None:
        late = " (late)" if task.due_at is not None and task.done_at > task.due_at else ""
        return f"Done{late} {case.moment(task.done_at)} by {task.done_by}. {task.evidence}".strip()
    if task.not_needed_because:
        return f"Not needed: {task.not_needed_because}"
    return "Open, and late" if task.due_at is not None and task.due_at <= case.now else "Open"


def costs_told(case: Case) -> Part:
    costs = list(BreachCost.objects.filter(breach=case.breach).select_related("entered_by").order_by("spent_on", "pk"))
    claims = list(case.breach.claims.select_related("made_by", "message").order_by("made_at", "pk"))
    blocks: list[Block] = []
    if costs:
        total = sum((cost.amount for cost in costs if cost.taken_back_at is None), Decimal(0))
        blocks.append(terms(("Total", money(total))))
        heads = ("Day", "Kind", "What for", "Amount", "Entered", "Document")
        blocks.append(table("Costs", heads, [_cost(case, cost) for cost in costs], hashes=[5]))
    for claim in claims:
        sent = f"{case.moment(claim.sent_at)}, {claim.get_sent_how_display()}, to {claim.sent_to}"
        sha256 = case.file(f"Claim of {money(claim.total)}", claim.pdf_sha256, case.moment(claim.made_at))
        blocks += [
            Heading(f"Claim of {money(claim.total)}"),
            terms(
                ("Made", f"{case.moment(claim.made_at)} by {claim.made_by}"),
                ("Sent", sent if claim.sent_at else "not sent"),
                ("The agreement says", claim.quote),
            ),
            table("The letter", ("SHA-256",), [(sha256,)], hashes=[0]),
        ]
    return Part("costs", "Costs and claims", tuple(blocks), len(costs) + len(claims), "No cost was entered.")


def _cost(case: Case, cost: BreachCost) -> tuple[object, ...]:
    what = f"{cost.what} (taken back: {cost.taken_back_because})" if cost.taken_back_at else cost.what
    sha256 = case.file(f"Document of a cost: {cost.document_name}", cost.document_sha256)
    entered = f"{cost.entered_by}, {case.moment(cost.entered_at)}"
    return cost.spent_on.isoformat(), cost.kind, what, money(cost.amount), entered, sha256


def money(amount: Decimal) -> str:
    return f"${amount:,.2f}"
