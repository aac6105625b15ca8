"""What is public of a breach is decided by the packs, with reasons, and by nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from breaches.publicentry import (
    Decision,
    Outcome,
    PublicFacts,
    days_in_words,
    decide,
    listed_until,
    notice_proposed,
    shown_of,
)
from breaches.services.public import names_number
from rulebook.loading import load_packs

BOTH = ("il-soppa", "ct-student-data")
TODAY = date(2026, 3, 2)
FACTS = PublicFacts(
    determined=True,
    pupils=402,
    enrolled=4012,
    enrolled_on=date(2026, 2, 21),
    enrolled_from="by the district's own count",
    happened_from=date(2026, 2, 2),
    happened_until=date(2026, 2, 4),
    classes=frozenset({"ordinary"}),
    district="Prairie Lantern District 900",
    operator="Maple Reader Fictional, Inc.",
    operator_slug="maple-reader-fictional-inc",
    products=(("maple-reader", "Maple Reader"),),
)


def decided(facts: PublicFacts = FACTS, packs: tuple[str, ...] = ("il-soppa",), day: date = TODAY) -> Decision:
    return decide(facts, packs, day, load_packs())


def test_a_breach_of_ten_percent_or_more_is_listed_in_illinois_with_the_share_as_the_reason() -> None:
    (ruling,) = decided().rulings
    assert ruling.outcome == Outcome.LISTED
    assert "402 of 4,012 students enrolled on 21 February 2026, 10.0 %" in ruling.reason
    assert "10\u00a0% or more, so the breach is listed" in ruling.reason
    assert ruling.at == "7:345-AP1, Privacy Officer, 3.6; 105 ILCS 85/27(a)(5)"


@pytest.mark.parametrize(("pupils", "enrolled", "listed"), [(400, 4000, True), (399, 4000, False), (401, 4012, False)])
def test_the_share_is_reckoned_exactly_at_its_edge(pupils: int, enrolled: int, listed: bool) -> None:
    decision = decided(replace(FACTS, pupils=pupils, enrolled=enrolled))
    assert decision.listed is listed
    assert decision.asked is listed


def test_less_than_the_share_is_said_and_never_rounded_up_to_it() -> None:
    (ruling,) = decided(replace(FACTS, pupils=401)).rulings
    assert ruling.outcome == Outcome.NOT_LISTED
    assert "9.9 %" in ruling.reason
    assert "less than 10\u00a0%" in ruling.reason


def test_the_number_is_shown_where_no_personal_information_is_involved() -> None:
    shown = shown_of(decided(), FACTS)
    assert shown["students"] == {"number": 402, "withheld": False}


def test_the_number_is_withheld_where_personal_information_is_involved() -> None:
    facts = replace(FACTS, classes=frozenset({"ordinary", "personal"}))
    decision = decided(facts)
    assert shown_of(decision, facts)["students"] == {"number": None, "withheld": True}
    assert "withheld" in decision.number_reason
    assert "105 ILCS 85/27(a)(5)" in decision.number_reason


def test_connecticut_posts_the_notice_whatever_the_share() -> None:
    facts = replace(FACTS, pupils=1)
    decision = decided(facts, ("ct-student-data",))
    assert decision.notice
    assert not decision.listed
    assert decision.rulings[0].reason == "The notice of each breach is posted, whatever the share of students."
    shown = shown_of(decision, facts, notice_en="A notice.")
    assert shown["notice"] == {"en": "A notice.", "es": ""}
    assert shown["students"] == {"number": None, "withheld": False}


def test_a_connecticut_district_needs_no_enrolment_to_decide() -> None:
    assert decided(replace(FACTS, enrolled=None, pupils=0), ("ct-student-data",)).missing == ()


def test_two_laws_each_ask_for_their_own() -> None:
    decision = decided(packs=BOTH)
    assert [ruling.outcome for ruling in decision.rulings] == [Outcome.LISTED, Outcome.NOTICE]
    shown = shown_of(decision, FACTS, notice_en="A notice.")
    assert shown["listed"]
    assert [law["law"] for law in shown["laws"]] == ["Illinois SOPPA", "Connecticut student data"]


def test_nothing_that_ended_before_july_2021_is_listed_in_illinois() -> None:
    old = replace(FACTS, happened_from=date(2021, 5, 1), happened_until=date(2021, 6, 30))
    (ruling,) = decided(old).rulings
    assert ruling.outcome == Outcome.NOT_LISTED
    assert "before 1 July 2021" in ruling.reason
    assert decided(replace(old, happened_until=date(2021, 7, 1))).listed


def test_a_listed_breach_stays_for_five_years_and_what_is_not_verified_says_so() -> None:
    decision = decided()
    assert decision.rulings[0].kept_words == "It stays listed for 5 years after it is posted (105 ILCS 85/27)."
    assert not decision.rulings[0].kept_verified
    assert "another district's procedure" in decision.rulings[0].kept_doubt
    assert listed_until(decision.as_json(), date(2026, 3, 2), load_packs()) == date(2031, 3, 2)


def test_a_notice_that_a_law_without_an_end_asks_for_stays() -> None:
    assert listed_until(decided(packs=BOTH).as_json(), date(2026, 3, 2), load_packs()) is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (replace(FACTS, determined=False), "has not been determined"),
        (replace(FACTS, happened_from=None, happened_until=None), "first and last day"),
        (replace(FACTS, classes=frozenset()), "No kind of information"),
        (replace(FACTS, pupils=0), "No affected pupil"),
        (replace(FACTS, enrolled=None), "number of enrolled students"),
    ],
)
def test_what_is_not_known_is_said_and_nothing_is_guessed(facts: PublicFacts, words: str) -> None:
    assert any(words in lack for lack in decided(facts).missing)


def test_without_an_enrolment_the_share_is_unknown_and_not_zero() -> None:
    (ruling,) = decided(replace(FACTS, enrolled=None)).rulings
    assert ruling.outcome == Outcome.UNKNOWN


def test_a_district_without_a_pack_for_it_posts_nothing() -> None:
    decision = decided(packs=("us-ferpa", "no-such-pack"))
    assert decision.rulings == ()
    assert not decision.asked


def test_a_breach_of_the_district_itself_names_the_district() -> None:
    facts = replace(FACTS, operator="", operator_slug="", products=())
    assert shown_of(decided(facts), facts)["operator"] == {"slug": "", "name": "Prairie Lantern District 900"}


def test_a_breach_that_is_listed_without_a_law_shows_no_number() -> None:
    facts = replace(FACTS, pupils=3)
    shown = shown_of(decided(facts), facts, listed_anyway=True)
    assert shown["listed"]
    assert shown["students"] == {"number": None, "withheld": False}


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 2, 2), None, "on 2 February 2026"),
        (date(2026, 2, 2), date(2026, 2, 2), "on 2 February 2026"),
        (date(2026, 2, 2), date(2026, 2, 4), "from 2 February 2026 to 4 February 2026"),
    ],
)
def test_a_day_or_a_range_of_days_is_said(first: date, last: date | None, words: str) -> None:
    assert days_in_words(first, last) == words
    until = shown_of(decided(), replace(FACTS, happened_from=first, happened_until=last))["happened_until"]
    assert (until is None) is ("to" not in words.split())


def test_the_first_text_of_a_notice_says_what_is_entered_and_no_number() -> None:
    text = notice_proposed(FACTS, ["name", "grades and marks"], "We closed the accounts.", date(2026, 2, 20))
    assert "On 20 February 2026 Maple Reader Fictional, Inc. told us" in text
    assert "from 2 February 2026 to 4 February 2026" in text
    assert "name, grades and marks" in text
    assert text.endswith("We closed the accounts.")
    assert "402" not in text


@pytest.mark.parametrize("text", ["It touched 4012 students.", "It touched 4,012 students.", "(4 012)"])
def test_a_text_that_names_a_withheld_number_is_seen(text: str) -> None:
    assert names_number(text, 4012)


@pytest.mark.parametrize("text", ["Room 14012", "40123 lines", "in 2026", "1,4012"])
def test_other_numbers_are_not_taken_for_it(text: str) -> None:
    assert not names_number(text, 4012)
