"""A file of completions: which columns it has, and what becomes of each row. Nothing is written here."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from district.csvwriting import FORMULA_STARTS
from district.models import User
from district.tables.csvtables import Table, misfit, table_of
from district.tables.packages import Unusable, file_package
from inventory.models import TrainingCompletion, TrainingRound
from inventory.training.people import people_of
from inventory.training.selectors import people_by_email
from inventory.training.services import completion_problem

MOST_BYTES: Final = 5 << 20
MOST_ROWS: Final = 20_000
EMAILS: Final = ("email", "emailaddress", "mail", "useremail", "username", "login")
DAYS: Final = ("completedon", "completed", "completiondate", "datecompleted", "date", "finishedon", "completedat")
DAY_FORMATS: Final = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d %B %Y", "%B %d, %Y", "%Y/%m/%d")
OUTCOMES: Final = {
    "new": ("done", "will be entered"),
    "same": ("off", "kept already"),
    "earlier": ("off", "kept already, with another day"),
    "twice": ("off", "twice in this file"),
    "beside": ("soon", "will be entered, though the course does not concern them"),
    "refused": ("late", "cannot be entered"),
}
ENTERED: Final = frozenset({"new", "beside"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: its line, what stood there, what becomes of it and why. `person` is a key or None."""

    line: int
    email: str
    completed_on: str
    outcome: str
    why: str = ""
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Every row, and how many have which outcome; `note` says what should be known of the file's encoding."""

    rows: tuple[Row, ...]
    note: str

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(row.outcome for row in self.rows))

    def kept(self) -> list[dict[str, Any]]:
        """The rows as JSON keeps them."""
        return [asdict(row) for row in self.rows]


def completions_read(content: bytes, name: str, training_round: TrainingRound, *, today: date) -> Reading:
    """What the file would enter into a round. Raises Unusable, in words, for what is no such file."""
    if len(content) > MOST_BYTES:
        raise Unusable(f"The file is larger than {MOST_BYTES >> 20} MB: a list of completions is not.")
    table = _table(content, name)
    email_at, day_at = _place(table, EMAILS, "e-mail address"), _place(table, DAYS, "day of completion")
    cells = list(_cells(table, email_at, day_at))
    people = people_by_email([email for _, email, _, problem in cells if not problem])
    concerned = set(people_of(training_round.course).values_list("pk", flat=True))
    kept = dict(
        TrainingCompletion.objects.filter(round=training_round, completed_on__isnull=False).values_list(
            "person_id", "completed_on"
        )
    )
    seen: set[int] = set()
    rows = tuple(_judged(one, people, concerned, kept, seen, training_round, today) for one in cells)
    if not rows:
        raise Unusable(f"{table.name} has a header and no rows.")
    return Reading(rows, table.note)


def _table(content: bytes, name: str) -> Table:
    package = file_package(name or "file.csv", len(content), lambda: io.BytesIO(content))
    if package.bundle or len(package.parts) != 1:
        raise Unusable("This is a package of several files. Hand in one CSV file.")
    return table_of(next(iter(package.parts.values())), delimiters=",;\t")


def _place(table: Table, names: Sequence[str], what: str) -> int:
    found = table.place(*names)
    if found is None:
        columns = ", ".join(table.header[:20]) or "none"
        raise Unusable(f"No column with the {what} was found. The columns are: {columns}.")
    return found


def _cells(table: Table, email_at: int, day_at: int) -> Iterator[tuple[int, str, str, str]]:
    """Line, address, day as written, and why the row does not fit, for each row."""
    for number, (line, row) in enumerate(table.rows(), 1):
        if number > MOST_ROWS:
            raise Unusable(f"{table.name} has more than {MOST_ROWS:,} rows: split it.")
        problem = misfit(table.header, row)
        if max(email_at, day_at) >= len(row):
            yield line, "", "", problem or "The row is too short."
        else:
            yield line, _plain(row[email_at]), _plain(row[day_at]), problem


def _plain(cell: str) -> str:
    """Without the mark by which spreadsheets' formulas are kept from running, and not endlessly long."""
    text = cell.strip().replace("\x00", "")
    if text.startswith("'") and text[1:].startswith(FORMULA_STARTS):
        text = text[1:]
    return text[:200]


def _judged(
    cells: tuple[int, str, str, str],
    people: dict[str, User],
    concerned: set[int],
    kept: dict[int, date | None],
    seen: set[int],
    training_round: TrainingRound,
    today: date,
) -> Row:
    line, email, written, problem = cells
    person, done_on = people.get(email.lower()), day_read(written)
    problem = problem or _problem(email, written, person, done_on, training_round, today)
    if problem or person is None or done_on is None:
        return Row(line, email, written, "refused", problem)
    outcome, why = _outcome(person, done_on, concerned, kept, seen)
    seen.add(person.pk)
    return Row(line, email, done_on.isoformat(), outcome, why, person.pk)


def _problem(
    email: str, written: str, person: User | None, done_on: date | None, training_round: TrainingRound, today: date
) -> str:
    if not email:
        return "No e-mail address."
    if person is None:
        return "Nobody signs in with this address."
    if not written:
        return "No day: not completed?"
    if done_on is None:
        return f"“{written}” is no day. Write it like 2026-08-31."
    return completion_problem(training_round, done_on, today)


def _outcome(
    person: User, done_on: date, concerned: set[int], kept: dict[int, date | None], seen: set[int]
) -> tuple[str, str]:
    if person.pk in seen:
        return "twice", ""
    if person.pk in kept:
        return ("same", "") if kept[person.pk] == done_on else ("earlier", f"kept: {kept[person.pk]}")
    return ("new", "") if person.pk in concerned else ("beside", "")


def day_read(written: str) -> date | None:
    """A day in one of the usual ways, a time after it left out; None where it is none."""
    text = written.strip()
    for candidate in (text, text.split("T")[0], text.split(" ")[0]):
        for pattern in DAY_FORMATS:
            try:
                return datetime.strptime(candidate, pattern).date()  # noqa: DTZ007 - a day has no time zone
            except ValueError:
                continue
    return None
