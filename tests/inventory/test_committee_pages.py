"""The committee's pages: whom they refuse, what they show, and how many queries they need."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from district.models import District, User
from inventory.committee.services import Wanted, conflict_declare, decision_make, vote_cast
from inventory.models import AppRequest, AppRequestState, CommitteeSettings, Meeting, RubricVersion
from tests.factories.committee import Committee, asked, committee_make, evaluated, evaluating, voted, voting
from tests.factories.inventory import FictionalProductFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def committee(district: District, person: Callable[..., User]) -> Committee:
    return committee_make(person)


def ask_form(**more: str) -> dict[str, str]:
    return {
        "product_name": "Maple Reader",
        "purpose": "Reading.",
        "lowest_grade": "3",
        "highest_grade": "5",
        "under_13": "unknown",
        **more,
    }


# Staff


def test_a_teacher_who_has_only_that_role_asks_and_reads_their_own(
    committee: Committee, signed_in: SignIn, now: datetime
) -> None:
    client = signed_in(committee.teacher)
    assert client.get("/office/apps/ask/").status_code == 200
    answer = client.post("/office/apps/ask/", ask_form())
    request = AppRequest.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/office/apps/mine/{request.pk}/")
    assert "Maple Reader" in client.get("/office/apps/mine/").content.decode()
    assert client.get(f"/office/apps/mine/{request.pk}/").status_code == 200


def test_nobody_reads_the_request_of_somebody_else(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    request = asked(committee, now)
    client = signed_in(committee.members[0])
    for address in (f"/office/apps/mine/{request.pk}/", f"/office/apps/mine/{request.pk}/withdraw/"):
        assert client.get(address).status_code == 404


def test_an_account_without_a_role_asks_for_nothing(olga: User, district: District, signed_in: SignIn) -> None:
    client = signed_in(olga)
    for address in ("/office/apps/ask/", "/office/apps/mine/"):
        assert client.get(address).status_code == 403


def test_the_look_up_shows_near_names_and_whether_they_are_approved(
    committee: Committee, signed_in: SignIn, now: datetime
) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")
    decision_make(request=request, outcome="approved", reason="Good.", actor=committee.keeper, now=now)
    FictionalProductFactory(name="Maple Writer")
    client = signed_in(committee.teacher)
    page = client.get("/office/apps/ask/?q=maple+raeder").content.decode()
    assert "Maple Reader" in page
    assert "You may use it: Grades 3 to 5." in page
    rows = client.get("/office/apps/ask/?q=maple+writer&part=rows").content.decode()
    assert "Maple Writer" in rows
    assert "<html" not in rows


@pytest.mark.parametrize("typed", ["", "x", "\x00", "a" * 5000, "%", "<script>"])
def test_whatever_is_typed_the_look_up_answers(typed: str, committee: Committee, signed_in: SignIn) -> None:
    answer = signed_in(committee.teacher).get("/office/apps/ask/", {"q": typed})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace("<script src=", "")


@pytest.mark.parametrize("product", ["0", "abc", "-1", "9" * 30, "٣"])
def test_a_product_that_is_none_is_left_out(product: str, committee: Committee, signed_in: SignIn) -> None:
    assert signed_in(committee.teacher).get("/office/apps/ask/", {"product": product}).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"product_name": ""},
        {"purpose": " "},
        {"lowest_grade": "5", "highest_grade": "3"},
        {"lowest_grade": "13"},
        {"website": "not an address"},
        {"need_by": "soon"},
        {"product_name": "x" * 201},
        {"under_13": "perhaps"},
    ],
)
def test_a_wrong_form_is_shown_again_and_nothing_is_asked(
    wrong: dict[str, str], committee: Committee, signed_in: SignIn
) -> None:
    answer = signed_in(committee.teacher).post("/office/apps/ask/", ask_form(**wrong))
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not AppRequest.objects.exists()


def test_a_teacher_sees_no_note_of_the_committee(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    request = asked(committee, now)
    request.notes.create(text="He always asks.", shown=False, written_at=now, written_by=committee.keeper)
    page = signed_in(committee.teacher).get(f"/office/apps/mine/{request.pk}/").content.decode()
    assert "He always asks." not in page


def test_a_teacher_answers_and_withdraws(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    request = asked(committee, now)
    client = signed_in(committee.teacher)
    client.post(f"/office/apps/mine/{request.pk}/", {"text": "It is free."})
    assert request.notes.get().shown
    client.post(f"/office/apps/mine/{request.pk}/withdraw/", {"because": ""})
    request.refresh_from_db()
    assert request.state == AppRequestState.WITHDRAWN


# The desk


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("committee_member", 200),
        ("director", 200),
        ("superintendent", 200),
        ("auditor", 200),
        ("staff_member", 403),
        ("counsel", 403),
    ],
)
def test_who_sees_the_desk(
    role: str, status: int, committee: Committee, person: Callable[..., User], signed_in: SignIn, now: datetime
) -> None:
    request = asked(committee, now)
    client = signed_in(person("Role Fictional", role))
    for address in (
        "/office/committee/",
        f"/office/committee/{request.pk}/",
        "/office/committee/decisions/",
        "/office/committee/meetings/",
        "/office/committee/rubric/",
    ):
        assert client.get(address).status_code == status, address


KEEPERS_PAGES = ("triage", "answer", "join", "vote/open", "vote/record", "vote/correct", "decide")


def test_members_do_not_open_the_keepers_pages(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    request = evaluating(committee, now)
    client = signed_in(committee.members[0])
    for page in KEEPERS_PAGES:
        assert client.get(f"/office/committee/{request.pk}/{page}/").status_code == 403, page
    for page in ("decisions/new/", "meetings/new/", "rubric/new/", "settings/"):
        assert client.get(f"/office/committee/{page}").status_code == 403, page


def test_the_keeper_neither_evaluates_nor_votes(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    request = voting(committee, now)
    client = signed_in(committee.keeper)
    for page in ("evaluate", "vote"):
        assert client.get(f"/office/committee/{request.pk}/{page}/").status_code == 403


def test_the_keepers_pages_open_for_the_keeper(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")
    client = signed_in(committee.keeper)
    for page in KEEPERS_PAGES:
        assert client.get(f"/office/committee/{request.pk}/{page}/").status_code == 200, page


def test_how_others_voted_is_hidden_while_the_vote_is_open(
    committee: Committee, signed_in: SignIn, now: datetime
) -> None:
    request = voting(committee, now)
    ann, ben, cat = committee.members
    vote_cast(request=request, choice="refuse", reason="It is too dear for us.", actor=ann, now=now)
    address = f"/office/committee/{request.pk}/"

    def page(user: User) -> str:
        return signed_in(user).get(address).content.decode()

    # The server reads the real clock, by which the vote of the fixed day is long closed.
    AppRequest.objects.filter(pk=request.pk).update(voting_closes_at=now + timedelta(days=36500))
    assert "It is too dear for us." not in page(ben)
    assert "It is too dear for us." in page(ann)
    AppRequest.objects.filter(pk=request.pk).update(voting_closes_at=now)
    assert "It is too dear for us." in page(cat)


def test_a_member_with_a_conflict_gets_no_form(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    request = voting(committee, now)
    ann = committee.members[0]
    conflict_declare(request=request, member=ann, interest="Shares.", actor=ann, now=now)
    client = signed_in(ann)
    for page in ("evaluate", "vote"):
        assert client.get(f"/office/committee/{request.pk}/{page}/").status_code == 403


def test_what_waits_for_a_member_is_a_view(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    ann = committee.members[0]
    waiting = evaluating(committee, now)
    done = evaluating(committee, now, product_name="Fern Reader")
    evaluated(done, ann, now)
    page = signed_in(ann).get("/office/committee/?view=mine").content.decode()
    assert waiting.product_name in page.split("rows-title")[-1]
    assert "Fern Reader" not in page.split("rows-title")[-1]


def test_the_list_needs_as_many_queries_for_many_as_for_few(
    committee: Committee, signed_in: SignIn, now: datetime
) -> None:
    client = signed_in(committee.keeper)
    asked(committee, now)
    client.get("/office/committee/")
    with CaptureQueriesContext(connection) as few:
        client.get("/office/committee/")
    for number in range(12):
        asked(committee, now, product_name=f"Fern Reader {number}")
    with CaptureQueriesContext(connection) as many:
        client.get("/office/committee/")
    assert len(many) == len(few)
    assert len(many) <= 16


def test_the_settings_are_kept(committee: Committee, dana: User, signed_in: SignIn) -> None:
    form = {
        "chair": committee.members[0].pk,
        "quorum_kind": "number",
        "quorum_number": "2",
        "voting_rule": "unanimous",
        "tie_rule": "fails",
        "evaluations_needed": "1",
        "vote_days": "5",
        "validity_months": "12",
        "review_days": "30",
    }
    client = signed_in(dana)
    assert client.post("/office/committee/settings/", form).status_code == 302
    settings = CommitteeSettings.objects.get()
    assert (settings.quorum_number, settings.voting_rule, settings.recused_count) == (2, "unanimous", False)
    assert client.post("/office/committee/settings/", {**form, "quorum_number": ""}).status_code == 422
    assert client.post("/office/committee/settings/", {**form, "vote_days": "0"}).status_code == 422


def test_a_new_version_of_the_rubric_is_written(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    evaluating(committee, now)
    form = {
        "question-TOTAL_FORMS": "2",
        "question-INITIAL_FORMS": "0",
        "question-0-area": "cost",
        "question-0-question": "Is it free?",
        "question-0-weight": "2",
        "question-1-area": "cost",
        "question-1-question": "",
        "question-1-weight": "1",
        "note": "Shorter.",
    }
    client = signed_in(committee.keeper)
    assert client.get("/office/committee/rubric/new/").status_code == 200
    assert client.post("/office/committee/rubric/new/", form).status_code == 302
    assert RubricVersion.objects.latest("number").criteria.count() == 1
    empty = {**form, "question-0-question": ""}
    assert client.post("/office/committee/rubric/new/", empty).status_code == 422


def test_an_earlier_decision_is_recorded_and_ended(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    product = FictionalProductFactory(name="Fern Reader")
    client = signed_in(committee.keeper)
    form = {"product": product.pk, "outcome": "approved", "decided_on": "2025-05-06", "reason": "Minutes of May."}
    assert client.post("/office/committee/decisions/new/", form).status_code == 302
    decision = product.committee_decisions.get()
    assert "Fern Reader" in client.get("/office/committee/decisions/").content.decode()
    assert client.post(f"/office/committee/decisions/{decision.pk}/review/").status_code == 302
    assert AppRequest.objects.get().reviews == decision
    ended = client.post(f"/office/committee/decisions/{decision.pk}/end/", {"because": "It was sold."})
    assert ended.status_code == 302
    decision.refresh_from_db()
    assert decision.ended_because == "It was sold."


def test_a_condition_is_met_by_its_owner_alone(
    committee: Committee, signed_in: SignIn, now: datetime, person: Callable[..., User]
) -> None:
    request = voted(voting(committee, now), committee, now, "conditions", "conditions", "conditions")
    wanted = Wanted("Turn the chat off.", committee.teacher, date(2026, 4, 1))
    decision = decision_make(
        request=request, outcome="conditions", reason="If.", conditions=[wanted], actor=committee.keeper, now=now
    )
    address = f"/office/committee/conditions/{decision.conditions.get().pk}/"
    assert signed_in(person("Other Fictional", "staff_member")).get(address).status_code == 404
    assert signed_in(committee.members[0]).post(address, {"how": "Done."}).status_code == 403
    assert signed_in(committee.teacher).post(address, {"how": ""}).status_code == 422
    assert signed_in(committee.teacher).post(address, {"how": "It is off."}).status_code == 302
    assert decision.conditions.get().met_how == "It is off."


def test_a_meeting_is_planned_changed_and_cancelled(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    request = evaluating(committee, now)
    client = signed_in(committee.keeper)
    form = {"held_on": "2026-03-09", "starts_at": "15:30", "place": "Library", "requests": [request.pk]}
    assert client.post("/office/committee/meetings/new/", form).status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.items.get().request == request
    changed = client.post(f"/office/committee/meetings/{meeting.pk}/change/", {**form, "requests": []})
    assert changed.status_code == 302
    assert not meeting.items.exists()
    assert client.post("/office/committee/meetings/new/", {"held_on": "soon"}).status_code == 422
    client.post(f"/office/committee/meetings/{meeting.pk}/cancel/")
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"


def test_a_gate_that_no_pack_names_is_not_there(committee: Committee, signed_in: SignIn, now: datetime) -> None:
    request = evaluating(committee, now)
    assert signed_in(committee.keeper).get(f"/office/committee/{request.pk}/gates/nothing/").status_code == 404
    assert signed_in(committee.members[0]).get(f"/office/committee/{request.pk}/gates/nothing/").status_code == 403
