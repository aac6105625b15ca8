"""Two people decide at the same moment, on two connections: one decision is written, the other reads who was first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from district.models import District, User
from inventory.committee.errors import CommitteeRefused
from inventory.committee.services import app_request_ask, decision_make, review_open
from inventory.models import AppRequest, CommitteeDecision
from tests.factories.approvals import ApprovalFactory
from tests.factories.committee import ASKED, committee_make, voted, voting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district(transactional_db: None) -> District:
    return District.objects.create(
        name="Prairie Lantern District 900",
        address="1 Lantern Way",
        state="IL",
        time_zone="America/Chicago",
        enrolment=4012,
    )


def together(*acts: Callable[[], object]) -> list[str]:
    """What each act answers, its refusal in words, run at the same moment on a connection of its own."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait(timeout=30)
            return str(act())
        except CommitteeRefused as refusal:
            return f"refused: {refusal}"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_two_who_decide_at_once_leave_one_decision(
    district: District, person: Callable[..., User], now: datetime, dana: User
) -> None:
    committee = committee_make(person)
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")

    def decide(actor: User) -> object:
        row = AppRequest.objects.get(pk=request.pk)
        return decision_make(request=row, outcome="approved", reason="Good.", actor=actor, now=now)

    answers = together(lambda: decide(dana), lambda: decide(committee.keeper))
    assert answers[0] == "Maple Reader: approved"
    assert answers[1].startswith("refused: ")
    assert "has written the decision on A-1 already" in answers[1]
    assert CommitteeDecision.objects.count() == 1


def test_two_requests_of_one_moment_get_two_numbers(
    district: District, person: Callable[..., User], now: datetime
) -> None:
    committee = committee_make(person)

    def ask(by: User) -> object:
        return app_request_ask(values=ASKED, actor=by, now=now).number

    assert together(lambda: ask(committee.teacher), lambda: ask(committee.members[0])) == ["A-1", "A-2"]


def test_two_who_open_a_review_at_once_leave_one_review(
    district: District, person: Callable[..., User], now: datetime, dana: User
) -> None:
    committee = committee_make(person)
    approval = ApprovalFactory()

    def review(actor: User) -> object:
        return review_open(decision=CommitteeDecision.objects.get(pk=approval.pk), actor=actor, now=now).number

    assert together(lambda: review(dana), lambda: review(committee.keeper)) == ["A-1", "A-1"]
    assert AppRequest.objects.filter(reviews=approval).count() == 1
