"""The one next thing to do about a request, in the order in which a request is worked on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from district.models import User
from requests_portal.desk.nextsteps import NextStep, next_step
from requests_portal.desk.standing import standings_of
from requests_portal.models import Determination, Hearing, PrivacyRequest, RequestTask, ThreadMessage
from tests.factories.requests import MONDAY, RequestFactory
from tests.factories.vendors import OperatorFactory

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)


@pytest.fixture
def rita(person: Callable[..., User]) -> User:
    return person("Rita Fictional", "records_custodian")


def step_of(request: PrivacyRequest) -> NextStep:
    return next_step(request, standings_of([request])[request.pk])


def known(rita: User, kind: str = "copy", **values: Any) -> PrivacyRequest:
    """Somebody has it, and who asks is settled."""
    return RequestFactory(kind=kind, **{"owner": rita, "state": "working", "identity": "records", **values})


def task(request: PrivacyRequest, state: str) -> RequestTask:
    moments = {"asked_at": LATER, "answered_at": LATER, "settled_at": LATER}
    return RequestTask.objects.create(
        request=request, holder="operator", operator=OperatorFactory(), state=state, made_at=MONDAY, **moments
    )


def determined(request: PrivacyRequest, rita: User, about: str, result: str) -> Determination:
    return Determination.objects.create(
        request=request, about=about, result=result, reason={"reason": "As found"}, by=rita, at=LATER
    )


def test_first_somebody_takes_it(rita: User) -> None:
    step = step_of(RequestFactory())
    assert (step.action, step.post) == ("Take it", True)


def test_what_the_family_wrote_is_read_before_anything_else(rita: User) -> None:
    request = known(rita)
    ThreadMessage.objects.create(request=request, direction="in", sealed={"text": "Hello"}, at=LATER, by="family")
    assert step_of(request).action == "Read it"


def test_then_it_is_settled_who_asks(rita: User) -> None:
    assert step_of(known(rita, identity="pending")).action == "Settle who asks"


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("copy", "Choose the holders"),
        ("inspect", "Choose the holders"),
        ("content", "Choose the holders"),
        ("correct", "Decide"),
        ("delete", "Decide"),
        ("directory", "Decide"),
    ],
)
def test_each_kind_begins_in_its_own_way(kind: str, action: str, rita: User) -> None:
    assert step_of(known(rita, kind)).action == action


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("open", "Ask"),
        ("asked", "See what was asked"),
        ("silent", "Remind, or open a case"),
        ("confirmed", "Check the answer"),
        ("refused", "Check the answer"),
        ("done", "Give it"),
        ("not_needed", "Give it"),
    ],
)
def test_holders_are_asked_waited_for_and_checked(state: str, action: str, rita: User) -> None:
    request = known(rita)
    task(request, state)
    assert step_of(request).action == action


@pytest.mark.parametrize(("state", "words"), [("open", "Not asked yet: "), ("asked", "Waiting for ")])
def test_a_sentence_that_ends_with_inc_has_one_full_stop(state: str, words: str, rita: User) -> None:
    request = known(rita)
    RequestTask.objects.filter(pk=task(request, state).pk).update(
        holder="operator", operator=OperatorFactory(name="Maple Reader Fictional, Inc.")
    )
    assert step_of(request).what == f"{words}Maple Reader Fictional, Inc."


def test_an_answer_is_checked_before_another_holder_is_waited_for(rita: User) -> None:
    request = known(rita)
    task(request, "asked")
    task(request, "confirmed")
    assert step_of(request).action == "Check the answer"


@pytest.mark.parametrize(
    ("kind", "about", "result"),
    [
        ("correct", "inaccuracy", "not_inaccurate"),
        ("delete", "deletion", "refused"),
        ("directory", "directory", "disclosed"),
        ("copy", "copy", "nothing_held"),
    ],
)
def test_what_is_decided_is_told(kind: str, about: str, result: str, rita: User) -> None:
    request = known(rita, kind)
    determined(request, rita, about, result)
    assert step_of(request).action == "Write to the family"


@pytest.mark.parametrize(
    ("kind", "about", "result"), [("correct", "inaccuracy", "exists"), ("delete", "deletion", "granted")]
)
def test_what_is_to_be_done_goes_to_the_holders_and_then_to_the_family(
    kind: str, about: str, result: str, rita: User
) -> None:
    request = known(rita, kind)
    determined(request, rita, about, result)
    assert step_of(request).action == "Choose the holders"
    task(request, "done")
    assert step_of(request).action == "Answer"


def test_a_hearing_is_next_even_after_the_answer(
    rita: User, signed_in: Callable[[User], Client], district: object
) -> None:
    request = known(rita, "correct", state="answered", answered_at=LATER, outcome="refused")
    refusal = determined(request, rita, "inaccuracy", "not_inaccurate")
    hearing = Hearing.objects.create(request=request, determination=refusal, asked_at=LATER, note={})
    assert step_of(request).action == "Set its day"
    page = signed_in(rita).get(reverse("requests:list"), {"view": "hearings"})
    assert [row.request for row in page.context["rows"]] == [request]
    hearing.held_on = LATER.date()
    hearing.save()
    assert step_of(request).action == "Open the hearing"


def test_what_was_joined_leads_on(rita: User) -> None:
    first = RequestFactory()
    joined = RequestFactory(state="joined", joined_to=first, closed_at=LATER, outcome="joined")
    assert step_of(joined).url == first.get_absolute_url()


@pytest.mark.parametrize("state", ["unconfirmed", "expired", "withdrawn", "closed"])
def test_nothing_is_to_be_pressed_where_nothing_is_due(state: str) -> None:
    ended = {} if state == "unconfirmed" else {"closed_at": LATER}
    assert step_of(RequestFactory(state=state, **ended)).action == ""
