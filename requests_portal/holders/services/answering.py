"""A holder answers: through its link, or on paper and by telephone, as a person of the office enters it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from contracts.incoming.files import Upload
from district.audit import Actor, audited
from inventory.asking.forms import MOST_FILES, MOST_WORDS
from requests_portal.holders.mails import office_told
from requests_portal.holders.services.clocks import RULE, confirm_clock_open, task_clocks_meet
from requests_portal.holders.services.locking import Acting, must_be, task_locked, task_step
from requests_portal.models import WAITING_STATES, FilePurpose, RequestKind, RequestTask, TaskState
from requests_portal.services.files import file_keep
from requests_portal.services.steps import RequestRefused

CONFIRMED: Final = "confirmed"
PARTLY: Final = "partly"
REFUSED: Final = "refused"
OUTCOMES: Final[dict[str, str]] = {
    CONFIRMED: "everything was done",
    PARTLY: "part of it was done",
    REFUSED: "it was not done",
}
STEPS: Final[dict[str, str]] = {CONFIRMED: "task_confirmed", PARTLY: "task_partly", REFUSED: "task_refused"}


@dataclass(frozen=True, slots=True)
class HolderFile:
    """A file of an answer: its name as it was sent, and its bytes or the upload that holds them."""

    name: str
    content: "bytes | Upload"


def task_answer(
    *,
    task: RequestTask,
    outcome: str,
    statement: str,
    by: str,
    actor: Actor,
    now: datetime,
    files: Sequence[HolderFile] = (),
    at: datetime | None = None,
) -> RequestTask:
    """Keep what a holder answered at `at` (`now` if not given): `outcome` of OUTCOMES, `by` who answers for it.

    It waits for the custodian's look. Of a correction, the district's time to tell the parent begins. RequestRefused
    without words, for a holder that is not waited for (the second of two answers), and for files that cannot be kept;
    then nothing of it is kept.
    """
    words, name, moment = _checked(outcome, statement, by, files), by.strip(), at or now
    if moment > now:
        raise RequestRefused("This moment lies in the future.", "answered_on")
    with audited(actor=actor, reason=f"{task}: answered, {OUTCOMES[outcome]}"):
        locked = task_locked(task)
        must_be(locked, *WAITING_STATES)
        if locked.asked_at is not None and moment < locked.asked_at:
            raise RequestRefused("It was not asked yet at that time.", "answered_on")
        acting = Acting(actor, now)
        _written(locked, outcome, {"statement": words, "by": name, "outcome": outcome}, moment)
        _files_kept(locked, files, acting)
        _clocks(locked, outcome, acting)
        task_step(locked, STEPS[outcome], acting)
        sentence = f"{locked.holder_name} answered: {OUTCOMES[outcome]}. Accept the answer, or send it back."
        office_told(task=locked, what=f"answered.{moment:%Y%m%dT%H%M%S%f}", sentence=sentence, actor=actor, now=now)
    return locked


def _checked(outcome: str, statement: str, by: str, files: Sequence[HolderFile]) -> str:
    if outcome not in OUTCOMES:
        raise RequestRefused("Choose what was done.", "outcome")
    if not by.strip():
        raise RequestRefused("Write your name: it is kept with the answer.", "given_by")
    words = statement.strip()
    if not words:
        sentence = "Say why it cannot be done." if outcome == REFUSED else "Say what was done, and when."
        raise RequestRefused(sentence, "statement")
    if len(words) > MOST_WORDS:
        raise RequestRefused(f"This is longer than {MOST_WORDS} characters.", "statement")
    if len(files) > MOST_FILES:
        raise RequestRefused(f"Send at most {MOST_FILES} files at once, or put them into one archive.", "attached")
    return words


def _written(task: RequestTask, outcome: str, answer: dict[str, Any], moment: datetime) -> None:
    """Earlier answers stay beside the new one: what was sent back is not forgotten."""
    known = task.answer_words
    before = [*known.pop("before", []), known] if known else []
    task.answer = {**answer, "before": before}
    task.state = TaskState.REFUSED if outcome == REFUSED else TaskState.CONFIRMED
    task.partial, task.answered_at = outcome == PARTLY, moment
    task.save(update_fields=["answer", "state", "partial", "answered_at"])


def _files_kept(task: RequestTask, files: Sequence[HolderFile], at: Acting) -> None:
    deleted = task.request.kind == RequestKind.DELETE and task.state == TaskState.CONFIRMED
    for file in files:
        try:
            file_keep(
                request=task.request,
                content=file.content,
                name=file.name,
                purpose=FilePurpose.CERTIFICATE if deleted else FilePurpose.ANSWER,
                task=task,
                actor=at.actor,
                now=at.now,
            )
        except RequestRefused as refusal:
            raise RequestRefused(f"{file.name}: {refusal}", "attached") from refusal


def _clocks(task: RequestTask, outcome: str, at: Acting) -> None:
    """The district's own question is answered. A correction's 90 days go on until its confirmation is accepted."""
    when = task.answered_at or at.now
    task_clocks_meet(task, when=when, evidence=f"It answered: {OUTCOMES[outcome]}.", at=at, rule=RULE)
    if outcome != REFUSED:
        confirm_clock_open(task, at)
