"""The inventory's lists and forms in the office."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from district.models import User
from inventory.models import DataElement, ElementUse, ProductUse
from tests.factories.inventory import ElementUseFactory, FictionalProductFactory, ProductUseFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
USES, ELEMENTS = "/office/inventory/productuse/", "/office/inventory/dataelement/"


@pytest.mark.parametrize("address", [USES, ELEMENTS, f"{USES}?q=maple", f"{USES}?complete=no", f"{ELEMENTS}?q=birth"])
def test_the_lists_open_for_the_office_only(signed_in: SignIn, dana: User, olga: User, address: str) -> None:
    ElementUseFactory()
    assert signed_in(dana).get(address).status_code == 200
    assert signed_in(olga).get(address).status_code == 403
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", [USES, ELEMENTS])
def test_the_lists_take_the_same_queries_for_one_row_and_for_many(signed_in: SignIn, dana: User, address: str) -> None:
    client = signed_in(dana)
    ElementUseFactory()
    client.get(address)
    counts = []
    for number in (0, 12):
        for _ in range(number):
            ElementUseFactory()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def posted(**changes: str) -> dict[str, str]:
    """What the form of a product in use sends, with one kind of information."""
    element = DataElement.objects.get(code="name")
    return {
        "product": str(FictionalProductFactory().pk),
        "purpose": "Reading aloud.",
        "content_area": "Reading",
        "lowest_grade": "K",
        "highest_grade": "2",
        "users_under_13": "unknown",
        "elements-TOTAL_FORMS": "1",
        "elements-INITIAL_FORMS": "0",
        "elements-0-element": str(element.pk),
        "elements-0-collected": "on",
        "elements-0-how_used": "Shown to the teacher.",
        "elements-0-purpose": "To know the reader.",
        **changes,
    }


def test_the_privacy_officer_records_a_use_with_its_information(signed_in: SignIn, dana: User) -> None:
    response = signed_in(dana).post(f"{USES}add/", posted())
    assert response.status_code == 302
    assert ProductUse.objects.get().purpose == "Reading aloud."
    assert ElementUse.objects.get().how_used == "Shown to the teacher."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lowest_grade": "5"}, "comes after the highest"),
        ({"purpose": ""}, "This field is required"),
        ({"elements-0-how_used": ""}, "This field is required"),
        ({"elements-0-disclosed": "on"}, "say to whom"),
    ],
)
def test_a_wrong_form_comes_back_with_the_reason_and_the_input(
    signed_in: SignIn, dana: User, changes: dict[str, str], said: str
) -> None:
    response = signed_in(dana).post(f"{USES}add/", posted(**changes))
    assert response.status_code == 200
    assert said in response.content.decode()
    assert "To know the reader." in response.content.decode()
    assert not ProductUse.objects.exists()


def test_the_form_says_what_is_still_missing(signed_in: SignIn, dana: User) -> None:
    use = ProductUseFactory()
    assert "Its kinds of information" in signed_in(dana).get(f"{USES}{use.pk}/change/").content.decode()


def test_who_may_only_read_cannot_write(signed_in: SignIn, ari: User) -> None:
    use = ProductUseFactory()
    client = signed_in(ari)
    assert client.get(f"{USES}{use.pk}/change/").status_code == 200
    assert client.post(f"{USES}add/", posted()).status_code == 403


def test_a_reworded_element_is_the_district_s_own(signed_in: SignIn, dana: User) -> None:
    element = DataElement.objects.get(code="birth-date")
    values = {"name": element.name, "group": element.group, "element_class": "directory", "explanation": "Birthday."}
    assert signed_in(dana).post(f"{ELEMENTS}{element.pk}/change/", values).status_code == 302
    element.refresh_from_db()
    assert (element.explanation, element.own_words) == ("Birthday.", True)
