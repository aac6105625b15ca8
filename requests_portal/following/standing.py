"""Where a request stands, as one vertical line: what was done, what happens now, what comes next, by when and why.

Nothing is hidden: a day that has passed without an answer is said as such, be it a company's or our own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from deadlines.models import Deadline, DeadlineState
from district.clock import local_day
from district.templatetags.words import plain_day
from requests_portal.following.clockwords import law_of, promise_words, told_after_confirmation, why_this_day
from requests_portal.following.selectors import PageFacts
from requests_portal.holders.words import holder_in_language
from requests_portal.identity.showing import who_is_settling
from requests_portal.models import Holder, RequestKind, RequestState, RequestStep, RequestTask, TaskState
from requests_portal.stepwords import one_stop, step_to_parent

STATES: Final[dict[str, str | Promise]] = {
    "done": lazy("Done"),
    "now": lazy("Now"),
    "next": lazy("Next"),
    "late": lazy("Late"),
}
ASKED_CODES: Final = ("task_asked", "task_asked_open", "task_again", "task_again_open")
FOLDED_FROM: Final = 4
OPEN_STATES: Final = (RequestState.RECEIVED, RequestState.WORKING)


@dataclass(frozen=True, slots=True)
class Line:
    """One step on the line. `state` is done, now, next or late; `day` is in words, `iso` for machines.

    `names`: the companies that it tells of, where the same may be to be said of others.
    """

    state: str
    title: str
    day: str = ""
    iso: str = ""
    text: tuple[str, ...] = ()
    law: str = ""
    names: tuple[str, ...] = ()

    @property
    def state_words(self) -> str:
        return str(STATES[self.state])


def lines_of(facts: PageFacts, now: datetime) -> list[Line]:
    """The whole line, in time order: what was done, then late, now and next."""
    today = local_day(now, facts.district.time_zone)
    coming = [*_who(facts), *_folded(_holders(facts, today)), *_promises(facts, now)]
    if facts.request.state in OPEN_STATES and not any(line.state in ("now", "late") for line in coming):
        coming.append(Line("now", _("We work on it.")))
    if facts.request.state == RequestState.UNCONFIRMED:
        coming = [Line("now", _("You confirm your e-mail address with the mail that we sent you."))]
    order = {"late": 0, "now": 1, "next": 2}
    return [*_folded(_done(facts)), *sorted(coming, key=lambda line: order[line.state])]


def first_of(lines: list[Line]) -> Line | None:
    """What comes next, said at the top of the page; None where all is done."""
    return next((line for line in lines if line.state != "done"), None)


def _done(facts: PageFacts) -> Iterator[Line]:
    """What happened. That somebody was asked who has not answered stands further down, as what happens now."""
    waiting = {_fact_of(task) for task in facts.tasks if task.is_waiting}
    for step in facts.steps:
        if step.code in ASKED_CODES and step.facts.get("holder") in waiting and facts.request.state in OPEN_STATES:
            continue
        if words := step_to_parent(step):
            day = local_day(step.at, facts.district.time_zone)
            yield Line("done", words, plain_day(day), day.isoformat(), names=_asked_by_step(step))


def _asked_by_step(step: RequestStep) -> tuple[str, ...]:
    """The company that was asked; of the district and the State Board there is one each."""
    holder = str(step.facts.get("holder", ""))
    return (holder,) if step.code in ASKED_CODES[:2] and holder not in Holder.values else ()


def _fact_of(task: RequestTask) -> str:
    """How a step names a holder (holders/services/locking.py)."""
    return task.operator.name if task.operator is not None else task.holder


def _who(facts: PageFacts) -> Iterator[Line]:
    if who_is_settling(facts.request):
        words = _("Until then we give nothing about a student to anybody. The days count all the same.")
        yield Line("now", _("We make sure that you may ask about this student."), text=(words,))


def _holders(facts: PageFacts, today: date) -> Iterator[Line]:
    if facts.request.state not in OPEN_STATES:
        return
    settling = who_is_settling(facts.request)
    for task in facts.tasks:
        if settling and task.state == TaskState.OPEN:
            continue  # proposed by itself as soon as the records said who asks: it would tell that they did
        line = _of_task(task, facts, today)
        if line is not None:
            yield line


def _folded(lines: Iterable[Line]) -> Iterator[Line]:
    """Where the same is to be said of many companies, it is said once: a request for everything may ask forty."""
    alike: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        apart = 0 if line.names else len(alike) + 1
        alike.setdefault((line.state, line.day, line.text, line.law, apart), []).append(line)
    for same in alike.values():
        if len(same) < FOLDED_FROM or not same[0].names or same[0].state == "late":
            yield from same
            continue
        asked = same[0].state != "next"
        words = _("We asked %(count)d companies.") if asked else _("We ask %(count)d companies.")
        names = tuple(name for line in same for name in line.names)
        yield replace(same[0], title=words % {"count": len(names)}, names=names)


def _of_task(task: RequestTask, facts: PageFacts, today: date) -> Line | None:
    holder = {"holder": holder_in_language(task)}
    if task.state == TaskState.OPEN:
        if task.holder == Holder.DISTRICT:
            return Line("next", _("We look in our own systems."))
        return Line("next", one_stop(_("We ask %(holder)s.") % holder), names=_company(task))
    if task.state in (TaskState.ASKED, TaskState.SILENT):
        return _asked(task, facts, today)
    if task.state == TaskState.CONFIRMED:
        return Line("now", _("%(holder)s answered. We check the answer.") % holder, *_on(task.answered_at, facts))
    if task.state == TaskState.REFUSED:
        words = _("%(holder)s refused. We look into it and write to you.") % holder
        return Line("now", words, *_on(task.answered_at, facts))
    return None


def _company(task: RequestTask) -> tuple[str, ...]:
    return (task.operator.name,) if task.operator is not None else ()


def _asked(task: RequestTask, facts: PageFacts, today: date) -> Line:
    """What was asked of somebody, until when they have time, and what happened if they let it pass."""
    holder = {"holder": holder_in_language(task)}
    title = one_stop(_("We asked %(holder)s.") % holder)
    last_day = task.last_day
    if last_day is None:
        text = [_("No law names a day for its answer.")]
        return Line("now", title, *_on(task.asked_at, facts), text=tuple(text), names=_company(task))
    late = last_day < today or task.state == TaskState.SILENT
    day = {"day": plain_day(last_day), **holder}
    by_law = any(clock.source != "request" for clock in facts.task_clocks.get(task.pk, ()))
    if late:
        text = [_("It had until %(day)s to answer, and has not answered.") % day, *_kept_at(task)]
    else:
        until = _("By law it has until %(day)s to answer.") if by_law else _("We asked for an answer by %(day)s.")
        text = [until % day, *_written_by(facts, last_day)]
    state, day_of_asking = "late" if late else "now", _on(task.asked_at, facts)
    return Line(state, title, *day_of_asking, tuple(text), _law_of_task(task, facts), _company(task))


def _kept_at(task: RequestTask) -> list[str]:
    found = []
    if task.reminded:
        found.append(
            ngettext("We reminded it %(count)d time.", "We reminded it %(count)d times.", task.reminded)
            % {"count": task.reminded}
        )
    if task.escalated_at is not None:
        found.append(_("The district’s privacy officer has taken it up."))
    return [*found, _("Its silence does not end your request. We write to you as soon as there is an answer.")]


def _written_by(facts: PageFacts, last_day: date) -> list[str]:
    """By when the family hears from us even if the answer comes on its last day."""
    day = _told_by(facts, last_day)
    if day is None:
        return [_("We write to you when it has answered.")]
    return [
        _("We write to you by %(day)s at the latest, even if it answers on its last day.") % {"day": plain_day(day)}
    ]


def _told_by(facts: PageFacts, last_day: date) -> date | None:
    """A correction is told within its own term after the confirmation; everything else by the request's own clock."""
    if facts.request.kind == RequestKind.CORRECT:
        return told_after_confirmation(last_day, facts.packs)
    clock = next((one for one in facts.clocks if one.state == DeadlineState.OPEN), None)
    return clock.last_day if clock is not None and clock.last_day >= last_day else None


