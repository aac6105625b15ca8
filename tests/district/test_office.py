"""The district's own records in the office: who may write what, and what bad input gets."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from district import hooks
from district.models import AdoptedPack, Closure, District, School, User
from district.trail.selectors import Question, trail_all
from rulebook.calendars import STATES as CALENDAR_STATES
from tests.factories.district import AdoptedPackFactory, ClosureFactory, PersonFactory, SchoolFactory

SignedIn = Callable[[User], Client]
SCHOOL = {
    "name": "Lantern Hill School",
    "code": "LH",
    "lowest_grade": "K",
    "highest_grade": "5",
    "enrolment": "410",
    "principal_email": "",
}
DISTRICT = {
    "name": "Prairie Lantern District 900",
    "board_name": "Prairie Lantern Board of Education",
    "address": "1 Lantern Way",
    "telephone": "",
    "email": "",
    "website": "prairie-lantern.example",
    "state": "IL",
    "time_zone": "America/Chicago",
    "enrolment": "4012",
    "school_year_starts_on": "",
    "letterhead": "",
    "digest_hour": "7",
}


@pytest.fixture
def told(district: District, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the listeners of the calendar were told."""
    heard: list[str] = []

    def listener(*, because: str, actor: Any, now: datetime) -> None:
        heard.append(because)

    monkeypatch.setattr(hooks, "CALENDAR_CHANGED", {"test": listener})
    return heard


def page(response: Any) -> str:
    return str(response.content.decode())


# The base


def test_a_change_in_the_office_is_audited_with_its_reason(signed_in: SignedIn, dana: User) -> None:
    signed_in(dana).post("/office/district/school/add/", {**SCHOOL, "_why": "Opened this autumn"})
    entry = next(iter(trail_all(Question(kind="district.school"))))
    assert (entry.actor, entry.reason) == (dana.email, "Opened this autumn")


def test_records_are_not_deleted_in_the_office(signed_in: SignedIn, dana: User) -> None:
    school = SchoolFactory.create()
    assert signed_in(dana).post(f"/office/district/school/{school.pk}/delete/", {"post": "yes"}).status_code == 403
    assert School.objects.filter(pk=school.pk).exists()


@pytest.mark.parametrize("role", ["auditor", "superintendent", "director", "business_manager"])
def test_whoever_only_reads_changes_no_school(role: str, signed_in: SignedIn, person: Callable[..., User]) -> None:
    school = SchoolFactory.create()
    client = signed_in(person("Rita Fictional", role))
    assert client.get(f"/office/district/school/{school.pk}/change/").status_code == 200
    assert client.post(f"/office/district/school/{school.pk}/change/", SCHOOL).status_code == 403
    assert client.post("/office/district/school/add/", SCHOOL).status_code == 403


@pytest.mark.parametrize("kind", ["school", "closure", "user", "adoptedpack", "signin", "district"])
def test_who_has_no_role_sees_no_list(kind: str, signed_in: SignedIn, olga: User, tom: User) -> None:
    for user in (olga, tom):
        assert signed_in(user).get(f"/office/district/{kind}/").status_code == 403


@pytest.mark.parametrize(
    ("kind", "factory"),
    [("school", SchoolFactory), ("closure", ClosureFactory), ("user", PersonFactory)],
)
def test_a_list_asks_as_many_questions_for_twenty_rows_as_for_one(
    kind: str, factory: Any, signed_in: SignedIn, dana: User, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(dana)
    factory.create_batch(20)
    client.get(f"/office/district/{kind}/")
    with django_assert_max_num_queries(17):
        assert client.get(f"/office/district/{kind}/").status_code == 200


# The district


def test_the_district_is_entered_once(signed_in: SignedIn, dana: User) -> None:
    client = signed_in(dana)
    assert client.post("/office/district/district/add/", DISTRICT).status_code == 302
    assert District.objects.get().website == "https://prairie-lantern.example"
    assert client.get("/office/district/district/add/").status_code == 403
    assert client.get("/office/district/district/").url == (  # type: ignore[attr-defined]
        f"/office/district/district/{District.objects.get().pk}/change/"
    )


def test_a_new_time_zone_tells_the_clocks_and_a_new_telephone_does_not(
    signed_in: SignedIn, dana: User, district: District, told: list[str]
) -> None:
    client, address = signed_in(dana), f"/office/district/district/{district.pk}/change/"
    client.post(address, {**DISTRICT, "telephone": "555-0100"})
    assert told == []
    client.post(address, {**DISTRICT, "time_zone": "America/New_York"})
    assert told == ["The district's state or time zone changed"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Chicago", "is not a time zone"),
        ("enrolment", "0", "greater than or equal to 1"),
        ("state", "XX", "not one of the available choices"),
        ("digest_hour", "24", "from 0 to 23"),
    ],
)
def test_bad_details_of_the_district_are_refused_in_words(
    field: str, value: str, sentence: str, signed_in: SignedIn, dana: User
) -> None:
    response = signed_in(dana).post("/office/district/district/add/", {**DISTRICT, field: value})
    assert response.status_code == 200
    assert sentence in page(response)
    assert not District.objects.exists()


