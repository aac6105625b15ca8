"""What is given to a family: by whom, for what, until when, for how much; and what can still be taken back."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import clocks_of
from district.models import User
from requests_portal.copies.delivering import (
    arrival_confirm,
    delivery_download,
    delivery_open,
    delivery_take_back,
    link_give,
    link_renew,
    transfer_arrange,
)
from requests_portal.copies.inspecting import (
    inspection_confirm,
    inspection_held,
    inspection_move,
    inspection_propose,
)
from requests_portal.copies.letters import delivery_letter
from requests_portal.copies.paper import ASKED_WAIVER, dollars, fee_for, fee_waive, paper_day_enter, paper_make
from requests_portal.decisions.selectors import holders_missing
from requests_portal.models import Delivery, PortalSettings, PrivacyRequest, RequestFile, RequestState, RequestTask
from requests_portal.services.files import file_read
from requests_portal.services.steps import RequestRefused, family_actor
from tests.factories.contracts import pdf_bytes
from tests.factories.requests import MONDAY
from tests.factories.vendors import OperatorFactory
from tests.requests_portal.copies_cast import asked, checked, gathered, given, packs_adopted, pdf_text

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)
THURSDAY = MONDAY + timedelta(days=3)
PAPER = {"more_pages": 0, "waive_because": "", "not_electronic_because": ""}


@pytest.fixture(autouse=True)
def house(district: object, settings: LazySettings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    packs_adopted()


@pytest.fixture
def fees() -> PortalSettings:
    return PortalSettings.objects.create(
        paper_cents_per_page=25, most_cents_per_page=35, fee_source="Fictional schedule of 1 July 2025"
    )


@pytest.fixture
def case() -> PrivacyRequest:
    return asked()


def on_paper(**details: object) -> PrivacyRequest:
    return asked(details={"what": "Everything.", "form": "paper", **details})


def codes(request: PrivacyRequest) -> list[str]:
    return list(request.steps.values_list("code", flat=True))


def open_clocks(request: PrivacyRequest) -> list[Deadline]:
    return list(clocks_of(request).filter(state=DeadlineState.OPEN))


# To download


def test_giving_everything_answers_the_request_and_meets_its_clocks(case: PrivacyRequest, dana: User) -> None:
    assert open_clocks(case)
    delivery = given(case, dana, now=TUESDAY)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.answered_at) == ("answered", "granted", TUESDAY)
    assert open_clocks(case) == []
    assert delivery.expires_at == TUESDAY + timedelta(days=14)
    assert {"copy_given", "answered"} <= set(codes(case))
    clock = clocks_of(case).first()
    assert clock is not None
    assert clock.closed_reason == "1 files to download until 2026-03-17."


def test_where_more_follows_the_clocks_go_on(case: PrivacyRequest, dana: User) -> None:
    link_give(request=case, files=[checked(case, dana)], outcome="", actor=dana, now=TUESDAY)
    case.refresh_from_db()
    assert case.is_open
    assert open_clocks(case)


def test_nothing_is_given_before_it_is_settled_who_asks(dana: User) -> None:
    case = asked(identified=False)
    with pytest.raises(RequestRefused, match="Settle first who asks"):
        given(case, dana)


def test_a_request_for_a_correction_is_not_answered_by_files(dana: User) -> None:
    case = asked("correct")
    with pytest.raises(RequestRefused, match="by a decision"):
        given(case, dana)


def test_a_file_of_another_request_is_not_given(case: PrivacyRequest, dana: User) -> None:
    other = asked(asker={"email": "ben@family.example"})
    with pytest.raises(RequestRefused, match="was not checked"):
        given(case, dana, checked(other, dana))


def test_a_file_that_nobody_checked_is_not_given(case: PrivacyRequest, dana: User) -> None:
    with pytest.raises(RequestRefused, match="was not checked"):
        given(case, dana, gathered(case, dana))
    with pytest.raises(RequestRefused, match="Choose the files"):
        link_give(request=case, files=[], outcome="granted", actor=dana, now=MONDAY)
    assert not Delivery.objects.exists()


def test_without_an_address_for_the_code_it_is_given_on_paper(dana: User) -> None:
    case = asked()
    case.asker = {**case.asker, "email": ""}
    case.save(update_fields=["asker"])
    with pytest.raises(RequestRefused, match="on paper"):
        given(case, dana)


def test_what_was_not_opened_can_be_taken_back_and_the_clocks_run_on(case: PrivacyRequest, dana: User) -> None:
    before = {clock.pk: clock.due_at for clock in open_clocks(case)}
    delivery = given(case, dana, now=TUESDAY)
    with pytest.raises(RequestRefused, match="Say why"):
        delivery_take_back(delivery=delivery, because=" ", actor=dana, now=TUESDAY)
    delivery_take_back(delivery=delivery, because="The wrong file.", actor=dana, now=THURSDAY)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.answered_at) == (RequestState.WORKING, "", None)
    assert {clock.pk: clock.due_at for clock in open_clocks(case)} == before
    with pytest.raises(RequestRefused, match="taken back"):
        delivery_open(delivery=delivery, actor=family_actor(case), now=THURSDAY)
    given(case, dana, checked(case, dana, pdf_bytes("The right one."), "right.pdf"), now=THURSDAY)
    case.refresh_from_db()
    assert case.answered_at == THURSDAY


def test_what_the_family_opened_cannot_be_taken_back(case: PrivacyRequest, dana: User) -> None:
    delivery = given(case, dana)
    delivery_open(delivery=delivery, actor=family_actor(case), now=TUESDAY)
    with pytest.raises(RequestRefused, match="has reached the family"):
        delivery_take_back(delivery=delivery, because="Too late.", actor=dana, now=TUESDAY)


def test_opening_and_downloading_are_noted_once_as_a_step_and_each_time_as_an_act(
    case: PrivacyRequest, dana: User
) -> None:
    file = checked(case, dana)
    delivery = given(case, dana, file)
    for _ in range(2):
        delivery_open(delivery=delivery, actor=family_actor(case), now=TUESDAY)
        delivery_download(delivery=delivery, file=file, actor=family_actor(case), now=TUESDAY)
    delivery_download(delivery=delivery, file=None, actor=family_actor(case), now=THURSDAY)
    delivery.refresh_from_db()
    assert (delivery.opened_at, delivery.downloads) == (TUESDAY, 3)
    assert list(delivery.acts.values_list("what", flat=True)) == ["opened", "downloaded", "downloaded", "all"]
    assert [code for code in codes(case) if code.startswith("copy_")] == [
        "copy_given",
        "copy_opened",
        "copy_downloaded",
    ]


def test_after_its_time_nothing_is_downloaded_until_it_is_given_for_longer(case: PrivacyRequest, dana: User) -> None:
    delivery = given(case, dana)
    late = MONDAY + timedelta(days=14)
    with pytest.raises(RequestRefused, match="time for downloading"):
        delivery_download(delivery=delivery, file=None, actor=family_actor(case), now=late)
    link_renew(delivery=delivery, actor=dana, now=late)
    delivery_download(delivery=delivery, file=None, actor=family_actor(case), now=late + timedelta(days=13))


# On paper


def test_pages_are_counted_and_the_fee_stays_within_the_schedule(dana: User, fees: PortalSettings) -> None:
    case = on_paper()
    files = [checked(case, dana), checked(case, dana, pdf_bytes("a", "b", "c"), "more.pdf")]
    delivery = paper_make(request=case, files=files, actor=dana, now=MONDAY, **PAPER)  # type: ignore[arg-type]
    assert (delivery.pages, delivery.cents_per_page, delivery.fee_cents) == (4, 25, 100)
    fees.paper_cents_per_page = 90  # as if the check of the settings had been passed by
    assert fee_for(4, fees) == (35, 140)
    fees.most_cents_per_page = None
    assert fee_for(4, fees) == (None, 0)
    assert dollars(123456) == "$1,234.56"


def test_who_ticks_that_it_cannot_pay_pays_nothing_and_gets_its_copy(dana: User, fees: PortalSettings) -> None:
    case = on_paper(waiver=True)
    delivery = paper_make(request=case, files=[checked(case, dana)], actor=dana, now=MONDAY, **PAPER)  # type: ignore[arg-type]
    assert (delivery.fee_cents, delivery.waived, delivery.waived_because) == (0, True, ASKED_WAIVER)
    paper_day_enter(
        delivery=delivery, what="mailed_on", day=date(2026, 3, 3), outcome="granted", actor=dana, now=TUESDAY
    )
    case.refresh_from_db()
    assert case.state == RequestState.ANSWERED


def test_an_unpaid_fee_holds_nothing_up(dana: User, fees: PortalSettings) -> None:
    case = on_paper()
    delivery = paper_make(request=case, files=[checked(case, dana)], actor=dana, now=MONDAY, **PAPER)  # type: ignore[arg-type]
    enter = {"delivery": delivery, "actor": dana, "now": THURSDAY, "outcome": "granted"}
    paper_day_enter(what="picked_up_on", day=date(2026, 3, 4), **enter)  # type: ignore[arg-type]
    case.refresh_from_db()
    assert case.state == RequestState.ANSWERED
    assert case.answered_at is not None
    assert case.answered_at.astimezone(ZoneInfo("America/Chicago")).date() == date(2026, 3, 4)
    paper_day_enter(what="paid_on", day=date(2026, 3, 5), **enter)  # type: ignore[arg-type]
    with pytest.raises(RequestRefused, match="paid already"):
        fee_waive(delivery=delivery, because="Late.", actor=dana, now=THURSDAY)
    with pytest.raises(RequestRefused, match="has reached the family"):
        delivery_take_back(delivery=delivery, because="Too late.", actor=dana, now=THURSDAY)


def test_the_custodian_may_waive_a_fee(dana: User, fees: PortalSettings) -> None:
    case = on_paper()
    delivery = paper_make(request=case, files=[checked(case, dana)], actor=dana, now=MONDAY, **PAPER)  # type: ignore[arg-type]
    waived = fee_waive(delivery=delivery, because="The family told us that it cannot pay.", actor=dana, now=MONDAY)
    assert (waived.fee_cents, waived.waived) == (0, True)
    with pytest.raises(RequestRefused, match="Nothing is to be paid"):
        fee_waive(delivery=delivery, because="Again.", actor=dana, now=MONDAY)


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 9)])
def test_days_of_paper_lie_between_its_making_and_today(dana: User, day: date) -> None:
    case = on_paper()
    delivery = paper_make(request=case, files=[checked(case, dana)], actor=dana, now=MONDAY, **PAPER)  # type: ignore[arg-type]
    with pytest.raises(RequestRefused):
        paper_day_enter(delivery=delivery, what="mailed_on", day=day, outcome="granted", actor=dana, now=TUESDAY)


def test_who_asked_for_an_electronic_copy_gets_paper_only_for_the_reason_that_the_law_names(
    case: PrivacyRequest, dana: User
) -> None:
    file = checked(case, dana)
    with pytest.raises(RequestRefused, match="unduly burdensome") as refused:
        paper_make(request=case, files=[file], actor=dana, now=MONDAY, **PAPER)  # type: ignore[arg-type]
    assert refused.value.field == "not_electronic_because"
    because = {**PAPER, "not_electronic_because": "It lies on paper alone, in four hundred folders."}
    delivery = paper_make(request=case, files=[file], actor=dana, now=MONDAY, **because)  # type: ignore[arg-type]
    assert "four hundred" in delivery.not_electronic_because


def test_files_that_do_not_say_their_pages_are_counted_by_hand(dana: User, fees: PortalSettings) -> None:
    case = on_paper()
    files = [checked(case, dana), checked(case, dana, b"Ana,5\n", "marks.csv")]
    with pytest.raises(RequestRefused, match="Count the pages"):
        paper_make(request=case, files=files, actor=dana, now=MONDAY, **PAPER)  # type: ignore[arg-type]
    counted = {**PAPER, "more_pages": 2}
    assert paper_make(request=case, files=files, actor=dana, now=MONDAY, **counted).pages == 3  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("The copy that you asked for", "To pay", "$0.25", "whether or not you can pay")), ("es", ("$0.25",))],
)
def test_the_letter_says_pages_and_cost_in_the_family_s_language(
    dana: User, fees: PortalSettings, language: str, words: tuple[str, ...]
) -> None:
    case = on_paper()
    case.language = language
    case.save(update_fields=["language"])
    delivery = paper_make(request=case, files=[checked(case, dana)], actor=dana, now=MONDAY, **PAPER)  # type: ignore[arg-type]
    letter = delivery_letter(delivery=delivery, actor=dana, now=MONDAY).letter
    assert letter is not None
    text = " ".join(pdf_text(file_read(letter)).split())
    assert all(word in text for word in words)
    assert "Rosa Fictional" in text
    assert "Ana" not in text
    again = delivery_letter(delivery=delivery, actor=dana, now=TUESDAY).letter
    letter.refresh_from_db()
    assert letter.removed_at is not None
    assert again is not None
    assert RequestFile.objects.filter(purpose="letter", removed_at=None).get() == again


# To look at


def test_an_appointment_is_proposed_confirmed_moved_and_held(dana: User) -> None:
    case = asked("inspect")
    assert open_clocks(case)
    delivery = inspection_propose(
        request=case, appointment_at=THURSDAY, place="Office, room 2", files=[], actor=dana, now=MONDAY
    )
    delivery = inspection_confirm(delivery=delivery, actor=family_actor(case), now=MONDAY)
    assert delivery.confirmed_by == "family"
    delivery = inspection_move(
        delivery=delivery, appointment_at=THURSDAY + timedelta(hours=1), place="", actor=dana, now=MONDAY
    )
    assert (delivery.confirmed_at, delivery.place) == (None, "Office, room 2")
    held = inspection_held(
        delivery=delivery, day=date(2026, 3, 5), outcome="granted", actor=dana, now=THURSDAY + timedelta(hours=4)
    )
    case.refresh_from_db()
    assert (case.state, held.inspected_on) == (RequestState.ANSWERED, date(2026, 3, 5))
    assert open_clocks(case) == []
    with pytest.raises(RequestRefused, match="seen already"):
        inspection_confirm(delivery=delivery, actor=family_actor(case), now=THURSDAY)


def test_an_appointment_lies_ahead_and_says_where(dana: User) -> None:
    case = asked("inspect")
    propose = {"request": case, "files": [], "actor": dana, "now": MONDAY}
    with pytest.raises(RequestRefused, match="lies ahead"):
        inspection_propose(appointment_at=MONDAY, place="Office", **propose)  # type: ignore[arg-type]
    with pytest.raises(RequestRefused, match="Say where"):
        inspection_propose(appointment_at=THURSDAY, place=" ", **propose)  # type: ignore[arg-type]


# A pupil's own work


def test_moved_work_answers_once_the_family_has_it(dana: User) -> None:
    case = asked("content", details={"what": "Stories.", "keep": "transfer", "account": "rosa@account.example"})
    delivery = transfer_arrange(request=case, holder="Maple Reader Fictional, Inc.", actor=dana, now=MONDAY)
    case.refresh_from_db()
    assert case.is_open
    arrival_confirm(delivery=delivery, actor=family_actor(case), now=TUESDAY)
    case.refresh_from_db()
    assert (case.state, case.outcome) == (RequestState.ANSWERED, "granted")
    with pytest.raises(RequestRefused, match="has reached the family"):
        delivery_take_back(delivery=delivery, because="Too late.", actor=dana, now=TUESDAY)


def test_only_a_pupil_s_own_work_is_moved(case: PrivacyRequest, dana: User) -> None:
    with pytest.raises(RequestRefused, match="own work"):
        transfer_arrange(request=case, holder="Maple Reader Fictional, Inc.", actor=dana, now=MONDAY)


def test_a_copy_mailed_on_the_morning_of_its_asking_meets_its_clocks_after_they_began(dana: User) -> None:
    afternoon = MONDAY.replace(hour=21)
    case = asked(now=afternoon, details={"what": "Everything.", "form": "paper"})
    file = checked(case, dana)
    delivery = paper_make(request=case, files=[file], actor=dana, now=afternoon, **PAPER)  # type: ignore[arg-type]
    entered = afternoon + timedelta(hours=1)
    day = afternoon.astimezone(ZoneInfo("America/Chicago")).date()
    paper_day_enter(delivery=delivery, what="mailed_on", day=day, outcome="granted", actor=dana, now=entered)
    case.refresh_from_db()
    assert (case.state, case.answered_at) == (RequestState.ANSWERED, afternoon)
    assert not open_clocks(case)


def test_a_delivery_is_locked_after_its_request_as_everywhere(case: PrivacyRequest, dana: User) -> None:
    delivery = given(case, dana)
    with CaptureQueriesContext(connection) as asked_for:
        link_renew(delivery=delivery, actor=dana, now=TUESDAY)
    locks = [query["sql"] for query in asked_for if "FOR UPDATE" in query["sql"]]
    assert 'OF "requests_portal_privacyrequest"' in locks[0]
    assert 'OF "requests_portal_delivery"' in locks[1]


def test_whoever_gives_is_told_which_holders_may_hold_more(case: PrivacyRequest) -> None:
    assert holders_missing(case) == ""
    maple = OperatorFactory(name="Maple Reader Fictional, Inc.")
    task = RequestTask.objects.create(request=case, holder="operator", operator=maple, made_at=MONDAY)
    assert holders_missing(case) == ("Not everything may be in yet: Maple Reader Fictional, Inc. (not asked yet).")
    RequestTask.objects.filter(pk=task.pk).update(state="not_needed", settled_at=MONDAY)
    assert holders_missing(case) == ""


def test_a_form_that_is_sent_twice_gives_once(dana: User) -> None:
    case = on_paper()
    file = checked(case, dana)
    make = partial(paper_make, request=case, files=[file], actor=dana, now=MONDAY, **PAPER)  # type: ignore[arg-type]
    first = make()
    with pytest.raises(RequestRefused, match="there already"):
        make()
    delivery_take_back(delivery=first, because="Printed askew.", actor=dana, now=MONDAY)
    assert make().pk != first.pk
    give = partial(link_give, request=case, files=[file], actor=dana, now=MONDAY)
    give(outcome="")
    with pytest.raises(RequestRefused, match="there already"):
        give(outcome="")
    give(outcome="granted")
    assert case.deliveries.filter(withdrawn_at=None).count() == 3


def test_an_appointment_that_is_proposed_twice_is_one(dana: User) -> None:
    case = asked("inspect")
    propose = partial(
        inspection_propose, request=case, appointment_at=THURSDAY, place="Office", files=[], actor=dana, now=MONDAY
    )
    propose()
    with pytest.raises(RequestRefused, match="there already"):
        propose()
    propose(appointment_at=THURSDAY + timedelta(days=1))
