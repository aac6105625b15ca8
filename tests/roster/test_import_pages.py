"""The office's import pages: hand in, name columns, look, settle schools, take over, drop; and whom they refuse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from district.models import School, User
from district.sealedfiles import sealed_files
from roster.importing.staging import staged
from roster.models import ImportState, RosterImport, SchoolAlias, Student
from tests.factories.district import SchoolFactory

pytestmark = pytest.mark.usefixtures("district")
LIST = "/office/roster/imports/"
TABLE = "Student ID,First Name,Last Name,Grade,School\n1001,Ada,Fable,5,LS\n1002,Ben,Fable,banana,LS\n"


@pytest.fixture(autouse=True)
def school(district: object) -> School:
    return SchoolFactory(name="Lantern School", code="LS")


@pytest.fixture
def office(signed_in: Callable[[User], Client], dana: User) -> Client:
    return signed_in(dana)


@pytest.fixture
def worked(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """Within it, what is queued is done at the end; twice, because work may queue more."""

    @contextmanager
    def work() -> Iterator[None]:
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return work


def handed_in(office: Client, worked: Callable[[], Any], text: str = TABLE, whole: str = "all") -> RosterImport:
    file = SimpleUploadedFile("pupils.csv", text.encode())
    with worked():
        response = office.post(f"{LIST}new/", {"file": file, "whole": whole})
    batch = RosterImport.objects.get()
    assert response.status_code == 302
    return batch


def columns_named(office: Client, worked: Callable[[], Any], batch: RosterImport) -> None:
    fields = ("number", "given_name", "family_name", "grade", "school")
    with worked():
        office.post(f"{LIST}{batch.pk}/columns/", {f"column{place}": name for place, name in enumerate(fields)})
    batch.refresh_from_db()


def test_a_file_goes_from_upload_to_roster(office: Client, worked: Callable[[], Any]) -> None:
    batch = handed_in(office, worked)
    assert batch.state == ImportState.MAPPING
    page = office.get(f"{LIST}{batch.pk}/columns/").content.decode()
    assert "“1001”" in page
    assert '<option value="number" selected>' in page

    columns_named(office, worked, batch)
    assert batch.state == ImportState.PLANNED
    page = office.get(f"{LIST}{batch.pk}/").content.decode()
    assert "1 row comes back" in page
    assert "Ada Fable" in office.get(f"{LIST}{batch.pk}/rows/added/").content.decode()
    assert "is no grade" in office.get(f"{LIST}{batch.pk}/rows/conflicts/").content.decode()
    answer = office.get(f"{LIST}{batch.pk}/rows/conflicts.csv")
    assert "1002,Ben,Fable,banana,LS,pupils.csv,3,Grade," in b"".join(answer).decode()

    assert "Pupils: 1 added" in office.get(f"{LIST}{batch.pk}/commit/").content.decode()
    with worked():
        assert office.post(f"{LIST}{batch.pk}/commit/").status_code == 302
    batch.refresh_from_db()
    assert batch.state == ImportState.COMMITTED
    assert Student.objects.get().sealed["given_name"] == "Ada"


def test_dropping_leaves_nothing_of_the_file(office: Client, worked: Callable[[], Any]) -> None:
    before = len(list(sealed_files()))
    batch = handed_in(office, worked)
    columns_named(office, worked, batch)
    with worked():
        office.post(f"{LIST}{batch.pk}/drop/")
    batch.refresh_from_db()
    assert (batch.state, batch.sealed_file, staged(batch.pk)) == (ImportState.DROPPED, "", False)
    assert len(list(sealed_files())) == before
    assert office.get(f"{LIST}{batch.pk}/rows/added/").status_code == 404
    assert office.get(f"{LIST}{batch.pk}/").status_code == 200


def test_the_file_waits_sealed_and_never_readable(office: Client, worked: Callable[[], Any], settings: Any) -> None:
    handed_in(office, worked)
    for place in settings.PRIVATE_ROOT.rglob("*"):
        assert not place.is_file() or b"Fable" not in place.read_bytes()


def test_an_unknown_school_is_chosen_on_the_page(office: Client, worked: Callable[[], Any], school: School) -> None:
    batch = handed_in(office, worked, TABLE.replace(",LS", ",Old Name"))
    columns_named(office, worked, batch)
    page = office.get(f"{LIST}{batch.pk}/").content.decode()
    assert "“Old Name” (1 pupil)" in page
    assert "Take it over" not in page
    assert office.post(f"{LIST}{batch.pk}/schools/", {"school0": ""}).status_code == 422
    with worked():
        office.post(f"{LIST}{batch.pk}/schools/", {"school0": str(school.pk)})
    batch.refresh_from_db()
    assert (batch.state, batch.counts["students_added"]) == (ImportState.PLANNED, 1)
    assert SchoolAlias.objects.get().school == school


def test_two_columns_cannot_be_the_same_thing(office: Client, worked: Callable[[], Any]) -> None:
    batch = handed_in(office, worked)
    answer = office.post(f"{LIST}{batch.pk}/columns/", {"column0": "number", "column1": "number"})
    assert answer.status_code == 422
    assert "is that already" in answer.content.decode()
    answer = office.post(f"{LIST}{batch.pk}/columns/", {"column1": "given_name", "column2": "family_name"})
    assert "Say which column is the student number" in answer.content.decode()


def test_a_file_that_is_no_roster_is_refused_on_the_form(office: Client) -> None:
    before = len(list(sealed_files()))
    answer = office.post(f"{LIST}new/", {"file": SimpleUploadedFile("x.csv", b"%PDF-1.7"), "whole": "all"})
    assert answer.status_code == 422
    assert "is no CSV file" in answer.content.decode()
    assert len(list(sealed_files())) == before
    assert office.post(f"{LIST}new/", {}).status_code == 422


def test_the_list_asks_the_same_number_of_questions_for_any_number_of_imports(
    office: Client, dana: User, now: Any, django_assert_max_num_queries: Any
) -> None:
    RosterImport.objects.bulk_create(
        RosterImport(source="csv", file_name=f"f{number}.csv", state="dropped", by=dana, created_at=now)
        for number in range(60)
    )
    with django_assert_max_num_queries(16):
        assert office.get(LIST).status_code == 200


@pytest.mark.parametrize(
    "path", ["", "new/", "{pk}/", "{pk}/columns/", "{pk}/rows/added/", "{pk}/commit/", "{pk}/drop/"]
)
def test_who_may_not_sees_nothing(
    path: str, now: Any, client: Client, signed_in: Callable[[User], Client], tom: User, ari: User
) -> None:
    batch = RosterImport.objects.create(source="csv", file_name="f.csv", state="planned", created_at=now)
    address = LIST + path.format(pk=batch.pk)
    assert client.get(address).status_code == 302
    assert signed_in(tom).get(address).status_code == 403
    allowed = {"": 200, "{pk}/": 200, "{pk}/rows/added/": 404}
    assert signed_in(ari).get(address).status_code == allowed.get(path, 403), "the auditor reads and changes nothing"
