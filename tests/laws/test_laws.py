"""The cases in this folder's YAML files, which a lawyer can check, against the rulebook and against a naive count."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from rulebook.calendars import Calendar, calendar_for
from rulebook.duedates import due_dates
from rulebook.errors import RulebookError
from rulebook.holds import reckon_lifted
from rulebook.loading import load_packs
from rulebook.reckoning import Reckoning, reckon
from rulebook.spans import Span, span_parse
from tests.laws import naive

FOLDER = Path(__file__).parent
Case = dict[str, Any]


def cases_in(*names: str) -> list[Any]:
    found = []
    for name in names:
        for number, case in enumerate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")), start=1):
            found.append(pytest.param(case, id=f"{name}-{number}"))
    return found


COUNTED = (
    "illinois-breaches",
    "illinois-agreements",
    "illinois-corrections",
    "illinois-copies",
    "connecticut",
    "clock-changes",
    "states",
)
CASES = cases_in(*COUNTED, "illinois-page")


def start_of(case: Case) -> datetime:
    return datetime.fromisoformat(str(case["start"]))


def closed_in(case: Case) -> tuple[date, ...]:
    return tuple(case.get("closed", ()))


def state_of(case: Case) -> str:
    own = load_packs().pack_of(case["rule"]).state if "rule" in case else None
    return str(case.get("state") or own)


def calendar_of(case: Case) -> Calendar:
    return calendar_for(state_of(case), case.get("timezone"), closed_in(case))


def answers(case: Case) -> dict[str | None, tuple[date, datetime]]:
    """By source (None for a bare span): the last day, and the instant at which it is late."""
    if "span" in case:
        result = reckon(span_parse(case["span"]), start_of(case), calendar_of(case))
        return {None: (result.last_day, result.due_at)}
    dues = due_dates(
        case["rule"],
        start_of(case),
        case.get("on_source"),
        case.get("state"),
        case.get("timezone"),
        closed_in(case),
        extended=case.get("extended", False),
    )
    return {due.source: (due.last_day, due.due_at) for due in dues}


def expected(part: Case, zone: ZoneInfo) -> tuple[date, datetime]:
    late = part.get("late_from")
    if late is None:
        midnight = datetime.combine(part["last_day"] + timedelta(days=1), time.min, zone)
        return part["last_day"], midnight.astimezone(UTC)
    moment = datetime.fromisoformat(late)
    return part["last_day"], (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


@pytest.mark.parametrize("case", CASES)
def test_the_due_date_is_the_one_that_the_law_gives(case: Case) -> None:
    found, zone = answers(case), calendar_of(case).zone
    sources = [name for name in ("policy", "statute") if name in case]
    if sources:
        assert {name: expected(case[name], zone) for name in sources} == found
    else:
        assert [expected(case, zone)] == list(found.values())


@pytest.mark.parametrize("case", cases_in(*COUNTED))
def test_a_naive_count_agrees(case: Case) -> None:
    """The expected dates were not taken from the product: another count, with holidays of its own, gives the same."""
    state, calendar = state_of(case), calendar_of(case)
    local_day = start_of(case).astimezone(calendar.zone).date()
    if "span" in case:
        spans = {"": span_parse(case["span"])}
    else:
        terms = load_packs().duty(case["rule"]).terms_on(local_day, case.get("on_source"))
        spans = {str(term.source): term.span for term in terms}
    for source, span in spans.items():
        assert isinstance(span, Span)
        count = span.count + (5 if case.get("extended") else 0)
        closed = frozenset(closed_in(case))
        late = naive.late_from(count, span.unit, start_of(case), state, calendar.timezone, closed)
        assert late == expected(case.get(source, case), calendar.zone)[1]


@pytest.mark.parametrize("case", cases_in("holds"))
def test_a_hold_adds_no_days(case: Case) -> None:
    calendar = calendar_of(case)
    duty = load_packs().duty(case["rule"])
    assert duty.hold is not None
    assert duty.hold.needs
    original: Reckoning = reckon(duty.terms[0].span, start_of(case), calendar)
    placed, lifted = (datetime.fromisoformat(case[key]) for key in ("placed", "lifted"))
    result = reckon_lifted(original, placed, lifted, calendar)
    assert (result.last_day, result.due_at) == expected(case, calendar.zone)
    assert result.steps[: len(original.steps)] == original.steps
    assert "It was held from" in result.steps[-2]


@pytest.mark.parametrize("case", cases_in("refusals"))
def test_what_would_be_a_guess_is_refused_in_one_line(case: Case) -> None:
    with pytest.raises(RulebookError) as refusal:
        answers(case)
    assert case["refused"] in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_every_case_says_why() -> None:
    parameters = [*CASES, *cases_in("holds", "refusals")]
    assert len(parameters) > 110
    assert all(parameter.values[0]["because"] for parameter in parameters)