def _promises(facts: PageFacts, now: datetime) -> Iterator[Line]:
    """What the district itself owes, each by its clock."""
    if facts.request.state not in OPEN_STATES:
        return
    running = [clock for clock in facts.clocks if clock.state == DeadlineState.OPEN]
    for clock in running:
        yield _promise(clock, now)
    if not running:
        words = _("The law names no number of days for it. You can ask us at any time how it goes.")
        yield Line("next", _("We answer as soon as we can."), text=(words,))


def _promise(clock: Deadline, now: datetime) -> Line:
    day = {"day": plain_day(clock.last_day)}
    iso, text, law = clock.last_day.isoformat(), list(why_this_day(clock)), law_of(clock)
    if clock.due_at > now or clock.held:
        return Line("next", promise_words(clock) % day, iso=iso, text=tuple(text), law=law)
    text.append(_("You still get it. You may also complain: see “If you are not satisfied” below."))
    return Line("late", _("Our answer was due by %(day)s. It is late.") % day, iso=iso, text=tuple(text), law=law)


def _law_of_task(task: RequestTask, facts: PageFacts) -> str:
    return next((law for clock in facts.task_clocks.get(task.pk, ()) if (law := law_of(clock))), "")


def _on(moment: datetime | None, facts: PageFacts) -> tuple[str, str]:
    if moment is None:
        return "", ""
    day = local_day(moment, facts.district.time_zone)
    return plain_day(day), day.isoformat()
