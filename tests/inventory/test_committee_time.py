"""What time does: approvals run out, reviews begin, members and owners are reminded, each once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from district.models import District, User
from inventory.committee.draftwords import months_later, terms_proposed
from inventory.committee.errors import CommitteeRefused
from inventory.committee.selectors import approved_on, decision_in_force
from inventory.committee.services import (
    Terms,
    Wanted,
    app_request_answer,
    app_request_triage,
    approval_end,
    approval_record,
    committee_lapse,
    condition_meet,
    decision_make,
    review_open,
    vote_open,
)
from inventory.models import AppRequest, CommitteeDecision, CommitteeSettings
from notices.models import Message
from tests.factories.committee import Committee, committee_make, evaluated, voted, voting
from tests.factories.inventory import FictionalProductFactory


@pytest.fixture
def committee(district: District, person: Callable[..., User]) -> Committee:
    return committee_make(person)


def approved(committee: Committee, now: datetime, **terms: Any) -> CommitteeDecision:
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")
    return decision_make(
        request=request, outcome="approved", reason="Good.", terms=Terms(**terms), actor=committee.keeper, now=now
    )


def test_an_approval_holds_on_its_last_day_and_not_the_day_after(committee: Committee, now: datetime) -> None:
    decision = approved(committee, now, expires_on=date(2026, 6, 30))
    assert list(approved_on(date(2026, 6, 30))) == [decision.product]
    assert list(approved_on(date(2026, 7, 1))) == []
    assert decision_in_force(decision.product, date(2026, 7, 1)) is None


def test_a_review_begins_on_its_day_and_only_once(committee: Committee, now: datetime) -> None:
    decision = approved(committee, now, review_on=date(2026, 5, 1), expires_on=date(2026, 6, 30))
    assert committee_lapse(now=datetime.fromisoformat("2026-05-01T04:00:00+00:00")) == 0  # still April in Chicago
    moment = datetime.fromisoformat("2026-05-01T15:00:00+00:00")
    assert committee_lapse(now=moment) == 1
    assert committee_lapse(now=moment + timedelta(hours=1)) == 0
    review = AppRequest.objects.get(reviews=decision)
    assert (review.requester, review.need_by, review.product) == (None, date(2026, 6, 30), decision.product)
    assert Message.objects.filter(subject="A-2: review of Maple Reader", recipient=committee.keeper).count() == 1


def test_a_review_that_carries_takes_the_place_of_what_held(committee: Committee, now: datetime) -> None:
    old = approved(committee, now)
    later = now + timedelta(days=30)
    review = review_open(decision=old, actor=committee.keeper, now=later)
    new = decide_review(review, committee, later, "approved", "approve")
    old.refresh_from_db()
    assert old.ended_on == date(2026, 4, 1)
    assert decision_in_force(new.product, date(2026, 4, 1)) == new
    assert decision_in_force(new.product, date(2026, 3, 31)) == old


def test_a_review_that_fails_ends_the_approval(committee: Committee, now: datetime) -> None:
    old = approved(committee, now)
    later = now + timedelta(days=30)
    review = review_open(decision=old, actor=committee.keeper, now=later)
    decide_review(review, committee, later, "withdrawn", "refuse")
    assert list(approved_on(date(2026, 4, 1))) == []


def decide_review(
    review: AppRequest, committee: Committee, now: datetime, outcome: str, choice: str
) -> CommitteeDecision:
    assert review.product is not None
    one = app_request_triage(request=review, product=review.product, owner=None, actor=committee.keeper, now=now)
    evaluated(one, committee.members[0], now)
    one = vote_open(request=one, way="apart", actor=committee.keeper, now=now)
    voted(one, committee, now, choice, choice, choice)
    return decision_make(request=one, outcome=outcome, reason="Seen again.", actor=committee.keeper, now=now)


def test_an_open_review_is_not_opened_twice(committee: Committee, now: datetime) -> None:
    decision = approved(committee, now)
    first = review_open(decision=decision, actor=committee.keeper, now=now)
    assert review_open(decision=decision, actor=committee.keeper, now=now) == first


def test_a_review_that_was_answered_without_a_vote_does_not_begin_again(committee: Committee, now: datetime) -> None:
    decision = approved(committee, now, review_on=date(2026, 5, 1))
    moment = datetime.fromisoformat("2026-05-02T15:00:00+00:00")
    committee_lapse(now=moment)
    review = AppRequest.objects.get(reviews=decision)
    app_request_answer(request=review, answer="Looked at in April.", actor=committee.keeper, now=moment)
    assert committee_lapse(now=moment + timedelta(hours=1)) == 0


def test_the_requester_hears_that_an_approval_ran_out(committee: Committee, now: datetime) -> None:
    approved(committee, now, expires_on=date(2026, 6, 30))
    for _ in range(2):
        committee_lapse(now=datetime.fromisoformat("2026-07-01T15:00:00+00:00"))
    sent = Message.objects.filter(recipient=committee.teacher, subject__endswith="its approval has expired")
    assert sent.count() == 1


def test_old_news_is_not_told_after_a_long_rest(committee: Committee, now: datetime) -> None:
    approved(committee, now, expires_on=date(2026, 6, 30))
    committee_lapse(now=datetime.fromisoformat("2026-12-01T15:00:00+00:00"))
    assert not Message.objects.filter(subject__endswith="its approval has expired").exists()


def test_owners_are_reminded_of_conditions_until_they_are_met(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "conditions", "conditions", "conditions")
    wanted = Wanted("Turn the chat off.", committee.teacher, date(2026, 4, 1))
    decision = decision_make(
        request=request, outcome="conditions", reason="If.", conditions=[wanted], actor=committee.keeper, now=now
    )
    condition = decision.conditions.get()

    def reminders() -> list[str]:
        found = Message.objects.filter(recipient=committee.teacher, key__contains=f"condition.{condition.pk}.")
        return [message.subject.split(":")[0] for message in found.order_by("pk")]

    committee_lapse(now=datetime.fromisoformat("2026-03-26T15:00:00+00:00"))
    committee_lapse(now=datetime.fromisoformat("2026-04-02T15:00:00+00:00"))
    assert reminders() == ["A condition for Maple Reader", "Soon due", "Overdue"]
    with pytest.raises(CommitteeRefused):
        condition_meet(condition=condition, how="Done.", actor=committee.members[0], now=now)
    condition_meet(condition=condition, how="It is off.", actor=committee.teacher, now=now)
    with pytest.raises(CommitteeRefused, match="already"):
        condition_meet(condition=condition, how="It is off.", actor=committee.teacher, now=now)


def test_members_who_have_not_voted_are_reminded(committee: Committee, now: datetime) -> None:
    voted(voting(committee, now), committee, now, "approve")
    committee_lapse(now=now + timedelta(days=6))
    reminded = Message.objects.filter(subject="A-1: your vote is missing").values_list("recipient__name", flat=True)
    assert sorted(reminded) == ["Ben Fable", "Cat Fable"]
    committee_lapse(now=now + timedelta(days=8))
    assert Message.objects.filter(subject="A-1: the vote is closed", recipient=committee.keeper).count() == 1


def test_an_approval_is_ended_by_a_person_with_a_reason(committee: Committee, now: datetime) -> None:
    decision = approved(committee, now)
    with pytest.raises(CommitteeRefused, match="Say why"):
        approval_end(decision=decision, because="", actor=committee.keeper, now=now)
    with pytest.raises(CommitteeRefused):
        approval_end(decision=decision, because="Bad.", actor=committee.members[0], now=now)
    approval_end(decision=decision, because="It was sold.", actor=committee.keeper, now=now + timedelta(days=5))
    assert list(approved_on(date(2026, 3, 7))) == []
    assert list(approved_on(date(2026, 3, 6))) == [decision.product]
    with pytest.raises(CommitteeRefused, match="does not hold"):
        approval_end(decision=decision, because="Again.", actor=committee.keeper, now=now)


def test_an_earlier_decision_is_recorded_with_its_day(committee: Committee, now: datetime) -> None:
    product = FictionalProductFactory()
    with pytest.raises(CommitteeRefused, match="future"):
        approval_record(
            product=product,
            outcome="approved",
            reason="Minutes of May.",
            decided_on=date(2026, 3, 3),
            actor=committee.keeper,
            now=now,
        )
    with pytest.raises(CommitteeRefused, match="end before it begins"):
        approval_record(
            product=product,
            outcome="approved",
            reason="Minutes of May.",
            decided_on=date(2025, 5, 6),
            terms=Terms(expires_on=date(2025, 5, 5)),
            actor=committee.keeper,
            now=now,
        )
    decision = approval_record(
        product=product,
        outcome="approved",
        reason="Minutes of May.",
        decided_on=date(2025, 5, 6),
        actor=committee.keeper,
        now=now,
    )
    assert decision_in_force(product, date(2025, 5, 6)) == decision


def test_a_product_stands_once_on_the_list(committee: Committee, now: datetime) -> None:
    decision = approved(committee, now)
    request = voting(committee, now, product=decision.product, product_name="Again")
    again = voted(request, committee, now, "approve", "approve", "approve")
    new = decision_make(request=again, outcome="approved", reason="Still.", actor=committee.keeper, now=now)
    rows: list[dict[str, Any]] = [dict(row) for row in approved_on(date(2026, 3, 2)).values()]
    assert [(row["id"], row["decision_id"]) for row in rows] == [(decision.product_id, new.pk)]


def test_the_proposed_end_is_what_the_district_set() -> None:
    settings = CommitteeSettings(validity_months=12, review_days=60)
    assert terms_proposed(settings, date(2026, 3, 2)) == (date(2026, 12, 31), date(2027, 3, 1))
    assert terms_proposed(CommitteeSettings(), date(2026, 3, 2)) == (None, None)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
