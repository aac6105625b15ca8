"""Entering and changing the record of an agreement."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from contracts.models import Agreement, AgreementState
from contracts.services import agreement_create, agreement_update
from district.models import User
from tests.factories.contracts import MARCH, AgreementFactory
from tests.factories.vendors import ProductFactory

pytestmark = pytest.mark.django_db


def test_a_new_agreement_is_a_draft_with_its_first_step(dana: User) -> None:
    product = ProductFactory()
    agreement = agreement_create(
        operator=product.operator, products=[product], title="Maple", starts_on=date(2026, 3, 1), actor=dana, now=MARCH
    )
    assert (agreement.state, agreement.states.get().actor) == (AgreementState.DRAFT, dana.email)
    assert list(agreement.products.all()) == [product]


def test_a_change_leaves_the_products_that_are_not_named(dana: User) -> None:
    agreement = AgreementFactory()
    agreement_update(agreement=agreement, title="Maple, renewed", actor=dana, now=MARCH)
    agreement.refresh_from_db()
    assert agreement.title == "Maple, renewed"
    assert agreement.products.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": date(2026, 2, 28)}, "ends_on"),
        ({"amended_on": date(2026, 2, 28)}, "amended_on"),
        ({"title": ""}, "title"),
        ({"kind": "handshake"}, "kind"),
        ({"products": []}, "products"),
    ],
)
def test_a_crooked_agreement_is_refused_by_field(values: dict[str, object], field: str, dana: User) -> None:
    product = ProductFactory()
    given = {"products": [product], "title": "Maple", "starts_on": date(2026, 3, 1), **values}
    with pytest.raises(ValidationError) as refusal:
        agreement_create(operator=product.operator, actor=dana, now=MARCH, **given)  # type: ignore[arg-type]
    assert field in refusal.value.message_dict
    assert not Agreement.objects.exists()


def test_a_product_of_another_operator_is_refused_by_name(dana: User) -> None:
    product, stranger = ProductFactory(), ProductFactory(name="Copper Abacus")
    with pytest.raises(ValidationError, match="Copper Abacus"):
        agreement_create(
            operator=product.operator,
            products=[product, stranger],
            title="Maple",
            starts_on=date(2026, 3, 1),
            actor=dana,
            now=MARCH,
        )


@pytest.mark.parametrize("field", ["state", "signed_at", "operator"])
def test_what_has_its_own_way_of_changing_is_no_field_of_the_record(field: str, dana: User) -> None:
    changed: dict[str, Any] = {field: "signed"}
    with pytest.raises(TypeError, match=field):
        agreement_update(agreement=AgreementFactory(), actor=dana, now=MARCH, **changed)
