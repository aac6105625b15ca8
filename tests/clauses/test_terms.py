"""Times that a clause names, as terms that can be counted."""

import pytest

from contracts.breachclauses import notices_in
from contracts.clauses.terms import shortest, terms_named
from rulebook.spans import span_parse


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("within seventy-two (72) hours of its discovery", ["72 hours"]),
        ("no later than thirty (30) days from the discovery", ["30 calendar days"]),
        ("within 10 business days", ["10 business days"]),
        ("within five (5) working days", ["5 business days"]),
        ("within ten consecutive days", ["10 calendar days"]),
        ("within 2 weeks", ["14 calendar days"]),
        ("within 24 hrs., and in writing within 3 days", ["24 hours", "3 calendar days"]),
        ("within a reasonable time", []),
        ("within 3 months", []),
        ("within 0 hours", []),
        ("without unreasonable delay", []),
        ("version 2.48 hours", []),
    ],
)
def test_times_become_terms(words: str, terms: list[str]) -> None:
    assert terms_named(words) == terms
    for term in terms:
        span_parse(term)  # each can be counted


@pytest.mark.parametrize(
    ("terms", "first"),
    [
        (["30 calendar days", "72 hours"], "72 hours"),
        (["2 business days", "72 hours"], "2 business days"),
        ([], ""),
    ],
)
def test_the_shortest_binds(terms: list[str], first: str) -> None:
    assert shortest(terms) == first


def test_notices_are_read_from_a_text_with_their_place() -> None:
    text = (
        "Fees are due within 30 days.\n\n"
        "The Provider shall notify the District of a data breach within 72 hours of its discovery.\n"
    )
    ((quote, start),) = notices_in(text)
    assert quote == "The Provider shall notify the District of a data breach within 72 hours of its discovery."
    assert text[start:].startswith("The Provider")
    assert notices_in("Fees are due within 30 days.") == ()
