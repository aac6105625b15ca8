"""Files of completions: kept as a dry run first, then entered as a whole, or dropped."""

import hashlib
from datetime import date, datetime

from django.core.exceptions import ValidationError

from contracts.incoming.files import file_name_cleaned
from district.audit import actor_label, audited
from district.models import User
from inventory.models import CompletionSource, TrainingCompletion, TrainingFile, TrainingFileState, TrainingRound
from inventory.training.filereading import ENTERED, completions_read


def file_check(
    *, training_round: TrainingRound, content: bytes, name: str, today: date, actor: User, now: datetime
) -> TrainingFile:
    """Read a file and keep what it would do, row by row. Raises Unusable in words; then nothing is kept."""
    reading = completions_read(content, name, training_round, today=today)
    plain = file_name_cleaned(name)
    with audited(actor=actor, reason=f"Trainings: looked at {plain} for {training_round.course}"):
        return TrainingFile.objects.create(
            round=training_round,
            name=plain,
            sha256=hashlib.sha256(content).hexdigest(),
            rows=reading.kept(),
            counts=reading.counts,
            checked_at=now,
            checked_by=actor,
        )


def file_enter(*, file: TrainingFile, actor: User, now: datetime) -> int:
    """Enter what the dry run said, all of it or nothing; how many. Who was entered meanwhile stays as they are.

    Raises ValidationError where it was entered or dropped already.
    """
    with audited(actor=actor, reason=f"Trainings: entered {file.name} for {file.round.course}"):
        locked = _locked(file)
        rows = [row for row in locked.rows if row["outcome"] in ENTERED]
        taken = {row["person"]: date.fromisoformat(row["completed_on"]) for row in rows}
        locked.round.completions.filter(person__in=taken, completed_on=None).delete()  # they were excused, and did it
        made = TrainingCompletion.objects.bulk_create(
            (_completion(locked, person, done_on, actor, now) for person, done_on in taken.items()),
            ignore_conflicts=True,
        )
        _ended(locked, TrainingFileState.ENTERED, now)
    return len(made)


def _completion(file: TrainingFile, person: int, done_on: date, actor: User, now: datetime) -> TrainingCompletion:
    return TrainingCompletion(
        round=file.round,
        person_id=person,
        completed_on=done_on,
        source=CompletionSource.FILE,
        evidence_name=file.name,
        entered_by=actor_label(actor),
        entered_at=now,
    )


def file_drop(*, file: TrainingFile, actor: User, now: datetime) -> None:
    """Nothing of it is entered."""
    with audited(actor=actor, reason=f"Trainings: dropped {file.name}"):
        _ended(_locked(file), TrainingFileState.DROPPED, now)


def _locked(file: TrainingFile) -> TrainingFile:
    locked = TrainingFile.objects.select_for_update(of=("self",)).select_related("round__course").get(pk=file.pk)
    if locked.state != TrainingFileState.CHECKED:
        raise ValidationError(f"{locked.name} was {locked.get_state_display()} already.")
    return locked


def _ended(file: TrainingFile, state: str, now: datetime) -> None:
    file.state, file.ended_at = state, now
    file.save(update_fields=["state", "ended_at"])
