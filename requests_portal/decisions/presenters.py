"""What the decision tab shows: each question with where it stands, the law beside it, the holders to choose from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from requests_portal.decisions.forms import Part
from requests_portal.decisions.grounds import Ground, grounds_for, rules_beside
from requests_portal.decisions.kinds import FIRST, Question, questions_of
from requests_portal.decisions.selectors import certificates_of, tasks_of
from requests_portal.holders.proposing import holders_proposed
from requests_portal.models import DecisionLetter, Determination, Hearing, PrivacyRequest, RequestKind, Result

# What a family asked, in the order in which it is read: key of the details, its name here.
ASKED: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    RequestKind.INSPECT: (("what", "To see"),),
    RequestKind.COPY: (("what", "A copy of"), ("form", "Form")),
    RequestKind.CORRECT: (("what", "About"), ("wrong", "What is wrong"), ("right", "What would be right")),
    RequestKind.DELETE: (("what", "To delete"),),
    RequestKind.CONTENT: (("what", "The work"), ("keep", "How to keep it"), ("account", "Account")),
    RequestKind.DIRECTORY: (("what", "Asked for"), ("purpose", "Purpose"), ("recipient", "For whom")),
}
DONE_TONES: Final[dict[str, str]] = {
    Result.REFUSED: "withdrawn",
    Result.NOT_INACCURATE: "withdrawn",
    Result.WITHHELD: "withdrawn",
    Result.NOT_SCHOOL: "withdrawn",
    Result.NOTHING_HELD: "off",
}


@dataclass(frozen=True, slots=True)
class Stands:
    """One question: its decision in force, those before it (newest first), and whether it can be decided now.

    `later` says what has to come first; `told` whether the family was written the decision in force.
    """

    question: Question
    current: Determination | None
    before: tuple[Determination, ...]
    later: str
    told: bool
    tone: str

    @property
    def parts(self) -> list[dict[str, Any]]:
        return list(self.current.words.get("parts") or []) if self.current else []

    @property
    def holders(self) -> list[str]:
        names = {"district": "the district", "state_board": "the State Board of Education"}
        found = self.current.words.get("holders") or [] if self.current else []
        return [names.get(one, one) for one in found]


def questions_stand(
    request: PrivacyRequest, rows: Sequence[Determination], letters: Iterable[DecisionLetter]
) -> list[Stands]:
    """Every question of the request's kind. `rows` are all its determinations, oldest first; no query."""
    replaced = {row.replaces_id for row in rows}
    current = {row.about: row for row in rows if row.pk not in replaced}
    told = {letter.determination_id for letter in letters}
    return [_stands(question, rows, current, told) for question in questions_of(request.kind)]


def _stands(
    question: Question,
    rows: Sequence[Determination],
    current: dict[str, Determination],
    told: set[int | None],
) -> Stands:
    row = current.get(question.about)
    about, results, sentence = FIRST.get(question.about, ("", (), ""))
    first = current.get(about) if about else None
    later = sentence if about and (first is None or first.result not in results) else ""
    before = tuple(old for old in reversed(rows) if old.about == question.about and old is not row)
    tone = DONE_TONES.get(row.result, "done") if row else "open"
    return Stands(question, row, before, later, row is not None and row.pk in told, tone)


def asked_lines(request: PrivacyRequest) -> list[tuple[str, str]]:
    """What the family asked, in its own words."""
    details = request.details if isinstance(request.details, dict) else {}
    return [(name, str(details[key])) for key, name in ASKED[request.kind] if details.get(key)]


def law_beside(request: PrivacyRequest, on: date) -> tuple[Ground, ...]:
    """The grounds for refusing first, then the other rules that a person should see, each once."""
    rules = (*grounds_for(request.kind, on), *rules_beside(request.kind, on))
    return tuple({rule.id: rule for rule in rules}.values())


def holder_choices(request: PrivacyRequest, now: datetime) -> list[tuple[str, str]]:
    """Who may hold it: those that have a task, and those that the request speaks of. The district always stands there.

    The value of an operator is its name, as the letter says it.
    """
    found = {"district": "The district’s own systems"}
    known: list[Any] = [*tasks_of(request), *holders_proposed(request, now=now)]
    for one in known:
        if one.operator is not None:
            found[str(one.operator)] = str(one.operator)
        elif one.holder != "district":
            found[one.holder] = "The State Board of Education"
    return list(found.items())


def parts_of(request: PrivacyRequest) -> list[Part]:
    """The holders whose part of a deletion is told: those that were asked, or are to be."""
    certified = {one.task_id: one for one in certificates_of(request)}
    return [
        Part(
            key=f"task-{task.pk}",
            what=_part_name(task.holder_name, [product.name for product in task.products.all()]),
            task=task.pk,
            state=str(task.get_state_display()),
            certificate="There is a certificate." if task.pk in certified else "",
        )
        for task in tasks_of(request)
    ]


def _part_name(holder: str, products: Sequence[str]) -> str:
    """Such as "Maple Reader (Maple Reader Fictional, Inc.)"."""
    name = holder[0].upper() + holder[1:]
    return f"{', '.join(products)} ({name})" if products else name


@dataclass(frozen=True, slots=True)
class HearingStands:
    """A hearing with what can be done about it now."""

    hearing: Hearing
    open: bool
    held: bool
    moved: tuple[dict[str, Any], ...]


def hearings_stand(hearings: Iterable[Hearing], today: date) -> list[HearingStands]:
    """Newest first. `held`: its day has come, so that its outcome can be entered."""
    rows = [
        HearingStands(
            hearing=one,
            open=not one.outcome,
            held=one.held_on is not None and one.held_on <= today,
            moved=tuple(_moved(old) for old in one.words.get("moved") or []),
        )
        for one in hearings
    ]
    return rows[::-1]


def _moved(old: dict[str, Any]) -> dict[str, Any]:
    day = old.get("held_on")
    return {**old, "held_on": date.fromisoformat(day) if day else None}
