"""Writes of the book of trainings."""

from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError

from district.audit import Actor, actor_label, audited
from district.models import User
from inventory.keeping import MOST
from inventory.models import (
    CompletionSource,
    DesignatedPerson,
    TrainingCompletion,
    TrainingCourse,
    TrainingRound,
)
from inventory.sealing import GivenFile, file_sealed

TOO_EARLY: Final = "It was done before this round opened: it does not count for it."
IN_FUTURE: Final = "The day has not come yet."


def course_save(*, course: TrainingCourse, actor: User) -> TrainingCourse:
    """Keep a course."""
    with audited(actor=actor, reason=f"Trainings: {'changed' if course.pk else 'new'} course {course.title}"):
        course.save()
    return course


def course_retire(*, course: TrainingCourse, on: date, actor: User) -> TrainingCourse:
    """It is no longer given: nobody is reminded any more, and what was done stays in the book."""
    with audited(actor=actor, reason=f"Trainings: {course.title} is no longer given"):
        course.retired_on = on
        course.save(update_fields=["retired_on"])
    return course


def round_open(*, course: TrainingCourse, opens_on: date, due_on: date, actor: Actor) -> TrainingRound:
    """The next time at which a course is due. Raises ValidationError for dates that do not fit."""
    if due_on < opens_on:
        raise ValidationError({"due_on": "It cannot be due before the day from which it counts."})
    if course.rounds.filter(opens_on__gte=opens_on).exists():
        raise ValidationError({"opens_on": "There is a round already that begins on this day or later."})
    with audited(actor=actor, reason=f"Trainings: {course.title} due on {due_on}"):
        return TrainingRound.objects.create(course=course, opens_on=opens_on, due_on=due_on, made_by=actor_label(actor))


def round_move(*, training_round: TrainingRound, due_on: date, actor: User) -> TrainingRound:
    """Another last day, for everybody."""
    if due_on < training_round.opens_on:
        raise ValidationError({"due_on": "It cannot be due before the day from which it counts."})
    with audited(actor=actor, reason=f"Trainings: {training_round.course} is due on {due_on} instead"):
        training_round.due_on = due_on
        training_round.save(update_fields=["due_on"])
    return training_round


def completion_problem(training_round: TrainingRound, done_on: date, today: date) -> str:
    """Why a day cannot count for a round, in a sentence; empty where it can."""
    if done_on > today:
        return IN_FUTURE
    if training_round.course.every_school_year and done_on < training_round.opens_on:
        return TOO_EARLY
    return ""


def completion_enter(
    *,
    training_round: TrainingRound,
    person: User,
    completed_on: date,
    today: date,
    actor: User,
    now: datetime,
    source: str = CompletionSource.OFFICE,
    evidence: GivenFile | None = None,
) -> TrainingCompletion:
    """A person has done it. An excuse gives way; a day that the office kept is changed by the office alone.

    Raises ValidationError for a day that cannot count, and Refused, at `evidence`, for a certificate that may not be
    kept; one that may is sealed.
    """
    if problem := completion_problem(training_round, completed_on, today):
        raise ValidationError({"completed_on": problem})
    done = training_round.completions.filter(person=person, completed_on__isnull=False)
    if source == CompletionSource.OWN_WORD and done.exclude(source=CompletionSource.OWN_WORD).exists():
        raise ValidationError({"completed_on": "It is kept already. If the day is wrong, the office corrects it."})
    values: dict[str, object] = {"completed_on": completed_on, "excused_because": "", "source": source}
    if evidence is None:
        return _entered(training_round, person, values, f"{person} did", actor, now)
    with file_sealed(evidence, field="evidence", most=MOST) as sealed:
        values |= {"evidence_name": sealed.name, "evidence_sha256": sealed.stored, "evidence_sealed": sealed.beside()}
        return _entered(training_round, person, values, f"{person} did", actor, now)


def completion_excuse(
    *, training_round: TrainingRound, person: User, because: str, actor: User, now: datetime
) -> TrainingCompletion:
    """A person need not do this round; the reason is kept. Raises ValidationError without one, or where it is done."""
    if not because.strip():
        raise ValidationError({"because": "Say why: the reason is kept."})
    if training_round.completions.filter(person=person, completed_on__isnull=False).exists():
        raise ValidationError({"because": f"{person} has done it already."})
    values: dict[str, object] = {
        "completed_on": None,
        "excused_because": because.strip(),
        "source": CompletionSource.OFFICE,
    }
    return _entered(training_round, person, values, f"{person} is excused from", actor, now)


def _entered(
    training_round: TrainingRound, person: User, values: dict[str, object], what: str, actor: User, now: datetime
) -> TrainingCompletion:
    who = {"entered_by": actor_label(actor), "entered_at": now}
    with audited(actor=actor, reason=f"Trainings: {what} {training_round.course}"):
        row, _ = TrainingCompletion.objects.defer("evidence_sealed").update_or_create(
            round=training_round, person=person, defaults={**values, **who}
        )
    return row


def completion_take_back(*, completion: TrainingCompletion, because: str, actor: User) -> None:
    """It was entered by mistake. The row goes; the audit trail keeps it with the reason."""
    if not because.strip():
        raise ValidationError({"because": "Say why it is taken back."})
    with audited(actor=actor, reason=f"Trainings: taken back, {because.strip()}"):
        completion.delete()


def designated_save(*, person: DesignatedPerson, actor: User) -> DesignatedPerson:
    """Keep who answers at an operator for security, and when that person was trained."""
    with audited(actor=actor, reason=f"Trainings: designated person {person.name} of {person.operator}"):
        person.save()
    return person
