"""Deciding: a determination with its reasons, which nobody changes afterwards; a newer one takes its place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from district.audit import audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from district.templatetags.words import closed
from requests_portal.decisions.grounds import Ground, grounds_for
from requests_portal.decisions.kinds import FIRST, FOUND_WRONG, Answer, Question, question_of
from requests_portal.decisions.selectors import determinations_current, tasks_of, tasks_unsettled
from requests_portal.models import (
    IDENTIFIED,
    About,
    Determination,
    Hearing,
    PrivacyRequest,
    RequestKind,
    RequestState,
    Result,
    TaskState,
)
from requests_portal.services.reopening import answer_undone
from requests_portal.services.steps import RequestRefused, caught_up, request_locked, state_set, step_add

NEWER: Final = "A newer decision takes the place of the one that was told."
DECIDED_IN: Final = (RequestState.RECEIVED, RequestState.WORKING, RequestState.ANSWERED)


def determination_make(
    *,
    request: PrivacyRequest,
    about: str,
    result: str,
    facts: Mapping[str, Any],
    actor: User,
    now: datetime,
    ground: str = "",
    because: str = "",
) -> Determination:
    """Decide. `facts` are sealed: `reason` is needed; `reason_es`, `parts`, `holders` and others go by the subject.

    `ground` is the id of the rule on which a refusal rests: needed where an adopted pack names grounds, and refused
    where none does. `because` says why it takes the place of the one before. A request that was answered is worked on
    again until the new decision is told. RequestRefused.
    """
    with audited(actor=actor, reason=f"{request}: determined {about}"):
        locked = request_locked(request)
        question, answer = _asked(locked, about, result)
        before = determinations_current(locked)
        old = before.get(about)
        words = _facts(facts, because, replaces=old is not None)
        law = _ground(locked, answer, ground, now)
        _possible(locked, question, answer, words, before)
        row = Determination.objects.create(
            request=locked,
            about=about,
            result=result,
            ground=law.id if law else "",
            law=law.kept() if law else {},
            reason=words,
            by=actor,
            at=now,
            replaces=old,
        )
        _worked_on(locked, actor, now, again=old is not None)
        code = "determined_again" if old else "determined"
        step_add(request=locked, code=code, at=now, actor=actor, now=now, shown=False, about=about, result=result)
    caught_up(request, locked)
    return row


def _asked(request: PrivacyRequest, about: str, result: str) -> tuple[Question, Answer]:
    if request.state not in DECIDED_IN:
        raise RequestRefused(f"{request.number} is {request.get_state_display()}: nothing is decided about it.")
    if request.kind != RequestKind.DIRECTORY and request.identity not in IDENTIFIED:
        raise RequestRefused("First settle who asks: until then nothing is decided about a pupil.")
    question = question_of(request.kind, about)
    try:
        answer = question.answer(result) if question else None
    except KeyError:
        answer = None
    if question is None or answer is None:
        raise RequestRefused("Choose one of the answers.", "result")
    return question, answer


def _facts(facts: Mapping[str, Any], because: str, *, replaces: bool) -> dict[str, Any]:
    words = {name: value for name, value in facts.items() if value not in ("", None, [], {})}
    if not str(words.get("reason", "")).strip():
        raise RequestRefused("Give the reason: the family reads it.", "reason")
    if replaces and not because.strip():
        raise RequestRefused("Say why the decision before it no longer holds: both are kept.", "because")
    return {**words, **({"because": because.strip()} if replaces else {})}


def _ground(request: PrivacyRequest, answer: Answer, ground: str, now: datetime) -> Ground | None:
    """The rule that a refusal rests on. Where the law names grounds, nothing else refuses."""
    on = local_day(now, district_current().time_zone)
    lawful = {one.id: one for one in grounds_for(request.kind, on)} if answer.refuses else {}
    if ground and not answer.refuses:
        raise RequestRefused("Nothing is refused by this answer: choose no ground.", "ground")
    if ground and ground not in lawful:
        raise RequestRefused("This is no ground for this decision.", "ground")
    if lawful and not ground:
        raise RequestRefused("Choose the ground: the law knows no others.", "ground")
    return lawful.get(ground)


def _possible(
    request: PrivacyRequest,
    question: Question,
    answer: Answer,
    words: Mapping[str, Any],
    before: Mapping[str, Determination],
) -> None:
    """What the answer needs to be true."""
    if answer.result in FOUND_WRONG:
        _needs(words, "holders", "Say who holds it: they are to correct it.")
        _needs(words, "right", "Say what it should say instead.")
    if question.about == About.INACCURACY and Hearing.objects.filter(request=request, outcome="").exists():
        raise RequestRefused("A hearing on this goes on: enter what came of it, or that the family withdrew it.")
    if question.about in FIRST:
        about, results, sentence = FIRST[question.about]
        if about not in before or before[about].result not in results:
            raise RequestRefused(sentence)
    if question.about == About.CORRECTION:
        _everybody_done(request)
    if answer.result in (Result.DELETED, Result.PARTLY_DELETED):
        _parts_true(request, answer, words)
    if answer.result == Result.ARRANGED:
        _needs(words, "how", "Say how the family gets the work.")
    if answer.result == Result.DISCLOSED:
        _needs(words, "disclosed", "Say what exactly is disclosed.")
        _needs(words, "recipient", "Say to whom it is disclosed.")
    if question.about == About.DIRECTORY:
        _needs(words, "purpose", "Say for which purpose it is asked for.")


def _needs(words: Mapping[str, Any], field: str, sentence: str) -> None:
    if not words.get(field):
        raise RequestRefused(sentence, field)


def _everybody_done(request: PrivacyRequest) -> None:
    if not tasks_of(request):
        raise RequestRefused("Nobody has been asked yet: say on the tab of holders who holds the information.")
    waiting = tasks_unsettled(request)
    if waiting:
        names = ", ".join(task.holder_name for task in waiting)
        raise RequestRefused(f"{closed(f'Not done yet: {names}')} Confirm it to the family once everybody has.")


def _parts_true(request: PrivacyRequest, answer: Answer, words: Mapping[str, Any]) -> None:
    """What is said to be deleted was confirmed by its holder; what is kept has a reason."""
    parts = words.get("parts") or []
    kept = [part for part in parts if not part["done"]]
    gone = [part for part in parts if part["done"]]
    if not gone:
        raise RequestRefused("Say what was deleted.", "result")
    if answer.result == Result.DELETED and kept:
        raise RequestRefused("Something is kept: choose “Part of it is deleted, part is kept”.", "result")
    if answer.result == Result.PARTLY_DELETED and not kept:
        raise RequestRefused("Nothing is kept: choose “Everything that was asked for is deleted”.", "result")
    if any(not part.get("why") for part in kept):
        raise RequestRefused("Say of each part that is kept why it is kept.", "result")
    states = {task.pk: task for task in tasks_of(request)}
    for part in gone:
        task = states.get(part.get("task") or 0)
        if task is not None and task.state != TaskState.DONE:
            raise RequestRefused(f"{task.holder_name} has not confirmed it, or nobody checked its answer.", "result")


def _worked_on(request: PrivacyRequest, actor: User, now: datetime, *, again: bool) -> None:
    """A decision begins the work; a new one on an answered request opens it, and its clocks, until that is told."""
    if request.state == RequestState.RECEIVED:
        state_set(request, RequestState.WORKING)
    elif request.state == RequestState.ANSWERED:
        if not again:
            return
        answer_undone(request, because=NEWER, actor=actor, now=now)
