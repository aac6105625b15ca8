"""The list of what is to do: from the packs and from the house, ticked by records and by people."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from breaches.clocks import clocks_met_by_mailing, clocks_recount
from breaches.models import Breach, BreachTask, Stage
from breaches.services.tasks import WorkRefused, task_done, task_not_needed, task_owner_set, task_reopen, task_ticked
from district.models import District, User
from tests.breaches.clockcases import adopt, breach_of, facts, touched
from tests.factories.contracts import SignedAgreementFactory

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=ZoneInfo("America/Chicago"))
LETTER = "il-soppa.breach.notify-parents"
ATTORNEY_GENERAL = "il-soppa.breach.tell-attorney-general"


@pytest.fixture
def breach(district: District, dana: User) -> Breach:
    adopt("il-soppa", "mt-pupil-data")
    made = breach_of(dana, NOW, SignedAgreementFactory())
    facts(made, dana, NOW, district_notified=NOW)
    clocks_recount(made, dana, NOW)
    return made


def task(breach: Breach, key: str) -> BreachTask:
    return breach.tasks.get(key=key)


def again(breach: Breach, dana: User) -> None:
    clocks_recount(breach, dana, NOW + timedelta(hours=1))


def test_the_packs_and_the_house_make_the_list(breach: Breach) -> None:
    keys = list(breach.tasks.values_list("key", flat=True))
    assert keys == [
        "house.kinds",
        "house.pupils",
        "house.determine",
        "il-soppa.breach.tell-superintendent",
        "il-soppa.breach.tell-carrier",
        ATTORNEY_GENERAL,
        "mt-pupil-data.report",
        LETTER,
        "il-soppa.posting.breaches",
        "house.approve-sending",
        "house.claim",
        "house.evidence",
    ]


def test_a_duty_with_a_clock_is_due_when_the_clock_is(breach: Breach) -> None:
    row = task(breach, LETTER)
    assert f"{row.due_at:%Y-%m-%d %H:%M}" == "2026-12-21 06:00"  # the end of 20 December in Chicago
    assert "105 ILCS 85/27" in row.citation


def test_what_was_not_seen_in_its_source_is_marked(breach: Breach) -> None:
    row = task(breach, ATTORNEY_GENERAL)
    assert not row.verified
    assert "secondary source" in row.doubt


def test_the_number_that_a_text_names_decides_and_may_decide_otherwise_later(breach: Breach, dana: User) -> None:
    assert "asks for more than 500" in task(breach, ATTORNEY_GENERAL).not_needed_because
    breach.affected_total = 501
    again(breach, dana)
    assert task(breach, ATTORNEY_GENERAL).is_open


def test_records_tick_what_they_do(breach: Breach, dana: User) -> None:
    touched(breach, dana, NOW, "personal")
    breach.affected_total, breach.state = 12, Stage.DETERMINED
    again(breach, dana)
    assert task(breach, "house.kinds").done_at is not None
    assert task(breach, "house.pupils").evidence == "12 are named."
    assert task(breach, "house.determine").evidence == "It was decided: determined."
    clocks_met_by_mailing(breach, NOW + timedelta(days=2), dana, NOW + timedelta(days=2))
    assert task(breach, LETTER).done_at == NOW + timedelta(days=2)


def test_a_person_ticks_with_evidence_and_not_twice(breach: Breach, dana: User) -> None:
    with pytest.raises(WorkRefused, match="Say how"):
        task_done(task=task(breach, "mt-pupil-data.report"), evidence=" ", actor=dana, now=NOW)
    task_done(task=task(breach, "mt-pupil-data.report"), evidence="Letter of today.", actor=dana, now=NOW)
    with pytest.raises(WorkRefused, match="done already"):
        task_done(task=task(breach, "mt-pupil-data.report"), evidence="Again.", actor=dana, now=NOW)
    assert task(breach, "mt-pupil-data.report").done_by == dana.email


def test_what_a_person_set_aside_no_count_brings_back(breach: Breach, dana: User) -> None:
    with pytest.raises(WorkRefused, match="Say why"):
        task_not_needed(task=task(breach, ATTORNEY_GENERAL), because="", actor=dana, now=NOW)
    breach.affected_total = 501
    again(breach, dana)
    task_not_needed(task=task(breach, ATTORNEY_GENERAL), because="Counsel says so.", actor=dana, now=NOW)
    again(breach, dana)
    assert task(breach, ATTORNEY_GENERAL).not_needed_because == "Counsel says so."
    task_reopen(task=task(breach, ATTORNEY_GENERAL), actor=dana, now=NOW)
    assert task(breach, ATTORNEY_GENERAL).is_open
    with pytest.raises(WorkRefused, match="open already"):
        task_reopen(task=task(breach, ATTORNEY_GENERAL), actor=dana, now=NOW)


def test_what_is_no_breach_needs_nothing_done_until_it_is_one(breach: Breach, dana: User) -> None:
    breach.state = Stage.NOT_A_BREACH
    again(breach, dana)
    assert task(breach, LETTER).not_needed_because == "By what is known now, nothing asks for it."
    assert task(breach, "house.claim").not_needed_because == "It is not a breach."
    breach.state = Stage.ASSESSING
    again(breach, dana)
    assert task(breach, LETTER).is_open
    assert task(breach, "house.claim").is_open


def test_an_owner_is_somebody_with_an_account(breach: Breach, dana: User, tom: User) -> None:
    assert task_owner_set(task=task(breach, LETTER), owner=tom, actor=dana, now=NOW).owner == tom
    tom.is_active = False
    tom.save()
    with pytest.raises(WorkRefused, match="no account"):
        task_owner_set(task=task(breach, LETTER), owner=tom, actor=dana, now=NOW)
    assert task_owner_set(task=task(breach, LETTER), owner=None, actor=dana, now=NOW).owner is None


def test_another_room_ticks_what_it_did_once(breach: Breach, dana: User) -> None:
    assert task_ticked(breach=breach, key="house.approve-sending", evidence="Approved.", actor=dana, now=NOW)
    assert task_ticked(breach=breach, key="house.approve-sending", evidence="Approved.", actor=dana, now=NOW) is None
    assert task_ticked(breach=breach, key="no.such", evidence="Approved.", actor=dana, now=NOW) is None
