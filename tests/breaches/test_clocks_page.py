"""The clocks side by side: in words, with how late the operator was, and for whom."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from breaches.clocks import clocks_recount
from breaches.clocks.presenting import clocks_board, clocks_strip, exact_length
from breaches.models import Breach
from district.models import District, User
from tests.breaches.clockcases import adopt, agreement_saying, breach_of, facts, touched

CENTRAL = ZoneInfo("America/Chicago")
NOTIFIED = datetime(2026, 11, 20, 18, 30, tzinfo=CENTRAL)
DISCOVERED = datetime(2026, 11, 16, 9, 0, tzinfo=CENTRAL)
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=CENTRAL)
CLAUSE = "The Provider shall notify the District of a breach within 72 hours of its discovery."


@pytest.fixture
def breach(district: District, dana: User) -> Breach:
    adopt("il-soppa", "ct-student-data")
    made = breach_of(dana, NOW, agreement_saying(CLAUSE))
    facts(made, dana, NOW, operator_discovered=DISCOVERED, district_notified=NOTIFIED)
    touched(made, dana, NOW, "personal")
    clocks_recount(made, dana, NOW)
    return made


def test_the_operators_lateness_is_said_in_words(breach: Breach) -> None:
    verdicts = {view.title: view.verdict for view in clocks_board(breach, now=NOW).over}
    late = "Operator's notice under the agreement's own clause"
    assert verdicts[late] == "The operator was late by 1 day and 9 hours."
    assert verdicts["Operator's notice of a breach to the district"].startswith(
        "The operator was in time, with 26 days"
    )


def test_an_operator_that_has_not_told_is_late_so_far(district: District, dana: User) -> None:
    adopt("il-soppa")
    breach = breach_of(dana, NOW, agreement_saying(CLAUSE))
    facts(breach, dana, NOW, operator_discovered=DISCOVERED)
    clocks_recount(breach, dana, NOW)
    later = clocks_board(breach, now=DISCOVERED + timedelta(hours=73))
    assert [view.verdict for view in later.running] == [
        "The operator has not told the district yet, and is late by 1 hour.",
        "The operator has 27 days and 14 hours left.",
    ]


def test_the_bar_shows_how_much_of_the_time_is_gone(breach: Breach) -> None:
    board = clocks_board(breach, now=NOTIFIED + timedelta(hours=24))
    used = {(view.title, view.source): view.used for view in board.running}
    assert used["Breach notice to students and parents", "the board's policy"] == 50
    assert {view.used for view in clocks_board(breach, now=NOW + timedelta(days=99)).running} == {100}


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=61), "1 hour and 1 minute"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=3, hours=4, minutes=59), "3 days and 4 hours"),
    ],
)
def test_a_length_is_said_in_its_two_largest_units(length: timedelta, words: str) -> None:
    assert exact_length(length) == words


def test_the_strip_shows_what_is_next(breach: Breach) -> None:
    strip = clocks_strip(breach, now=NOW)
    assert strip[0].title == "Breach notice to students and parents"
    assert len(strip) == 6


def test_the_page_shows_reasons_sources_and_doubts(
    breach: Breach, dana: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(dana).get(f"/office/breaches/{breach.pk}/clocks/").content.decode()
    for words in (
        "Connecticut student data · the statute",
        "Illinois SOPPA · the board&#x27;s policy",
        "Seen only in the summary of P.A. 17-200.",
        "No person has confirmed the clause yet.",
        "105 ILCS 85/27",
        "48 hours are counted as real hours",
        "The operator was late by 1 day and 9 hours.",
    ):
        assert words in page or words[0].upper() + words[1:] in page, words
    assert "style=" not in page.partition("<main")[2]


def test_the_number_of_queries_does_not_grow_with_the_clocks(
    breach: Breach,
    dana: User,
    signed_in: Callable[[User], Client],
    django_assert_max_num_queries: Callable[[int], object],
    django_assert_num_queries: Callable[[int], object],
) -> None:
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        clocks_board(breach, now=NOW)
    client = signed_in(dana)
    client.get(f"/office/breaches/{breach.pk}/clocks/")
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        client.get(f"/office/breaches/{breach.pk}/clocks/")


def test_a_drills_clocks_are_shown_in_its_room_and_nowhere_else(
    district: District, dana: User, signed_in: Callable[[User], Client]
) -> None:
    adopt("il-soppa")
    drill = breach_of(dana, NOW, drill=True)
    facts(drill, dana, NOW, determined=NOW)
    (clock,) = clocks_recount(drill, dana, NOW)
    client = signed_in(dana)
    assert "Breach letter to parents" in client.get(f"/office/breaches/{drill.pk}/clocks/").content.decode()
    assert client.get(f"/office/deadlines/deadline/{clock.pk}/change/").status_code == 404
    for elsewhere in ("/office/", "/office/deadlines/deadline/", "/office/clocks.ics?whose=everyone"):
        answer = client.get(elsewhere, follow=True)
        assert answer.status_code == 200, elsewhere
        assert "Breach letter to parents" not in answer.content.decode(), elsewhere


def test_the_page_refuses_those_who_see_no_breaches(
    breach: Breach, ari: User, tom: User, olga: User, client: Client, signed_in: Callable[[User], Client]
) -> None:
    path = f"/office/breaches/{breach.pk}/clocks/"
    assert client.get(path).status_code == 302
    assert signed_in(tom).get(path).status_code == 403
    assert signed_in(olga).get(path).status_code == 403
    assert signed_in(ari).get(path).status_code == 200
