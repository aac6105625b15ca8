"""An operator answers: through its link, or another way, as a person of the office enters it."""

from collections.abc import Sequence
from datetime import datetime

from district.audit import Actor, audited
from district.refusals import Refused
from inventory.asking.acting import Acting
from inventory.asking.files import files_keep
from inventory.asking.forms import MOST_FILES, MOST_WORDS
from inventory.asking.mails import office_told
from inventory.asking.services.clocks import clocks_meet
from inventory.asking.services.locking import ask_locked, must_be, step_add
from inventory.asking.words import OUTCOMES
from inventory.models import AskOutcome, AskState, OperatorAsk
from inventory.sealing import GivenFile


def ask_answer(
    *,
    ask: OperatorAsk,
    outcome: str,
    statement: str,
    by: str,
    actor: Actor,
    now: datetime,
    files: Sequence[GivenFile] = (),
    answered_at: datetime | None = None,
) -> OperatorAsk:
    """Keep what an operator answered (at `now`, if no moment is given). Its clock is met: it waits for a person's look.

    Refused without words or a name, for an ask that is not waited for (the second of two answers), for a moment before
    it was asked, and for files that cannot be kept; then nothing of it is kept.
    """
    words, name, moment = _checked(outcome, statement, by, files), by.strip(), answered_at or now
    if moment > now:
        raise Refused("This moment lies in the future.", "answered_on")
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{ask}: answered, {OUTCOMES[outcome]}"):
        locked = ask_locked(ask)
        must_be(locked, AskState.ASKED)
        if locked.asked_at is not None and moment < locked.asked_at:
            raise Refused("It was not asked yet at that time.", "answered_on")
        _written(locked, outcome, words, name, moment)
        files_keep(given=files, ask=locked, actor=actor, now=now)
        clocks_meet(locked, when=moment, evidence=f"It answered: {OUTCOMES[outcome]}.", at=at)
        step_add(locked, f"{name} answered: {OUTCOMES[outcome]}. {words}", at)
        sentence = f"The operator answered: {OUTCOMES[outcome]}. Look whether anything shows it."
        office_told(ask=locked, what=f"answered.{moment:%Y%m%dT%H%M%S%f}", sentence=sentence, at=at)
    return locked


def _written(ask: OperatorAsk, outcome: str, words: str, name: str, moment: datetime) -> None:
    ask.state = AskState.REFUSED if outcome == AskOutcome.REFUSED else AskState.ANSWERED
    ask.outcome, ask.statement, ask.answered_by, ask.answered_at = outcome, words, name, moment
    ask.save(update_fields=["state", "outcome", "statement", "answered_by", "answered_at"])


def _checked(outcome: str, statement: str, by: str, files: Sequence[GivenFile]) -> str:
    if outcome not in AskOutcome.values:
        raise Refused("Choose what was done.", "outcome")
    if not by.strip():
        raise Refused("Write your name: it is kept with the answer.", "given_by")
    words = statement.strip()
    if not words:
        missing = "Say why it cannot be done." if outcome == AskOutcome.REFUSED else "Say what was done, and when."
        raise Refused(missing, "statement")
    if len(words) > MOST_WORDS:
        raise Refused(f"This is longer than {MOST_WORDS} characters.", "statement")
    if len(files) > MOST_FILES:
        raise Refused(f"Send at most {MOST_FILES} files at once, or put them into one archive.", "attached")
    return words
