"""What a pack says about posting breaches: numbers are data, and a part of a posting that is wrong is refused."""

from datetime import date
from pathlib import Path

import pytest

from rulebook.breachpostings import Kept, Threshold
from rulebook.loading import PackError, load_packs
from rulebook.model import Cite, Source

CITE = Cite(Source("act", "statute", "An act", None, None, None), "section 1", "")
PACK = """\
pack: lantern
version: "1"
title: Prairie Lantern's own rule
short_title: Lantern
state: IL
authority: Prairie Lantern board rule 1
read: {on: 2026-11-21, by: nobody yet}
sources:
  - {id: rule, kind: policy, title: Rule 1}
postings:
  - id: lantern.breaches
    title: Breaches
    must: A list of breaches.
    cite: {in: rule, at: rule 1}
    verified: yes
    breach:
"""


def loaded(tmp_path: Path, part: str) -> None:
    (tmp_path / "lantern.yaml").write_text(PACK + part, encoding="utf-8")
    load_packs(tmp_path)


@pytest.mark.parametrize(
    ("part", "whole", "reached"), [(239, 2400, False), (240, 2400, True), (1, 9, True), (1, 11, False), (0, 10, False)]
)
def test_ten_percent_is_reached_at_ten_percent_and_never_by_rounding(part: int, whole: int, reached: bool) -> None:
    assert Threshold(10, "enrolled students").reached(part, whole) is reached


@pytest.mark.parametrize(
    ("posted", "last"),
    [(date(2026, 11, 20), date(2031, 11, 20)), (date(2024, 2, 29), date(2029, 3, 1))],
)
def test_years_are_counted_from_the_day_of_posting(posted: date, last: date) -> None:
    assert Kept(5, None, CITE, verified=False, doubt="not seen").last_day(posted) == last


def test_illinois_lists_from_a_share_and_connecticut_posts_each_notice() -> None:
    book = load_packs()
    illinois, connecticut = book.breach_postings(["il-soppa", "ct-student-data"], date(2026, 11, 20))
    assert illinois.breach is not None
    assert illinois.breach.shows == "entry"
    assert illinois.breach.threshold == Threshold(10, "enrolled students")
    assert illinois.breach.number_withheld_for == "personal"
    assert illinois.breach.kept is not None
    assert illinois.breach.kept.years == 5
    assert illinois.breach.kept.not_before == date(2021, 7, 1)
    assert not illinois.breach.kept.verified
    assert illinois.breach.kept.doubt
    assert connecticut.breach is not None
    assert connecticut.breach.shows == "notice"
    assert connecticut.breach.threshold is None
    assert connecticut.breach.kept is None


def test_before_the_law_was_in_force_nothing_is_posted_by_it() -> None:
    assert load_packs().breach_postings(["il-soppa", "no-such-pack"], date(2021, 6, 30)) == []


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        ("      shows: everything\n", "'everything' is not one of entry, notice"),
        ("      shows: entry\n      threshold: {percent: 0, of: students}\n", "must be a whole number, 1 or more"),
        ("      shows: entry\n      threshold: {percent: 101, of: students}\n", "at most 100 percent"),
        ("      shows: entry\n      number_withheld_for: secret\n", "'secret' is not one of personal"),
        ("      shows: entry\n      kept: {years: 5, cite: {in: rule, at: rule 2}}\n", "'verified' is missing"),
        ("      shows: entry\n      kept: {years: 5, cite: {in: rule, at: rule 2}, verified: no}\n", "must say why"),
        ("      threshold: {percent: 10, of: students}\n", "'shows' is missing"),
    ],
)
def test_a_wrong_part_is_refused_with_its_place(part: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match=complaint) as refused:
        loaded(tmp_path, part)
    assert str(refused.value).startswith("lantern.yaml:1")
