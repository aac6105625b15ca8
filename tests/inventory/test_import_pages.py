"""The office's pages of spreadsheets: hand in, name columns, look, settle doubles, take over; whom they refuse."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from district.importstates import ImportState
from district.models import User
from inventory.models import InventoryImport, SeenApp
from tests.factories.inventory import FictionalOperatorFactory
from tests.factories.spreadsheets import workbook_bytes
from vendors.models import Operator, Product

pytestmark = pytest.mark.usefixtures("district")
LIST = "/office/imports/"
HEAD = ("Operator", "App", "Grades", "Purpose", "Shoe size")
ROWS = (
    HEAD,
    ("Maple Reader Fictional, Inc.", "Maple Reader", "K-5", "Reading practice", "9"),
    ("Fern House Fictional", "Fern Counter", "banana", "Counting", ""),
)


@pytest.fixture
def office(signed_in: Callable[[User], Client], dana: User) -> Client:
    return signed_in(dana)


@pytest.fixture
def worked(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def handed_in(office: Client, rows: Sequence[Sequence[Any]] = ROWS, purpose: str = "inventory") -> InventoryImport:
    file = SimpleUploadedFile("apps.xlsx", workbook_bytes(rows))
    answer = office.post(f"{LIST}new/", {"file": file, "purpose": purpose, "source": "Registry"})
    assert answer.status_code == 302, answer.content.decode()
    return InventoryImport.objects.latest("pk")


def columns_named(office: Client, worked: Callable[[], Any], batch: InventoryImport, *fields: str) -> None:
    with worked():
        answer = office.post(f"{LIST}{batch.pk}/columns/", {f"column{at}": name for at, name in enumerate(fields)})
    assert answer.status_code == 302, answer.content.decode()
    batch.refresh_from_db()


def test_a_file_goes_from_upload_to_inventory(office: Client, worked: Callable[[], Any]) -> None:
    batch = handed_in(office)
    page = office.get(f"{LIST}{batch.pk}/columns/").content.decode()
    assert "“Maple Reader Fictional, Inc.”" in page
    assert '<option value="product" selected>' in page
    columns_named(office, worked, batch, "operator", "product", "grades", "purpose", "")
    assert batch.state == ImportState.PLANNED

    assert "Rows that are refused" in office.get(f"{LIST}{batch.pk}/").content.decode()
    assert "is no grade" in office.get(f"{LIST}{batch.pk}/rows/refused/").content.decode()
    assert "Maple Reader" in office.get(f"{LIST}{batch.pk}/rows/new/").content.decode()
    told = b"".join(office.get(f"{LIST}{batch.pk}/report.csv?verdict=refused")).decode()
    assert "3,Fern House Fictional,Fern Counter,refused," in told

    assert "Rows with something new: 1" in office.get(f"{LIST}{batch.pk}/commit/").content.decode()
    with worked():
        office.post(f"{LIST}{batch.pk}/commit/")
    batch.refresh_from_db()
    assert (batch.state, Product.objects.get().name) == (ImportState.COMMITTED, "Maple Reader")
    assert "What happened" in office.get(f"{LIST}{batch.pk}/").content.decode()
    assert b"Maple Reader" in b"".join(office.get(f"{LIST}{batch.pk}/report.csv"))  # the report is kept


def test_what_the_file_lists_is_chosen_from_the_start(office: Client) -> None:
    assert office.get(f"{LIST}new/").content.decode().count("checked") == 1
    assert office.get(f"{LIST}new/?purpose=seen").content.decode().count("checked") == 1


def test_the_header_may_stand_further_down(office: Client, worked: Callable[[], Any]) -> None:
    batch = handed_in(office, (("Our apps",), *ROWS))
    assert batch.header_row == 2
    office.post(f"{LIST}{batch.pk}/columns/", {"choose": "1", "header_row": "1"})
    batch.refresh_from_db()
    assert (batch.header_row, batch.columns["fields"]) == (1, {})
    answer = office.post(f"{LIST}{batch.pk}/columns/", {"choose": "1", "header_row": "77"})
    assert answer.status_code == 422


def test_two_columns_cannot_be_one_thing(office: Client) -> None:
    batch = handed_in(office)
    answer = office.post(f"{LIST}{batch.pk}/columns/", {"column0": "operator", "column1": "operator"})
    assert answer.status_code == 422
    assert "only one column can be it" in answer.content.decode()


def test_a_mapping_that_fits_nothing_is_said(office: Client) -> None:
    answer = office.post(f"{LIST}{handed_in(office).pk}/columns/", {"column0": "", "column1": "grades"})
    assert answer.status_code == 422
    assert "Say which column is the operator, or the app" in answer.content.decode()


def test_doubles_are_settled_on_their_page(office: Client, worked: Callable[[], Any]) -> None:
    there = FictionalOperatorFactory(name="Maple Readers Fictional")
    batch = handed_in(office)
    columns_named(office, worked, batch, "operator", "product", "grades", "purpose", "")
    assert "Say which are the same" in office.get(f"{LIST}{batch.pk}/").content.decode()
    page = office.get(f"{LIST}{batch.pk}/doubles/").content.decode()
    assert "The same as “Maple Readers Fictional”" in page
    double = batch.doubles.get()
    assert office.post(f"{LIST}{batch.pk}/doubles/", {f"double{double.pk}": "same:7"}).status_code == 422
    with worked():
        office.post(f"{LIST}{batch.pk}/doubles/", {f"double{double.pk}": "same:0"})
    with worked():
        office.post(f"{LIST}{batch.pk}/commit/")
    assert Operator.objects.get() == there


def test_a_file_that_is_no_table_is_refused_on_the_form(office: Client) -> None:
    file = SimpleUploadedFile("apps.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    answer = office.post(f"{LIST}new/", {"file": file, "purpose": "inventory", "source": "Registry"})
    assert answer.status_code == 422
    assert "old workbook" in answer.content.decode()
    assert not InventoryImport.objects.exists()


def test_a_dropped_file_is_gone(office: Client, worked: Callable[[], Any]) -> None:
    batch = handed_in(office)
    assert "Drop this file?" in office.get(f"{LIST}{batch.pk}/drop/").content.decode()
    with worked():
        office.post(f"{LIST}{batch.pk}/drop/")
    batch.refresh_from_db()
    assert (batch.state, batch.sealed_file) == (ImportState.DROPPED, "")
    assert "dropped" in office.get(LIST).content.decode()


def test_the_list_asks_the_database_the_same_however_long_it_is(
    office: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        handed_in(office)
    with django_assert_max_num_queries(22):
        office.get(LIST)


def test_rows_of_a_kind_that_there_is_not_are_not_found(office: Client) -> None:
    assert office.get(f"{LIST}{handed_in(office).pk}/rows/strange/").status_code == 404
    assert office.get(f"{LIST}99999/").status_code == 404


@pytest.mark.parametrize("page", ["", "new/", "inventory.xlsx", "inventory.csv", "operators.csv"])
def test_staff_and_visitors_are_refused(
    page: str, signed_in: Callable[[User], Client], tom: User, client: Client
) -> None:
    assert client.get(f"{LIST}{page}").status_code == 302
    assert signed_in(tom).get(f"{LIST}{page}").status_code == 403


def test_who_may_only_read_sees_the_report_and_changes_nothing(
    office: Client, worked: Callable[[], Any], signed_in: Callable[[User], Client], person: Callable[..., User]
) -> None:
    batch = handed_in(office)
    columns_named(office, worked, batch, "operator", "product", "grades", "purpose", "")
    auditor = signed_in(person("Ada Fictional", "auditor"))
    assert auditor.get(f"{LIST}{batch.pk}/").status_code == 200
    for page in ("columns/", "doubles/", "commit/", "drop/"):
        assert auditor.post(f"{LIST}{batch.pk}/{page}").status_code == 403
    assert auditor.get(f"{LIST}new/").status_code == 403


def test_apps_seen_become_a_list_to_decide_on(office: Client, worked: Callable[[], Any]) -> None:
    batch = handed_in(office, (("App name", "Users"), ("Fern Chat", "31"), ("fern chat", "9")), purpose="seen")
    columns_named(office, worked, batch, "app", "users")
    assert "Apps seen for the first time" in office.get(f"{LIST}{batch.pk}/").content.decode()
    with worked():
        office.post(f"{LIST}{batch.pk}/commit/")
    assert (SeenApp.objects.get().written, SeenApp.objects.get().users) == ("Fern Chat", 40)
    assert "not in the inventory" in office.get("/office/seen/").content.decode()
