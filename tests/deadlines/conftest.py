"""A district with Illinois' packs, one agreement clock, and people in the roles of its chain."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from deadlines.models import Deadline
from deadlines.services import deadline_open_for_event
from district.models import AdoptedPack, District, User

SIGNED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def adopted(district: District) -> District:
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2021, 7, 1))
    return district


@pytest.fixture
def bella(person: Callable[..., User]) -> User:
    """The business manager."""
    return person("Bella Fictional", "business_manager")


@pytest.fixture
def sam(person: Callable[..., User]) -> User:
    """The superintendent."""
    return person("Sam Fictional", "superintendent")


@pytest.fixture
def posting(adopted: District, dana: User) -> Deadline:
    """Ten business days to post an agreement: until the end of 16 March 2026."""
    (clock,) = deadline_open_for_event(subject=adopted, event="agreement_signed", at=SIGNED, actor=dana, now=SIGNED)
    return clock


@pytest.fixture
def letters(adopted: District, dana: User) -> Deadline:
    """Thirty calendar days to write to parents of a breach: until the end of 1 April 2026. It may be held."""
    deadline_open_for_event(subject=adopted, event="breach_determined", at=SIGNED, actor=dana, now=SIGNED)
    return Deadline.objects.get(rule="il-soppa.breach.notify-parents")
