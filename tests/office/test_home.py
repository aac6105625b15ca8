"""The home page: what needs a person today, and nothing that is not theirs to see."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from deadlines.models import Heartbeat
from district.models import District, User
from tests.factories.publicentries import breach_known
from tests.office.conftest import MakeClock

HOME = "/office/"
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _that_monday(now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        yield


def home(client: Client, query: str = "") -> Any:
    response = client.get(HOME + query)
    assert response.status_code == 200
    return response


def numbers(response: Any) -> dict[str, int]:
    return {tile.name: tile.number for tile in response.context["page"].tiles}


@pytest.mark.usefixtures("every_standing", "alive")
def test_the_tiles_count_my_clocks(signed_in: SignIn, dana: User) -> None:
    assert numbers(home(signed_in(dana))) == {"Late": 1, "Due in 3 days": 2, "Waiting on others": 1, "Held": 1}


@pytest.mark.usefixtures("every_standing", "alive")
def test_every_tile_leads_to_the_clocks_it_counts(signed_in: SignIn, dana: User) -> None:
    client = signed_in(dana)
    for tile in home(client, "?whose=everyone").context["page"].tiles:
        listed = client.get(tile.url)
        assert listed.status_code == 200, tile.url
        assert listed.context["cl"].result_count == tile.number, tile.url


@pytest.mark.usefixtures("every_standing", "alive")
def test_the_most_urgent_comes_first_with_its_words_and_reason(signed_in: SignIn, dana: User) -> None:
    first, second, *_ = home(signed_in(dana)).context["page"].lines
    assert (first.tone, first.status) == ("late", "Late 2 h")
    assert (second.tone, second.status) == ("soon", "Due in 5 h")
    assert first.date_words == "by Monday 2 March 2026, 7:00 a.m."
    assert first.steps == ("The day of the event is not counted.",)
    assert first.citation == "105 ILCS 85/27"


@pytest.mark.usefixtures("every_standing", "alive")
def test_posting_is_one_press_away_for_those_who_publish(signed_in: SignIn, dana: User, ari: User) -> None:
    posting = home(signed_in(dana)).context["page"].lines[0]
    assert (posting.action, posting.url) == ("Post", "/office/publish/")
    reading = home(signed_in(ari), "?whose=everyone").context["page"].lines[0]
    assert reading.action == "Open"
    assert reading.url.startswith("/office/vendors/operator/")


@pytest.mark.usefixtures("alive")
def test_what_is_due_in_years_needs_nobody_today(
    signed_in: SignIn, dana: User, district: District, make_clock: MakeClock
) -> None:
    make_clock(hours=24 * 700)
    response = home(signed_in(dana))
    assert response.context["page"].lines == ()
    assert "Nothing needs you in the next 30 days" in response.content.decode()
    assert "1 more open clock" in response.content.decode()


@pytest.mark.usefixtures("every_standing", "alive")
def test_held_clocks_are_counted_but_not_asked_for(signed_in: SignIn, dana: User) -> None:
    page = home(signed_in(dana)).context["page"]
    assert all(line.tone != "held" for line in page.lines)


@pytest.mark.usefixtures("every_standing", "alive")
def test_everyones_clocks_include_other_roles(signed_in: SignIn, dana: User) -> None:
    client = signed_in(dana)
    assert "Give the copy" not in home(client).content.decode()
    assert "Give the copy" in home(client, "?whose=everyone").content.decode()


@pytest.mark.usefixtures("every_standing", "alive")
def test_another_persons_clocks_are_those_that_they_own(signed_in: SignIn, ari: User, dana: User) -> None:
    page = home(signed_in(ari), f"?whose={dana.pk}").context["page"]
    assert [line.owner for line in page.lines] == ["Dana Fictional"]


@pytest.mark.usefixtures("every_standing", "alive")
@pytest.mark.parametrize("nonsense", ["999999", "nobody", "-1", "1 OR 1=1", "%00"])
def test_an_unknown_person_shows_my_own(signed_in: SignIn, dana: User, nonsense: str) -> None:
    assert home(signed_in(dana), f"?whose={nonsense}").context["page"].whose == "mine"


@pytest.mark.usefixtures("every_standing", "alive")
def test_the_number_of_queries_does_not_grow_with_the_clocks(
    signed_in: SignIn, dana: User, make_clock: MakeClock, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(dana)
    home(client)  # content types are read once a process
    for number in range(30):
        make_clock(hours=30 + number)
    # Of these, four ask what waits: requests and conditions of the committee, apps seen in use, a publication.
    with django_assert_max_num_queries(34):
        home(client, "?whose=everyone")


@pytest.mark.usefixtures("alive")
def test_the_strip_says_in_a_table_what_it_draws(
    signed_in: SignIn, dana: User, district: District, make_clock: MakeClock
) -> None:
    for _ in range(3):
        make_clock(hours=48)
    make_clock(hours=24 * 90)
    strip = home(signed_in(dana)).context["page"].strip
    assert [(row.words, row.clocks) for row in strip.rows] == [("Wednesday 4 March 2026", 3)]
    assert len(strip.marks) == 3


def test_a_silent_clockwork_turns_the_banner_red(
    signed_in: SignIn, dana: User, district: District, now: datetime
) -> None:
    client = signed_in(dana)
    Heartbeat.objects.bulk_create(Heartbeat(name=name, at=now) for name in ("worker", "beat", "tick"))
    assert "not being watched" not in home(client).content.decode()
    Heartbeat.objects.filter(name="beat").update(at=now - timedelta(minutes=4))
    text = home(client).content.decode()
    assert "not being watched" in text
    assert "No sign of life from: beat." in text


def test_an_empty_installation_says_what_to_do_first(signed_in: SignIn, dana: User) -> None:
    response = home(signed_in(dana))
    assert "admin/first_steps.html" in [template.name for template in response.templates]
    steps = response.context["page"].steps
    assert [step.done for step in steps] == [False, False, False, False]
    assert steps[0].title == "Enter the district"
    assert steps[0].next


@pytest.mark.usefixtures("alive")
def test_a_district_without_clocks_shows_the_steps_that_are_left(
    signed_in: SignIn, dana: User, district: District
) -> None:
    steps = home(signed_in(dana)).context["page"].steps
    assert [step.done for step in steps] == [True, False, False, False]
    assert [step.next for step in steps] == [False, True, False, False]


def test_the_auditor_is_offered_nothing_to_add(signed_in: SignIn, ari: User) -> None:
    assert [step.url for step in home(signed_in(ari)).context["page"].steps] == ["", "", "", ""]


def test_a_person_without_a_role_is_told_whom_to_ask(signed_in: SignIn, olga: User, district: District) -> None:
    response = home(signed_in(olga))
    assert "You have no role yet" in response.content.decode()
    assert response.context["navigation"][0].links[0].title == "Today"


@pytest.mark.usefixtures("every_standing", "alive")
def test_a_teacher_sees_nothing_of_the_office(signed_in: SignIn, tom: User) -> None:
    response = home(signed_in(tom))
    assert "Your role is Staff member" in response.content.decode()
    assert "Post the agreement" not in response.content.decode()


@pytest.mark.usefixtures("every_standing", "alive")
def test_a_committee_member_sees_no_clock_but_their_own(
    signed_in: SignIn, person: Callable[..., User], make_clock: MakeClock
) -> None:
    carl = person("Carl Fictional", "committee_member")
    make_clock(hours=20, title="Vote on Maple Reader", owner=carl)
    page = home(signed_in(carl)).context["page"]
    assert [line.title for line in page.lines] == ["Vote on Maple Reader"]
    assert [choice.value for choice in page.choices] == ["mine"]


@pytest.mark.django_db
def test_strangers_are_sent_to_the_sign_in_page(client: Client) -> None:
    response = client.get(HOME, follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")


@pytest.mark.usefixtures("every_standing", "alive")
@pytest.mark.parametrize("whose", ["mine", "everyone", "nobody", "99999999999999999999"])
def test_the_rest_of_the_clocks_are_one_link_away(signed_in: SignIn, dana: User, whose: str) -> None:
    listed = signed_in(dana).get("/office/deadlines/deadline/", {"state__exact": "open", "whose": whose})
    assert listed.status_code == 200
    assert listed.context["cl"].result_count == (5 if whose == "mine" else 6)


@pytest.mark.usefixtures("alive")
def test_what_changed_leads_to_its_list(
    signed_in: SignIn, dana: User, district: District, make_clock: MakeClock, now: datetime
) -> None:
    make_clock(hours=90)
    make_clock(hours=91, started_at=now - timedelta(days=1))
    make_clock(hours=92, state="met", closed_at=now - timedelta(hours=1), closed_by="dana@prairie-lantern.example")
    client = signed_in(dana)
    changes = home(client).context["page"].changes
    assert changes.since == "Friday"
    assert [change.words for change in changes.changes] == ["1 clock started", "1 clock met"]
    for change in changes.changes:
        assert client.get(change.url).context["cl"].result_count == 1, change.url


def test_an_open_breach_is_the_first_thing_that_the_superintendent_sees(
    signed_in: SignIn, person: Callable[..., User], dana: User, district: District
) -> None:
    breach = breach_known(dana)
    breach_known(dana, number=15, drill=True, title="Only practice")
    breach_known(dana, number=16, state="closed", title="Long over")
    page = home(signed_in(person("Sonia Fictional", "superintendent"))).content.decode()
    assert page.index("Open breaches") < page.index("<h1>What needs you today")
    assert f"/office/breaches/{breach.pk}/" in page
    assert "500 pupils" in page
    assert "Only practice" not in page
    assert "Long over" not in page


def test_who_may_not_read_breaches_sees_none_on_the_home_page(
    signed_in: SignIn, person: Callable[..., User], dana: User, district: District
) -> None:
    breach_known(dana)
    assert "Open breaches" not in home(signed_in(person("Carl Fictional", "committee_member"))).content.decode()
