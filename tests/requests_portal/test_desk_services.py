"""What may be done to a request, and what each step leaves behind: state, clocks, steps, mail."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import clocks_of
from district.models import User
from notices.models import Message
from requests_portal.models import PrivacyRequest, RequestState
from requests_portal.selectors import request_clocks
from requests_portal.services import (
    RequestRefused,
    request_answer,
    request_assign,
    request_claim,
    request_confirm,
    request_expire,
    request_give_back,
    request_identified,
    request_join,
    request_not_identified,
    request_withdraw,
    school_record_decide,
)
from requests_portal.services.steps import family_actor
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import MONDAY, request_asked, request_received
from tests.factories.vendors import ProductFactory

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def packs(district: object) -> None:
    for pack in ("il-soppa", "il-school-records", "us-ferpa"):
        AdoptedPackFactory(pack=pack)


@pytest.fixture
def rita(person: Any) -> User:
    return person("Rita Fictional", "records_custodian")


def codes(request: PrivacyRequest) -> list[str]:
    return [step.code for step in request.steps.all()]


def rules(request: PrivacyRequest, state: str = DeadlineState.OPEN) -> set[str]:
    return set(clocks_of(request).filter(state=state).values_list("rule", flat=True))


def test_a_request_exists_before_its_address_is_confirmed_and_no_clock_runs_yet(rita: User) -> None:
    request = request_asked()
    assert (request.number, request.state, codes(request)) == ("R-1", "unconfirmed", ["asked"])
    assert not rules(request)
    assert not Message.objects.exists()


def test_numbers_follow_each_other() -> None:
    assert [request_asked().number for _ in range(3)] == ["R-1", "R-2", "R-3"]


def test_clocks_count_from_the_moment_of_asking_not_of_confirming() -> None:
    request = request_asked()
    request_confirm(request=request, actor=family_actor(request), now=LATER)
    assert request.state == RequestState.RECEIVED
    assert {clock.started_at for clock in request_clocks(request)} == {MONDAY}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("copy", {"il-soppa.copy", "il-school-records.copy"}),
        ("inspect", {"us-ferpa.inspect", "il-school-records.inspect"}),
        ("correct", {"il-soppa.correction.district"}),
        ("delete", set()),
        ("content", set()),
        ("directory", set()),
    ],
)
def test_each_kind_opens_the_clocks_of_the_packs(kind: str, expected: set[str]) -> None:
    assert rules(request_received(kind=kind)) == expected


def test_the_custodian_and_the_officer_are_told_at_once_without_a_name(rita: User, dana: User, tom: User) -> None:
    request = request_received()
    mails = Message.objects.filter(key__startswith="requests.received.")
    assert {mail.address for mail in mails} == {rita.email, dana.email}
    for mail in mails:
        assert request.number in mail.subject
        assert "Rosa" not in mail.subject + mail.body
        assert "Ana" not in mail.subject + mail.body
    assert "passed_on" in codes(request)


def test_confirming_twice_tells_nobody_twice(rita: User) -> None:
    request = request_received()
    request_confirm(request=request, actor=family_actor(request), now=LATER)
    assert codes(request).count("confirmed") == 1
    assert Message.objects.filter(key__startswith="requests.received.").count() == 1


def test_an_expired_request_cannot_be_confirmed() -> None:
    request = request_asked()
    request_expire(request=request, actor=family_actor(request), now=LATER)
    with pytest.raises(RequestRefused, match="expired"):
        request_confirm(request=request, actor=family_actor(request), now=LATER)


def test_claiming_takes_the_clocks_along(rita: User) -> None:
    request = request_received()
    request_claim(request=request, actor=rita, now=LATER)
    assert request.state == RequestState.WORKING
    assert set(clocks_of(request).values_list("owner", flat=True)) == {rita.pk}


def test_what_somebody_has_cannot_be_claimed(rita: User, dana: User) -> None:
    request = request_received()
    request_claim(request=request, actor=rita, now=LATER)
    with pytest.raises(RequestRefused, match="Rita"):
        request_claim(request=request, actor=dana, now=LATER)


def test_handing_over_says_why_and_goes_to_people_who_may_work(rita: User, dana: User, tom: User) -> None:
    request = request_received()
    request_claim(request=request, actor=rita, now=LATER)
    with pytest.raises(RequestRefused, match="Say why"):
        request_assign(request=request, owner=dana, actor=rita, now=LATER)
    with pytest.raises(RequestRefused, match="Tom"):
        request_assign(request=request, owner=tom, because="Leave", actor=rita, now=LATER)
    request_assign(request=request, owner=dana, because="Rita is on leave", actor=rita, now=LATER)
    step = request.steps.get(code="handed_over")
    assert request.owner == dana
    because = {"because": "Rita is on leave", "before_id": rita.pk}
    assert step.facts == {"to": dana.name, "before": rita.name, **because}
    assert step.shown is False


def test_giving_back_leaves_it_to_nobody(rita: User) -> None:
    request = request_received()
    request_claim(request=request, actor=rita, now=LATER)
    request_give_back(request=request, because="Claimed by mistake", actor=rita, now=LATER)
    assert request.owner is None
    assert set(clocks_of(request).values_list("owner", flat=True)) == {None}


def test_an_answer_meets_the_clocks(rita: User) -> None:
    request = request_received()
    request_answer(request=request, outcome="granted", evidence="Delivered by a link", actor=rita, now=LATER)
    assert (request.state, request.answered_at) == (RequestState.ANSWERED, LATER)
    assert not rules(request)
    assert rules(request, DeadlineState.MET) == {"il-soppa.copy", "il-school-records.copy"}


@pytest.mark.parametrize("outcome", ["", "withdrawn", "nonsense"])
def test_only_an_answer_answers(rita: User, outcome: str) -> None:
    with pytest.raises(RequestRefused):
        request_answer(request=request_received(), outcome=outcome, actor=rita, now=LATER)


def test_withdrawing_withdraws_the_clocks_with_the_reason() -> None:
    request = request_received()
    request_withdraw(request=request, actor=family_actor(request), now=LATER)
    assert request.state == RequestState.WITHDRAWN
    for clock in clocks_of(request):
        assert (clock.state, "withdrew" in clock.closed_reason) == (DeadlineState.WITHDRAWN, True)


def test_what_is_over_cannot_be_worked_on(rita: User) -> None:
    request = request_received()
    request_withdraw(request=request, actor=family_actor(request), now=LATER)
    for refused in (
        lambda: request_claim(request=request, actor=rita, now=LATER),
        lambda: request_answer(request=request, outcome="granted", actor=rita, now=LATER),
        lambda: request_withdraw(request=request, actor=rita, now=LATER),
    ):
        with pytest.raises(RequestRefused):
            refused()


def test_who_could_not_be_identified_hears_the_same_whatever_the_reason(rita: User) -> None:
    request = request_received()
    request_not_identified(request=request, because="A court order is on file", actor=rita, now=LATER)
    shown = request.steps.get(code="not_identified")
    assert (request.outcome, shown.facts, shown.shown) == ("not_identified", {}, True)
    assert request.steps.get(code="not_identified_because").shown is False
    assert not rules(request)


def test_settling_who_asked_needs_a_way_of_it(rita: User) -> None:
    with pytest.raises(RequestRefused):
        request_identified(
            request=request_received(), student=None, guardian=None, how="pending", actor=rita, now=LATER
        )


def test_a_second_request_is_joined_to_the_older_one_and_its_clocks_end() -> None:
    first, second = request_received(MONDAY), request_received(LATER)
    request_join(request=second, into=first, actor=family_actor(second), now=LATER)
    assert (second.state, second.joined_to) == (RequestState.JOINED, first)
    assert not rules(second)
    assert rules(first)
    assert first.steps.get(code="joined_here").facts == {"number": second.number}


def test_an_older_request_is_not_joined_to_a_later_one() -> None:
    first, second = request_received(MONDAY), request_received(LATER)
    with pytest.raises(RequestRefused, match="later"):
        request_join(request=first, into=second, actor=family_actor(first), now=LATER)


def test_the_shorter_clock_goes_and_comes_back_with_a_reason(rita: User) -> None:
    request = request_received()
    school_record_decide(request=request, school_record=False, because="Only app logs", actor=rita, now=LATER)
    assert rules(request) == {"il-soppa.copy"}
    assert "Only app logs" in Deadline.objects.get(rule="il-school-records.copy").closed_reason
    school_record_decide(request=request, school_record=True, because="A report card too", actor=rita, now=LATER)
    assert rules(request) == {"il-soppa.copy", "il-school-records.copy"}
    clock = Deadline.objects.get(rule="il-school-records.copy")
    assert clock.reckonings.count() == 2
    assert "A report card" in clock.reckonings.last().because  # type: ignore[union-attr]


def test_the_decision_about_school_records_needs_a_reason(rita: User) -> None:
    with pytest.raises(RequestRefused, match="Say why"):
        school_record_decide(request=request_received(), school_record=False, because=" ", actor=rita, now=LATER)


def test_nothing_is_asked_in_the_future(rita: User) -> None:
    with pytest.raises(RequestRefused, match="future"):
        request_asked(MONDAY, asked_at=datetime(2026, 3, 3, tzinfo=UTC))


def test_a_request_never_names_anybody() -> None:
    assert str(request_asked()) == "R-1 (copy)"


def test_what_is_joined_takes_its_apps_and_kinds_of_information_along() -> None:
    reader, counter = ProductFactory(name="Maple Reader"), ProductFactory(name="Pine Counter")
    first, second = request_received(MONDAY, products=[reader]), request_received(LATER, products=[counter])
    request_join(request=second, into=first, actor=family_actor(second), now=LATER)
    assert {product.name for product in first.products.all()} == {"Maple Reader", "Pine Counter"}
    third = request_received(LATER, all_products=True)
    request_join(request=third, into=first, actor=family_actor(third), now=LATER)
    first.refresh_from_db()
    assert first.all_products


def test_a_request_of_another_kind_keeps_its_own_clocks() -> None:
    first, second = request_received(MONDAY, kind="copy"), request_received(LATER, kind="correct")
    with pytest.raises(RequestRefused, match="something else"):
        request_join(request=second, into=first, actor=family_actor(second), now=LATER)
    assert rules(second)
