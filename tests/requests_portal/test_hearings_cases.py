"""A hearing as its own little case: asked for, set, moved, held, acted on, told."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from deadlines.selectors import clocks_of
from district.models import AdoptedPack, District, User
from requests_portal.decisions.hearings import hearing_ask, hearing_decide, hearing_set, hearing_withdraw
from requests_portal.decisions.selectors import determinations_current, letter_draft
from requests_portal.decisions.showing import decision_lines, decision_shown
from requests_portal.decisions.writing import letter_send
from requests_portal.models import Hearing, PortalSettings, PrivacyRequest
from requests_portal.services import RequestRefused
from requests_portal.services.steps import family_actor
from tests.factories.district import AdoptedPackFactory
from tests.factories.vendors import OperatorFactory, ProductFactory
from tests.requests_portal.decision_cast import FACTS, WEDNESDAY, decided, known, told
from tests.requests_portal.following_cast import let_in, link_for

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
DAY = date(2026, 3, 10)
AFTER = WEDNESDAY + timedelta(days=7)
PLACE: dict[str, Any] = {"held_time": time(16, 30), "place": "Room 4, Lantern Way 1", "officer": "Hanna Fictional"}
CORRECTS = {"findings": "The tests say grade 5.", "right": "Grade 5", "holders": ["district"]}


@pytest.fixture(autouse=True)
def packs(district: District) -> None:
    for pack in ("il-soppa", "il-school-records", "us-ferpa"):
        AdoptedPackFactory(pack=pack)
    PortalSettings.objects.create(hearing_en="Write to the custodian.", hearing_es="Escriba al custodio.")


@pytest.fixture
def rita(person: Callable[..., User]) -> User:
    return person("Rita Fictional", "records_custodian")


@pytest.fixture
def refused(rita: User) -> PrivacyRequest:
    request = known()
    told(decided(request, "inaccuracy", "not_inaccurate", rita), rita)
    request.refresh_from_db()
    return request


def asked(request: PrivacyRequest, words: str = "It is wrong.") -> Hearing:
    return hearing_ask(request=request, words=words, through="portal", actor=family_actor(request), now=WEDNESDAY)


def set_on(hearing: Hearing, rita: User, day: date = DAY, **more: Any) -> Hearing:
    return hearing_set(hearing=hearing, held_on=day, actor=rita, now=WEDNESDAY, **{**PLACE, **more})


def test_a_hearing_is_set_held_and_its_decision_stands(refused: PrivacyRequest, rita: User) -> None:
    hearing = set_on(asked(refused), rita)
    draft = letter_draft(refused)
    assert draft is not None
    assert "- Day: March 10, 2026\n- Time: 4:30 p.m.\n- Place: Room 4, Lantern Way 1" in draft.words["body"]
    letter_send(letter=draft, actor=rita, now=WEDNESDAY)
    ended = hearing_decide(
        hearing=hearing, outcome="stands", facts={"findings": "The folder is right."}, actor=rita, now=AFTER
    )
    letter = letter_draft(refused)
    assert letter is not None
    assert "our decision stands" in letter.words["subject"]
    assert "The reason: The folder is right." in letter.words["body"]
    letter_send(letter=letter, actor=rita, now=AFTER)
    refused.refresh_from_db()
    assert (ended.outcome, refused.state, refused.outcome) == ("stands", "answered", "refused")


def test_what_a_hearing_corrects_takes_the_place_of_the_refusal_and_is_worked_on(
    refused: PrivacyRequest, rita: User
) -> None:
    hearing = set_on(asked(refused), rita)
    hearing_decide(hearing=hearing, outcome="corrects", facts=CORRECTS, actor=rita, now=AFTER)
    refused.refresh_from_db()
    row = determinations_current(refused)["inaccuracy"]
    assert (row.result, row.words["because"], row.words["hearing"]) == ("exists", "A hearing decided it.", hearing.pk)
    assert (refused.state, refused.outcome) == ("working", "")
    letter = letter_draft(refused)
    assert letter is not None
    assert "It is to say: Grade 5" in letter.words["body"]
    letter_send(letter=letter, actor=rita, now=AFTER)
    refused.refresh_from_db()
    assert refused.is_open


def test_a_hearing_is_moved_with_a_reason_that_the_family_reads(refused: PrivacyRequest, rita: User) -> None:
    hearing = set_on(asked(refused), rita)
    with pytest.raises(RequestRefused, match="why it is moved"):
        set_on(hearing, rita, date(2026, 3, 12))
    moved = set_on(hearing, rita, date(2026, 3, 12), because="The officer is ill.")
    draft = letter_draft(refused)
    assert draft is not None
    assert "The hearing was moved. Why: The officer is ill." in draft.words["body"]
    assert moved.words["moved"][0]["held_on"] == "2026-03-10"
    assert moved.words["asked"] == "It is wrong."


def test_one_hearing_goes_on_at_a_time_and_one_is_held_on_a_decision(refused: PrivacyRequest, rita: User) -> None:
    hearing = asked(refused)
    with pytest.raises(RequestRefused, match="asked for already"):
        asked(refused)
    hearing_withdraw(hearing=hearing, because="She called.", actor=rita, now=WEDNESDAY)
    again = set_on(asked(refused), rita)
    hearing_decide(hearing=again, outcome="stands", facts=FACTS | {"findings": "It is right."}, actor=rita, now=AFTER)
    with pytest.raises(RequestRefused, match="held on this decision already"):
        asked(refused)


def test_there_is_no_hearing_where_nothing_was_refused(rita: User) -> None:
    request = known()
    with pytest.raises(RequestRefused, match="Nothing was refused"):
        asked(request)
    decided(request, "inaccuracy", "exists", rita)
    with pytest.raises(RequestRefused, match="Nothing was refused"):
        asked(request)
    with pytest.raises(RequestRefused, match="correction that was asked for"):
        asked(known(kind="copy"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day": date(2026, 3, 1)}, "That day has passed"),
        ({"place": " "}, "where it is held"),
        ({"officer": ""}, "who holds it"),
    ],
)
def test_a_day_needs_to_come_a_place_and_somebody_who_holds_it(
    refused: PrivacyRequest, rita: User, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        set_on(asked(refused), rita, **change)


def test_an_outcome_comes_after_the_day_with_a_reason(refused: PrivacyRequest, rita: User) -> None:
    hearing = set_on(asked(refused), rita)
    told_why = {"findings": "It is right."}
    with pytest.raises(RequestRefused, match="not been held"):
        hearing_decide(hearing=hearing, outcome="stands", facts=told_why, actor=rita, now=WEDNESDAY)
    with pytest.raises(RequestRefused, match="Give the reason"):
        hearing_decide(hearing=hearing, outcome="stands", facts={}, actor=rita, now=AFTER)
    with pytest.raises(RequestRefused, match="what came of it"):
        hearing_decide(hearing=hearing, outcome="perhaps", facts=told_why, actor=rita, now=AFTER)
    hearing_decide(hearing=hearing, outcome="stands", facts=told_why, actor=rita, now=AFTER)
    with pytest.raises(RequestRefused, match="is over"):
        hearing_withdraw(hearing=hearing, because="Too late.", actor=rita, now=AFTER)


def test_the_family_is_shown_what_it_was_told_and_nothing_else(refused: PrivacyRequest, rita: User) -> None:
    assert decision_shown(refused, "en").may_ask_hearing
    hearing = asked(refused)
    set_on(hearing, rita)
    shown = decision_shown(refused, "en")
    assert (shown.may_ask_hearing, shown.hearings[0].told) == (False, False)
    assert shown.hearings[0].words == "You asked for a hearing. We will tell you the day."
    draft = letter_draft(refused)
    assert draft is not None
    letter_send(letter=draft, actor=rita, now=WEDNESDAY)
    shown = decision_shown(refused, "en")
    assert shown.hearings[0].told
    assert [letter.subject for letter in shown.letters] == [
        f"{refused.number}: we found no mistake",
        f"{refused.number}: the day of your hearing",
    ]
    hearing.refresh_from_db()
    hearing_decide(hearing=hearing, outcome="stands", facts={"findings": "So."}, actor=rita, now=AFTER)
    assert "Our decision stands" not in decision_shown(refused, "en").hearings[0].words
    assert [line.what for line in decision_lines(refused)] == [
        "Decided whether the inaccuracy exists: no inaccuracy was found",
        "Told the family",
        "Told the family",
        "Hearing: the decision stands",
    ]


def test_without_a_pack_that_knows_hearings_none_is_offered(refused: PrivacyRequest) -> None:
    AdoptedPack.objects.all().delete()
    assert not decision_shown(refused, "en").may_ask_hearing


def test_a_family_asks_on_its_page(refused: PrivacyRequest, client: Client) -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        token = link_for(refused, WEDNESDAY)
        page = reverse("portal:hearing", args=[token])
        assert client.get(page)["Location"] == reverse("portal:follow", args=[token])
        let_in(client, refused, token)
        assert "What we decided" in client.get(reverse("portal:follow", args=[token])).content.decode()
        shown = client.get(reverse("portal:decision", args=[token])).content.decode()
        assert "So we do not change it." in shown
        assert "Ask for a hearing" in shown
        assert client.get(page).status_code == 200
        assert client.post(page, {"words": "x" * 5001}).status_code == 422
        assert client.post(page, {"words": "It is wrong."})["Location"] == reverse("portal:decision", args=[token])
        assert Hearing.objects.get().words == {"asked": "It is wrong."}
        assert client.get(page)["Location"] == reverse("portal:decision", args=[token])


@pytest.mark.parametrize("name", ["decision", "hearing"])
def test_no_other_link_opens_it(refused: PrivacyRequest, client: Client, rita: User, name: str) -> None:
    from tests.requests_portal.following_cast import tokens

    other = known(said={"student_number": "9"}, asker={"email": "olga@family.example"})
    with time_machine.travel(WEDNESDAY, tick=False):
        links = tokens(refused, other, WEDNESDAY)
        let_in(client, other, links["other"])
        for kind, token in links.items():
            if kind != "other":
                answer = client.get(reverse(f"portal:{name}", args=[token]))
                assert answer["Location"] == reverse("portal:follow", args=[token]), kind


@pytest.fixture
def open_hearing(refused: PrivacyRequest, rita: User) -> Hearing:
    return asked(refused)


@pytest.fixture
def at_the_desk() -> Iterator[None]:
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.mark.usefixtures("at_the_desk")
def test_custodian_and_officer_keep_hearings_nobody_else_does(
    open_hearing: Hearing, rita: User, dana: User, ari: User, dirk: User, tom: User, signed_in: SignIn
) -> None:
    case = open_hearing.request
    pages = [
        reverse("requests:hearing_ask", args=[case.pk]),
        *(
            reverse(f"requests:{name}", args=[case.pk, open_hearing.pk])
            for name in ("hearing_set", "hearing_outcome", "hearing_withdraw")
        ),
    ]
    for user in (rita, dana):
        assert {page for page in pages if signed_in(user).get(page).status_code != 200} == set()
        assert {page for page in pages if signed_in(user).post(page, {}).status_code != 422} == set()
    for user in (ari, dirk, tom):
        assert {page for page in pages if signed_in(user).post(page, {}).status_code != 403} == set()
    for page in pages:
        assert Client().get(page).status_code == 302


@pytest.mark.usefixtures("at_the_desk")
def test_the_desk_takes_a_hearing_from_the_asking_to_the_outcome(
    refused: PrivacyRequest, rita: User, signed_in: SignIn
) -> None:
    client = signed_in(rita)
    ask = reverse("requests:hearing_ask", args=[refused.pk])
    assert client.post(ask, {"through": "paper", "asked_at": "2030-01-01T10:00"}).status_code == 422
    sent = {"through": "paper", "asked_at": "2026-03-09T10:00", "words": "By letter."}
    assert client.post(ask, sent).status_code == 302
    hearing = Hearing.objects.get()
    day = reverse("requests:hearing_set", args=[refused.pk, hearing.pk])
    place = {"held_time": "16:30", "place": "Room 4", "officer": "Hanna Fictional"}
    assert "That day has passed." in client.post(day, {**place, "held_on": "2026-03-01"}).content.decode()
    assert client.post(day, {**place, "held_on": "not a day"}).status_code == 422
    assert client.post(day, {**place, "held_on": "2026-03-11"}).status_code == 302
    outcome = reverse("requests:hearing_outcome", args=[refused.pk, hearing.pk])
    answer = client.post(outcome, {"outcome": "corrects", "findings": "So.", "right": ""})
    assert "Say what it is to say." in answer.content.decode()
    done = {"outcome": "corrects", "findings": "So.", "right": "Grade 5", "holders": "district"}
    assert client.post(outcome, done)["Location"] == reverse("requests:decision_letter", args=[refused.pk])
    assert client.get(outcome).status_code == 404
    page = client.get(reverse("requests:decision", args=[refused.pk])).content.decode()
    assert "the record is corrected" in page
    assert "A hearing decided it." in page


def test_while_a_hearing_goes_on_nothing_else_decides_what_it_is_about(refused: PrivacyRequest, rita: User) -> None:
    hearing = asked(refused)
    with pytest.raises(RequestRefused, match="hearing on this goes on"):
        decided(refused, "inaccuracy", "exists", rita, because="We were wrong.")
    hearing_withdraw(hearing=hearing, because="By telephone.", actor=rita, now=WEDNESDAY)
    decided(refused, "inaccuracy", "exists", rita, because="We were wrong.", now=WEDNESDAY)
    refused.refresh_from_db()
    assert refused.is_open


def test_what_a_hearing_corrects_runs_on_its_clock_and_its_holders_are_dealt_with_again(rita: User) -> None:
    reader = ProductFactory(operator=OperatorFactory(name="Maple Reader Fictional, Inc."))
    case = known(products=[reader])
    (clock,) = clocks_of(case)
    due = clock.due_at
    told(decided(case, "inaccuracy", "not_inaccurate", rita), rita)
    clock.refresh_from_db()
    assert clock.state == "met"
    assert set(case.tasks.values_list("state", flat=True)) == {"not_needed"}
    hearing_decide(hearing=set_on(asked(case), rita), outcome="corrects", facts=CORRECTS, actor=rita, now=AFTER)
    clock.refresh_from_db()
    assert (clock.state, clock.due_at) == ("open", due)
    assert set(case.tasks.values_list("state", flat=True)) == {"open"}
    with pytest.raises(RequestRefused, match=r"Not done yet: .*Inc\. Confirm"):
        decided(case, "correction", "corrected", rita, now=AFTER)
