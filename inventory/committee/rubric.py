"""The rubric: the first version that is proposed, new versions, and what evaluations under one come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from district.audit import Actor, audited
from district.models import User
from inventory.committee.errors import CommitteeRefused
from inventory.models import Area, Criterion, Evaluation, Rubric, RubricVersion

NAME: Final = "Apps for pupils"
# Area, question, guidance, weight: a first wording in the product's own words, to be changed by the committee.
FIRST: Final = (
    (Area.PRIVACY, "Does it ask only for what it needs?", "Compare the kinds of information with the purpose.", 3),
    (
        Area.PRIVACY,
        "Is it free of advertising and profiling?",
        "Read the agreement, not the website.",
        3,
    ),
    (Area.SECURITY, "Is the information well protected?", "Sign-in, encryption, past breaches, where the data is.", 3),
    (Area.ACCESSIBILITY, "Can every pupil use it?", "Keyboard, screen reader, captions, languages.", 2),
    (Area.INSTRUCTION, "Does it help pupils learn what we teach?", "Evidence, fit to the subject and grades.", 3),
    (
        Area.COST,
        "Is it worth its cost, training included?",
        "Licences, devices, time; is one like it approved?",
        1,
    ),
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a new version, as it was typed."""

    area: str
    question: str
    guidance: str
    weight: int


def version_current(*, now: datetime, actor: Actor) -> RubricVersion:
    """The newest version of the rubric in use; the first one is made where there is none."""
    rubric = Rubric.objects.filter(in_use=True).first()
    newest = rubric.versions.first() if rubric is not None else None
    if newest is not None:
        return newest
    if not isinstance(actor, User):
        raise CommitteeRefused("There is no rubric yet: write one first.")
    questions = [Question(area, question, guidance, weight) for area, question, guidance, weight in FIRST]
    return rubric_version_add(questions=questions, note="Proposed as a beginning.", actor=actor, now=now)


def rubric_version_add(
    *, questions: Sequence[Question], note: str = "", scale: Iterable[str] = (), actor: User, now: datetime
) -> RubricVersion:
    """A new version of the rubric in use. Requests that are open keep the version that they were opened under."""
    _checked(questions)
    with audited(actor=actor, reason="Rubric: a new version"):
        rubric, _ = Rubric.objects.select_for_update().get_or_create(in_use=True, defaults={"name": NAME})
        before = rubric.versions.first()
        words = list(scale) or (before.scale if before is not None else None)
        version = RubricVersion(
            rubric=rubric, number=(before.number if before else 0) + 1, note=note, made_by=actor, made_at=now
        )
        version.scale = words or version.scale
        version.save()
        for position, one in enumerate(questions):
            Criterion.objects.create(
                version=version,
                area=one.area,
                question=one.question.strip(),
                guidance=one.guidance.strip(),
                weight=one.weight,
                position=position,
            )
    return version


def _checked(questions: Sequence[Question]) -> None:
    if not questions:
        raise CommitteeRefused("A rubric asks at least one question.")
    asked = [one.question.strip().casefold() for one in questions]
    if len(set(asked)) < len(asked):
        raise CommitteeRefused("The same question stands twice.")
    if any(not 1 <= one.weight <= 100 for one in questions):
        raise CommitteeRefused("A weight is a number from 1 to 100.")


@dataclass(frozen=True, slots=True)
class Line:
    """One question with each member's score, in the order of the evaluations; None where a member cannot say."""

    criterion: Criterion
    scores: tuple[int | None, ...]

    @property
    def mean(self) -> float | None:
        known = [score for score in self.scores if score is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True)
class Grid:
    """Members by questions. `percent` is the weighted mean of all that was scored, of the best possible."""

    evaluations: tuple[Evaluation, ...]
    lines: tuple[Line, ...]
    percent: int | None


def grid_of(version: RubricVersion | None, evaluations: Iterable[Evaluation]) -> Grid:
    """What the evaluations come to. They come with their scores; the version with its criteria."""
    rows = tuple(evaluations)
    if version is None:
        return Grid(rows, (), None)
    by_member = [{score.criterion_id: score.score for score in one.scores.all()} for one in rows]
    lines = tuple(
        Line(criterion, tuple(scores.get(criterion.pk) for scores in by_member)) for criterion in version.criteria.all()
    )
    return Grid(rows, lines, _percent(lines, len(version.scale)))


def _percent(lines: Iterable[Line], best: int) -> int | None:
    """From the worst score (0) to the best (100), each question by its weight; None where nothing was scored."""
    known = [(line.mean, line.criterion.weight) for line in lines if line.mean is not None]
    weights = sum(weight for _, weight in known)
    if not weights or best < 2:
        return None
    mean = sum((value or 0) * weight for value, weight in known) / weights
    return round(100 * (mean - 1) / (best - 1))
