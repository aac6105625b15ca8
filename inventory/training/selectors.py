"""Reads of the book of trainings: rounds, who has done them, who is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Lower

from district.models import User
from district.roles import ROLE_NAMES
from inventory.models import (
    DesignatedPerson,
    TrainingCompletion,
    TrainingCourse,
    TrainingFile,
    TrainingRound,
)
from inventory.training.people import people_of

SEALED = "evidence_sealed"  # the key of a certificate, which is opened when the certificate is asked for


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round stands: people whom it concerns, how many have done it, are excused, are missing."""

    round: TrainingRound
    people: int
    done: int
    excused: int
    late: bool

    @property
    def missing(self) -> int:
        return self.people - self.done - self.excused

    @property
    def percent(self) -> int:
        """Of those who must do it, how many have; rounded down, so that 100 means all."""
        must = self.people - self.excused
        return self.done * 100 // must if must else 100


@dataclass(frozen=True, slots=True)
class Line:
    """One person in a round: what is kept about them, or that they are missing."""

    person: User
    completion: TrainingCompletion | None


def courses_all() -> QuerySet[TrainingCourse]:
    """Every course by title, those no longer given last."""
    return TrainingCourse.objects.order_by("retired_on", "title", "pk")


def courses_given() -> QuerySet[TrainingCourse]:
    return TrainingCourse.objects.filter(retired_on=None).order_by("title", "pk")


def rounds_all() -> QuerySet[TrainingRound]:
    return TrainingRound.objects.select_related("course").order_by("-opens_on", "-pk")


def round_current(course: TrainingCourse, day: date) -> TrainingRound | None:
    """The round that counts on a day: the newest that has opened, else the first to come."""
    return (
        course.rounds.filter(opens_on__lte=day).order_by("-opens_on").first()
        or course.rounds.order_by("opens_on").first()
    )


def round_for(course: TrainingCourse, done_on: date) -> TrainingRound | None:
    """The round for which something done on a day counts. A course that is done once has one for every day."""
    rounds = course.rounds.order_by("-opens_on")
    if not course.every_school_year:
        return rounds.first()
    return rounds.filter(opens_on__lte=done_on).first()


def rounds_current(day: date) -> list[TrainingRound]:
    """The current round of each course that is given, the first due first. Two queries."""
    rounds = TrainingRound.objects.order_by("opens_on")
    courses = courses_given().prefetch_related(Prefetch("rounds", queryset=rounds, to_attr="in_order"))
    found = []
    for course in courses:
        opened = [one for one in course.in_order if one.opens_on <= day]
        chosen = opened[-1:] or course.in_order[:1]
        for one in chosen:
            one.course = course
            found.append(one)
    return sorted(found, key=lambda one: (one.due_on, one.course.title))


def late_count(day: date) -> int:
    """How many people have not done a training whose due day is past: one query where no course is given."""
    late = [one for one in rounds_current(day) if one.due_on < day]
    return sum(one.missing for one in standings(late, day)) if late else 0


def standings(rounds: Sequence[TrainingRound], day: date) -> list[Standing]:
    """How each round stands on a day: three queries, whatever the number of rounds and people."""
    roles = _roles_by_person()
    kept: dict[int, dict[int, bool]] = {}
    rows = TrainingCompletion.objects.filter(round__in=[one.pk for one in rounds])
    for round_id, person_id, done_on in rows.values_list("round_id", "person_id", "completed_on"):
        kept.setdefault(round_id, {})[person_id] = done_on is not None
    return [_standing(one, roles, kept.get(one.pk, {}), day) for one in rounds]


def _standing(round_: TrainingRound, roles: dict[int, set[str]], kept: dict[int, bool], day: date) -> Standing:
    wanted = set(round_.course.roles)
    concerned = {pk for pk, held in roles.items() if not wanted or held & wanted}
    done = sum(kept.get(pk, False) for pk in concerned)
    excused = sum(pk in kept and not kept[pk] for pk in concerned)
    return Standing(round_, len(concerned), done, excused, late=day > round_.due_on)


def _roles_by_person() -> dict[int, set[str]]:
    """Roles of everybody who may sign in and has any."""
    found: dict[int, set[str]] = {}
    rows = User.objects.filter(is_active=True, groups__name__in=ROLE_NAMES).order_by()
    for pk, role in rows.values_list("pk", "groups__name"):
        found.setdefault(pk, set()).add(role)
    return found


def missing_people(round_: TrainingRound) -> QuerySet[User]:
    """Who must do it and has neither done it nor is excused."""
    kept = TrainingCompletion.objects.filter(round=round_, person=OuterRef("pk"))
    return people_of(round_.course).exclude(Exists(kept)).select_related("school")


def lines_of(round_: TrainingRound) -> list[Line]:
    """Everybody whom a round concerns, the missing first; and who did it without having to. Two queries."""
    rows = round_.completions.select_related("person__school").defer(SEALED)
    kept = {row.person_id: row for row in rows}
    concerned = list(people_of(round_.course).select_related("school"))
    ids = {person.pk for person in concerned}
    others = sorted((row.person for pk, row in kept.items() if pk not in ids), key=lambda person: person.name)
    lines = [Line(person, kept.get(person.pk)) for person in (*concerned, *others)]
    return sorted(lines, key=lambda line: line.completion is not None)


def own_lines(person: User, day: date) -> list[tuple[TrainingRound, TrainingCompletion | None]]:
    """A person's own trainings: the current round of each course that concerns them, with what is kept."""
    held = {role for role in ROLE_NAMES if person.has_role(role)}
    rounds = [one for one in rounds_current(day) if held and (not one.course.roles or held & set(one.course.roles))]
    kept = {row.round_id: row for row in person.trainings_done.filter(round__in=rounds).defer(SEALED)}
    return [(one, kept.get(one.pk)) for one in rounds]


def completions_all() -> QuerySet[TrainingCompletion]:
    return TrainingCompletion.objects.select_related("round__course", "person").defer(SEALED)


def files_all() -> QuerySet[TrainingFile]:
    return TrainingFile.objects.select_related("round__course", "checked_by")


def designated_all() -> QuerySet[DesignatedPerson]:
    """People whom operators name as responsible, those who no longer are last."""
    return DesignatedPerson.objects.select_related("operator").order_by("ended_on", "operator__name", "name")


def people_by_email(emails: Sequence[str]) -> dict[str, User]:
    """By lower-case address: the people who have one of these. One query."""
    rows = User.objects.annotate(low=Lower("email")).filter(low__in=[email.lower() for email in emails])
    return {person.email.lower(): person for person in rows}
