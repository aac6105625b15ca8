"""The pages of report, facts, kinds and steps: whom they refuse, what they ask, and how much they read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from breaches.models import Breach, BreachElement, FactKind, Stage
from breaches.selectors import elements_of, facts_current
from district.models import User
from tests.factories.breaches import FRIDAY, MONDAY, BreachElementFactory, BreachFactory, breach_reported
from tests.factories.inventory import DataElementFactory, ElementUseFactory, ProductUseFactory
from tests.factories.vendors import OperatorFactory

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def breach(dana: User) -> Breach:
    return breach_reported(dana, MONDAY, operator_discovered=FRIDAY - timedelta(days=3), district_notified=FRIDAY)


@pytest.fixture
def sonia(person: Callable[..., User]) -> User:
    return person("Sonia Fictional", "superintendent")


def pages_of(breach: Breach, dana: User) -> dict[str, str]:
    element = BreachElement.objects.filter(breach=breach).first() or BreachElementFactory(breach=breach, added_by=dana)
    fact = breach.facts.first()
    assert fact is not None
    return {
        "new": reverse("breaches:new"),
        "facts": reverse("breaches:facts", args=[breach.pk]),
        "details": reverse("breaches:details", args=[breach.pk]),
        "fact": reverse("breaches:fact", args=[breach.pk, FactKind.DETERMINED]),
        "strike": reverse("breaches:fact-strike", args=[breach.pk, fact.pk]),
        "elements": reverse("breaches:elements", args=[breach.pk]),
        "class": reverse("breaches:element-class", args=[breach.pk, element.pk]),
        "remove": reverse("breaches:element-remove", args=[breach.pk, element.pk]),
        "state": reverse("breaches:state", args=[breach.pk]),
    }


def test_officer_and_superintendent_write_while_others_read_or_are_refused(
    breach: Breach, dana: User, sonia: User, dirk: User, cora: User, ari: User, tom: User, olga: User, signed_in: SignIn
) -> None:
    pages = pages_of(breach, dana)
    for user in (dana, sonia):
        assert {name for name, page in pages.items() if signed_in(user).get(page).status_code != 200} == set()
    for user in (dirk, cora, ari):
        client = signed_in(user)
        assert client.get(pages["facts"]).status_code == 200
        for name in pages.keys() - {"facts"}:
            assert client.get(pages[name]).status_code == 403, (user, name)
            assert client.post(pages[name]).status_code == 403, (user, name)
    for user in (tom, olga):
        client = signed_in(user)
        assert {client.get(page).status_code for page in pages.values()} == {403}


def test_visitors_are_sent_to_the_door_and_what_is_not_there_is_404(
    breach: Breach, dana: User, client: Client, signed_in: SignIn
) -> None:
    for page in pages_of(breach, dana).values():
        assert client.get(page).status_code == 302
    officer = signed_in(dana)
    for name, args in (
        ("facts", [breach.pk + 1]),
        ("fact", [breach.pk, "landed"]),
        ("fact-strike", [breach.pk, 0]),
        ("element-class", [breach.pk, 0]),
    ):
        assert officer.get(reverse(f"breaches:{name}", args=args)).status_code == 404


# Report


def reported(**fields: Any) -> dict[str, Any]:
    return {
        "reported_by": "operator",
        "reporter": "Pat Fictional",
        "known_at": "2026-02-27T17:40",
        "operator_discovered": "",
        "what_happened": "Strangers read records.",
        **fields,
    }


@time_machine.travel(MONDAY, tick=False)
def test_a_report_opens_the_room_with_its_facts_in_the_districts_time(dana: User, signed_in: SignIn) -> None:
    operator = OperatorFactory()
    answer = signed_in(dana).post(reverse("breaches:new"), reported(operator=operator.pk))
    breach = Breach.objects.get()
    assert answer.url == reverse("breaches:room", args=[breach.pk])  # type: ignore[attr-defined]
    assert (breach.number, breach.operator) == ("B-1", operator)
    assert facts_current(breach)[FactKind.DISTRICT_NOTIFIED].at == FRIDAY


@time_machine.travel(MONDAY, tick=False)
def test_what_staff_report_is_the_districts_own_discovery(dana: User, signed_in: SignIn) -> None:
    signed_in(dana).post(reverse("breaches:new"), reported(reported_by="staff"))
    assert set(facts_current(Breach.objects.get())) == {FactKind.DISTRICT_DISCOVERED}


@time_machine.travel(MONDAY, tick=False)
@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"known_at": "2026-03-02T09:01"}, "known_at", "future"),
        ({"known_at": "soon"}, "known_at", "a day and a time"),
        ({"known_at": ""}, "known_at", "when it reached us"),
        ({"operator_discovered": "2026-02-28T10:00"}, "known_at", "before it discovered it"),
        ({"reporter": ""}, "reporter", "who told us"),
        ({"operator": ""}, "operator", "which operator"),
        ({"operator": "999999999"}, "operator", "valid choice"),
        ({"reported_by": "nobody"}, "reported_by", "valid choice"),
    ],
)
def test_bad_reports_come_back_with_the_sentence_at_the_field_and_the_input_kept(
    fields: dict[str, Any], field: str, words: str, dana: User, signed_in: SignIn
) -> None:
    answer = signed_in(dana).post(reverse("breaches:new"), reported(**{"operator": OperatorFactory().pk, **fields}))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert "Strangers read records." in answer.content.decode()
    assert not Breach.objects.exists()


# Facts


@time_machine.travel(MONDAY, tick=False)
def test_a_fact_is_entered_corrected_and_struck_on_the_page(breach: Breach, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    page = reverse("breaches:fact", args=[breach.pk, FactKind.DISTRICT_NOTIFIED])
    said = {"at": "2026-02-27T16:00", "stated_by": "the mail server", "note": ""}
    refused = client.post(page, said)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["note"])
    answer = client.post(page, said | {"note": "It lay in quarantine."})
    assert answer.url == reverse("breaches:facts", args=[breach.pk])  # type: ignore[attr-defined]
    shown = client.get(reverse("breaches:facts", args=[breach.pk])).content.decode()
    assert "It lay in quarantine." in shown
    assert "counts no more" in shown
    fact = facts_current(breach)[FactKind.OPERATOR_DISCOVERED]
    client.post(reverse("breaches:fact-strike", args=[breach.pk, fact.pk]), {"reason": "Another customer."})
    assert FactKind.OPERATOR_DISCOVERED not in facts_current(breach)


@time_machine.travel(MONDAY, tick=False)
def test_an_hour_that_the_clock_change_left_out_is_refused_in_words(
    breach: Breach, dana: User, signed_in: SignIn
) -> None:
    page = reverse("breaches:fact", args=[breach.pk, FactKind.OPERATOR_AWARE])
    answer = signed_in(dana).post(page, {"at": "2025-03-09T02:30", "stated_by": "Pat", "note": ""})
    assert answer.status_code == 422
    assert "at" in answer.context["form"].errors


@time_machine.travel(MONDAY, tick=False)
def test_determining_asks_for_the_moment(breach: Breach, dana: User, signed_in: SignIn) -> None:
    client, page = signed_in(dana), reverse("breaches:state", args=[breach.pk])
    refused = client.post(page, {"to": "determined", "reason": "The logs say so.", "at": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["at"])
    client.post(page, {"to": "determined", "reason": "The logs say so.", "at": "2026-02-28T10:00"})
    breach.refresh_from_db()
    assert breach.state == Stage.DETERMINED
    assert client.post(page, {"to": "reported", "reason": "x"}).status_code == 422


@time_machine.travel(MONDAY, tick=False)
def test_kinds_are_ticked_as_the_inventory_proposes(dana: User, signed_in: SignIn) -> None:
    use = ProductUseFactory()
    held, other = ElementUseFactory(use=use).element, DataElementFactory()
    breach = breach_reported(dana, MONDAY, report={"operator": use.product.operator}, district_notified=FRIDAY)
    client, page = signed_in(dana), reverse("breaches:elements", args=[breach.pk])
    assert client.get(page).context["form"].initial["proposed"] == [held.pk]
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"proposed": [held.pk], "other": [other.pk]}).status_code == 302
    assert {row.element for row in elements_of(breach)} == {held, other}
    assert client.post(page, {"other": ["x"]}).status_code == 422


@time_machine.travel(MONDAY, tick=False)
def test_details_are_changed_and_impossible_days_refused(breach: Breach, dana: User, signed_in: SignIn) -> None:
    client, page = signed_in(dana), reverse("breaches:details", args=[breach.pk])
    told = {"title": "Reader", "happened_from": "2026-02-20", "happened_until": "2026-02-19", "measures": "Closed."}
    refused = client.post(page, told)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["happened_until"])
    assert client.post(page, told | {"happened_until": ""}).status_code == 302
    breach.refresh_from_db()
    assert (breach.title, breach.measures) == ("Reader", "Closed.")


def test_the_facts_page_reads_a_fixed_number_of_rows(
    breach: Breach, dana: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        BreachElementFactory(breach=breach, added_by=dana)
        BreachFactory(created_by=dana, ordinal=100 + number)
    client = signed_in(dana)
    client.get(reverse("breaches:facts", args=[breach.pk]))
    with django_assert_max_num_queries(22):
        assert client.get(reverse("breaches:facts", args=[breach.pk])).status_code == 200
