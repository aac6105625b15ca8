"""What goes out as a spreadsheet comes in again and changes nothing."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from district.models import User
from inventory.importing.services import import_columns_set, import_plan, import_receive, import_sheet_set
from inventory.models import DataElement, RowVerdict
from tests.factories.district import SchoolFactory
from tests.factories.inventory import ElementUseFactory, FictionalProductFactory, ProductUseFactory
from tests.factories.vendors import ContactFactory, SubcontractorFactory
from vendors.models import Operator

pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def operator(db: None) -> Operator:
    """An operator with everything that a spreadsheet can hold, hostile texts included."""
    use = ProductUseFactory(
        product__name="=Maple+Reader",
        product__website="https://maple.example/reader",
        product__description="Line one.\r\nLine two; with “quotes”, commas.  ",
        product__sign_in="district",
        product__data_location="Ohio",
        product__description_es="Una biblioteca.",
        ended_on=date(2027, 6, 30),
        users_under_13="yes",
        under_13_consent="The school consents.",
    )
    use.schools.add(SchoolFactory(name="Lantern School", code="LS"), SchoolFactory(name="Acorn School", code="AS"))
    for name in ("Name", "Date of birth"):
        ElementUseFactory(use=use, element=DataElement.objects.get(name=name), disclosed=True, disclosed_to="@printer")
    owner: Operator = use.product.operator
    ContactFactory(operator=owner, position="-Head", telephone="+1 217 555 0100", for_breaches=True)
    ContactFactory(operator=owner, name="Second Fictional")
    SubcontractorFactory(operator=owner)
    FictionalProductFactory(
        operator=owner, name="Fern Painter", general_audience=True, general_audience_reason="For everyone."
    )
    return owner


def verdicts_of(data: bytes, name: str, sheet: str, dana: User, now: datetime) -> set[tuple[str, str]]:
    batch = import_receive(file_name=name, chunks=[data], purpose="inventory", source="", actor=dana, now=now)
    import_sheet_set(batch=batch, sheet=sheet, header_row=1, actor=dana, now=now)
    assert len(batch.columns["fields"]) > 10
    import_columns_set(batch=batch, columns=batch.columns["fields"], defaults={}, actor=dana, now=now)
    import_plan(batch=batch, actor=dana, now=now)
    return {(row.verdict, f"{row.reason}{row.changes or ''}") for row in batch.rows.all()}


@pytest.mark.parametrize("sheet", ["Inventory", "Operators"])
def test_the_workbook_comes_in_again_and_changes_nothing(
    operator: Operator, sheet: str, signed_in: Callable[[User], Client], dana: User, now: datetime
) -> None:
    answer: Any = signed_in(dana).get("/office/imports/inventory.xlsx")
    data = b"".join(answer)
    assert verdicts_of(data, "inventory.xlsx", sheet, dana, now) == {(RowVerdict.SAME, "")}


@pytest.mark.parametrize("name", ["inventory.csv", "operators.csv"])
def test_csv_comes_in_again_and_changes_nothing(
    operator: Operator, name: str, signed_in: Callable[[User], Client], dana: User, now: datetime
) -> None:
    answer: Any = signed_in(dana).get(f"/office/imports/{name}")
    assert verdicts_of(b"".join(answer), name, "", dana, now) == {(RowVerdict.SAME, "")}


def test_no_cell_is_ever_a_formula(operator: Operator, signed_in: Callable[[User], Client], dana: User) -> None:
    answer: Any = signed_in(dana).get("/office/imports/inventory.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "=Maple+Reader" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)


def test_the_number_of_queries_does_not_grow_with_the_inventory(
    operator: Operator, signed_in: Callable[[User], Client], dana: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        ProductUseFactory(product__operator=operator)
    office = signed_in(dana)
    with django_assert_max_num_queries(30):
        b"".join(office.get("/office/imports/inventory.xlsx"))