# Packs


def test_a_pack_is_adopted_by_its_title_and_tells_the_clocks(signed_in: SignedIn, dana: User, told: list[str]) -> None:
    client = signed_in(dana)
    assert "Student Online Personal Protection" in page(client.get("/office/district/adoptedpack/add/"))
    client.post(
        "/office/district/adoptedpack/add/", {"pack": "il-soppa", "adopted_on": "2021-07-01", "policy": "7:345"}
    )
    assert AdoptedPack.objects.get().adopted_on == date(2021, 7, 1)
    assert told == ["The rule pack il-soppa was adopted"]
    listed = page(client.get("/office/district/adoptedpack/"))
    assert "+" in listed  # the version with the file's hash


def test_a_pack_ends_on_a_day_and_not_before_it_began(signed_in: SignedIn, dana: User, told: list[str]) -> None:
    adopted = AdoptedPackFactory.create()
    client, address = signed_in(dana), f"/office/district/adoptedpack/{adopted.pk}/change/"
    refused = client.post(address, {"policy": "", "ended_on": "2020-01-01"})
    assert "cannot end before" in page(refused)
    assert told == []
    assert client.post(address, {"policy": "", "ended_on": "2026-07-01"}).status_code == 302
    adopted.refresh_from_db()
    assert adopted.ended_on == date(2026, 7, 1)
    assert told == ["The rule pack il-soppa ends on 2026-07-01"]


@pytest.mark.parametrize("pack", ["", "no-such-pack", "il-soppa"])
def test_an_unknown_or_adopted_pack_is_refused_in_words(pack: str, signed_in: SignedIn, dana: User) -> None:
    AdoptedPackFactory.create()
    response = signed_in(dana).post("/office/district/adoptedpack/add/", {"pack": pack, "adopted_on": "2021-07-01"})
    assert response.status_code == 200
    assert AdoptedPack.objects.count() == 1


# Closed days


