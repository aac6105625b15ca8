"""The roster's pages: who may open them, what they show, what looking at a pupil leaves behind."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from district.models import District, User
from district.refusals import Refused
from roster.families import families_of
from roster.models import Act, EnrolmentCount, Guardian, Guardianship, PersonAct, RetentionRule, Student
from roster.services import (
    court_order_lift,
    court_order_set,
    do_not_contact_lift,
    do_not_contact_set,
    student_looked_at,
)
from tests.factories.district import SchoolFactory
from tests.factories.roster import (
    GuardianFactory,
    GuardianshipFactory,
    StudentFactory,
    family_make,
    two_households_make,
)

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
SECRET = "the county court, file 12"


def page(name: str, *args: object) -> str:
    return reverse(f"roster:{name}", args=args)


def addresses(student: Student) -> list[str]:
    tie = student.guardianships.first()
    assert tie is not None
    flags = [page(name, student.pk, tie.pk) for name in ("court-order", "do-not-contact")]
    return [page("find"), page("student", student.pk), page("enrolment"), page("retention"), *flags]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("privacy_officer", 6),
        ("records_custodian", 6),
        ("superintendent", 4),
        ("director", 4),
        ("auditor", 4),
        ("business_manager", 0),
        ("committee_member", 0),
        ("counsel", 0),
        ("staff_member", 0),
    ],
)
def test_who_may_open_the_rosters_pages(
    role: str, allowed: int, district: District, person: Callable[..., User], signed_in: SignIn
) -> None:
    client = signed_in(person("Somebody Fictional", role))
    answers = [client.get(address).status_code for address in addresses(family_make())]
    assert answers == [200] * allowed + [403] * (6 - allowed)


def test_nobody_else_sees_that_there_is_a_pupil(district: District, tom: User, client: Client) -> None:
    student = family_make()
    for address in addresses(student):
        assert client.get(address).status_code == 302
    client.force_login(tom, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(page("student", 987654)).status_code == 403
    assert client.post(page("find"), {"number": student.sealed["number"]}).status_code == 403
    assert not PersonAct.objects.exists()


def test_the_custodian_keeps_flags_and_no_times(
    district: District, person: Callable[..., User], signed_in: SignIn
) -> None:
    client = signed_in(person("Rhea Fictional", "records_custodian"))
    assert client.post(page("retention"), {"students": "30"}).status_code == 403
    assert b"Keep these times" not in client.get(page("retention")).content


@pytest.mark.parametrize("number", [1, 40])
def test_finding_takes_the_same_queries_for_one_and_for_forty(
    number: int, district: District, dana: User, signed_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = signed_in(dana)
    school = SchoolFactory()
    StudentFactory.create_batch(number, school=school, family_name="Lanternfield")
    client.get(page("find"))
    with django_assert_max_num_queries(9):
        response = client.post(page("find"), {"name": "lanternfield"})
    assert response.content.count(b"/office/roster/students/") == number


def test_a_found_pupil_is_a_link_and_the_search_stays_out_of_addresses(
    district: District, dana: User, signed_in: SignIn
) -> None:
    student = StudentFactory(given_name="Zebulon", number="777001")
    client = signed_in(dana)
    response = client.post(page("find"), {"number": "777001"})
    assert response.status_code == 200
    assert page("student", student.pk) in response.content.decode()
    assert "Zebulon Fictional" in response.content.decode()
    ignored = client.get(page("find"), {"number": "777001"})
    assert "Zebulon" not in ignored.content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Give a number, a name"),
        ({"birth_date": "yesterday"}, "Enter a valid date"),
        ({"guardian_email": "not an address"}, "Enter a valid email"),
        ({"name": "x" * 201}, "at most 200"),
        ({"name": "a\x00b"}, "Null characters"),
    ],
)
def test_a_search_that_is_none_is_refused_in_words(
    asked: dict[str, str], said: str, district: District, dana: User, signed_in: SignIn
) -> None:
    response = signed_in(dana).post(page("find"), asked)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_nobody_found_and_too_many_found_are_said(district: District, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    assert "No pupil" in client.post(page("find"), {"number": "nobody"}).content.decode()
    StudentFactory.create_batch(51, school=SchoolFactory(), family_name="Lanternfield")
    many = client.post(page("find"), {"name": "Lanternfield"})
    assert "More than 50 pupils" in many.content.decode()


def test_a_pupils_page_shows_households_guardians_flags_and_siblings(
    district: District, dana: User, signed_in: SignIn
) -> None:
    student = two_households_make(given_name="Eva")
    first, second = student.guardianships.order_by("pk")
    sibling = StudentFactory(given_name="Ida")
    GuardianshipFactory(student=sibling, guardian=first.guardian)
    court_order_set(guardianship=second, reason=SECRET, actor=dana, now=NOW)
    do_not_contact_set(guardian=first.guardian, reason="asked by letter", actor=dana, now=NOW)
    text = signed_in(dana).get(page("student", student.pk)).content.decode()
    for words in (
        "Eva Fictional",
        "Household 2",
        "court order: no letters, no access",
        "do not contact",
        SECRET,
        "asked by letter",
        "Ida Fictional",
        first.guardian.sealed["email"],
    ):
        assert words in text, words


@pytest.mark.parametrize("guardians", [1, 6])
def test_a_pupils_page_takes_the_same_queries_for_one_guardian_and_for_six(
    guardians: int,
    district: District,
    dana: User,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    student = StudentFactory()
    for _ in range(guardians):
        guardian = GuardianFactory()
        GuardianshipFactory(student=student, guardian=guardian)
        GuardianshipFactory(student=StudentFactory(school=student.school), guardian=guardian)
    client = signed_in(dana)
    client.get(page("student", student.pk))
    with django_assert_max_num_queries(14):
        assert client.get(page("student", student.pk)).status_code == 200


def test_opening_a_pupils_page_leaves_a_line_without_a_name(district: District, dana: User, signed_in: SignIn) -> None:
    student = family_make()
    client = signed_in(dana)
    client.head(page("student", student.pk))
    assert not PersonAct.objects.exists()
    client.get(page("student", student.pk))
    client.get(page("student", student.pk))
    act = PersonAct.objects.get()
    assert (act.by, act.what, act.student_number) == (dana, Act.LOOKED, student.pk)
    assert "Who looked at this page" in client.get(page("student", student.pk)).content.decode()
    assert client.get(page("student", 987654)).status_code == 404


def test_a_look_after_ten_minutes_is_another_look(dana: User) -> None:
    student = StudentFactory()
    for minutes in (0, 9, 11, 30):
        student_looked_at(student=student, actor=dana, now=NOW + timedelta(minutes=minutes))
    assert PersonAct.objects.count() == 3


def test_a_court_order_is_entered_and_lifted_with_reasons(district: District, dana: User, signed_in: SignIn) -> None:
    student = family_make()
    tie = student.guardianships.get()
    client, address = signed_in(dana), page("court-order", student.pk, tie.pk)
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": SECRET})["Location"] == page("student", student.pk)
    assert {one.excluded for one in families_of([student.pk], on=date(2026, 3, 2))} == {"court order"}
    assert "Lift the court order" in client.get(address).content.decode()
    client.post(address, {"reason": "lifted by the court"})
    tie.refresh_from_db()
    assert not tie.court_order
    assert tie.note == {"reason": SECRET, "lifted": "lifted by the court"}
    whats = PersonAct.objects.exclude(what=Act.LOOKED).order_by("pk").values_list("what", flat=True)
    assert list(whats) == [Act.COURT_ORDER_SET, Act.COURT_ORDER_LIFTED]


def test_do_not_contact_is_entered_and_lifted(district: District, dana: User, signed_in: SignIn) -> None:
    student = family_make()
    tie = student.guardianships.get()
    client, address = signed_in(dana), page("do-not-contact", student.pk, tie.pk)
    client.post(address, {"reason": "asked by letter"})
    assert Guardian.objects.get().do_not_contact
    client.post(address, {"reason": "asked again"})
    assert not Guardian.objects.get().do_not_contact


def test_a_guardian_of_another_pupil_is_not_reached_through_this_one(
    district: District, dana: User, signed_in: SignIn
) -> None:
    student, other = family_make(), family_make()
    tie = other.guardianships.get()
    for name in ("court-order", "do-not-contact"):
        assert signed_in(dana).post(page(name, student.pk, tie.pk), {"reason": "x"}).status_code == 404
    assert not Guardianship.objects.filter(court_order=True).exists()


def test_a_flag_is_set_once_and_needs_a_reason(dana: User) -> None:
    tie = family_make().guardianships.get()
    court_order_set(guardianship=tie, reason=SECRET, actor=dana, now=NOW)
    with pytest.raises(Refused, match="already"):
        court_order_set(guardianship=tie, reason="again", actor=dana, now=NOW)
    with pytest.raises(Refused, match="Say why"):
        court_order_lift(guardianship=tie, reason="  ", actor=dana, now=NOW)
    with pytest.raises(Refused, match="not marked"):
        do_not_contact_lift(guardian=tie.guardian, reason="why", actor=dana, now=NOW)


def test_the_reason_of_a_flag_is_in_no_history(dana: User, ari: User, district: District, signed_in: SignIn) -> None:
    tie = family_make().guardianships.get()
    court_order_set(guardianship=tie, reason=SECRET, actor=dana, now=NOW)
    trail = signed_in(ari).get(reverse("admin:trail")).content.decode()
    assert "Court order entered" in trail
    assert SECRET not in trail
    assert tie.guardian.sealed["given_name"] not in trail


def test_enrolment_is_shown_for_a_day(district: District, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    assert "4,012 pupils" in client.get(page("enrolment"), {"day": "2026-03-02"}).content.decode()
    EnrolmentCount.objects.create(school=SchoolFactory(name="Lantern Hill"), day=date(2026, 3, 1), students=1200)
    text = client.get(page("enrolment"), {"day": "2026-03-02"}).content.decode()
    assert "1,200 pupils" in text
    assert "Lantern Hill" in text
    assert client.get(page("enrolment"), {"day": "soon"}).status_code == 422


def test_retention_times_are_set_and_emptied(district: District, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    assert client.post(page("retention"), {"students": "400"}).status_code == 302
    assert RetentionRule.objects.get(what="students").days == 400
    assert client.post(page("retention"), {"students": "0"}).status_code == 422
    assert client.post(page("retention"), {"students": ""}).status_code == 302
    assert RetentionRule.objects.get(what="students").days is None


MODELS = (
    "student",
    "guardian",
    "household",
    "guardianship",
    "enrolmentcount",
    "rosterimport",
    "columnmapping",
    "retentionrule",
    "purgerecord",
    "personact",
)


@pytest.mark.parametrize("model", MODELS)
def test_the_lists_of_the_office_show_nothing_sealed_and_are_read_only(
    model: str, district: District, dana: User, signed_in: SignIn
) -> None:
    student = family_make()
    client = signed_in(dana)
    client.get(page("student", student.pk))
    tie = student.guardianships.get()
    rows = {"student": student.pk, "guardian": tie.guardian_id, "household": tie.guardian.household_id}
    paths = [f"/office/roster/{model}/"]
    paths += [f"/office/roster/{model}/{rows[model]}/change/"] if model in rows else []
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200
        text = response.content.decode()
        for value in (*student.sealed.values(), tie.guardian.sealed["email"], "Fictional Street"):
            assert value in {"", "en"} or value not in text.replace("Dana Fictional", ""), value
    assert client.get(f"/office/roster/{model}/add/").status_code == 403


def test_a_list_is_searched_by_the_rosters_own_id_exactly(district: District, dana: User, signed_in: SignIn) -> None:
    student = StudentFactory(source_id="sis-77")
    StudentFactory(source_id="sis-778")
    found = signed_in(dana).get("/office/roster/student/", {"q": "sis-77"}).content.decode()
    assert f"Open pupil {student.pk}" in found
    assert found.count("Open pupil") == 1
