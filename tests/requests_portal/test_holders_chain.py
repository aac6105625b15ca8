"""A correction's chain: the district's 90 days, the holder's 90 from its notice, 10 business days to the parent."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.models import Deadline
from deadlines.selectors import clocks_of
from deadlines.sweep import sweep
from district.clock import local_day
from district.models import AdoptedPack, District, User
from notices.models import Message
from requests_portal.holders.presenters import chain_of
from requests_portal.holders.selectors import CONFIRMED, CORRECTION_ASKED, NOTICE_SENT, tasks_listed
from requests_portal.holders.services import (
    task_accept,
    task_answer,
    task_ask,
    task_asked_by_hand,
    task_done,
    task_not_needed,
    task_send_back,
    task_take_up,
)
from requests_portal.holders.services.clocks import HANDED_ON
from requests_portal.models import PrivacyRequest, RequestTask, TaskState
from requests_portal.services import request_answer
from requests_portal.services.steps import RequestRefused
from tests.factories.requests import MONDAY
from tests.requests_portal.holders_cast import (
    DAY,
    HOUR,
    TUESDAY,
    Holders,
    clock_of,
    codes_of,
    found_wrong,
    holders_made,
    identified,
    link_of,
    task_of,
)

ZONE = "America/Chicago"
ASKED = TUESDAY + HOUR  # 3 March 2026
ANSWERED = datetime(2026, 4, 10, 18, 0, tzinfo=UTC)
OWN_LAST = date(2026, 5, 31)  # 2 March and 90 days
THEIR_LAST = date(2026, 6, 1)  # 3 March and 90 days


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Holders:
    return holders_made(district, person)


@pytest.fixture
def request_(cast: Holders) -> PrivacyRequest:
    """A correction about Maple Reader; it was determined that the inaccuracy exists."""
    return found_wrong(cast, identified(cast, kind="correct", products=[cast.reader]))


def asked(cast: Holders, request: PrivacyRequest, now: datetime = ASKED) -> RequestTask:
    return task_ask(task=task_of(request, cast.maple), contact=cast.pat, actor=cast.custodian, now=now)


def district_holds_nothing(cast: Holders, request: PrivacyRequest, now: datetime = ASKED) -> RequestTask:
    own = task_of(request, "district")
    return task_not_needed(task=own, because="It stands in Maple Reader alone.", actor=cast.custodian, now=now)


def confirmed(cast: Holders, task: RequestTask, now: datetime = ANSWERED, outcome: str = "confirmed") -> RequestTask:
    return task_answer(
        task=task, outcome=outcome, statement="Corrected.", by="Pat Fictional", actor=cast.custodian, now=now
    )


def own_clock(request: PrivacyRequest) -> Deadline:
    return clock_of(request, CORRECTION_ASKED)


def test_nobody_is_told_what_to_correct_before_it_is_determined(cast: Holders) -> None:
    request = identified(cast, kind="correct", products=[cast.reader])
    with pytest.raises(RequestRefused, match="First determine"):
        asked(cast, request)
    with pytest.raises(RequestRefused, match="First determine"):
        task_done(task=task_of(request, "district"), evidence="Done.", actor=cast.custodian, now=ASKED)


def test_the_notice_gives_the_holder_ninety_days(cast: Holders, request_: PrivacyRequest) -> None:
    task = asked(cast, request_)
    clock = clock_of(task, NOTICE_SENT)
    assert (clock.last_day, clock.started_at, clock.state) == (THEIR_LAST, ASKED, "open")
    assert (task.last_day, task.state) == (THEIR_LAST, TaskState.ASKED)
    assert "90 calendar days after 3 March 2026" in task.day_because


def test_the_districts_own_term_runs_on_while_it_may_hold_it_itself(cast: Holders, request_: PrivacyRequest) -> None:
    asked(cast, request_)
    assert (own_clock(request_).state, own_clock(request_).last_day) == ("open", OWN_LAST)


def test_it_gives_way_once_the_district_holds_nothing_and_all_were_notified(
    cast: Holders, request_: PrivacyRequest
) -> None:
    district_holds_nothing(cast, request_)
    assert own_clock(request_).state == "open"  # the operator has no notice yet
    asked(cast, request_)
    assert (own_clock(request_).state, own_clock(request_).closed_reason) == ("withdrawn", HANDED_ON)
    assert "clock_handed_on" in codes_of(request_, shown=True)


def test_the_order_of_the_two_does_not_matter(cast: Holders, request_: PrivacyRequest) -> None:
    asked(cast, request_)
    district_holds_nothing(cast, request_)
    assert own_clock(request_).state == "withdrawn"


def test_a_second_operator_without_notice_keeps_it_running(cast: Holders) -> None:
    request = found_wrong(cast, identified(cast, kind="correct", products=[cast.reader, cast.counter]))
    district_holds_nothing(cast, request)
    asked(cast, request)
    assert own_clock(request).state == "open"
    task_not_needed(task=task_of(request, cast.pine), because="Not there.", actor=cast.custodian, now=ASKED)
    assert own_clock(request).state == "withdrawn"


def test_it_runs_again_on_its_old_day_when_the_district_holds_it_after_all(
    cast: Holders, request_: PrivacyRequest
) -> None:
    own = district_holds_nothing(cast, request_)
    asked(cast, request_)
    task_take_up(task=own, actor=cast.custodian, now=ASKED + DAY)
    clock = own_clock(request_)
    assert (clock.state, clock.last_day) == ("open", OWN_LAST)
    assert "clock_back" in codes_of(request_, shown=True)


def test_it_runs_again_when_every_other_holder_falls_away(cast: Holders, request_: PrivacyRequest) -> None:
    district_holds_nothing(cast, request_)
    task = asked(cast, request_)
    task_not_needed(task=task, because="They never held it.", actor=cast.custodian, now=ASKED + DAY)
    assert own_clock(request_).state == "open"


def test_a_clock_that_a_person_withdrew_is_left_alone(cast: Holders, request_: PrivacyRequest) -> None:
    Deadline.objects.filter(pk=own_clock(request_).pk).update(
        state="withdrawn", closed_at=ASKED, closed_reason="By counsel."
    )
    asked(cast, request_)
    assert own_clock(request_).closed_reason == "By counsel."


def test_the_districts_own_part_is_met_when_the_family_was_told(cast: Holders, request_: PrivacyRequest) -> None:
    task_done(task=task_of(request_, "district"), evidence="Screen of 4 March.", actor=cast.custodian, now=ASKED + DAY)
    clock = own_clock(request_)
    assert (clock.state, clock.closed_at) == ("met", ASKED + DAY)
    assert Message.objects.filter(key=f"request.{request_.pk}.corrected.{task_of(request_, 'district').pk}").exists()
    assert "corrected_here" in codes_of(request_, shown=True)


def test_without_an_address_the_clock_waits_for_the_letter(cast: Holders) -> None:
    request = identified(cast, kind="correct", products=[cast.reader], asker={"email": ""})
    found_wrong(cast, request)
    task_done(task=task_of(request, "district"), evidence="Screen of 4 March.", actor=cast.custodian, now=ASKED + DAY)
    assert own_clock(request).state == "open"


def test_the_answer_starts_ten_business_days_to_tell_the_family(cast: Holders, request_: PrivacyRequest) -> None:
    confirmed(cast, asked(cast, request_))
    clock = clock_of(request_, CONFIRMED)
    assert (clock.started_at, clock.last_day, clock.state) == (ANSWERED, date(2026, 4, 24), "open")


def test_the_holders_clock_runs_until_its_answer_is_accepted(cast: Holders, request_: PrivacyRequest) -> None:
    task = confirmed(cast, asked(cast, request_))
    assert clock_of(task, NOTICE_SENT).state == "open"
    task_accept(task=task, actor=cast.custodian, now=ANSWERED + DAY)
    clock = clock_of(task, NOTICE_SENT)
    assert (clock.state, clock.closed_at) == ("met", ANSWERED)


def test_accepting_tells_the_family_and_meets_the_third_clock(cast: Holders, request_: PrivacyRequest) -> None:
    task = confirmed(cast, asked(cast, request_))
    task_accept(task=task, actor=cast.custodian, now=ANSWERED + DAY)
    clock = clock_of(request_, CONFIRMED)
    assert (clock.state, clock.closed_at) == ("met", ANSWERED + DAY)
    assert "corrected" in codes_of(request_, shown=True)
    message = Message.objects.get(key=f"request.{request_.pk}.corrected.{task.pk}")
    body = (message.content or {})["body"]
    assert "Maple Reader Fictional, Inc. has corrected the information" in body
    assert "Ana" not in body


def test_an_answer_sent_back_takes_the_third_clock_away_and_keeps_the_second(
    cast: Holders, request_: PrivacyRequest
) -> None:
    task = confirmed(cast, asked(cast, request_))
    task_send_back(task=task, because="Grade 2 still shows.", actor=cast.custodian, now=ANSWERED + DAY)
    assert clock_of(request_, CONFIRMED).state == "withdrawn"
    second = clock_of(task, NOTICE_SENT)
    assert (second.state, second.last_day) == ("open", THEIR_LAST)
    again = confirmed(cast, task_of(request_, cast.maple), now=ANSWERED + 3 * DAY)
    assert again.answer_words["before"][0]["statement"] == "Corrected."
    assert clocks_of(request_).filter(event=CONFIRMED, state="open").get().started_at == ANSWERED + 3 * DAY


def test_a_refusal_starts_nothing_and_the_ninety_days_go_on(cast: Holders, request_: PrivacyRequest) -> None:
    task = confirmed(cast, asked(cast, request_), outcome="refused")
    assert not clocks_of(request_).filter(event=CONFIRMED).exists()
    assert clock_of(task, NOTICE_SENT).state == "open"
    assert (task.state, codes_of(request_)[-1]) == (TaskState.REFUSED, "task_refused")


def test_two_operators_have_two_clocks_each_of_their_own(cast: Holders) -> None:
    request = found_wrong(cast, identified(cast, kind="correct", products=[cast.reader, cast.counter]))
    maple = asked(cast, request)
    pine = task_ask(task=task_of(request, cast.pine), contact=cast.quinn, actor=cast.custodian, now=ASKED + 7 * DAY)
    assert clock_of(pine, NOTICE_SENT).last_day == THEIR_LAST + timedelta(days=7)
    confirmed(cast, maple)
    confirmed(cast, pine, now=ANSWERED + 7 * DAY)
    task_accept(task=maple, actor=cast.custodian, now=ANSWERED + 8 * DAY)
    states = dict(clocks_of(request).filter(event=CONFIRMED).values_list("started_at", "state"))
    assert states == {ANSWERED: "met", ANSWERED + 7 * DAY: "open"}


def test_the_state_board_is_asked_by_letter_and_has_the_same_days(cast: Holders) -> None:
    request = found_wrong(cast, identified(cast, kind="correct"))
    task = task_asked_by_hand(
        task=task_of(request, "state_board"), how="letter", asked_at=TUESDAY, actor=cast.custodian, now=ASKED + DAY
    )
    assert clock_of(task, NOTICE_SENT).last_day == THEIR_LAST
    assert task.asked_at == TUESDAY


def test_the_whole_chain_with_time_moved(cast: Holders, request_: PrivacyRequest, dana: User, dirk: User) -> None:
    """Asked, handed on, reminded, silent, escalated, answered late, accepted, told; each clock with its own end."""
    district_holds_nothing(cast, request_)
    task = asked(cast, request_)
    sweep(now=datetime(2026, 5, 25, 12, tzinfo=UTC))  # a week before the last day
    task.refresh_from_db()
    assert (task.state, task.reminded) == (TaskState.ASKED, 1)
    sweep(now=datetime(2026, 6, 2, 12, tzinfo=UTC))
    task.refresh_from_db()
    assert task.state == TaskState.SILENT
    sweep(now=datetime(2026, 6, 3, 12, tzinfo=UTC))
    task.refresh_from_db()
    assert task.escalated_at is not None
    late = datetime(2026, 6, 4, 12, tzinfo=UTC)
    confirmed(cast, task, now=late)
    task_accept(task=task_of(request_, cast.maple), actor=cast.custodian, now=late + DAY)
    second, third = clock_of(task, NOTICE_SENT), clock_of(request_, CONFIRMED)
    assert (second.state, second.closed_at) == ("met", late)  # late, and said to be
    assert (third.state, third.last_day) == ("met", date(2026, 6, 18))
    request_answer(request=request_, outcome="granted", actor=cast.custodian, now=late + 2 * DAY)
    assert set(clocks_of(request_).values_list("state", flat=True)) == {"met", "withdrawn"}
    told = codes_of(request_, shown=True)
    wanted = ["task_asked", "task_reminded", "task_silent", "task_confirmed", "corrected", "answered"]
    assert [code for code in dict.fromkeys(told) if code in wanted] == wanted


def test_the_three_are_shown_together_with_their_reasons(cast: Holders, request_: PrivacyRequest) -> None:
    links = chain_of(request_, tasks_listed(request_), zone=ZONE, now=ASKED)
    assert [(one.number, one.status) for one in links] == [(1, "Due in 89 days"), (2, "Not begun"), (3, "Not begun")]
    district_holds_nothing(cast, request_)
    task = asked(cast, request_)
    confirmed(cast, task)
    links = chain_of(request_, tasks_listed(request_), zone=ZONE, now=ANSWERED + HOUR)
    assert [(one.number, one.status) for one in links] == [
        (1, "Handed on"),
        (2, "Due in 52 days"),
        (3, "Due in 14 days"),
    ]
    assert "90 calendar days after 2 March 2026, when the correction was requested" in links[0].words
    assert "90 calendar days after 3 March 2026, when the operator was told of the correction" in links[1].words
    assert "10 business days after 10 April 2026, when the operator confirmed the correction" in links[2].words


def test_without_illinois_packs_the_district_sets_the_day(cast: Holders, request_: PrivacyRequest) -> None:
    AdoptedPack.objects.filter(pack="il-soppa").delete()
    task = task_ask(
        task=task_of(request_, cast.maple),
        contact=cast.pat,
        last_day=date(2026, 3, 20),
        actor=cast.custodian,
        now=ASKED,
    )
    assert [clock.rule for clock in clocks_of(task)] == ["requests.operator"]
    assert task.last_day == date(2026, 3, 20)


def test_links_outlive_the_last_day(cast: Holders, request_: PrivacyRequest) -> None:
    link = link_of(asked(cast, request_))
    assert local_day(link.expires_at, ZONE) == THEIR_LAST + timedelta(days=61)


def test_nothing_is_asked_of_a_request_that_is_over(cast: Holders, request_: PrivacyRequest) -> None:
    task = asked(cast, request_)
    request_answer(request=request_, outcome="refused", actor=cast.custodian, now=ASKED + DAY)
    task.refresh_from_db()
    assert (task.state, clock_of(task, NOTICE_SENT).state) == (TaskState.NOT_NEEDED, "withdrawn")
    assert link_of(task).revoked_at is not None
    with pytest.raises(RequestRefused):
        confirmed(cast, task)


def test_the_day_of_asking_is_local(cast: Holders) -> None:
    """23:00 in Chicago on 2 March is 3 March in Greenwich; the term counts from 2 March."""
    late = MONDAY.replace(hour=5) + DAY
    request = found_wrong(cast, identified(cast, kind="correct", products=[cast.reader]), now=late - HOUR)
    assert asked(cast, request, now=late).last_day == date(2026, 5, 31)
