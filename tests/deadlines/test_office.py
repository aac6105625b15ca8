"""Clocks in the office: lists, the page with its reasons, and the four actions with their rights."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deadlines.models import Deadline, Hold
from deadlines.services import hold_place
from district.models import District, User
from tests.factories.deadlines import DeadlineFactory, alarm_of

SIGNED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
PDF = b"%PDF-1.4 please wait"
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def page(clock: Deadline, action: str = "") -> str:
    address = reverse("admin:deadlines_deadline_change", args=[clock.pk])
    return address.replace("change/", f"{action}/") if action else address


def listed(client: Client, **question: str) -> list[Deadline]:
    answer = client.get(reverse("admin:deadlines_deadline_changelist"), question)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def test_the_list_shows_status_date_and_role_in_words(posting: Deadline, dana: User, signed_in: SignIn) -> None:
    text = signed_in(dana).get(reverse("admin:deadlines_deadline_changelist")).content.decode()
    assert "due in 6 days" in text
    assert "Due by the end of Monday 16 March 2026." in text
    assert "Business manager" in text


def test_the_list_costs_the_same_for_few_and_for_many(district: District, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    listed(client)  # content types and the like are read once a process
    counts = []
    for more in (2, 30):
        DeadlineFactory.create_batch(more, owner=dana)
        with CaptureQueriesContext(connection) as queries:
            listed(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_the_numbers_of_the_home_page_have_their_lists(
    letters: Deadline, posting: Deadline, dana: User, signed_in: SignIn
) -> None:
    late = DeadlineFactory(due_at=TUESDAY)
    waiting = DeadlineFactory(rule="il-soppa.breach.operator")
    hold_place(deadline=letters, document=PDF, document_name="r.pdf", requested_by="Sheriff", actor=dana, now=TUESDAY)
    client = signed_in(dana)
    assert listed(client, standing="late") == [late]
    assert listed(client, standing="held") == [letters]
    assert waiting in listed(client, standing="waiting")
    assert listed(client, standing="soon") == []
    assert posting in listed(client, whose="everyone", state__exact="open")
    assert posting not in listed(client, whose="mine")


@pytest.mark.parametrize("whose", ["99999999999999999999999999", "-1", "x'", "", "٣"])
def test_a_strange_filter_is_no_error(district: District, dana: User, signed_in: SignIn, whose: str) -> None:
    listed(signed_in(dana), whose=whose)


def test_the_page_says_when_why_and_by_which_text(posting: Deadline, dana: User, signed_in: SignIn) -> None:
    text = signed_in(dana).get(page(posting)).content.decode()
    assert "Due by the end of Monday 16 March 2026." in text
    assert "10 business days after 2 March 2026, when the agreement was signed" in text
    assert "Saturday 7 March 2026 is not a business day." in text
    assert "il-soppa.agreement.post" in text


def test_a_doubtful_rule_says_so(district: District, dana: User, signed_in: SignIn) -> None:
    assert "Not verified" in signed_in(dana).get(page(DeadlineFactory(verified=False))).content.decode()


def test_a_failing_alarm_stands_there_with_its_error(district: District, dana: User, signed_in: SignIn) -> None:
    clock = DeadlineFactory()
    alarm_of(clock, "due", SIGNED, state="failing", last_error="RuntimeError: choked")
    client = signed_in(dana)
    assert "RuntimeError: choked" in client.get(page(clock)).content.decode()
    assert client.get(reverse("admin:deadlines_alarm_changelist"), {"state__exact": "failing"}).status_code == 200


def test_meeting_with_evidence(posting: Deadline, dana: User, signed_in: SignIn) -> None:
    answer = signed_in(dana).post(
        page(posting, "meet"), {"met_at": "2026-03-09T08:30", "evidence": "Posting 12"}, follow=True
    )
    posting.refresh_from_db()
    assert posting.closed_at == datetime(2026, 3, 9, 13, 30, tzinfo=UTC)  # the district's time, not the server's
    assert "Posting 12" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"met_at": "", "evidence": "x"}, "required"),
        ({"met_at": "soon", "evidence": "x"}, "valid date"),
        ({"met_at": "2026-03-09T08:30", "evidence": " "}, "required"),
        ({"met_at": "2026-04-01T08:30", "evidence": "x"}, "not come yet"),
        ({"met_at": "2026-03-09T08:30", "evidence": "x" * 5000}, "at most 4000"),
    ],
)
def test_a_meeting_that_says_too_little_is_refused_with_a_sentence(
    posting: Deadline, dana: User, signed_in: SignIn, given: dict[str, str], says: str
) -> None:
    answer = signed_in(dana).post(page(posting, "meet"), given)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    posting.refresh_from_db()
    assert posting.state == "open"


def test_withdrawing_with_a_reason(posting: Deadline, dana: User, signed_in: SignIn) -> None:
    signed_in(dana).post(page(posting, "withdraw"), {"reason": "Not a school service."})
    posting.refresh_from_db()
    assert (posting.state, posting.closed_reason) == ("withdrawn", "Not a school service.")


def test_holding_with_the_agencys_document_and_lifting(letters: Deadline, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    document = SimpleUploadedFile("request.pdf", PDF)
    client.post(
        page(letters, "hold"),
        {"requested_by": "Lantern County Sheriff", "document": document, "ask_again_on": "2026-03-20"},
    )
    hold = Hold.objects.get()
    assert hold.ask_again_at == datetime(2026, 3, 20, 5, tzinfo=UTC)
    address = reverse("admin:deadlines_deadline_hold_document", args=[letters.pk, hold.pk])
    download = client.get(address)
    assert b"".join(download.streaming_content) == PDF  # type: ignore[attr-defined]
    assert download["Content-Disposition"] == 'attachment; filename="request.pdf"'
    client.post(page(letters, "lift"))
    hold.refresh_from_db()
    assert hold.lifted_by == dana


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "empty"), (b"MZ\x90 program", "neither a PDF"), (None, "required")]
)
def test_a_hold_without_a_fit_document_is_refused(
    letters: Deadline, dana: User, signed_in: SignIn, content: bytes | None, says: str
) -> None:
    given: dict[str, Any] = {"requested_by": "Sheriff"}
    if content is not None:
        given["document"] = SimpleUploadedFile("request.pdf", content)
    answer = signed_in(dana).post(page(letters, "hold"), given)
    assert says in answer.content.decode()
    assert not Hold.objects.exists()


def test_a_rule_without_ground_to_wait_offers_no_hold(posting: Deadline, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    assert page(posting, "hold") not in client.get(page(posting)).content.decode()
    assert client.get(page(posting, "hold")).status_code == 403


def test_a_clock_closed_by_somebody_else_is_told_plainly(posting: Deadline, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    client.post(page(posting, "withdraw"), {"reason": "No."})
    answer = client.post(page(posting, "meet"), {"met_at": "2026-03-09T08:30", "evidence": "x"}, follow=True)
    assert "withdrawn already: nothing was changed" in answer.content.decode()


def test_who_answers_may_meet_it_and_no_more(district: District, cora: User, signed_in: SignIn) -> None:
    hers = DeadlineFactory(role="counsel")
    client = signed_in(cora)
    assert client.get(page(hers, "meet")).status_code == 200
    assert client.post(page(hers, "withdraw"), {"reason": "No."}).status_code == 403
    assert client.get(page(DeadlineFactory(), "meet")).status_code == 403


def test_the_auditor_reads_and_changes_nothing(posting: Deadline, ari: User, signed_in: SignIn) -> None:
    client = signed_in(ari)
    assert client.get(page(posting)).status_code == 200
    assert [client.get(page(posting, action)).status_code for action in ("meet", "withdraw", "hold", "lift")] == [
        403
    ] * 4


def test_an_owner_without_a_role_sees_their_own_clock_only(district: District, olga: User, signed_in: SignIn) -> None:
    own, other = DeadlineFactory(owner=olga), DeadlineFactory()
    client = signed_in(olga)
    assert client.get(page(own)).status_code == 200
    assert client.get(page(own, "meet")).status_code == 200
    assert client.get(page(other)).status_code == 404


@pytest.mark.parametrize("who", ["tom", "olga"])
def test_people_without_a_right_find_nothing(
    posting: Deadline, signed_in: SignIn, request: pytest.FixtureRequest, who: str
) -> None:
    client = signed_in(request.getfixturevalue(who))
    assert client.get(page(posting)).status_code == 404
    assert [client.post(page(posting, action)).status_code for action in ("meet", "withdraw", "hold", "lift")] == [
        404
    ] * 4
    assert client.get(reverse("admin:deadlines_deadline_changelist")).status_code == 403


def test_the_signed_out_are_sent_to_sign_in(posting: Deadline, client: Client) -> None:
    for address in (page(posting), page(posting, "meet"), reverse("admin:deadlines_deadline_changelist")):
        answer = client.get(address)
        assert (answer.status_code, "login" in answer["Location"]) == (302, True)


def test_there_is_no_adding_and_no_deleting_by_hand(posting: Deadline, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    assert client.get("/office/deadlines/deadline/add/").status_code == 403
    assert client.post(page(posting, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999"])
def test_a_clock_that_is_not_there(district: District, dana: User, signed_in: SignIn, number: str) -> None:
    assert signed_in(dana).get(f"/office/deadlines/deadline/{number}/change/").status_code == 404
