"""Two checks compared: what got worse comes first, and a person's word counts before the checker's."""

from typing import Any

import pytest

from contracts.comparing.verdicts import Change, Side, changes_between, counted, newly_lacking


def side(provision: str, verdict: str, checker: str = "", text: str = "", **more: Any) -> Side:
    quotes = ({"text": text, "page": 1, "start": 0, "end": len(text)},) if text else ()
    return Side(provision, verdict, checker or verdict, quotes, **more)


def one(before: Side | None, after: Side | None) -> Change:
    return changes_between([before] if before else [], [after] if after else [])[0]


@pytest.mark.parametrize(
    ("before", "after", "trend"),
    [
        ("found", "weaker", "worse"),
        ("found", "not_found", "worse"),
        ("found", "needs_person", "worse"),
        ("not_found", "contradicted", "worse"),
        ("weaker", "found", "better"),
        ("contradicted", "not_found", "better"),
        ("not_found", "needs_person", "better"),
        ("found", "found", "same"),
    ],
)
def test_verdicts_have_an_order(before: str, after: str, trend: str) -> None:
    assert one(side("il-soppa.e", before), side("il-soppa.e", after)).trend == trend


def test_the_same_verdict_on_other_words_is_said_apart() -> None:
    change = one(side("a.1", "found", text="within 30 days"), side("a.1", "found", text="within 60 days"))
    assert change.trend == "reworded"


def test_other_line_breaks_are_not_other_words() -> None:
    change = one(side("a.1", "found", text="within\n30 days"), side("a.1", "found", text="within 30 days"))
    assert change.trend == "same"


def test_what_a_person_decided_counts_and_is_told_apart_from_the_checker() -> None:
    change = one(side("a.1", "found", "not_found", decided_by="Dana"), side("a.1", "not_found"))
    assert (change.trend, change.by_checker) == ("worse", "same")
    assert change.by_decision_only


def test_provisions_newly_asked_and_no_longer_asked_are_named() -> None:
    assert one(None, side("a.1", "found")).trend == "added"
    assert one(side("a.1", "found"), None).trend == "dropped"


def test_the_worse_come_first_and_are_counted() -> None:
    before = [side("a.1", "found"), side("a.2", "found"), side("a.3", "weaker")]
    after = [side("a.1", "found"), side("a.2", "not_found"), side("a.3", "found"), side("b.1", "not_found")]
    changes = changes_between(before, after)
    assert [change.provision for change in changes] == ["a.2", "b.1", "a.3", "a.1"]
    assert counted(changes) == {"worse": 1, "added": 1, "better": 1, "same": 1}
    assert newly_lacking(changes) == 1
