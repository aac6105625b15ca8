"""Two texts compared: what was put in and taken out, whatever the copies' line breaks, and bounded whatever comes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.comparing import texts
from contracts.comparing.paragraphs import indices_at, paragraphs_of
from contracts.comparing.texts import Row, TooLong, compared, rows_of, words_compared

BEFORE = """1. Data. The Provider collects the student's name and grade.
2. Deletion. Upon termination the Provider shall delete all student data
within sixty (60) days.
3. Breach. The Provider shall notify the District of a breach within 72 hours of its discovery.
4. Costs. The Provider pays the costs of remediation.
"""
AFTER = """1. Data. The Provider collects the student\u2019s name and
grade.
2. Deletion. Upon termination the Provider shall delete all
student data within one hundred twenty (120) days.
3. Terms. These terms may be changed by posting them on our site.
4. Costs. The Provider pays the costs of remediation.
"""


def rows(before: str, after: str) -> list[Row]:
    return rows_of(compared(before, after), before, after)[0]


def said(row: Row) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in row.pieces]


def test_a_changed_period_is_marked_by_its_words() -> None:
    changed = [row for row in rows(BEFORE, AFTER) if row.kind == "changed"]
    assert [said(row) for row in changed] == [
        [
            ("same", "2. Deletion. Upon termination the Provider shall delete all student data within"),
            ("deleted", "sixty (60)"),
            ("inserted", "one hundred twenty (120)"),
            ("same", "days."),
        ]
    ]


def test_other_line_breaks_and_quotation_marks_are_no_change() -> None:
    assert rows(BEFORE, AFTER)[0].kind == "same"


def test_a_clause_that_went_and_one_that_came_are_not_mistaken_for_each_other() -> None:
    kinds = [(row.kind, row.pieces[0].text[:9]) for row in rows(BEFORE, AFTER) if row.kind in ("deleted", "inserted")]
    assert kinds == [("deleted", "3. Breach"), ("inserted", "3. Terms.")]


def test_the_same_text_has_no_change_and_is_folded_whole() -> None:
    comparison = compared(BEFORE, BEFORE)
    assert comparison.changed == 0
    assert [(row.kind, row.count) for row in rows_of(comparison, BEFORE, BEFORE)[0]] == [("folded", 4)]


def numbered(count: int, **changed: str) -> str:
    return "\n\n".join(changed.get(f"p{number}", f"Paragraph number {number} says this.") for number in range(count))


def test_unchanged_stretches_are_folded_but_for_the_neighbours_of_a_change() -> None:
    shown = rows(numbered(20), numbered(20, p10="Paragraph number 10 says that."))
    assert [(row.kind, row.count) for row in shown] == [
        ("folded", 9),
        ("same", 1),
        ("changed", 1),
        ("same", 1),
        ("folded", 8),
    ]


def test_a_paragraph_that_is_asked_for_is_not_folded() -> None:
    before, after = numbered(20), numbered(20, p10="Paragraph number 10 says that.")
    shown, _ = rows_of(compared(before, after), before, after, keep=[3])
    assert [(row.kind, row.count) for row in shown][:3] == [("folded", 3), ("same", 1), ("folded", 5)]


def test_many_changes_come_in_portions_that_meet() -> None:
    before = numbered(100)
    after = numbered(
        100, **{f"p{number}": f"Paragraph number {number} says otherwise." for number in range(0, 100, 10)}
    )
    comparison = compared(before, after)
    first, more = rows_of(comparison, before, after, most=4)
    second, rest = rows_of(comparison, before, after, first=4, most=4)
    third, none = rows_of(comparison, before, after, first=8, most=4)
    assert (more, rest, none) == (6, 2, 0)
    assert sum(row.count for row in (*first, *second, *third)) == 100


def test_a_whole_clause_that_was_put_in_comes_once() -> None:
    after = BEFORE + "5. New. The Provider may sell data.\n"
    assert [row.kind for row in rows(BEFORE, after)][-1] == "inserted"


def test_three_thousand_pages_are_compared() -> None:
    before = numbered(50_000)
    after = numbered(50_000, p25000="The Provider may sell student data to anybody.")
    comparison = compared(before, after)
    assert (comparison.changed, comparison.coarse) == (2, False)


def test_texts_beyond_the_limit_are_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MOST_CHARACTERS", 10)
    with pytest.raises(TooLong, match="too long to be compared word by word"):
        compared("short", "longer than that")


def test_a_stretch_too_large_is_shown_as_taken_out_and_put_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MOST_PAIRS", 3)
    comparison = compared("One is so.\n\nTwo is so.\n", "One is thus.\n\nTwo is thus.\n")
    assert comparison.coarse
    assert comparison.changed == 4


def test_work_is_bounded_over_all_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MOST_WORK", 10)
    comparison = compared(BEFORE, AFTER)
    assert comparison.coarse
    assert not [row for row in rows_of(comparison, BEFORE, AFTER)[0] if row.kind == "changed"]


def test_a_line_of_ten_million_characters_does_not_hang() -> None:
    comparison = compared("a b " * 2_500_000, "a c " * 2_500_000)
    assert comparison.coarse


def test_a_paragraph_of_very_many_words_is_not_compared_word_by_word() -> None:
    pieces = words_compared("one " * 4_000, "two " * 4_000)
    assert [piece.kind for piece in pieces] == ["deleted", "inserted"]


def test_a_place_leads_to_its_paragraph() -> None:
    start = BEFORE.index("within sixty")
    assert indices_at(paragraphs_of(BEFORE), [(start, start + 12)]) == {1}


WORDS = st.lists(
    st.sampled_from(["data", "shall", "not", "sell.", "\n", "\n\n", "2. ", "(a) ", "\u2019", "•"]), max_size=60
)


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_nothing_is_lost_and_nothing_is_invented(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)
    comparison = compared(before, after)
    assert [pair.before for pair in comparison.pairs if pair.before >= 0] == list(range(len(comparison.before)))
    assert [pair.after for pair in comparison.pairs if pair.after >= 0] == list(range(len(comparison.after)))
    shown, _ = rows_of(comparison, before, after, keep=range(len(comparison.after)))
    later = " ".join(
        piece.text for row in shown for piece in row.pieces if row.kind != "folded" and piece.kind != "deleted"
    )
    assert later.split() == after.split()
