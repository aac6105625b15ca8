"""What the pupils' pages say: sums by school, grade and language, and lists in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlencode

from breaches.affected import Share, Tally
from breaches.models import AffectedList, AffectedStudent, ListState, RowFate
from district.grades import CHOICES

LANGUAGES = {
    "en": "English", "es": "Spanish", "pl": "Polish", "ar": "Arabic", "fr": "French", "zh": "Chinese",
    "yue": "Cantonese", "vi": "Vietnamese", "pt": "Portuguese", "ru": "Russian", "uk": "Ukrainian", "ur": "Urdu",
    "tl": "Tagalog", "ko": "Korean", "gu": "Gujarati", "ht": "Haitian Creole", "so": "Somali", "hi": "Hindi",
}  # fmt: skip
GRADE_NAMES = dict(CHOICES)
TONES = {
    ListState.WAITING: "waiting",
    ListState.READING: "waiting",
    ListState.DONE: "done",
    ListState.REFUSED: "failed",
}


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of a sum: what, how many, and the query that shows them."""

    name: str
    pupils: int
    query: str


def language_name(code: str) -> str:
    return LANGUAGES.get(code, code or "not known")


def grade_name(grade: str) -> str:
    return GRADE_NAMES.get(grade, grade or "no grade")


def sums_by_school(tallies: Iterable[Tally]) -> list[Sum]:
    found: dict[tuple[int, str], int] = {}
    for tally in tallies:
        key = (tally.school, tally.school_name or "school not known")
        found[key] = found.get(key, 0) + tally.pupils
    return [Sum(name, pupils, urlencode({"school": school})) for (school, name), pupils in found.items()]


def sums_by_grade(tallies: Iterable[Tally]) -> list[Sum]:
    found: dict[str, int] = {}
    for tally in tallies:
        found[tally.grade] = found.get(tally.grade, 0) + tally.pupils
    order = list(GRADE_NAMES)
    grades = sorted(found, key=lambda grade: order.index(grade) if grade in GRADE_NAMES else len(order))
    return [Sum(grade_name(grade), found[grade], urlencode({"grade": grade})) for grade in grades]


def sums_by_language(tallies: Iterable[Tally]) -> list[Sum]:
    found: dict[str, int] = {}
    for tally in tallies:
        found[tally.language] = found.get(tally.language, 0) + tally.pupils
    languages = sorted(found, key=lambda language: -found[language])
    return [Sum(language_name(one), found[one], urlencode({"language": one})) for one in languages]


def share_words(share: Share) -> str:
    """12.5 per cent of 4,012 pupils; empty where the enrolment is not known."""
    if share.share is None or share.enrolment is None:
        return ""
    per_cent = (share.share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{per_cent} per cent of {share.enrolment:,} pupils enrolled"


@dataclass(frozen=True, slots=True)
class PupilLine:
    """One pupil as the page shows it."""

    pk: int
    name: str
    number: str
    school: str
    grade: str
    language: str
    came: str


def pupil_lines(rows: Iterable[AffectedStudent]) -> list[PupilLine]:
    return [_pupil_line(row) for row in rows]


def _pupil_line(row: AffectedStudent) -> PupilLine:
    known = dict(row.sealed)
    school = row.school.name if row.school else ""
    return PupilLine(
        row.pk,
        known.get("name", ""),
        known.get("number", ""),
        school,
        grade_name(row.grade),
        language_name(row.language),
        row.change.what,
    )


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list in words: where it stands, and what became of its rows."""

    source: AffectedList
    tone: str
    state: str
    words: str
    returned: int
    open_rows: int


def list_line(source: AffectedList, open_rows: int) -> ListLine:
    returned = sum(source.counts.get(fate, 0) for fate in RowFate.values)
    return ListLine(
        source,
        TONES[ListState(source.state)],
        source.get_state_display(),
        _list_words(source, returned),
        returned,
        open_rows,
    )


def _list_words(source: AffectedList, returned: int) -> str:
    if source.state == ListState.REFUSED:
        return source.problem
    if source.state != ListState.DONE:
        return f"{source.rows_read:,} rows so far" if source.rows_read else "Its turn comes in a moment."
    counts = source.counts
    words = ["1 pupil added" if counts["added"] == 1 else f"{counts['added']:,} pupils added"]
    if counts["already"]:
        words.append(f"{counts['already']:,} were on the list already")
    if returned:
        parts = [f"{counts[fate]:,} {RowFate(fate).label}" for fate in RowFate.values if counts.get(fate)]
        rows = "1 row gave" if returned == 1 else f"{returned:,} rows gave"
        words.append(f"{rows} nobody ({', '.join(parts)})")
    return f"{counts['rows']:,} {'row' if counts['rows'] == 1 else 'rows'}: {'; '.join(words)}."
