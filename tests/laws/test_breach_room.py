"""Whole breaches, as breach-room.yaml tells them: exactly the clocks that packs and agreement attach to them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from breaches.clocks.knowing import AWARE, DETERMINED, DISCOVERED, NOTICE, Known
from breaches.clocks.wanting import clocks_wanted
from contracts.breachclauses import AgreementWord, Clause, NoticeTerm
from deadlines.services import WantedClock
from deadlines.services.holding import rule_allows_hold
from rulebook.calendars import Calendar, calendar_for
from rulebook.holds import reckon_lifted
from rulebook.reckoning import Reckoning
from rulebook.spans import Span, span_parse
from tests.laws import naive
from tests.laws.test_laws import Case, cases_in, expected

EVENTS = {
    "operator_discovered": DISCOVERED,
    "operator_aware": AWARE,
    "district_notified": NOTICE,
    "determined": DETERMINED,
}
CASES = cases_in("breach-room")
CLOCKS = [
    pytest.param(case.values[0], clock, id=f"{case.id}-{number}")
    for case in CASES
    for number, clock in enumerate(case.values[0]["clocks"], 1)
]


def clock_of(row: Any) -> Case:
    """The clock of one of the rows of CLOCKS."""
    clock: Case = row.values[1]
    return clock


def moment(written: Any) -> datetime:
    return datetime.fromisoformat(str(written))


def agreement_of(case: Case) -> AgreementWord:
    told = case.get("agreement")
    if told is None:
        return AgreementWord(True, None, None, "not_found", frozenset())
    clause = Clause("The Provider shall notify the District.", 3, "agreement.pdf", "ct-student-data.6", confirmed=True)
    notice = NoticeTerm(told["term"], told["from"] == "aware", clause)
    return AgreementWord(True, notice, None, "", frozenset({told.get("provision", "")}))


def calendar_of(case: Case) -> Calendar:
    return calendar_for(case["state"])


def known_of(case: Case) -> Known:
    events = {event: moment(case[name]) for name, event in EVENTS.items() if name in case}
    return Known(
        events=events,
        stated_by=dict.fromkeys(events, "the operator's letter"),
        packs=dict.fromkeys(events, tuple(case["packs"])),
        involves=frozenset(case.get("kinds", ())),
        of_operator="own_systems" not in case,
        no_breach=False,
        agreement=agreement_of(case),
        calendar=calendar_of(case),
        pupils=case.get("pupils", 0),
        enrolled=case.get("enrolled"),
        posted_at=None,
    )


def found(case: Case, clock: Case) -> WantedClock:
    wanted = clocks_wanted(known_of(case)).clocks
    return next(one for one in wanted if (one.rule, one.source) == (clock["rule"], clock["source"]))


@pytest.mark.parametrize("case", CASES)
def test_exactly_the_clocks_of_the_law_and_the_agreement_run(case: Case) -> None:
    wanted = sorted((one.rule, one.source) for one in clocks_wanted(known_of(case)).clocks)
    assert wanted == sorted((clock["rule"], clock["source"]) for clock in case["clocks"])


@pytest.mark.parametrize(("case", "clock"), CLOCKS)
def test_each_is_due_when_the_case_says(case: Case, clock: Case) -> None:
    one = found(case, clock)
    assert (one.count.last_day, one.count.due_at) == expected(clock, calendar_of(case).zone)
    assert one.count.steps
    assert one.count.citation


@pytest.mark.parametrize(("case", "clock"), CLOCKS)
def test_a_naive_count_agrees_on_each(case: Case, clock: Case) -> None:
    if "term" not in clock:  # a day of the year, not a count
        assert found(case, clock).count.last_day in (date(2027, 1, 31), date(2027, 7, 31))
        return
    span, calendar = span_parse(clock["term"]), calendar_of(case)
    assert isinstance(span, Span)
    started = moment(case[clock["from"]])
    late = naive.late_from(span.count, span.unit, started, case["state"], calendar.timezone, frozenset())
    assert late == expected(clock, calendar.zone)[1]


@pytest.mark.parametrize(("case", "clock"), [one for one in CLOCKS if "told" in clock_of(one)])
def test_the_operators_notice_is_in_time_or_late(case: Case, clock: Case) -> None:
    one = found(case, clock)
    assert one.met_at == moment(case["district_notified"])
    assert ("late" if one.met_at >= one.count.due_at else "in time") == clock["told"]


@pytest.mark.parametrize(("case", "clock"), [one for one in CLOCKS if "hold" in clock_of(one)])
def test_a_hold_of_a_breach_adds_no_days(case: Case, clock: Case) -> None:
    count, calendar, hold = found(case, clock).count, calendar_of(case), clock["hold"]
    assert rule_allows_hold(clock["rule"])
    original = Reckoning(count.due_at, count.last_day, count.steps)
    after = reckon_lifted(original, moment(hold["placed"]), moment(hold["lifted"]), calendar)
    assert (after.last_day, after.due_at) == expected(hold, ZoneInfo(calendar.timezone))


def test_only_illinois_letters_may_be_held() -> None:
    rules = {clock_of(clock)["rule"] for clock in CLOCKS}
    assert {rule for rule in rules if rule_allows_hold(rule)} == {"il-soppa.breach.notify-parents"}


def test_every_breach_clock_has_a_case() -> None:
    assert {clock_of(clock)["rule"] for clock in CLOCKS} == {
        "agreement.breach-notice",
        "ct-student-data.breach.notify-families",
        "ct-student-data.breach.operator-aware",
        "ct-student-data.breach.operator-directory",
        "ct-student-data.breach.operator-student-information",
        "il-soppa.breach.notify-parents",
        "il-soppa.breach.operator",
        "il-soppa.posting.breaches",
    }
    assert all(case.values[0]["because"] for case in CASES)
