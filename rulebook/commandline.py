"""The duedate command itself, without Django: arguments in, text or JSON out, an exit status back."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NoReturn, Protocol

from rulebook.duedates import DueDate, due_dates
from rulebook.errors import RulebookError
from rulebook.loading import load_packs
from rulebook.model import Rulebook
from rulebook.reckoning import words_for_day

HELP: Final = "When is a duty late? Answers with the date, each step in words, and the citation. Needs no database."
BAD_INPUT: Final = 2
_SOURCES: Final = ("policy", "statute")
_CASE_KEYS: Final = ("rule", "start", "on_source", "state", "timezone", "closed", "extended")
_CASE_NOTES: Final = ("id", "because")  # a reader's own notes on a case, passed over


class Writer(Protocol):
    """A stream to write on: a file, or what a management command prints with."""

    def write(self, text: str, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Question:
    """What to reckon, read and checked."""

    rule: str
    written_start: str
    on_source: str | None = None
    state: str | None = None
    timezone: str | None = None
    closed: tuple[date, ...] = ()
    extended: bool = False

    def answer(self, rulebook: Rulebook) -> list[DueDate]:
        return due_dates(
            self.rule,
            _start(self.written_start),
            self.on_source,
            self.state,
            self.timezone,
            self.closed,
            extended=self.extended,
            rulebook=rulebook,
        )


class OneLineParser(ArgumentParser):
    """Says what is wrong with the arguments in one line, without the usage block."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("rule", nargs="?", help="id of the rule, such as il-soppa.breach.notify-parents")
    parser.add_argument("--start", help="the event, as ISO 8601 with an offset: 2026-11-20T15:00-06:00")
    parser.add_argument("--on-source", help="only the term of the policy, or of the statute")
    parser.add_argument("--state", help="two letters; the pack's own state if left out")
    parser.add_argument("--timezone", help="such as America/Chicago; the state's own if left out")
    parser.add_argument("--closed", help="the district's closed days, as dates with commas between")
    parser.add_argument(
        "--extended", action="store_true", help="with the extension that the rule allows for a stated reason"
    )
    parser.add_argument("--cases", metavar="FILE", help="a JSON list of cases, answered in the same order")
    parser.add_argument("--packs-folder", metavar="FOLDER", help="a folder with the district's own packs")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(options: Namespace, out: Writer, err: Writer) -> int:
    """Answer on `out`; what cannot be answered is one line each on `err`, with exit status 2."""
    try:
        rulebook = load_packs(options.packs_folder)
        if options.cases:
            return _run_cases(options, rulebook, out, err)
        question = _question_of_options(options)
        dues = question.answer(rulebook)
    except RulebookError as problem:
        err.write(f"duedate: {problem}\n")
        return BAD_INPUT
    out.write(_as_json(_one_or_many(question, dues)) if options.json else _as_words(dues))
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = OneLineParser(prog="duedate", description=HELP)
    add_arguments(parser)
    return run(parser.parse_args(arguments), sys.stdout, sys.stderr)


def _run_cases(options: Namespace, rulebook: Rulebook, out: Writer, err: Writer) -> int:
    if options.rule or options.start:
        raise RulebookError("give either a rule with --start, or --cases, not both")
    status = 0
    answers: list[Any] = []
    for number, case in enumerate(_cases_read(Path(options.cases)), start=1):
        try:
            question = _question_of_case(case)
            dues = question.answer(rulebook)
        except RulebookError as problem:
            status = BAD_INPUT
            err.write(f"duedate: case {number}: {problem}\n")
            answers.append({"rule": case.get("rule") if isinstance(case, dict) else None, "error": str(problem)})
        else:
            answers.append(_one_or_many(question, dues) if options.json else _as_words(dues))
    out.write(_as_json(answers) if options.json else "\n".join(_words_of_case(answer) for answer in answers))
    return status


def _words_of_case(answer: Any) -> str:
    return answer if isinstance(answer, str) else f"{answer['rule']}: not answered: {answer['error']}\n"


