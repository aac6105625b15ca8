"""Reminders: what is due is told to those who are missing, once for each step, and what was missed is told late."""

from datetime import date, datetime
from typing import Final

from django.conf import settings

from district.audit import Actor, SystemActor
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from inventory.models import TrainingRound
from inventory.training.selectors import missing_people, rounds_current
from inventory.training.services import round_open
from notices.services import message_queue
from rulebook.reckoning import words_for_day

ACTOR: Final = SystemActor("timer:trainings")
LATE_STEPS: Final = 12  # an open round of long ago does not write to anybody for ever


def reminders_send(*, now: datetime) -> int:
    """Queue the reminders of every current round; how many were queued or stood already. Safe to run again."""
    day = local_day(now, district_current().time_zone)
    return sum(_remind(one, day, now) for one in rounds_current(day) if one.opens_on <= day)


def _remind(training_round: TrainingRound, day: date, now: datetime) -> int:
    step = step_due(training_round, day)
    if not step:
        return 0
    people = list(missing_people(training_round))
    for person in people:
        reminder_queue(training_round=training_round, person=person, step=step, day=day, actor=ACTOR, now=now)
    return len(people)


def step_due(training_round: TrainingRound, day: date) -> str:
    """The latest step that has come: "before14", "due", "late7"; empty before the first. Missed ones are left out."""
    course = training_round.course
    if day > training_round.due_on:
        return _late_step((day - training_round.due_on).days, course.remind_late_every)
    if day == training_round.due_on:
        return "due"
    left = (training_round.due_on - day).days
    come = [days for days in course.remind_days if days >= left]
    return f"before{min(come)}" if come else ""


def _late_step(late: int, every: int) -> str:
    if not every:
        return ""
    times = late // every
    return f"late{times * every}" if 1 <= times <= LATE_STEPS else ""


def reminder_queue(
    *, training_round: TrainingRound, person: User, step: str, day: date, actor: Actor, now: datetime
) -> None:
    """One e-mail to one person, once for each step."""
    course = training_round.course
    message_queue(
        key=f"training.{training_round.pk}.{person.pk}.{step}",
        subject=subject_of(training_round, day),
        body=body_of(training_round, person, day, own_word=course.own_word),
        recipient=person,
        at=now,
        now=now,
        actor=actor,
    )


def subject_of(training_round: TrainingRound, day: date) -> str:
    """What the mail is called: one line."""
    word = "was due" if day > training_round.due_on else "is due"
    title = " ".join(training_round.course.title.split())
    return f"Training {title} {word} on {words_for_day(training_round.due_on)}"


def body_of(training_round: TrainingRound, person: User, day: date, *, own_word: bool) -> str:
    """The mail: which training, by when, where, and what to do when it is done already."""
    course = training_round.course
    late = day > training_round.due_on
    due = words_for_day(training_round.due_on)
    lines = [
        f"Dear {person.name},",
        "",
        f"the district asks you to take the training “{course.title}”. "
        + (f"It was due on {due}." if late else f"It is due by the end of {due}."),
        "",
        course.summary,
        *([f"Where: {course.link}"] if course.link else []),
        "",
        (
            "When you have done it, record it here: "
            if own_word
            else "If you have done it already, tell the privacy office. Your trainings: "
        )
        + f"{settings.SITE_ADDRESS}/office/trainings/mine/",
    ]
    return "\n".join(lines)


def ask_again(*, training_round: TrainingRound, day: date, actor: User, now: datetime) -> int:
    """A person of the office reminds everybody who is missing, at most once a day; how many."""
    people = list(missing_people(training_round))
    step = f"asked{day:%Y%m%d}"
    for person in people:
        reminder_queue(training_round=training_round, person=person, step=step, day=day, actor=actor, now=now)
    return len(people)


def rounds_renew(*, now: datetime) -> int:
    """Open the next school year's round of what is done every year, a year after the last; how many were opened."""
    day = local_day(now, district_current().time_zone)
    return sum(_renewed(one, day) for one in rounds_current(day))


def _renewed(last: TrainingRound, day: date) -> bool:
    if not last.course.every_school_year or day < next_year(last.opens_on):
        return False
    while next_year(last.opens_on) <= day:
        opens_on = next_year(last.opens_on)
        due_on = max(opens_on, next_year(last.due_on))
        last = round_open(course=last.course, opens_on=opens_on, due_on=due_on, actor=ACTOR)
    return True


def next_year(day: date) -> date:
    """The same day of the next year; of 29 February, 28."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
