"""Which stage of a breach may follow which. The one table; `services/states.py` takes the steps."""

from typing import Final

from breaches.models import Stage

S = Stage

# What was thought to be no breach may turn out to be one, and a closed one may need more letters: both lead back.
STEPS: Final[dict[str, tuple[str, ...]]] = {
    S.REPORTED: (S.ASSESSING, S.DETERMINED, S.NOT_A_BREACH),
    S.ASSESSING: (S.DETERMINED, S.NOT_A_BREACH),
    S.DETERMINED: (S.NOTIFYING, S.NOT_A_BREACH, S.CLOSED),
    S.NOT_A_BREACH: (S.ASSESSING,),
    S.NOTIFYING: (S.CLOSED,),
    S.CLOSED: (S.NOTIFYING,),
}
# What a step does, as the button and the list of steps say it.
STEP_WORDS: Final[dict[str, str]] = {
    S.ASSESSING: "Look into it",
    S.DETERMINED: "Determine that it is a breach",
    S.NOT_A_BREACH: "Decide that it is not a breach",
    S.NOTIFYING: "Begin to notify families",
    S.CLOSED: "Close the breach",
}
# The stages in which facts, kinds of information and pupils may still change.
WORKED_ON: Final = frozenset({S.REPORTED, S.ASSESSING, S.DETERMINED, S.NOTIFYING})


def steps_from(stage: str) -> tuple[str, ...]:
    """The stages that may follow `stage`."""
    return STEPS[stage]


def step_words(stage: str, *, back: bool = False) -> str:
    """What going to `stage` is called; `back` where the breach was further already."""
    return f"Open it again: {Stage(stage).label}" if back else STEP_WORDS[stage]
