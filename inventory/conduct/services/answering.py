"""The operator's answer: given through its private link, or entered by the office as it came in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from deadlines.services import deadline_meet
from district.audit import Actor, audited
from district.models import User
from district.refusals import Refused
from district.selectors import district_current
from inventory.conduct.selectors import clocks_of_case
from inventory.conduct.services.cases import case_locked, step_add, words_given
from inventory.conduct.services.files import NamedUpload, file_keep
from inventory.models import ConductNotice, ConductState, ConductStepKind
from notices.services import message_queue

MOST_FILES: Final = 10


def answer_from_operator(
    *, notice: ConductNotice, words: str, by: str, files: Sequence[NamedUpload], actor: Actor, now: datetime
) -> ConductNotice:
    """The operator answers through its link. A second answer is refused: the page says what was received."""
    answered = _answered(notice, words, by, files, actor, now)
    owner = answered.case.owner
    if owner is not None:
        _owner_told(answered, owner, actor, now)
    return answered


def answer_enter(*, notice: ConductNotice, words: str, by: str, actor: User, now: datetime) -> ConductNotice:
    """Enter an answer that came by letter, mail or telephone."""
    return _answered(notice, words, by, (), actor, now)


def _answered(
    notice: ConductNotice, words: str, by: str, files: Sequence[NamedUpload], actor: Actor, now: datetime
) -> ConductNotice:
    text = words_given(words, "words", "Write the answer.")
    name = words_given(by, "by", "Say who answers.")[:254]
    if len(files) > MOST_FILES:
        raise Refused(f"Send {MOST_FILES} files at most.", "files")
    with audited(actor=actor, reason=f"{notice}: answered"):
        case = case_locked(notice.case)
        locked = (
            ConductNotice.objects.select_for_update(of=("self",)).select_related("case__operator").get(pk=notice.pk)
        )
        if locked.answered_at is not None:
            raise Refused("This notice is answered already.")
        for file in files:
            file_keep(case=case, content=file, shows="", notice=locked, actor=actor, now=now)
        locked.answered_at, locked.answer, locked.answered_by = now, text, name
        locked.save(update_fields=["answered_at", "answer", "answered_by"])
        if not case.notices.filter(answered_at=None, pk__gt=locked.pk).exists():  # the clock is the newest notice's
            for clock in clocks_of_case(case):
                deadline_meet(deadline=clock, at=now, actor=actor, now=now, evidence=f"{name} answered")
            case.state = ConductState.ANSWERED
            case.save(update_fields=["state"])
        step_add(case, ConductStepKind.ANSWERED, f"{name} answered.", actor=actor, now=now)
    locked.case = case
    return locked


def _owner_told(notice: ConductNotice, owner: User, actor: Actor, now: datetime) -> None:
    message_queue(
        key=f"conduct.{notice.case_id}.{notice.pk}.answered",
        recipient=owner,
        subject=f"{notice.case.number}: the operator answered",
        body=f"{notice.case.operator} answered the notice in {notice.case}.\n\n{district_current().name}",
        at=now,
        now=now,
        actor=actor,
    )
