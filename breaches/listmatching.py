"""Which pupil of the roster each row of a list means: by number, then by name and birth date; never by a guess."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from breaches.listreading import ListLine
from breaches.models import RowFate
from roster import keys
from roster.familyrows import among, whole_name
from roster.models import Student
from roster.selectors import students_keyed

CHUNK: Final = 5000
NO_NUMBER: Final = "No pupil has this number. A spreadsheet may have dropped zeros at its beginning."
NO_NAME: Final = "No pupil has this name and birth date."
NAME_ALONE: Final = "No pupil has this number, and a name without a birth date is not enough."
NAME_ONLY: Final = "A name without a birth date is not enough."
SEVERAL: Final = "Several pupils of the roster have it."
DISAGREES: Final = "The number is another pupil's than the name or birth date says."


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one row: a pupil's id, or a fate with its reason, in words without names."""

    line: ListLine
    student: int | None = None
    fate: str = ""
    reason: str = ""


def matched(lines: Iterable[ListLine]) -> Iterator[list[Match]]:
    """The rows in chunks, each matched in at most five queries; a pupil who comes twice counts the first time."""
    seen: dict[int, int] = {}
    chunk: list[ListLine] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == CHUNK:
            yield [_first_time(match, seen) for match in _chunk_matched(chunk)]
            chunk = []
    if chunk:
        yield [_first_time(match, seen) for match in _chunk_matched(chunk)]


def _first_time(match: Match, seen: dict[int, int]) -> Match:
    if match.student is None:
        return match
    first = seen.setdefault(match.student, match.line.line)
    if first == match.line.line:
        return match
    return Match(match.line, None, RowFate.DUPLICATE, f"The same pupil stands in line {first} already.")


@dataclass(frozen=True, slots=True)
class Known:
    """What the roster has under the numbers and names of a chunk: ids by key, and names and birth dates by id."""

    numbers: dict[bytes, list[int]]
    sources: dict[str, int]
    births: dict[bytes, list[int]]
    people: dict[int, tuple[str, str]]


def _chunk_matched(lines: Sequence[ListLine]) -> list[Match]:
    known = _known(lines)
    return [_line_matched(line, known) for line in lines]


def _known(lines: Sequence[ListLine]) -> Known:
    readable = [line for line in lines if not line.problem]
    numbers = students_keyed("number_key", {keys.number_key(line.number) for line in readable})
    births = students_keyed("name_birth_key", {_birth_key(line) for line in readable})
    asked = {line.number for line in readable if line.number}
    sources = dict(Student.objects.filter(source_id__in=asked).values_list("source_id", "pk"))
    ids = {pk for found in numbers.values() for pk in found} | set(sources.values())
    rows: Any = Student.objects.filter(pk__in=among(ids)).values_list("pk", "sealed").iterator(chunk_size=CHUNK)
    people = {pk: (whole_name(sealed), str(sealed.get("birth_date", ""))) for pk, sealed in rows}
    return Known(numbers, sources, births, people)


def _birth_key(line: ListLine) -> bytes:
    return keys.name_birth_key(line.given_name, line.family_name, line.birth_date)


def _line_matched(line: ListLine, known: Known) -> Match:
    if line.problem:
        return Match(line, None, RowFate.MALFORMED, line.problem)
    by_number = _by_number(line, known)
    if len(by_number) == 1:
        if _agree(line, *known.people[by_number[0]]):
            return Match(line, by_number[0])
        return Match(line, None, RowFate.DISAGREES, DISAGREES)
    by_name = known.births.get(_birth_key(line), [])
    both = [pk for pk in by_number if pk in by_name]
    if len(both or by_name) == 1:
        return Match(line, (both or by_name)[0])
    if by_number or by_name:
        return Match(line, None, RowFate.AMBIGUOUS, SEVERAL)
    return Match(line, None, RowFate.UNMATCHED, _why(line))


def _by_number(line: ListLine, known: Known) -> list[int]:
    """By the district's number, else by the id under which the roster's own file knows the pupil."""
    if not line.number:
        return []
    found = known.numbers.get(keys.number_key(line.number), [])
    source = known.sources.get(line.number)
    return found or ([source] if source is not None else [])


def _agree(line: ListLine, name: str, birth_date: str) -> bool:
    """Whether the row may mean this pupil: one word of the names in common, or, without a name, the birth date."""
    if line.name:
        return bool(_words(line.name) & _words(name))
    return not line.birth_date or not birth_date or line.birth_date == birth_date


def _words(name: str) -> set[str]:
    return set(keys.name_folded(name).casefold().split())


def _why(line: ListLine) -> str:
    if not line.number:
        return NO_NAME if line.birth_date else NAME_ONLY
    if line.name and not line.birth_date:
        return NAME_ALONE
    return f"{NO_NUMBER} Nor has one this name and birth date." if line.name else NO_NUMBER
