"""The report of a drill: when each step was reached, what was late, and what was never done. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from breaches.evidence.parts import Block, Case, Part, Words, table, terms
from breaches.evidence.sendings import mailings_of
from breaches.models import AffectedChange, Breach, BreachTask, Stage
from deadlines.models import Deadline, DeadlineState
from deadlines.presenters import length_in_words
from deadlines.selectors import clocks_of

ENDS: Final = (Stage.CLOSED, Stage.NOT_A_BREACH)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `at` is None where it was not reached; `after` is its distance from the beginning of the drill."""

    what: str
    at: datetime | None
    by: str = ""
    after: timedelta = timedelta(0)
    since_last: timedelta = timedelta(0)

    @property
    def after_words(self) -> str:
        return length_in_words(self.after)

    @property
    def since_last_words(self) -> str:
        return length_in_words(self.since_last)


@dataclass(frozen=True, slots=True)
class Late:
    """What was done after its time, or is still open after it. `done_at` is None where it is open."""

    what: str
    due_at: datetime
    done_at: datetime | None
    by: timedelta

    @property
    def by_words(self) -> str:
        return length_in_words(self.by)


@dataclass(frozen=True, slots=True)
class DrillReport:
    """How a drill went until `until`: the moment at which it was closed, else the moment of asking."""

    begun_at: datetime
    until: datetime
    ended: bool
    steps: tuple[Step, ...]
    late: tuple[Late, ...]
    never: tuple[str, ...]
    in_time: int

    @property
    def took(self) -> timedelta:
        return self.until - self.begun_at

    @property
    def took_words(self) -> str:
        return length_in_words(self.took)


def drill_report(breach: Breach, *, now: datetime) -> DrillReport:
    """The report of one drill, in a fixed number of queries. What happened after its end does not count."""
    states = list(breach.states.order_by("at", "pk"))
    closing = states[-1] if states and states[-1].state in ENDS else None
    until = closing.at if closing else now
    reached, missed = _steps(breach)
    tasks = list(BreachTask.objects.filter(breach=breach).order_by("position", "pk"))
    clocks = list(clocks_of(breach).order_by("due_at", "pk"))
    late = sorted([*_late_tasks(tasks, until), *_late_clocks(clocks, until)], key=lambda one: (one.due_at, one.what))
    return DrillReport(
        begun_at=breach.created_at,
        until=until,
        ended=closing is not None,
        steps=tuple(_timed(reached, breach.created_at)),
        late=tuple(late),
        never=(*missed, *_never(tasks, clocks)),
        in_time=_in_time(tasks, clocks),
    )


def _steps(breach: Breach) -> tuple[list[Step], list[str]]:
    """What was reached, and the names of what was not."""
    every = [*_steps_of_facts(breach), *_steps_of_stages(breach), *_steps_of_sending(breach), _entry(breach)]
    return [step for step in every if step.at is not None], [step.what for step in every if step.at is None]


def _steps_of_facts(breach: Breach) -> Iterator[Step]:
    element = breach.elements.select_related("added_by").order_by("added_at", "pk").first()
    yield _step("Kinds of information listed", element, "added_at", "added_by")
    pupils = AffectedChange.objects.filter(breach=breach).select_related("by").order_by("at", "pk").first()
    yield _step("Pupils listed", pupils, "at", "by")


def _steps_of_stages(breach: Breach) -> Iterator[Step]:
    states = list(breach.states.order_by("at", "pk"))
    over = any(state.state == Stage.NOT_A_BREACH for state in states)
    for stage, words in (
        (Stage.ASSESSING, "Looked into"),
        (Stage.DETERMINED, "Determined to be a breach"),
        (Stage.NOTIFYING, "Notifying families begun"),
        (Stage.NOT_A_BREACH, "Found to be no breach"),
        (Stage.CLOSED, "Closed"),
    ):
        first = next((state for state in states if state.state == stage), None)
        # Looking into it first is a choice, and whoever finds that it is no breach tells nobody.
        wanted = stage not in (Stage.ASSESSING, Stage.NOT_A_BREACH) and not over
        if first is not None or wanted:
            yield _step(words, first, "at", "actor")


