"""The questions: in order, kept, changed, sealed, and sent once."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from district.models import District
from requests_portal.asking.views import common
from requests_portal.models import PortalSettings, PrivacyRequest, RequestDraft, RequestState
from tests.factories.inventory import ProductUseFactory
from tests.requests_portal.asking_cast import (
    BEA,
    KINDS,
    Place,
    answered,
    answers_of,
    asked_by,
    mails_to,
    place_made,
    question,
    signed,
    walked,
)


@pytest.fixture
def place(district: District) -> Place:
    cache.clear()
    return place_made()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_asked_from_the_first_question_to_the_request(kind: str, place: Place, client: Client) -> None:
    request = asked_by(client, kind, place)
    assert request.kind == kind
    assert request.state == RequestState.UNCONFIRMED
    assert request.asker["email"] == BEA
    assert request.asker["signature"] == "Bea Fictional"
    assert len(mails_to()) == 1


def test_a_copy_holds_what_the_rules_for_copies_ask(place: Place, client: Client) -> None:
    request = asked_by(client, "copy", place)
    assert request.asker["lines"] == ["7 Fictional Street"]
    assert request.asker["telephone"] == "(217) 555-0102"
    assert request.said == {"student_name": "Ana Fictional", "student_number": "", "birth_date": "2016-03-04"}
    assert request.school == place.school
    assert list(request.products.all()) == [place.app]
    assert not request.all_products
    assert request.details["form"] == "electronic"


def test_everything_means_every_app(place: Place, client: Client) -> None:
    answers = answers_of("inspect", place, scope={"scope": "all"})
    del answers["apps"]
    walked(client, answers)
    request = signed(client)
    assert request.all_products
    assert not request.products.exists()


def test_one_kind_of_information_may_be_pointed_at(place: Place, client: Client) -> None:
    answers: dict[str, Any] = {}
    for name, given in answers_of("inspect", place, scope={"scope": "elements"}).items():
        answers["elements" if name == "apps" else name] = given
    answers["elements"] = {"elements": [str(place.element.pk)]}
    walked(client, answers)
    assert list(signed(client).elements.all()) == [place.element]


def test_anybody_may_ask_for_directory_information_without_naming_a_child(place: Place, client: Client) -> None:
    request = asked_by(client, "directory", place)
    assert request.said["student_name"] == ""
    assert request.details["purpose"] == "A leaflet."
    assert request.school is None


def test_only_apps_of_the_school_and_the_grade_are_offered(place: Place, client: Client) -> None:
    elsewhere = ProductUseFactory()
    elsewhere.schools.set([place.school.__class__.objects.create(name="Other School", code="OS")])
    answers = answers_of("copy", place)
    for name in ("what", "who", "child", "school", "scope"):
        answered(client, name, answers[name])
    page = client.get(question("apps")).content.decode()
    assert "Maple Reader" in page
    assert "Oak Reader" not in page
    assert elsewhere.product.name not in page


def test_who_is_not_sure_of_the_grade_is_offered_the_apps_of_all(place: Place, client: Client) -> None:
    answers = answers_of("copy", place, school={"school": "none", "grade": "none"})
    for name in ("what", "who", "child", "school", "scope"):
        answered(client, name, answers[name])
    page = client.get(question("apps")).content.decode()
    assert "Maple Reader" in page
    assert "Oak Reader" in page


def test_a_question_before_its_turn_leads_to_the_first_open_one(place: Place, client: Client) -> None:
    assert client.get(question("you")).headers["Location"] == question("what")
    answered(client, "what", {"kind": "copy"})
    assert client.get(question("you")).headers["Location"] == question("who")
    assert client.get(reverse("portal:check")).headers["Location"] == question("who")


def test_what_was_typed_stays_when_something_is_wrong(place: Place, client: Client) -> None:
    answered(client, "what", {"kind": "copy"})
    answered(client, "who", {"relationship": "parent"})
    answer = client.post(question("child"), {"student_name": "Ana Fictional", "birth_date_month": "13"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Ana Fictional"' in page
    assert 'value="13"' in page
    assert "data-focus-on-load" in page
    assert 'href="#id_birth_date_0"' in page
    assert page.startswith("<!doctype html>")
    assert "<title>Error: " in page


def test_going_back_shows_what_was_answered(place: Place, client: Client) -> None:
    answered(client, "what", {"kind": "copy"})
    answered(client, "who", {"relationship": "guardian"})
    page = client.get(question("who")).content.decode()
    assert "checked" in page.split('value="guardian"')[1].split(">")[0]
    assert question("what") in page


def test_a_changed_answer_leads_back_to_the_list(place: Place, client: Client) -> None:
    walked(client, answers_of("inspect", place))
    page = client.get(reverse("portal:check")).content.decode()
    assert f"{question('you')}?change=1" in page
    answer = client.post(f"{question('inspect')}?change=1", {"what": "Only the marks."})
    assert answer.headers["Location"] == reverse("portal:check")
    assert "Only the marks." in client.get(reverse("portal:check")).content.decode()


def test_a_change_that_opens_questions_asks_them_before_the_list(place: Place, client: Client) -> None:
    walked(client, answers_of("inspect", place))
    answer = client.post(f"{question('what')}?change=1", {"kind": "copy"})
    assert answer.headers["Location"] == f"{question('copy')}?change=1"
    answer = client.post(f"{question('copy')}?change=1", {"form": "electronic"})
    assert answer.headers["Location"] == f"{question('address')}?change=1"


def test_apps_that_another_grade_does_not_have_are_asked_again(place: Place, client: Client) -> None:
    walked(client, answers_of("inspect", place))
    answer = client.post(f"{question('school')}?change=1", {"school": str(place.school.pk), "grade": "7"})
    assert answer.headers["Location"] == f"{question('apps')}?change=1"


def test_a_child_needs_a_birth_date_or_a_number(place: Place, client: Client) -> None:
    answered(client, "what", {"kind": "copy"})
    answered(client, "who", {"relationship": "parent"})
    assert client.post(question("child"), {"student_name": "Ana Fictional"}).status_code == 422
    answered(client, "child", {"student_name": "Ana Fictional", "student_number": "100234"})


@pytest.mark.parametrize(
    ("month", "day", "year"), [("2", "30", "2016"), ("3", "4", "16"), ("3", "4", "2999"), ("x",) * 3]
)
def test_a_day_that_cannot_be_is_refused(month: str, day: str, year: str, place: Place, client: Client) -> None:
    answered(client, "what", {"kind": "copy"})
    answered(client, "who", {"relationship": "parent"})
    given = {"birth_date_month": month, "birth_date_day": day, "birth_date_year": year}
    assert client.post(question("child"), {"student_name": "Ana Fictional", **given}).status_code == 422


def test_the_cost_of_paper_is_shown_before_and_kept_with_the_request(place: Place, client: Client) -> None:
    PortalSettings.objects.create(paper_cents_per_page=20, most_cents_per_page=35, fee_source="A schedule")
    answers = answers_of("copy", place, copy={"form": "paper"})
    walked(client, answers)
    assert "$0.20 a page" in client.get(question("copy")).content.decode()
    assert "$0.20 a page" in client.get(reverse("portal:check")).content.decode()
    assert signed(client).details == {"form": "paper", "waiver": False, "cents_shown": 20, "grade": "4"}


def test_a_tick_waives_the_fee_and_asks_no_proof(place: Place, client: Client) -> None:
    PortalSettings.objects.create(paper_cents_per_page=20, most_cents_per_page=35, fee_source="A schedule")
    request = asked_by(client, "copy", place, copy={"form": "paper", "waiver": "on"})
    assert request.details["waiver"] is True


def test_somebody_else_says_who_they_are_and_is_not_turned_away(place: Place, client: Client) -> None:
    answered(client, "what", {"kind": "inspect"})
    assert client.post(question("who"), {"relationship": "other"}).status_code == 422
    answered(client, "who", {"relationship": "other", "other": "Foster mother"})


def test_nothing_that_was_typed_lies_in_the_clear(place: Place, client: Client) -> None:
    walked(client, answers_of("correct", place))
    with connection.cursor() as cursor:
        cursor.execute("SELECT draft::text, encode(answers, 'escape') FROM requests_portal_requestdraft AS draft")
        text = str(cursor.fetchall())
    assert "Fictional" not in text
    assert "Grade 5" not in text


def test_a_button_pressed_twice_asks_once(place: Place, client: Client) -> None:
    asked_by(client, "inspect", place)
    again = client.post(reverse("portal:check"), {"signature": "Bea Fictional"})
    assert again.headers["Location"] == reverse("portal:sent")
    assert PrivacyRequest.objects.count() == 1
    assert RequestDraft.objects.get().answers == {}


def test_after_sending_another_request_begins_empty(place: Place, client: Client) -> None:
    asked_by(client, "inspect", place)
    answered(client, "what", {"kind": "delete"})
    assert client.get(question("child")).headers["Location"] == question("who")
    assert RequestDraft.objects.count() == 2


def test_it_is_not_sent_without_a_signature(place: Place, client: Client) -> None:
    walked(client, answers_of("inspect", place))
    assert client.post(reverse("portal:check"), {"signature": " "}).status_code == 422
    assert not PrivacyRequest.objects.exists()


def test_one_browser_does_not_see_anothers_answers(place: Place, client: Client) -> None:
    walked(client, answers_of("inspect", place))
    stranger = Client()
    assert stranger.get(question("you")).headers["Location"] == question("what")
    assert stranger.get(reverse("portal:check")).headers["Location"] == question("what")
    assert stranger.get(reverse("portal:sent")).headers["Location"] == reverse("portal:start")
    assert stranger.get(reverse("portal:done")).headers["Location"] == reverse("portal:start")


def test_looking_at_the_first_question_writes_nothing(place: Place, client: Client) -> None:
    assert client.get(question("what"), {"kind": "delete"}).status_code == 200
    assert "checked" in client.get(question("what"), {"kind": "delete"}).content.decode()
    assert not RequestDraft.objects.exists()


def test_a_question_that_is_none_is_not_found(place: Place, client: Client) -> None:
    assert client.get("/portal/ask/nothing/").status_code == 404


@pytest.mark.parametrize("limit", ["STARTS", "ANSWERS", "SENDS", "MAILS"])
def test_limits_answer_with_a_sentence_and_keep_what_was_typed(
    limit: str, place: Place, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from district.limits import Limit
    from requests_portal.asking.views import check, wizard

    module = check if limit in ("SENDS", "MAILS") else wizard
    if limit != "STARTS":
        walked(client, answers_of("inspect", place))
    monkeypatch.setattr(module, limit, Limit(f"test.{limit}", most=0, seconds=60))
    cache.set(getattr(module, limit)._place(BEA if limit == "MAILS" else "127.0.0.1"), 5)
    if limit in ("SENDS", "MAILS"):
        answer = client.post(reverse("portal:check"), {"signature": "Bea Fictional"})
    else:
        answer = client.post(question("what"), {"kind": "copy"})
    assert answer.status_code == 429
    assert "Please wait a little" in answer.content.decode()
    assert not PrivacyRequest.objects.exists()
    assert RequestDraft.objects.count() == (0 if limit == "STARTS" else 1)


def test_the_language_can_be_changed_in_the_middle_without_losing_what_was_typed(place: Place, client: Client) -> None:
    answered(client, "what", {"kind": "copy"})
    answered(client, "who", {"relationship": "parent"})
    answer = client.post(question("child"), {"student_name": "Ana Fic", "lang": "es"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="es"' in page
    assert 'value="Ana Fic"' in page
    assert "dp-error-summary" not in page


def test_a_request_asked_in_spanish_is_answered_in_spanish(place: Place, client: Client) -> None:
    client.get("/portal/", {"lang": "es"})
    assert asked_by(client, "inspect", place).language == "es"


@pytest.mark.parametrize("name", ["what", "school", "apps", "inspect", "you"])
def test_each_question_takes_the_same_number_of_queries_whatever_the_number_of_apps(
    name: str, place: Place, client: Client, django_assert_max_num_queries: Any
) -> None:
    from django.test.utils import CaptureQueriesContext

    walked(client, answers_of("inspect", place))
    with CaptureQueriesContext(connection) as few:
        client.get(question(name))
    for _ in range(15):
        ProductUseFactory()
    with CaptureQueriesContext(connection) as many:
        client.get(question(name))
    assert len(many) == len(few) <= 14


def test_nobody_keeps_a_copy_of_these_pages(place: Place, client: Client) -> None:
    asked_by(client, "inspect", place)
    for name in ("sent", "address"):
        answer = client.get(reverse(f"portal:{name}"))
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_every_limit_has_a_name_of_its_own() -> None:
    limits = [value for value in vars(common).values() if value.__class__.__name__ == "Limit"]
    assert len({limit.name for limit in limits}) == len(limits)
