"""What is decided about each kind of request: the questions, the answers to each, and what an answer leads to."""

from dataclasses import dataclass
from typing import Final

from requests_portal.models import About, Outcome, RequestKind, Result


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible result: its words for staff, the outcome once it is told (empty: the work goes on), its letter."""

    result: str
    label: str
    outcome: str
    letter: str
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to determine about a request."""

    about: str
    title: str
    intro: str
    answers: tuple[Answer, ...]

    def answer(self, result: str) -> Answer:
        """KeyError for a result that this question does not have."""
        return {one.result: one for one in self.answers}[result]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(one.result, one.label) for one in self.answers]


NOTHING: Final = Answer(
    Result.NOTHING_HELD, "Nothing of what is asked for is held", Outcome.NOTHING_HELD, "nothing_held"
)

INACCURACY: Final = Question(
    About.INACCURACY,
    "Does the inaccuracy exist?",
    "Look at what the family says is wrong, and at what is on record. Say what you found, and who holds it.",
    (
        Answer(Result.EXISTS, "Yes, it is wrong", Outcome.NONE, "correct_found"),
        Answer(Result.EXISTS_PARTLY, "Partly: some of it is wrong", Outcome.NONE, "correct_found_partly"),
        Answer(Result.NOT_INACCURATE, "No, nothing is wrong", Outcome.REFUSED, "correct_refused", refuses=True),
        NOTHING,
    ),
)
CORRECTION: Final = Question(
    About.CORRECTION,
    "Is it corrected?",
    "Confirm it to the family once every holder has corrected it.",
    (Answer(Result.CORRECTED, "It is corrected everywhere", Outcome.GRANTED, "correct_done"),),
)
DELETION: Final = Question(
    About.DELETION,
    "May it be deleted?",
    "Look whether a ground stands against it. If none does, the holders are asked to delete it.",
    (
        Answer(Result.GRANTED, "Yes, it is to be deleted", Outcome.NONE, "delete_granted"),
        Answer(Result.REFUSED, "No, it is kept", Outcome.REFUSED, "delete_refused", refuses=True),
        NOTHING,
    ),
)
ERASURE: Final = Question(
    About.ERASURE,
    "Was it deleted?",
    "Say of each holder what was deleted and what was kept, and why. What is kept is told to the family as it is.",
    (
        Answer(Result.DELETED, "Everything that was asked for is deleted", Outcome.GRANTED, "delete_done"),
        Answer(Result.PARTLY_DELETED, "Part of it is deleted, part is kept", Outcome.PARTLY, "delete_partly", True),
    ),
)
CONTENT: Final = Question(
    About.CONTENT,
    "How does the family get the work?",
    "Files to give, and what the operator moves itself, are arranged on the tab of copies, where the family confirms "
    "them. Here stand every other way, and a refusal.",
    (
        Answer(Result.ARRANGED, "An export or transfer is arranged", Outcome.NONE, "content_arranged"),
        Answer(Result.SAVED, "The family has confirmed that it has the work", Outcome.GRANTED, "content_saved"),
        Answer(Result.REFUSED, "Refused", Outcome.REFUSED, "content_refused", refuses=True),
        NOTHING,
    ),
)
DIRECTORY: Final = Question(
    About.DIRECTORY,
    "Is the request related to school purposes?",
    "Determine it from the purpose that was given. What is not for school purposes is not disclosed.",
    (
        Answer(Result.DISCLOSED, "Yes, and the information is disclosed", Outcome.GRANTED, "directory_disclosed"),
        Answer(Result.WITHHELD, "Yes, but it is not disclosed", Outcome.REFUSED, "directory_withheld", refuses=True),
        Answer(
            Result.NOT_SCHOOL, "No, so that it is not disclosed", Outcome.REFUSED, "directory_not_school", refuses=True
        ),
    ),
)
INSPECTION: Final = Question(
    About.INSPECTION,
    "Refuse the inspection, or say that nothing is held",
    "What is granted is granted by holding the inspection, on the tab of copies.",
    (Answer(Result.REFUSED, "Refused", Outcome.REFUSED, "inspect_refused", refuses=True), NOTHING),
)
COPY: Final = Question(
    About.COPY,
    "Refuse the copy, or say that nothing is held",
    "What is granted is granted by giving the copy, on the tab of copies.",
    (Answer(Result.REFUSED, "Refused", Outcome.REFUSED, "copy_refused", refuses=True), NOTHING),
)

QUESTIONS: Final[dict[str, tuple[Question, ...]]] = {
    RequestKind.INSPECT: (INSPECTION,),
    RequestKind.COPY: (COPY,),
    RequestKind.CORRECT: (INACCURACY, CORRECTION),
    RequestKind.DELETE: (DELETION, ERASURE),
    RequestKind.CONTENT: (CONTENT,),
    RequestKind.DIRECTORY: (DIRECTORY,),
}
FOUND_WRONG: Final = (Result.EXISTS, Result.EXISTS_PARTLY)
# What has to be decided first, and how, before something can be said to be done: (about, results, the sentence).
FIRST: Final[dict[str, tuple[str, tuple[str, ...], str]]] = {
    About.CORRECTION: (About.INACCURACY, FOUND_WRONG, "First determine that something is wrong."),
    About.ERASURE: (About.DELETION, (Result.GRANTED,), "First determine that it is to be deleted."),
}
# What a family may ask a hearing about.
HEARD: Final = (Result.NOT_INACCURATE, Result.EXISTS_PARTLY)


def questions_of(kind: str) -> tuple[Question, ...]:
    return QUESTIONS[kind]


def question_of(kind: str, about: str) -> Question | None:
    """The question about `about`, or None where requests of this kind have none."""
    return next((one for one in QUESTIONS[kind] if one.about == about), None)
