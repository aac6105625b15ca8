"""The students tab: whom it refuses, what it shows to whom, and that thousands of pupils are one page of a hundred."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breaches.affected import affected_count, affected_rows, rows_of
from breaches.models import AffectedList, Breach
from breaches.tasks import read_list
from district.models import User
from tests.factories.breaches import FRIDAY, MONDAY, affected_invented, affected_make, breach_reported
from tests.factories.district import SchoolFactory
from tests.factories.roster import StudentFactory, students_make

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def breach(dana: User) -> Breach:
    return breach_reported(dana, MONDAY, district_notified=FRIDAY)


@pytest.fixture
def sonia(person: Callable[..., User]) -> User:
    return person("Sonia Fictional", "superintendent")


def at(name: str, *args: Any) -> str:
    return reverse(f"breaches:{name}", args=args)


def list_of(breach: Breach, by: User, *rows: str) -> AffectedList:
    source = AffectedList.objects.create(
        breach=breach, file_name="export.csv", sha256="0" * 64, by=by, at=MONDAY, state="done",
        counts={"rows": len(rows), "added": 0, "already": 0, "unmatched": len(rows), "header": ["Student ID", "Name"]},
    )  # fmt: skip
    for line, cells in enumerate(rows, 2):
        source.rows.create(
            line=line, fate="unmatched", reason="No pupil has this number.", sealed={"cells": cells.split(",")}
        )
    return source


def pages_of(breach: Breach, by: User) -> dict[str, str]:
    source = list_of(breach, by, "999,Ben Nowhere")
    affected_make(breach, by, MONDAY, pupils=[StudentFactory()])
    change = breach.student_changes.get()
    return {
        "students": at("students", breach.pk),
        "school": at("students-school", breach.pk),
        "search": at("students-search", breach.pk),
        "take-back": at("students-take-back", breach.pk, change.pk),
        "list-add": at("list-add", breach.pk),
        "list-page": at("list-page", breach.pk, source.pk),
        "list-returned": at("list-returned", breach.pk, source.pk),
        "list-leave": at("list-leave", breach.pk, source.pk),
        "list-row": at("list-row", breach.pk, source.pk, rows_of(source).get().pk),
    }


def test_officer_and_superintendent_write_while_others_read_or_are_refused(
    breach: Breach, dana: User, sonia: User, dirk: User, cora: User, ari: User, tom: User, olga: User, signed_in: SignIn
) -> None:
    pages = pages_of(breach, dana)
    for user in (dana, sonia):
        assert {name for name, page in pages.items() if signed_in(user).get(page).status_code != 200} == set()
    readable = {"students", "list-page", "list-returned"}
    for user in (dirk, ari):
        client = signed_in(user)
        assert {name for name, page in pages.items() if client.get(page).status_code == 200} == readable
        for name in pages.keys() - {"list-page", "list-returned"}:
            assert client.post(pages[name]).status_code == 403, (user, name)
    counsel = signed_in(cora)
    assert {name for name, page in pages.items() if counsel.get(page).status_code == 200} == {"students"}
    for user in (tom, olga):
        assert {signed_in(user).get(page).status_code for page in pages.values()} == {403}


def test_visitors_are_sent_to_the_door_and_another_breachs_rows_are_404(
    breach: Breach, dana: User, client: Client, signed_in: SignIn
) -> None:
    pages = pages_of(breach, dana)
    assert {client.get(page).status_code for page in pages.values()} == {302}
    other = breach_reported(dana, MONDAY, district_notified=FRIDAY)
    source, officer = list_of(other, dana, "1,x"), signed_in(dana)
    for page in (
        at("list-page", breach.pk, source.pk),
        at("list-returned", breach.pk, source.pk),
        at("list-row", breach.pk, source.pk, rows_of(source).get().pk),
        at("students-take-back", other.pk, breach.student_changes.get().pk),
    ):
        assert officer.get(page).status_code == 404


def test_counsel_reads_sums_and_no_names(breach: Breach, dana: User, cora: User, signed_in: SignIn) -> None:
    affected_make(breach, dana, MONDAY, pupils=[StudentFactory(given_name="Ana", family_name="Unseen")])
    assert "Unseen" in signed_in(dana).get(at("students", breach.pk)).content.decode()
    shown = signed_in(cora).get(at("students", breach.pk)).content.decode()
    assert "1 pupil" in shown
    assert "Unseen" not in shown


def test_whole_schools_are_added_and_an_empty_choice_is_refused(breach: Breach, dana: User, signed_in: SignIn) -> None:
    school = SchoolFactory()
    students_make(3, school)
    client, page = signed_in(dana), at("students-school", breach.pk)
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"schools": ["x"]}).status_code == 422
    assert client.post(page, {"schools": [school.pk], "grades": ["12"]}).status_code == 422
    answer = client.post(page, {"schools": [school.pk]}, follow=True)
    assert "3 pupils added." in answer.content.decode()
    assert affected_count(Breach.objects.get(pk=breach.pk)) == 3


def test_single_pupils_are_looked_up_by_post_added_and_taken_off(breach: Breach, dana: User, signed_in: SignIn) -> None:
    ana = StudentFactory(given_name="Ana", family_name="Inventada", number="00123")
    client, page = signed_in(dana), at("students-search", breach.pk)
    assert "nobody with exactly" in client.post(page, {"look": "1", "typed": "Nobody"}).content.decode()
    assert client.post(page, {"look": "1", "typed": ""}).status_code == 422
    for typed in ("00123", "Ana Inventada", "inventada, ana"):
        assert client.post(page, {"look": "1", "typed": typed}).context["addable"][0].pk == ana.pk
    client.post(page, {"add": "1"})
    assert not affected_rows(breach).exists()
    client.post(page, {"add": "1", "student": [ana.pk, "x", "9" * 30]})
    found = client.post(page, {"look": "1", "typed": "00123"}).context["listed"]
    assert (len(found), found[0].listed) == (1, affected_rows(breach).get().pk)
    students = at("students", breach.pk)
    assert client.post(students, {"pupil": [found[0].listed], "because": ""}).status_code == 422
    assert client.post(students, {"because": "x"}).status_code == 422
    assert client.post(students, {"pupil": [found[0].listed], "because": "Left."}).status_code == 302
    assert not affected_rows(breach).exists()


@time_machine.travel(MONDAY, tick=False)
def test_a_list_is_sent_read_and_its_rows_come_back_as_a_file(breach: Breach, dana: User, signed_in: SignIn) -> None:
    StudentFactory(number="00123")
    client = signed_in(dana)
    assert client.post(at("list-add", breach.pk), {}).status_code == 422
    nothing = SimpleUploadedFile("a.csv", b"")
    assert "empty" in str(client.post(at("list-add", breach.pk), {"file": nothing}).context["form"].errors["file"])
    file = SimpleUploadedFile("export.csv", b"Student ID,Name\n00123,\n=HYPERLINK(1),@x\n", "text/csv")
    answer = client.post(at("list-add", breach.pk), {"file": file})
    source = AffectedList.objects.get()
    assert answer.url == at("list-page", breach.pk, source.pk)  # type: ignore[attr-defined]
    assert "waiting to be read" in client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    read_list(source.pk)
    assert "1 pupil added" in client.get(at("list-page", breach.pk, source.pk)).content.decode()
    got = client.get(at("list-returned", breach.pk, source.pk))
    text = b"".join(got.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.splitlines()[0] == "Line,Reason,Settled,Student ID,Name"
    assert "'=HYPERLINK(1),'@x" in text  # no spreadsheet takes it for a formula


def test_a_file_over_the_limit_is_refused_with_its_size(
    breach: Breach, dana: User, signed_in: SignIn, settings: Any
) -> None:
    settings.UPLOAD_MOST_BYTES = 2**20
    StudentFactory()
    file = SimpleUploadedFile("big.csv", b"Student ID\n" + b"1\n" * 2**20)
    answer = signed_in(dana).post(at("list-add", breach.pk), {"file": file})
    assert answer.status_code == 422
    assert "2 MB; at most 1 MB" in str(answer.context["form"].errors["file"])
    assert not AffectedList.objects.exists()


def test_rows_are_settled_one_after_the_other_or_left(breach: Breach, dana: User, signed_in: SignIn) -> None:
    source = list_of(breach, dana, "998,Ana Inventada", "999,Ben Nowhere")
    ana = StudentFactory(given_name="Ana", family_name="Inventada")
    first, second = rows_of(source)
    client = signed_in(dana)
    page, following = (at("list-row", breach.pk, source.pk, row.pk) for row in (first, second))
    assert client.post(page, {"look": "1", "typed": "Ana Inventada"}).context["candidates"][0].pk == ana.pk
    assert client.post(page, {"settle": "1", "student": "x"}).url == page  # type: ignore[attr-defined]
    assert client.post(page, {"settle": "1", "student": str(ana.pk)}).url == following  # type: ignore[attr-defined]
    assert client.post(following, {"leave": "1", "because": ""}).status_code == 422
    left = client.post(following, {"leave": "1", "because": "Not ours."})
    assert left.url == at("list-page", breach.pk, source.pk)  # type: ignore[attr-defined]
    assert affected_rows(breach).get().student == ana
    assert client.post(at("list-leave", breach.pk, source.pk), {"because": "x"}).status_code == 422


@pytest.mark.parametrize(
    "query", ["?school=x", "?grade=99", "?language=%00", "?page=-1", "?page=x", "?school=1&page=9e9"]
)
def test_what_fits_nothing_is_left_out(query: str, breach: Breach, dana: User, signed_in: SignIn) -> None:
    affected_make(breach, dana, MONDAY, pupils=[StudentFactory()])
    assert signed_in(dana).get(f"{at('students', breach.pk)}?{query}").status_code == 200


def test_ten_breaches_of_thousands_of_pupils_are_pages_of_a_hundred_with_one_number_of_queries(
    dana: User, signed_in: SignIn
) -> None:
    school = SchoolFactory()
    client = signed_in(dana)
    small = breach_reported(dana, MONDAY, district_notified=FRIDAY)
    affected_invented(small, dana, MONDAY, 150, school)
    client.get(at("students", small.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(at("students", small.pk) + "?page=2")
    for _ in range(10):
        large = breach_reported(dana, MONDAY, district_notified=FRIDAY)
        affected_invented(large, dana, MONDAY, 3000, school)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(at("students", large.pk) + "?page=30")
    assert len(many) == len(few) <= 25
    assert len(answer.context["pupils"]) == 100
    assert "3,000 pupils" in answer.content.decode()
    with CaptureQueriesContext(connection) as rooms:
        assert client.get(at("list")).status_code == 200
    assert not [query for query in rooms.captured_queries if "breaches_affectedstudent" in query["sql"]]
