"""Entries of the schema before are read, and nothing is published anew only because the schema changed."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from district.models import District
from inventory.models import DataElement, ElementClass, ElementUse, ProductUse
from tests.factories.inventory import ElementUseFactory
from tests.factories.transparency import app_posted_able
from transparency.building import entries_build
from transparency.content import (
    ADDED_TO_AGREEMENT,
    ADDED_TO_ELEMENT,
    ADDED_TO_PRODUCT,
    ADDED_TO_USE,
    SCHEMA,
    content_read,
)
from transparency.difference import difference_between
from vendors.models import Product

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


def of_schema_1(content: dict[str, Any]) -> dict[str, Any]:
    """The same as an earlier release published it."""
    old = deepcopy(content)
    old["schema"] = 1
    parts: list[tuple[dict[str, Any], Mapping[str, Any]]] = [
        (old["product"], ADDED_TO_PRODUCT),
        (old["use"], ADDED_TO_USE),
    ]
    parts += [(row, {"code": "", **ADDED_TO_ELEMENT}) for row in old["elements"]]
    parts += [(row, ADDED_TO_AGREEMENT) for row in old["agreements"]]
    for part, added in parts:
        for name in added:
            del part[name]
    return old


@pytest.fixture
def content(illinois: District) -> dict[str, Any]:
    app_posted_able("Maple Reader")
    return entries_build(NOW).entries[0].content


def test_an_entry_of_schema_1_is_read_as_one_of_schema_2(content: dict[str, Any]) -> None:
    read = content_read(of_schema_1(content))
    assert read == content | {"schema": 1}
    assert content_read(content) == content


def test_a_new_schema_alone_is_no_change(content: dict[str, Any]) -> None:
    assert difference_between({"maple-reader": of_schema_1(content)}, {"maple-reader": content}).empty


def test_what_the_new_schema_says_first_is_a_change_in_words(content: dict[str, Any]) -> None:
    old = of_schema_1(content)
    ProductUse.objects.update(users_under_13="yes", purpose_es="Leen en casa.")
    ElementUse.objects.filter(element__name="Name").update(how_used_es="Se muestra a la maestra.")
    after = entries_build(NOW).entries[0].content
    said = difference_between({"maple-reader": old}, {"maple-reader": after}).changed[0].what
    assert "The purpose, in Spanish is now said: “Leen en casa.”." in said
    assert "Name: How it is used, in Spanish is now said: “Se muestra a la maestra.”." in said
    assert "Whether children under 13 use it is now said: “yes”." in said


def test_what_is_held_as_a_code_is_said_in_words(content: dict[str, Any]) -> None:
    Product.objects.update(sign_in="district")
    before = entries_build(NOW).entries[0].content
    Product.objects.update(sign_in="none")
    after = entries_build(NOW).entries[0].content
    said = difference_between({"maple-reader": before}, {"maple-reader": after}).changed[0].what
    assert said == ("How one signs in changes from “the district's sign-on” to “nobody signs in”.",)


def test_a_kind_of_information_keeps_its_key_when_it_is_renamed(content: dict[str, Any]) -> None:
    own = DataElement.objects.create(
        name="Bus pass", group="Transport", element_class=ElementClass.ORDINARY, explanation="Which bus."
    )
    ElementUseFactory(use=ProductUse.objects.get(), element=own)
    codes = {row["name"]: row["code"] for row in entries_build(NOW).entries[0].content["elements"]}
    assert codes["Name"] == "name"
    DataElement.objects.filter(pk=own.pk).update(name="Bus card")
    again = {row["name"]: row["code"] for row in entries_build(NOW).entries[0].content["elements"]}
    assert again["Bus card"] == codes["Bus pass"] == f"kind-{own.pk}"


def test_the_schema_is_the_second(content: dict[str, Any]) -> None:
    assert content["schema"] == SCHEMA == 2
