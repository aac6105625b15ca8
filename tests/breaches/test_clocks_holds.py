"""An agency's written request: it quiets what it may quiet, with its document, and nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from breaches.clocks import clocks_recount
from breaches.clocks.holding import breach_hold_lift, breach_hold_place
from breaches.models import Breach
from deadlines.errors import DeadlineRefused
from deadlines.models import Alarm
from deadlines.selectors import deadline_reasons
from deadlines.sweep import sweep
from district.models import District, User
from notices.models import Mailing, MailingState
from tests.breaches.clockcases import adopt, breach_of, clocks, fact, facts
from tests.factories.contracts import SignedAgreementFactory

CENTRAL = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=CENTRAL)
LETTERS = ("breach.notify-parents", "policy")
FAMILIES = ("breach.notify-families", "policy")
REQUEST = b"%PDF-1.4 Please wait."


@pytest.fixture
def breach(district: District, dana: User) -> Breach:
    adopt("il-soppa", "ct-student-data")
    made = breach_of(dana, NOW, SignedAgreementFactory())
    facts(made, dana, NOW, district_notified=NOW)
    clocks_recount(made, dana, NOW)
    return made


def place(breach: Breach, dana: User, now: datetime = NOW, document: bytes = REQUEST, agency: str = "Police") -> None:
    breach_hold_place(
        breach=breach, document=document, document_name="request.pdf", requested_by=agency, actor=dana, now=now
    )


def test_only_the_clock_whose_rule_allows_it_is_held(breach: Breach, dana: User) -> None:
    place(breach, dana)
    found = clocks(breach)
    assert found[LETTERS].held
    assert not found[FAMILIES].held
    assert not found["breach.notify-families", "statute"].held


def test_a_held_clock_is_quiet_and_the_others_ring_on(breach: Breach, dana: User, sonia: User) -> None:
    sweep(now=NOW)
    place(breach, dana)
    sweep(now=NOW + timedelta(days=60))
    outcomes = {
        alarm.deadline.rule: alarm.outcome for alarm in Alarm.objects.filter(kind="due").select_related("deadline")
    }
    assert outcomes["il-soppa.breach.notify-parents"] == "held"
    assert outcomes["ct-student-data.breach.notify-families"] != "held"


def test_a_hold_pauses_letters_that_are_going_out(breach: Breach, dana: User) -> None:
    values = {"title": "Letters", "purpose": "breach", "prepared_by": dana, "prepared_at": NOW}
    running = Mailing.objects.create(subject=breach, state=MailingState.RUNNING, **values)
    waiting = Mailing.objects.create(subject=breach, state=MailingState.WAITING, **values)
    place(breach, dana)
    for mailing, state in ((running, MailingState.PAUSED), (waiting, MailingState.WAITING)):
        mailing.refresh_from_db()
        assert mailing.state == state


@pytest.fixture
def sonia(person: Callable[..., User], district: District) -> User:
    """The superintendent, who answers for the letters."""
    return person("Sonia Fictional", "superintendent")


@pytest.mark.parametrize(("document", "agency"), [(b"", "Police"), (REQUEST, "  ")])
def test_a_hold_needs_the_document_and_the_agency(breach: Breach, dana: User, document: bytes, agency: str) -> None:
    with pytest.raises(DeadlineRefused):
        place(breach, dana, document=document, agency=agency)
    assert not clocks(breach)[LETTERS].held


def test_what_is_held_is_not_held_twice(breach: Breach, dana: User) -> None:
    place(breach, dana)
    with pytest.raises(DeadlineRefused, match="No open clock"):
        place(breach, dana)


def test_lifted_before_the_end_the_date_stays(breach: Breach, dana: User) -> None:
    before = clocks(breach)[LETTERS].due_at
    place(breach, dana)
    breach_hold_lift(breach=breach, actor=dana, now=NOW + timedelta(days=10))
    clock = clocks(breach)[LETTERS]
    assert (clock.due_at, clock.held) == (before, False)


def test_lifted_after_the_end_it_is_due_at_once(breach: Breach, dana: User) -> None:
    place(breach, dana)
    lifted = NOW + timedelta(days=45)
    breach_hold_lift(breach=breach, actor=dana, now=lifted)
    clock = clocks(breach)[LETTERS]
    assert clock.due_at == lifted
    assert deadline_reasons(clock)[0].because == "The hold was lifted."
    clocks_recount(breach, dana, lifted)  # counting again keeps what the hold did
    assert clocks(breach)[LETTERS].due_at == lifted
    with pytest.raises(DeadlineRefused, match="held any more"):
        breach_hold_lift(breach=breach, actor=dana, now=lifted)


def test_a_fact_corrected_under_a_hold_moves_the_date_and_keeps_the_hold(breach: Breach, dana: User) -> None:
    place(breach, dana)
    fact(breach, "district_notified", NOW - timedelta(days=1), dana, NOW)
    clocks_recount(breach, dana, NOW)
    clock = clocks(breach)[LETTERS]
    assert (clock.held, f"{clock.last_day}") == (True, "2026-12-19")


def test_a_drills_hold_asks_nobody(breach: Breach, dana: User) -> None:
    drill = breach_of(dana, NOW, drill=True)
    facts(drill, dana, NOW, determined=NOW)
    clocks_recount(drill, dana, NOW)
    place(drill, dana)
    assert clocks(drill)[LETTERS].held
    assert not Alarm.objects.filter(deadline__drill=True).exists()


def test_the_page_says_what_is_held_and_what_goes_on(
    breach: Breach, dana: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(dana)
    page = client.get(f"/office/breaches/{breach.pk}/clocks/hold/").content.decode()
    quieted, on = page.index("The request quiets"), page.index("These go on whatever it says")
    assert quieted < page.index("Breach letter to parents") < on < page.index("Breach notice to students and parents")
    answer = client.post(
        f"/office/breaches/{breach.pk}/clocks/hold/",
        {"requested_by": "Police", "document": SimpleUploadedFile("request.pdf", REQUEST)},
    )
    assert answer.status_code == 302
    page = client.get(f"/office/breaches/{breach.pk}/clocks/").content.decode()
    assert "Police asked in writing" in page
    assert "its rule gives no ground to wait" in page
    hold = clocks(breach)[LETTERS].holds.get()
    got = client.get(f"/office/breaches/{breach.pk}/clocks/holds/{hold.pk}/")
    assert b"".join(got.streaming_content) == REQUEST  # type: ignore[attr-defined]
    assert client.post(f"/office/breaches/{breach.pk}/clocks/lift/").status_code == 302
    again = client.post(f"/office/breaches/{breach.pk}/clocks/lift/")
    assert again.status_code == 422
    assert "held any more" in again.content.decode()


@pytest.mark.parametrize("upload", [None, SimpleUploadedFile("request.txt", b"Please wait.")])
def test_a_request_that_is_no_document_comes_back(
    breach: Breach, dana: User, signed_in: Callable[[User], Client], upload: SimpleUploadedFile | None
) -> None:
    sent = {"requested_by": "Police"} | ({"document": upload} if upload else {})
    assert signed_in(dana).post(f"/office/breaches/{breach.pk}/clocks/hold/", sent).status_code == 422
    assert not clocks(breach)[LETTERS].held


@pytest.mark.parametrize("page", ["clocks/hold/", "clocks/lift/"])
def test_holds_are_for_those_who_keep_clocks(
    breach: Breach, ari: User, tom: User, signed_in: Callable[[User], Client], page: str
) -> None:
    assert signed_in(ari).get(f"/office/breaches/{breach.pk}/{page}").status_code == 403
    assert signed_in(tom).get(f"/office/breaches/{breach.pk}/{page}").status_code == 403
