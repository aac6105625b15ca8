"""Which adopted packs apply to an agreement, with the reason in words."""

from datetime import UTC, date, datetime

import pytest

from contracts.models import Agreement
from contracts.packs import agreement_day, counsel_reason, packs_applying, packs_checked

MARCH = date(2026, 3, 2)


def agreement(**values: object) -> Agreement:
    return Agreement(title="Maple Reader agreement", **{"starts_on": date(2026, 3, 1), **values})


def test_an_agreement_of_today_counts_under_every_adopted_pack_with_provisions() -> None:
    entries = packs_applying(agreement(), ["ct-student-data", "il-soppa", "mt-pupil-data"], MARCH)
    assert [(entry.pack.id, entry.applies) for entry in entries] == [
        ("ct-student-data", True),
        ("il-soppa", True),
        ("mt-pupil-data", True),
    ]


def test_illinois_binds_agreements_from_july_2021() -> None:
    old = agreement(starts_on=date(2020, 8, 1), signed_at=datetime(2020, 7, 1, tzinfo=UTC))
    (entry,) = packs_applying(old, ["il-soppa"], MARCH)
    assert not entry.applies
    assert "from 1 July 2021; this one counts from 1 July 2020" in entry.reason
    assert "105 ILCS 85/15" in entry.reason


def test_an_amendment_brings_an_old_agreement_under_the_law() -> None:
    old = agreement(starts_on=date(2020, 8, 1), signed_at=datetime(2020, 7, 1, tzinfo=UTC), amended_on=date(2021, 7, 1))
    (entry,) = packs_applying(old, ["il-soppa"], MARCH)
    assert entry.applies


def test_the_day_of_signing_is_the_districts_day() -> None:
    signed = agreement(starts_on=date(2021, 1, 1), signed_at=datetime(2021, 7, 1, 3, 0, tzinfo=UTC))
    assert agreement_day(signed, MARCH, "America/Chicago") == date(2021, 6, 30)


def test_before_signing_the_latest_day_in_sight_counts() -> None:
    assert agreement_day(agreement(starts_on=date(2030, 1, 1)), MARCH) == date(2030, 1, 1)
    assert agreement_day(agreement(starts_on=date(2019, 1, 1)), MARCH) == MARCH


def test_a_pack_without_provisions_asks_for_nothing() -> None:
    (entry,) = packs_applying(agreement(), ["il-school-records"], MARCH)
    assert not entry.applies
    assert entry.reason == "It asks for nothing in agreements."


def test_a_pack_that_states_no_first_day_applies_from_adoption() -> None:
    (entry,) = packs_applying(agreement(), ["mt-pupil-data"], MARCH)
    assert entry.reason.startswith("The board adopted it, and its source states no first day")


def test_a_pack_that_is_no_longer_in_the_rulebook_is_left_out() -> None:
    assert packs_checked(agreement(), ["of-nowhere"], MARCH) == []


@pytest.mark.parametrize(("adopted", "begins"), [(["mt-pupil-data"], "Legal counsel reviews all"), (["il-soppa"], "")])
def test_montanas_policy_sends_every_agreement_to_counsel(adopted: list[str], begins: str) -> None:
    reason = counsel_reason(adopted)
    assert reason.startswith(begins)
    assert bool(reason) == bool(begins)