def _steps_of_sending(breach: Breach) -> Iterator[Step]:
    mailing = mailings_of(breach).select_related("prepared_by", "approved_by").first()
    yield _step("Letters prepared", mailing, "prepared_at", "prepared_by")
    yield _step("Sending approved by a second person", mailing, "approved_at", "approved_by")
    yield _step("Sending begun", mailing, "started_at", "")
    yield _step("The last letter done", mailing, "left_at", "")


def _entry(breach: Breach) -> Step:
    entry = breach.public_entries.select_related("approved_by").order_by("approved_at", "pk").first()
    return _step("Public entry approved", entry, "approved_at", "approved_by")


def _step(what: str, row: object | None, at: str, by: str) -> Step:
    moment = getattr(row, at, None)
    return Step(what, moment, str(getattr(row, by, "") or "") if moment and by else "")


def _timed(steps: list[Step], begun_at: datetime) -> Iterator[Step]:
    """In the order of time, each with its distance from the beginning and from the step before it."""
    last = begun_at
    for step in sorted(steps, key=lambda one: one.at or begun_at):
        at = step.at or begun_at
        yield Step(step.what, at, step.by, at - begun_at, at - last)
        last = at


def _late_tasks(tasks: list[BreachTask], until: datetime) -> Iterator[Late]:
    for task in tasks:
        if task.due_at is None or task.not_needed_because:
            continue
        done = task.done_at if task.done_at is not None and task.done_at <= until else None
        if (done or until) > task.due_at:
            yield Late(task.title, task.due_at, done, (done or until) - task.due_at)


def _late_clocks(clocks: list[Deadline], until: datetime) -> Iterator[Late]:
    for clock in clocks:
        if clock.state == DeadlineState.WITHDRAWN or clock.held:
            continue
        met = clock.closed_at if clock.closed_at is not None and clock.closed_at <= until else None
        if (met or until) >= clock.due_at:
            yield Late(clock.title, clock.due_at, met, (met or until) - clock.due_at)


def _never(tasks: list[BreachTask], clocks: list[Deadline]) -> Iterator[str]:
    yield from (f"Task: {task.title}" for task in tasks if task.is_open)
    yield from (f"Clock: {clock.title}" for clock in clocks if clock.state == DeadlineState.OPEN)


def _in_time(tasks: list[BreachTask], clocks: list[Deadline]) -> int:
    done = sum(1 for task in tasks if task.done_at and (task.due_at is None or task.done_at <= task.due_at))
    return done + sum(
        1 for one in clocks if one.state == DeadlineState.MET and one.closed_at and one.closed_at < one.due_at
    )


def drill_told(case: Case) -> Part:
    """The report as the first part of a drill's evidence file."""
    report = drill_report(case.breach, now=case.now)
    blocks: list[Block] = [
        terms(
            ("Begun", case.moment(report.begun_at)),
            ("Ended", case.moment(report.until) if report.ended else "not ended yet"),
            ("Took", report.took_words),
            ("Done in time", str(report.in_time)),
        )
    ]
    if report.steps:
        heads = ("Step", "Reached", "By", "After the beginning", "After the step before")
        blocks.append(table("How long each step took", heads, [_step_told(case, step) for step in report.steps]))
    if report.late:
        late = [_late_told(case, one) for one in report.late]
        blocks.append(table("Late", ("What", "Due", "Done", "Late by"), late))
    never = [(words,) for words in report.never]
    caption = "Never done" if report.ended else "Not done yet"
    blocks.append(table(caption, ("What",), never) if never else Words("Everything was done."))
    return Part("drill", "How the drill went", tuple(blocks), len(report.steps))


def _step_told(case: Case, step: Step) -> tuple[str, ...]:
    return step.what, case.moment(step.at), step.by, step.after_words, step.since_last_words


def _late_told(case: Case, late: Late) -> tuple[str, ...]:
    done = case.moment(late.done_at) if late.done_at else "open"
    return late.what, case.limit(late.due_at), done, late.by_words
