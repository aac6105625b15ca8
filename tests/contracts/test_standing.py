"""How an agreement stands on a day: the one place that says whether it holds."""

from datetime import date

import pytest

from contracts.models import AgreementState
from contracts.standing import standing_of
from tests.factories.contracts import AgreementFactory

END = date(2027, 6, 30)


@pytest.mark.parametrize(
    ("state", "starts_on", "ends_on", "renews", "on", "code", "words"),
    [
        ("draft", date(2026, 3, 1), None, False, date(2026, 3, 2), "not_signed", "draft"),
        ("signed", date(2026, 3, 5), None, False, date(2026, 3, 2), "not_begun", "begins on Thursday 5 March 2026"),
        ("signed", date(2026, 3, 1), None, False, date(2036, 3, 2), "in_force", "without a fixed end"),
        ("signed", date(2026, 3, 1), END, False, END, "in_force", "in force until Wednesday 30 June 2027"),
        ("signed", date(2026, 3, 1), END, False, date(2027, 7, 1), "expired", "expired on Wednesday 30 June 2027"),
        ("signed", date(2026, 3, 1), END, True, date(2027, 7, 1), "in_force", "renews by itself"),
        ("ended", date(2026, 3, 1), END, True, date(2026, 7, 1), "ended", "ended"),
        ("void", date(2026, 3, 1), END, True, date(2026, 7, 1), "void", "void"),
    ],
)
def test_standing(
    state: str, starts_on: date, ends_on: date | None, renews: bool, on: date, code: str, words: str
) -> None:
    agreement = AgreementFactory.build(
        state=AgreementState(state), starts_on=starts_on, ends_on=ends_on, renews=renews, operator=None
    )
    standing = standing_of(agreement, on)
    assert (standing.code, standing.in_force) == (code, code == "in_force")
    assert words in standing.words