def _cases_read(path: Path) -> list[Any]:
    try:
        cases = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise RulebookError(f"{path}: {problem.strerror or 'cannot be read'}") from problem
    except (ValueError, RecursionError) as problem:
        raise RulebookError(f"{path}: is not JSON: {' '.join(str(problem).split())}") from problem
    if not isinstance(cases, list):
        raise RulebookError(f"{path}: must be a JSON list of cases")
    return cases


def _question_of_options(options: Namespace) -> Question:
    if not options.rule or not options.start:
        raise RulebookError("name a rule and its --start, or a file of --cases")
    return Question(
        rule=options.rule,
        written_start=options.start,
        on_source=_source(options.on_source),
        state=_state(options.state),
        timezone=options.timezone or None,
        closed=_closed((options.closed or "").split(",")),
        extended=options.extended,
    )


def _question_of_case(case: Any) -> Question:
    if not isinstance(case, Mapping):
        raise RulebookError("a case must be an object with rule and start")
    unknown = sorted(set(case) - {*_CASE_KEYS, *_CASE_NOTES})
    if unknown:
        raise RulebookError(
            f"{unknown[0]!r} is not a key of a case: there are {', '.join((*_CASE_KEYS, *_CASE_NOTES))}"
        )
    closed = case.get("closed") or []
    if not isinstance(case.get("extended", False), bool):
        raise RulebookError("'extended' must be true or false")
    return Question(
        rule=_word(case, "rule"),
        written_start=_word(case, "start"),
        on_source=_source(_optional_word(case, "on_source")),
        state=_state(_optional_word(case, "state")),
        timezone=_optional_word(case, "timezone"),
        closed=_closed(closed.split(",") if isinstance(closed, str) else closed),
        extended=case.get("extended", False),
    )


def _word(case: Mapping[str, Any], key: str) -> str:
    word = _optional_word(case, key)
    if word is None:
        raise RulebookError(f"a case needs {key!r}")
    return word


def _optional_word(case: Mapping[str, Any], key: str) -> str | None:
    word = case.get(key)
    if word is not None and not isinstance(word, str):
        raise RulebookError(f"{key!r} must be text")
    return word or None


def _start(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written.strip())
    except ValueError as problem:
        raise RulebookError(f"{written!r} is not a time: write it as 2026-11-20T15:00-06:00") from problem


def _state(written: str | None) -> str | None:
    return written.strip().upper() if written else None


def _source(written: str | None) -> str | None:
    if written and written not in _SOURCES:
        raise RulebookError(f"{written!r} is not a source: say policy or statute")
    return written or None


def _closed(written: Any) -> tuple[date, ...]:
    if not isinstance(written, Iterable) or not all(isinstance(part, str) for part in written):
        raise RulebookError("'closed' must be a list of dates")
    return tuple(_closed_day(part.strip()) for part in written if part.strip())


def _closed_day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as problem:
        raise RulebookError(f"{written!r} is not a closed day: write it as 2026-11-27") from problem


def _one_or_many(question: Question, dues: list[DueDate]) -> Any:
    """One source: the answer itself. Several: a list, strictest first. The start stands as it was written."""
    answers = [{**due.as_json(), "start": question.written_start} for due in dues]
    return answers[0] if len(answers) == 1 else answers


def _as_json(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _as_words(dues: list[DueDate]) -> str:
    return "\n".join(_due_in_words(due) for due in dues)


def _due_in_words(due: DueDate) -> str:
    mark = "" if due.verified else " [not verified]"
    lines = [
        f"{due.title} ({due.rule}, by the {due.source}){mark}",
        f"Last day: {words_for_day(due.last_day)}",
        f"Late from: {due.local_due_at:%Y-%m-%d %H:%M %Z}",
        *(f"  {number}. {step}" for number, step in enumerate(due.steps, start=1)),
        f"Citation: {due.citation}",
    ]
    return "\n".join(lines) + "\n"
