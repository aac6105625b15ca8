"""Spreadsheets that run nothing."""

import csv

import pytest

from district.csvwriting import cell, csv_pieces


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    assert cell(f"{start}SUM(1)") == f"'{start}SUM(1)"


@pytest.mark.parametrize(("value", "said"), [(None, ""), (True, "yes"), (False, "no"), (7, "7"), ("é", "é")])
def test_values_are_said_plainly(value: object, said: str) -> None:
    assert cell(value) == said


def test_the_lines_read_back_and_begin_with_the_mark_of_utf_8() -> None:
    text = "".join(csv_pieces(("a", "b"), [("one, two", 'three "four"\nfive')]))
    assert text.startswith("\ufeff")
    assert list(csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True))) == [
        ["a", "b"],
        ["one, two", 'three "four"\nfive'],
    ]