def test_a_range_closes_its_weekdays_once_and_tells_the_clocks_once(
    signed_in: SignedIn, dana: User, told: list[str]
) -> None:
    ClosureFactory.create(day=date(2026, 12, 24), name="Christmas Eve")
    answers = {"first": "2026-12-21", "last": "2027-01-01", "name": "Winter break"}
    response = signed_in(dana).post("/office/district/closure/several/", answers, follow=True)
    assert "9 closed days were added" in page(response)
    assert Closure.objects.count() == 10
    assert Closure.objects.get(day=date(2026, 12, 24)).name == "Christmas Eve"
    assert told == ["9 closed days were added"]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"first": "2026-12-31", "last": "2026-12-21", "name": "Break"}, "comes before the first"),
        ({"first": "2026-12-21", "last": "2036-12-21", "name": "Break"}, "check the year"),
        ({"first": "soon", "last": "2026-12-21", "name": "Break"}, "Enter a valid date"),
        ({"first": "2026-12-21", "last": "2026-12-22", "name": ""}, "This field is required"),
        ({"first": "2026-12-21", "last": "2026-12-22", "name": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_bad_range_is_refused_with_what_was_typed_kept(
    answers: dict[str, str], sentence: str, signed_in: SignedIn, dana: User
) -> None:
    response = signed_in(dana).post("/office/district/closure/several/", answers)
    assert sentence in page(response)
    assert not answers["first"] or f'value="{answers["first"]}"' in page(response)
    assert not Closure.objects.exists()


def test_taking_a_closed_day_back_tells_the_clocks(signed_in: SignedIn, dana: User, told: list[str]) -> None:
    closure = ClosureFactory.create(day=date(2026, 12, 24))
    signed_in(dana).post(f"/office/district/closure/{closure.pk}/delete/", {"post": "yes"})
    assert not Closure.objects.exists()
    assert told == ["No longer closed: 2026-12-24"]


def ics(*events: str) -> bytes:
    parts = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lantern Calendar//EN", *events, "END:VCALENDAR", "")
    return "\r\n".join(parts).encode()


def event(name: str, start: str, end: str = "", more: str = "") -> str:
    lines = ["BEGIN:VEVENT", f"UID:{name}", f"SUMMARY:{name}", f"DTSTART{start}"]
    lines += [f"DTEND{end}"] if end else []
    lines += [more] if more else []
    return "\r\n".join([*lines, "END:VEVENT"])


SCHOOL_YEAR = ics(
    event("Winter break", ";VALUE=DATE:20261221", ";VALUE=DATE:20270102"),
    event("First day of school", ";VALUE=DATE:20260819"),
    event("Board meeting", ":20260908T190000Z", ":20260908T210000Z"),
    event("Book fair", ";VALUE=DATE:20261010"),
)


def test_a_calendar_file_is_looked_at_first_and_saved_as_chosen(
    signed_in: SignedIn, dana: User, told: list[str]
) -> None:
    client = signed_in(dana)
    look = client.post("/office/district/closure/import/", {"file": SimpleUploadedFile("year.ics", SCHOOL_YEAR)})
    assert not Closure.objects.exists()
    assert page(look).count(" checked") == 1, "only the break is suggested"
    assert "Board meeting: has hours" in page(look)
    assert "Book fair: falls on a weekend" in page(look)
    names = [found.name for found in look.context["events"]]
    chosen = {"offered": look.context["offered"], "event": [str(names.index("Winter break")), "99", "x"]}
    done = client.post("/office/district/closure/import/", chosen, follow=True)
    assert "10 closed days were added" in page(done)
    assert set(Closure.objects.values_list("source", flat=True)) == {"year.ics"}
    again = client.post("/office/district/closure/import/", chosen, follow=True)
    assert "Nothing was added" in page(again)
    assert len(told) == 1


def test_a_yearly_day_is_followed_a_few_years_and_no_further(signed_in: SignedIn, dana: User) -> None:
    yearly = ics(event("Founders holiday", ";VALUE=DATE:20260515", more="RRULE:FREQ=YEARLY"))
    look = signed_in(dana).post("/office/district/closure/import/", {"file": SimpleUploadedFile("y.ics", yearly)})
    days = look.context["events"][0].days
    assert days[0] == date(2026, 5, 15)
    assert len(days) < 5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"   \r\n", "The file is empty"),
        (b"%PDF-1.7 no calendar", "This is not a calendar file"),
        (b"\xff\xfe\x00\x01binary", "This is not a calendar file"),
        (ics(), "no whole-day event"),
        (ics(event("Concert", ":20260908T190000Z")), "no whole-day event"),
        (ics(event("Broken", ";VALUE=DATE:2026")), "no whole-day event"),
        (ics(event("For ever", ";VALUE=DATE:20260101", ";VALUE=DATE:20301231")), "no whole-day event"),
        (ics(event("Odd", ";VALUE=DATE:20260101", more="RRULE:FREQ=SOMETIMES")), "no whole-day event"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * (2 * 1024 * 1024), "larger than 2 MB"),
    ],
)
def test_a_bad_calendar_file_gets_a_sentence(content: bytes, sentence: str, signed_in: SignedIn, dana: User) -> None:
    response = signed_in(dana).post("/office/district/closure/import/", {"file": SimpleUploadedFile("x.ics", content)})
    assert response.status_code == 200
    assert sentence in page(response)


def test_a_look_that_was_tampered_with_is_refused(signed_in: SignedIn, dana: User) -> None:
    answers = {"offered": "eyJldmVudHMiOltdfQ:forged:forged", "event": "0"}
    response = signed_in(dana).post("/office/district/closure/import/", answers, follow=True)
    assert "choose the file again" in page(response)


@pytest.mark.parametrize("address", ["several/", "import/"])
def test_only_the_officer_enters_closed_days(
    address: str, signed_in: SignedIn, ari: User, dirk: User, olga: User, client: Client
) -> None:
    assert client.get(f"/office/district/closure/{address}").status_code == 302
    for user in (ari, dirk, olga):
        assert signed_in(user).get(f"/office/district/closure/{address}").status_code == 403


# People

NEWCOMER = {
    "name": "Nell Fictional",
    "email": "Nell@Prairie-Lantern.example",
    "position": "Nurse",
    "school": "",
    "roles": ["staff_member", "committee_member"],
    "invite": "on",
}


