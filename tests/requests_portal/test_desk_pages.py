"""The desk's pages: what is first, what is found, what a button does, and whom each address refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from district.audit import audited
from district.models import User
from requests_portal.models import (
    Determination,
    PortalSettings,
    PrivacyRequest,
    RequestState,
    RequestTask,
    ThreadMessage,
)
from requests_portal.services import request_claim, request_withdraw
from requests_portal.services.steps import family_actor, step_add
from tests.factories.district import AdoptedPackFactory, SchoolFactory
from tests.factories.requests import MONDAY, RequestFactory, request_asked, request_received, requests_past
from tests.factories.roster import StudentFactory

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)
LIST = "/office/requests/"
ENTRY = {
    "channel": "paper",
    "asked_at": "2026-03-02T09:00",
    "language": "es",
    "name": "Rosa Fictional",
    "relationship": "parent",
    "telephone": "217 555 0101",
    "student_name": "Ana Fictional",
    "student_number": "100234",
    "form": "paper",
    "waiver": "on",
    "all_products": "on",
}


@pytest.fixture(autouse=True)
def packs(district: object) -> None:
    for pack in ("il-soppa", "il-school-records", "us-ferpa"):
        AdoptedPackFactory(pack=pack)


@pytest.fixture
def rita(person: Callable[..., User]) -> User:
    return person("Rita Fictional", "records_custodian")


@pytest.fixture
def desk(rita: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(rita)


def address(name: str, request: PrivacyRequest, *more: object) -> str:
    return reverse(f"requests:{name}", args=[request.pk, *more])


# The list


def test_the_first_due_is_first_and_what_has_no_clock_last(desk: Client) -> None:
    no_clock = request_received(kind="delete")
    later = request_received(LATER, kind="copy")
    first = request_received(MONDAY, kind="copy")
    rows = desk.get(LIST).context["rows"]
    assert [row.request for row in rows] == [first, later, no_clock]


def test_the_reason_of_a_date_is_on_the_list(desk: Client) -> None:
    request_received()
    page = desk.get(LIST).content.decode()
    assert "why this date" in page
    assert "105 ILCS 10/5(c)" in page


def test_unconfirmed_requests_do_not_crowd_the_desk(desk: Client) -> None:
    waiting = request_asked()
    assert not desk.get(LIST).context["rows"]
    rows = desk.get(LIST, {"view": "unconfirmed"}).context["rows"]
    assert [row.request for row in rows] == [waiting]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("open", {"R-1", "R-2", "R-3"}),
        ("mine", {"R-2"}),
        ("unassigned", {"R-1", "R-3"}),
        ("unidentified", {"R-1", "R-3"}),
        ("bounced", {"R-3"}),
        ("past", {"R-4"}),
        ("unconfirmed", set()),
        ("nonsense", {"R-1", "R-2", "R-3"}),
    ],
)
def test_each_view_shows_what_its_name_says(view: str, expected: set[str], desk: Client, rita: User) -> None:
    RequestFactory(ordinal=1)
    RequestFactory(ordinal=2, owner=rita, state="working", identity="records")
    RequestFactory(ordinal=3, mail_bounced_at=LATER)
    RequestFactory(ordinal=4, state="answered", answered_at=LATER, outcome="granted")
    answer = desk.get(LIST, {"view": view})
    assert {row.request.number for row in answer.context["rows"]} == expected
    counts = {choice.words: choice.count for choice in answer.context["views"]}
    assert counts["All open"] == 3
    assert counts["Mail came back"] == 1
    assert counts["Past"] is None


def test_one_kind_alone_can_be_shown(desk: Client) -> None:
    RequestFactory(kind="copy")
    wanted = RequestFactory(kind="delete")
    rows = desk.get(LIST, {"kind": "delete"}).context["rows"]
    assert [row.request for row in rows] == [wanted]


@pytest.mark.parametrize("page", ["0", "-1", "two", "99999999999999999999", "١"])
def test_a_page_that_is_none_is_the_first(page: str, desk: Client) -> None:
    RequestFactory()
    assert len(desk.get(LIST, {"page": page}).context["rows"]) == 1


def test_past_requests_are_turned_by_pages(desk: Client) -> None:
    requests_past(120)
    first, third = desk.get(LIST, {"view": "past"}), desk.get(LIST, {"view": "past", "page": "3"})
    assert (len(first.context["rows"]), first.context["page"].has_next) == (50, True)
    assert (len(third.context["rows"]), third.context["page"].has_next) == (20, False)


def test_the_list_asks_the_same_number_of_queries_for_any_number_of_requests(
    desk: Client, django_assert_num_queries: Any
) -> None:
    request_received()
    desk.get(LIST)
    with django_assert_num_queries(QUERIES_OF_LIST):
        desk.get(LIST)
    for kind in ("copy", "inspect", "correct", "delete"):
        for _ in range(3):
            request_received(kind=kind)
    with django_assert_num_queries(QUERIES_OF_LIST):
        desk.get(LIST)


QUERIES_OF_LIST = 18


# Finding


@pytest.mark.parametrize("words", ["Rosa Fictional", "rosa@family.example", "217-555-0101", "100234", "ana fictional"])
def test_a_request_is_found_by_what_a_person_says(words: str, desk: Client) -> None:
    wanted = RequestFactory()
    RequestFactory(
        name="Bo Fictional", email="bo@family.example", telephone="1", student_name="Cy Fictional", student_number="9"
    )
    found = desk.post(reverse("requests:find"), {"words": words})
    assert [row.request for row in found.context["rows"]] == [wanted]


def test_a_request_is_found_by_the_pupil_of_the_roster(desk: Client) -> None:
    pupil = StudentFactory(given_name="Anastasia", family_name="Fictional", number="777")
    wanted = RequestFactory(student=pupil)
    for words in ("Anastasia Fictional", "777"):
        found = desk.post(reverse("requests:find"), {"words": words})
        assert [row.request for row in found.context["rows"]] == [wanted]


@pytest.mark.parametrize("words", ["R-7", "r 7", "7"])
def test_a_number_leads_straight_to_the_case(words: str, desk: Client) -> None:
    wanted = RequestFactory(ordinal=7)
    answer = desk.post(reverse("requests:find"), {"words": words})
    assert answer["Location"] == address("case", wanted)


@pytest.mark.parametrize("words", ["", "   ", "\0", "nobody", "R-99999", "x" * 5000, "'; --", "@"])
def test_what_nobody_has_finds_nothing(words: str, desk: Client) -> None:
    RequestFactory(student_number="", telephone="", email="")
    answer = desk.post(reverse("requests:find"), {"words": words})
    assert (answer.status_code, answer.context["rows"]) == (200, [])


def test_search_words_never_stand_in_an_address(desk: Client) -> None:
    assert desk.get(reverse("requests:find"), {"words": "Rosa Fictional"}).status_code == 405


# The case


def test_the_case_is_one_column_in_time_order_with_one_next_thing(desk: Client) -> None:
    request = request_received()
    page = desk.get(address("case", request))
    moments = [entry.at for entry in page.context["entries"]]
    assert moments == sorted(moments)
    assert page.context["next"].action == "Take it"
    assert page.content.decode().count("request-next__button") == 1


def test_many_holders_entered_at_once_are_one_entry(desk: Client, rita: User) -> None:
    request = request_received()
    names = [f"Maple {number} Fictional, Inc." for number in range(5)]
    with audited(actor=rita, reason="holders"):
        for name in names:
            step_add(request=request, code="task_added", at=LATER, actor=rita, now=LATER, shown=False, holder=name)
        after = LATER + timedelta(days=1)
        step_add(request=request, code="task_added", at=after, actor=rita, now=after, holder="Juniper Fictional")
    page = desk.get(address("case", request))
    folded, alone = page.context["entries"][-2:]
    assert folded.title == "To be asked: 5 holders."
    assert folded.more == tuple(f"To be asked: {name}" for name in names)
    assert (alone.title, alone.more) == ("To be asked: Juniper Fictional.", ())
    assert page.content.decode().count("To be asked: Maple 3 Fictional, Inc.") == 1


def test_opening_a_known_pupils_case_leaves_who_looked(desk: Client, rita: User) -> None:
    pupil = StudentFactory()
    desk.get(address("case", RequestFactory(student=pupil)))
    from roster.models import PersonAct

    assert PersonAct.objects.get(student_number=pupil.pk).by == rita


def test_taking_and_undoing(desk: Client, rita: User) -> None:
    request = request_received()
    desk.post(address("take", request))
    request.refresh_from_db()
    assert (request.owner, request.state) == (rita, RequestState.WORKING)
    page = desk.get(address("case", request))
    assert "Undo the change of owner" in page.content.decode()
    desk.post(address("undo", request))
    request.refresh_from_db()
    assert request.owner is None


def test_a_stranger_to_the_change_cannot_undo_it(desk: Client, dana: User) -> None:
    request = request_received()
    request_claim(request=request, actor=dana, now=LATER)
    answer = desk.post(address("undo", request), follow=True)
    request.refresh_from_db()
    assert request.owner == dana
    assert "nothing to undo" in answer.content.decode()


def test_handing_over_without_a_reason_is_refused_at_the_field(desk: Client, rita: User, dana: User) -> None:
    request = request_received()
    request_claim(request=request, actor=rita, now=LATER)
    refused = desk.post(address("owner", request), {"owner": dana.pk})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    desk.post(address("owner", request), {"owner": dana.pk, "because": "On leave"})
    request.refresh_from_db()
    assert request.owner == dana


def test_only_people_who_may_work_are_offered(desk: Client, rita: User, dana: User, tom: User, ari: User) -> None:
    form = desk.get(address("owner", request_received())).context["form"]
    assert set(form.fields["owner"].queryset) == {rita, dana}


def test_giving_back_needs_a_reason(desk: Client, rita: User) -> None:
    request = request_received()
    request_claim(request=request, actor=rita, now=LATER)
    assert desk.post(address("give-back", request), {"because": " "}).status_code == 422
    desk.post(address("give-back", request), {"because": "By mistake"})
    request.refresh_from_db()
    assert request.owner is None


def test_the_shorter_clock_is_withdrawn_and_brought_back_on_one_page(desk: Client) -> None:
    request = request_received()
    desk.post(address("school-record", request), {"because": "Only app logs"})
    request.refresh_from_db()
    assert request.school_record is False
    desk.post(address("school-record", request), {"because": "A report card too"})
    request.refresh_from_db()
    assert request.school_record is True


@pytest.mark.parametrize(("how", "state"), [("withdrawn", "withdrawn"), ("closed", "closed")])
def test_ending_without_an_answer_says_why(how: str, state: str, desk: Client) -> None:
    request = request_received()
    assert desk.post(address("end", request), {"how": how}).status_code == 422
    desk.post(address("end", request), {"how": how, "because": "By telephone"})
    request.refresh_from_db()
    assert request.state == state


def test_two_that_are_the_same_are_joined_by_one_press(desk: Client) -> None:
    first, second = request_received(MONDAY), request_received(LATER)
    page = desk.get(address("case", second)).content.decode()
    assert f"join to {first.number}" in page
    desk.post(address("join", second, first.pk))
    second.refresh_from_db()
    assert second.joined_to == first


def test_what_is_about_something_else_is_not_joined(desk: Client) -> None:
    first = request_received(
        MONDAY, asker={"email": "bo@family.example"}, said={"student_number": "9", "student_name": "Bo Fictional"}
    )
    second = request_received(LATER)
    desk.post(address("join", second, first.pk))
    second.refresh_from_db()
    assert second.joined_to is None


def test_what_is_over_offers_nothing_to_do(desk: Client) -> None:
    request = request_received()
    request_withdraw(request=request, actor=family_actor(request), now=LATER)
    page = desk.get(address("case", request)).content.decode()
    assert "request-acts" not in page
    assert "request-next__button" not in page


# Entering


def test_what_came_on_paper_is_entered_with_its_clocks(desk: Client) -> None:
    school = SchoolFactory()
    desk.post(reverse("requests:enter", args=["copy"]), {**ENTRY, "school": school.pk})
    request = PrivacyRequest.objects.get()
    assert (request.state, request.channel, request.language, request.school) == ("received", "paper", "es", school)
    assert request.details == {"what": "", "form": "paper", "waiver": True}
    assert request.asked_at.isoformat() == "2026-03-02T15:00:00+00:00"  # nine in the morning in Chicago
    assert [step.code for step in request.steps.all()] == ["asked", "entered", "passed_on"]


def test_a_telephone_call_needs_no_e_mail_but_some_way_back(desk: Client) -> None:
    refused = desk.post(reverse("requests:enter", args=["copy"]), {**ENTRY, "telephone": ""})
    assert refused.status_code == 422
    assert "one way to reach them" in refused.content.decode()


def test_what_looks_alike_is_shown_before_it_is_entered_twice(desk: Client) -> None:
    known = request_received()
    shown = desk.post(reverse("requests:enter", args=["copy"]), ENTRY)
    assert shown.status_code == 422
    assert known.number in shown.content.decode()
    desk.post(reverse("requests:enter", args=["copy"]), {**ENTRY, "another": "on"})
    assert PrivacyRequest.objects.count() == 2


@pytest.mark.parametrize("kind", ["inspect", "copy", "correct", "delete", "content", "directory"])
def test_every_kind_has_its_form(kind: str, desk: Client) -> None:
    assert desk.get(reverse("requests:enter", args=[kind])).status_code == 200
    more = {"wrong": "Grade 2", "right": "Grade 5", "keep": "download", "purpose": "A leaflet", "recipient": "Choir"}
    desk.post(reverse("requests:enter", args=[kind]), {**ENTRY, **more, "what": "Names"})
    assert PrivacyRequest.objects.get().kind == kind


@pytest.mark.parametrize(
    "broken",
    [
        {"channel": "portal"},
        {"channel": ""},
        {"asked_at": "yesterday"},
        {"asked_at": "2999-01-01T00:00"},
        {"asked_at": "9999-12-31T23:59"},
        {"asked_at": "0001-01-01T00:00"},
        {"asked_at": "1900-01-01T09:00"},
        {"birth_date": "2999-01-01"},
        {"email": "no address"},
        {"name": ""},
        {"student_name": ""},
        {"language": "xx"},
        {"school": "999999"},
        {"products": "x"},
        {"form": "stone"},
        {"name": "x" * 500},
    ],
)
def test_broken_entries_are_refused_in_words(broken: dict[str, str], desk: Client) -> None:
    answer = desk.post(reverse("requests:enter", args=["copy"]), {**ENTRY, **broken})
    assert answer.status_code == 422
    assert not PrivacyRequest.objects.exists()


def test_a_kind_that_there_is_not_has_no_form(desk: Client) -> None:
    assert desk.get(reverse("requests:enter", args=["everything"])).status_code == 404


# Settings

SETTINGS = {"link_days": "30", "code_minutes": "15", "confirm_days": "7", "copy_days": "14"}


def test_the_settings_are_kept_in_one_row(desk: Client) -> None:
    fees = {"paper_cents_per_page": "20", "most_cents_per_page": "35", "fee_source": "Schedule of 2024"}
    for days in ("10", "20"):
        desk.post(reverse("requests:settings"), {**SETTINGS, **fees, "own_days_delete": days})
    row = PortalSettings.objects.get()
    assert (row.own_days_delete, row.paper_cents_per_page) == (20, 20)


@pytest.mark.parametrize(
    "broken",
    [
        {"paper_cents_per_page": "50", "most_cents_per_page": "35", "fee_source": "Schedule"},
        {"paper_cents_per_page": "20"},
        {"most_cents_per_page": "35"},
        {"link_days": "0"},
        {"code_minutes": "1"},
        {"own_days_delete": "400"},
        {"confirm_days": "soon"},
    ],
)
def test_settings_that_cannot_be_are_refused(broken: dict[str, str], desk: Client) -> None:
    assert desk.post(reverse("requests:settings"), {**SETTINGS, **broken}).status_code == 422
    assert not PortalSettings.objects.exists()


def test_the_districts_own_aim_runs_where_the_law_names_no_days(desk: Client) -> None:
    desk.post(reverse("requests:settings"), {**SETTINGS, "own_days_delete": "30"})
    page = desk.get(address("case", request_received(kind="delete"))).content.decode()
    assert "own aim" in page
    assert "the district set itself 30 calendar days" in page


# Who may

SEES = ("privacy_officer", "superintendent", "records_custodian", "auditor", "director")
WORKS = ("privacy_officer", "records_custodian")
EVERY_ROLE = (
    "privacy_officer",
    "superintendent",
    "director",
    "records_custodian",
    "business_manager",
    "committee_member",
    "counsel",
    "staff_member",
    "auditor",
    "",
)
# Name, method, who may; `case`: takes a request.
ADDRESSES = [
    ("list", "get", SEES, False),
    ("find", "post", SEES, False),
    ("new", "get", WORKS, False),
    ("enter", "get", WORKS, False),
    ("settings", "get", WORKS, False),
    ("case", "get", SEES, True),
    ("take", "post", WORKS, True),
    ("undo", "post", WORKS, True),
    ("owner", "get", WORKS, True),
    ("give-back", "get", WORKS, True),
    ("school-record", "get", WORKS, True),
    ("join", "post", WORKS, True),
    ("end", "get", WORKS, True),
]


@pytest.mark.parametrize("role", EVERY_ROLE)
@pytest.mark.parametrize(("name", "method", "may", "case"), ADDRESSES)
def test_every_address_refuses_whoever_has_no_right(
    name: str, method: str, may: tuple[str, ...], case: bool, role: str, client: Client, person: Callable[..., User]
) -> None:
    request = RequestFactory()
    args: list[object] = [request.pk] if case else []
    more: dict[str, list[object]] = {"enter": ["copy"], "join": [request.pk]}
    args += more.get(name, [])
    client.force_login(
        person("Pat Fictional", *([role] if role else [])),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    answer = getattr(client, method)(reverse(f"requests:{name}", args=args))
    assert (answer.status_code in {200, 302}) == (role in may)
    if role not in may:
        assert answer.status_code == 403


@pytest.mark.parametrize(("name", "method", "may", "case"), ADDRESSES)
def test_nobody_is_let_in_unsigned(
    name: str, method: str, may: tuple[str, ...], case: bool, client: Client, rita: User
) -> None:
    args: list[object] = [1] if case else []
    more: dict[str, list[object]] = {"enter": ["copy"], "join": [1]}
    args += more.get(name, [])
    answer = getattr(client, method)(reverse(f"requests:{name}", args=args))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/office/login/")


def test_a_request_that_there_is_not_is_not_found(desk: Client) -> None:
    for name in ("case", "owner", "end"):
        assert desk.get(reverse(f"requests:{name}", args=[987654])).status_code == 404


def test_the_clock_of_a_task_leads_to_its_holder(desk: Client, rita: User) -> None:
    request = request_received()
    task = RequestTask.objects.create(request=request, holder="district", made_at=LATER)
    answer = desk.get(reverse("requests:task", args=[task.pk]))
    assert answer["Location"] == reverse("requests:holder", args=[request.pk, task.pk])
    assert desk.get(reverse("requests:task", args=[task.pk + 1])).status_code == 404


@pytest.mark.parametrize("role", ["counsel", "business_manager", "staff_member", ""])
def test_who_sees_no_request_sees_no_task(
    role: str, signed_in: Callable[[User], Client], person: Callable[..., User]
) -> None:
    task = RequestTask.objects.create(request=RequestFactory(), holder="district", made_at=LATER)
    pat = signed_in(person("Pat Fictional", *([role] if role else [])))
    assert pat.get(reverse("requests:task", args=[task.pk])).status_code == 403


def test_the_decision_stands_at_the_end_of_the_case(desk: Client, rita: User) -> None:
    request = request_received(kind="delete")
    Determination.objects.create(
        request=request, about="deletion", result="refused", reason={"reason": "A records law"}, by=rita, at=LATER
    )
    page = desk.get(address("case", request)).content.decode()
    assert page.index("What happened") < page.index("Whether it may be deleted")


def test_the_case_asks_the_same_number_of_queries_for_any_history(desk: Client, django_assert_num_queries: Any) -> None:
    request = request_received()
    desk.get(address("case", request))
    with CaptureQueriesContext(connection) as first:
        desk.get(address("case", request))
    for n in range(12):
        ThreadMessage.objects.create(request=request, direction="note", sealed={"text": "A note"}, at=LATER, by="Rita")
        request_received(LATER, kind="inspect", said={"student_number": str(n)})
    with django_assert_num_queries(len(first)):
        desk.get(address("case", request))
    assert len(first) <= 30


def test_the_auditor_sees_no_button(client: Client, signed_in: Callable[[User], Client], ari: User) -> None:
    page = signed_in(ari).get(address("case", request_received())).content.decode()
    assert "request-next__button" not in page
    assert "request-acts" not in page
