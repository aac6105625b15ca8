"""An event opens the clocks that the adopted packs attach to it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.errors import DeadlineRefused
from deadlines.models import Alarm, Deadline
from deadlines.selectors import deadline_reasons
from deadlines.services import deadline_open_for_event, deadline_open_until, deadline_withdraw
from district.audit import ActorMissing, SystemActor
from district.models import AdoptedPack, District, User

SIGNED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def open_clocks(district: District, event: str, at: datetime, actor: User, **more: object) -> list[Deadline]:
    return deadline_open_for_event(subject=district, event=event, at=at, actor=actor, now=at, **more)  # type: ignore[arg-type]


def test_a_signed_agreement_starts_ten_business_days_to_post_it(adopted: District, dana: User) -> None:
    (clock,) = open_clocks(adopted, "agreement_signed", SIGNED, dana)
    assert clock.rule == "il-soppa.agreement.post"
    assert clock.last_day == date(2026, 3, 16)
    assert clock.due_at == datetime(2026, 3, 17, 5, 0, tzinfo=UTC)
    assert clock.subject == adopted


def test_the_clock_keeps_why_it_is_due_then(adopted: District, dana: User) -> None:
    (clock,) = open_clocks(adopted, "agreement_signed", SIGNED, dana)
    (reason,) = deadline_reasons(clock)
    assert reason.term == "10 business days"
    assert reason.pack_version.startswith("il-soppa 20")
    assert any("not a business day" in step for step in reason.steps)
    assert reason.citation


def test_opening_twice_opens_once(adopted: District, dana: User) -> None:
    first = open_clocks(adopted, "agreement_signed", SIGNED, dana)
    assert open_clocks(adopted, "agreement_signed", SIGNED, dana) == first
    assert Deadline.objects.count() == 1
    assert Alarm.objects.filter(kind="opened").count() == 1


def test_an_executed_agreement_is_a_signed_one(adopted: District, dana: User) -> None:
    first = open_clocks(adopted, "agreement_signed", SIGNED, dana)
    assert open_clocks(adopted, "agreement_executed", SIGNED, dana) == first


def test_packs_that_the_board_has_not_adopted_start_nothing(district: District, dana: User) -> None:
    assert open_clocks(district, "agreement_signed", SIGNED, dana) == []


def test_packs_count_as_adopted_on_the_day_of_the_event(district: District, dana: User) -> None:
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2026, 3, 3))
    assert open_clocks(district, "agreement_signed", SIGNED, dana) == []


def test_policy_and_statute_are_clocks_of_their_own(district: District, dana: User) -> None:
    clocks = open_clocks(district, "operator_notice_received", SIGNED, dana, packs=["ct-student-data"])
    families = {clock.source: clock for clock in clocks if clock.rule == "ct-student-data.breach.notify-families"}
    assert families["policy"].due_at == SIGNED + timedelta(hours=48)
    assert families["statute"].last_day == date(2026, 3, 4)
    assert families["policy"].verified
    assert not families["statute"].verified


def test_of_two_events_that_start_a_duty_the_earlier_counts(adopted: District, dana: User) -> None:
    open_clocks(adopted, "breach_determined", SIGNED, dana)
    notice = SIGNED - timedelta(days=3)
    deadline_open_for_event(
        subject=adopted, event="operator_notice_received", at=notice, actor=dana, now=SIGNED + timedelta(days=1)
    )
    clock = Deadline.objects.get(rule="il-soppa.breach.notify-parents")
    assert clock.started_at == notice
    assert clock.last_day == date(2026, 3, 29)
    assert [reason.because for reason in deadline_reasons(clock)] == [
        "An earlier event counts: operator notice received.",
        "Opened: breach determined.",
    ]
    assert clock.alarms.filter(kind="moved").count() == 1


def test_a_later_event_does_not_start_the_duty_again(adopted: District, dana: User) -> None:
    open_clocks(adopted, "operator_notice_received", SIGNED, dana)
    open_clocks(adopted, "breach_determined", SIGNED + timedelta(days=2), dana)
    assert Deadline.objects.get(rule="il-soppa.breach.notify-parents").started_at == SIGNED


def test_what_was_withdrawn_is_not_opened_by_the_same_event_again(adopted: District, dana: User) -> None:
    (clock,) = open_clocks(adopted, "agreement_signed", SIGNED, dana)
    deadline_withdraw(deadline=clock, reason="Signed by mistake.", actor=dana, now=SIGNED)
    (again,) = open_clocks(adopted, "agreement_signed", SIGNED, dana)
    assert again.state == "withdrawn"


def test_an_event_that_lies_ahead_is_refused(adopted: District, dana: User) -> None:
    with pytest.raises(DeadlineRefused, match="has not happened"):
        deadline_open_for_event(
            subject=adopted, event="agreement_signed", at=SIGNED + timedelta(hours=1), actor=dana, now=SIGNED
        )


def test_nobody_opens_a_clock_without_a_name(adopted: District) -> None:
    with pytest.raises(ActorMissing):
        deadline_open_for_event(subject=adopted, event="agreement_signed", at=SIGNED, actor=SystemActor(""), now=SIGNED)
    assert not Deadline.objects.exists()


def test_a_clock_entered_late_rings_once_and_not_for_what_is_past(adopted: District, dana: User) -> None:
    entered = SIGNED + timedelta(days=10)
    deadline_open_for_event(subject=adopted, event="agreement_signed", at=SIGNED, actor=dana, now=entered)
    assert not Alarm.objects.filter(fires_at__lt=entered).exists()
    assert Alarm.objects.filter(kind="opened", fires_at=entered).count() == 1


def test_the_end_of_an_agreement_is_a_clock_with_a_day_of_its_own(district: District, dana: User) -> None:
    def open_once() -> Deadline:
        return deadline_open_until(
            subject=district,
            rule="agreement_ends",
            title="The agreement ends",
            event="agreement_ends",
            last_day=date(2027, 6, 30),
            started_at=SIGNED,
            role="director",
            because="The agreement names 30 June 2027 as its last day.",
            citation="section 2",
            actor=dana,
            now=SIGNED,
        )

    clock = open_once()
    assert clock.due_at == datetime(2027, 7, 1, 5, 0, tzinfo=UTC)
    assert open_once() == clock
    assert deadline_reasons(clock)[0].citation == "section 2"


def test_a_last_day_before_the_start_is_refused(district: District, dana: User) -> None:
    with pytest.raises(DeadlineRefused, match="before the clock would start"):
        deadline_open_until(
            subject=district,
            rule="agreement_ends",
            title="The agreement ends",
            event="agreement_ends",
            last_day=date(2026, 2, 1),
            started_at=SIGNED,
            role="director",
            because="",
            citation="",
            actor=dana,
            now=SIGNED,
        )