def test_every_state_of_the_rulebook_can_be_chosen_by_name(signed_in: SignedIn, dana: User) -> None:
    page = signed_in(dana).get("/office/district/district/add/").content.decode()
    assert '<option value="OH">Ohio</option>' in page
    assert '<option value="DC">District of Columbia</option>' in page
    states = District._meta.get_field("state").choices
    assert {code for code, _ in states or ()} == set(CALENDAR_STATES) - {"UM"}


def test_a_person_is_entered_with_roles_and_invited(
    signed_in: SignedIn, dana: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(dana).post("/office/district/user/add/", NEWCOMER).status_code == 302
    nell = User.objects.get(email__iexact="nell@prairie-lantern.example")
    assert nell.has_role("staff_member")
    assert nell.has_role("committee_member")
    assert not nell.has_usable_password()
    assert not nell.is_superuser
    assert mail.outbox[0].to == [nell.email]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "dana@prairie-lantern.example", "already exists"),
        ("email", "DANA@prairie-lantern.example", "already exists"),
        ("email", "no address", "valid email"),
        ("roles", ["king"], "not one of the available choices"),
        ("name", "", "required"),
    ],
)
def test_bad_details_of_a_person_are_refused_in_words(
    field: str, value: Any, sentence: str, signed_in: SignedIn, dana: User
) -> None:
    response = signed_in(dana).post("/office/district/user/add/", {**NEWCOMER, field: value})
    assert response.status_code == 200
    assert sentence in page(response)
    assert User.objects.count() == 1


def details(user: User, **changes: Any) -> dict[str, Any]:
    roles = list(user.groups.values_list("name", flat=True))
    kept = {"name": user.name, "email": user.email, "position": user.position, "school": "", "is_active": "on"}
    return {**kept, "roles": roles, **changes}


def test_the_officer_gives_and_takes_roles(signed_in: SignedIn, dana: User, tom: User) -> None:
    signed_in(dana).post(f"/office/district/user/{tom.pk}/change/", details(tom, roles=["counsel"]))
    assert list(tom.groups.values_list("name", flat=True)) == ["counsel"]


def test_nobody_becomes_superuser_through_the_office(signed_in: SignedIn, dana: User, tom: User) -> None:
    answers = details(tom, is_superuser="on", user_permissions=["1"], groups=["1"])
    signed_in(dana).post(f"/office/district/user/{tom.pk}/change/", answers)
    tom.refresh_from_db()
    assert not tom.is_superuser
    assert not tom.user_permissions.exists()


def test_the_officer_cannot_touch_a_superuser(signed_in: SignedIn, dana: User) -> None:
    root = PersonFactory.create(is_superuser=True)
    address = f"/office/district/user/{root.pk}/change/"
    assert signed_in(dana).post(address, details(root, email="dana2@prairie-lantern.example")).status_code == 403


def test_the_only_officer_stays(signed_in: SignedIn, dana: User) -> None:
    client, address = signed_in(dana), f"/office/district/user/{dana.pk}/change/"
    every: tuple[dict[str, Any], ...] = ({"roles": []}, {"is_active": ""})
    for changes in every:
        answers = {name: value for name, value in details(dana, **changes).items() if value != ""}
        assert "only privacy officer" in page(client.post(address, answers))
    assert Group.objects.get(name="privacy_officer").user_set.filter(is_active=True).exists()


def test_others_read_the_list_of_people_and_change_nobody(signed_in: SignedIn, ari: User, tom: User) -> None:
    client = signed_in(ari)
    assert client.get("/office/district/user/").status_code == 200
    assert client.get(f"/office/district/user/{tom.pk}/change/").status_code == 200
    assert client.post(f"/office/district/user/{tom.pk}/change/", details(tom)).status_code == 403
    assert client.get("/office/district/user/add/").status_code == 403


def test_people_are_found_by_role(signed_in: SignedIn, dana: User, tom: User, olga: User) -> None:
    client = signed_in(dana)
    for role, expected in (("staff_member", [tom]), ("none", [olga]), ("king", [dana, olga, tom])):
        assert list(client.get("/office/district/user/", {"role": role}).context["cl"].queryset) == expected


def test_sign_ins_are_for_officer_and_auditor(
    signed_in: SignedIn, dana: User, ari: User, person: Callable[..., User]
) -> None:
    assert signed_in(ari).get("/office/district/signin/").status_code == 200
    assert signed_in(dana).get("/office/district/signin/").status_code == 200
    assert signed_in(person("Sue Fictional", "superintendent")).get("/office/district/signin/").status_code == 403
    assert signed_in(dana).get("/office/district/signin/add/").status_code == 403
