"""A request that is worked on again: what became of its holders, whose tasks its answer had ended."""

from collections.abc import Callable

import pytest

from district.models import District, User
from requests_portal.holders.services import task_answer, task_ask, task_not_needed
from requests_portal.services import request_answer
from requests_portal.services.reopening import request_answer_take_back
from tests.requests_portal.holders_cast import DAY, TUESDAY, Holders, holders_made, identified, task_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Holders:
    return holders_made(district, person)


def test_an_answer_taken_back_leaves_its_holders_as_they_were(cast: Holders) -> None:
    request = identified(cast, kind="copy")
    maple, pine, own = task_of(request, cast.maple), task_of(request, cast.pine), task_of(request, "district")
    task_not_needed(task=own, because="It holds nothing.", actor=cast.custodian, now=TUESDAY)
    for task, contact in ((maple, cast.pat), (pine, cast.quinn)):
        task_ask(task=task, contact=contact, actor=cast.custodian, now=TUESDAY)
    task_answer(task=maple, outcome="confirmed", statement="Here.", by="Pat", actor=cast.custodian, now=TUESDAY)
    request_answer(request=request, outcome="granted", actor=cast.custodian, now=TUESDAY + DAY)
    request_answer_take_back(request=request, because="Too early.", actor=cast.custodian, now=TUESDAY + DAY)
    states = [task_of(request, holder).state for holder in (cast.maple, cast.pine, "district")]
    assert states == ["confirmed", "open", "not_needed"]
    again = task_ask(task=pine, contact=cast.quinn, actor=cast.custodian, now=TUESDAY + 2 * DAY)
    assert again.state == "asked"
