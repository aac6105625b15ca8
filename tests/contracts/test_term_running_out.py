"""The notice that an agreement asks for, its renewal, and the day on which it holds no more (C11)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from contracts import hooks
from contracts.models import Agreement, AgreementState
from contracts.services import agreement_sign, agreement_update
from contracts.services.terms import RenewalRefused, agreement_renew
from deadlines.models import Deadline, DeadlineState
from deadlines.sweep import sweep
from district.models import District, User
from tests.factories.contracts import MARCH, AgreementFactory, DocumentFactory

pytestmark = pytest.mark.django_db
END = date(2027, 6, 30)
AFTER = datetime(2027, 7, 1, 12, tzinfo=UTC)


def signed(dana: User, **values: object) -> Agreement:
    agreement = AgreementFactory(**{"state": AgreementState.READY, "ends_on": END, **values})
    DocumentFactory(agreement=agreement)
    return agreement_sign(agreement=agreement, signed_at=MARCH, reason="agreed", actor=dana, now=MARCH)


def clock(rule: str, state: str = DeadlineState.OPEN) -> Deadline:
    return Deadline.objects.get(rule=rule, state=state)


@pytest.fixture
def told() -> Iterator[list[tuple[Agreement, str]]]:
    heard: list[tuple[Agreement, str]] = []
    before = dict(hooks.AGREEMENT_OUT_OF_FORCE)
    hooks.AGREEMENT_OUT_OF_FORCE.clear()

    @hooks.out_of_force_listen("test")
    def listener(*, agreement: Agreement, because: str, actor: object, now: datetime) -> None:
        heard.append((agreement, because))

    yield heard
    hooks.AGREEMENT_OUT_OF_FORCE.clear()
    hooks.AGREEMENT_OUT_OF_FORCE.update(before)


def test_days_of_notice_give_a_clock_of_their_own(district: District, dana: User) -> None:
    signed(dana, notice_days=60)
    notice = clock("agreement.notice")
    assert (notice.last_day, notice.title) == (date(2027, 5, 1), "Last day for word about renewing")
    steps = " ".join(notice.reckonings.latest("pk").steps)
    assert "60 days before" in steps
    assert "Saturday 1 May 2027" in steps


def test_one_that_renews_by_itself_says_so_in_its_clocks(district: District, dana: User) -> None:
    signed(dana, notice_days=30, renews=True)
    assert clock("agreement.notice").title == "Last day to keep the agreement from renewing"
    assert clock("agreement.expiry").title == "Record the renewal, or the end"


def test_a_day_for_notice_that_has_passed_opens_no_clock(district: District, dana: User) -> None:
    signed(dana, notice_days=490)
    assert not Deadline.objects.filter(rule="agreement.notice").exists()
    assert clock("agreement.expiry").last_day == END


def test_other_days_of_notice_move_the_clock(district: District, dana: User) -> None:
    agreement = signed(dana, notice_days=60)
    agreement_update(agreement=agreement, notice_days=90, actor=dana, now=MARCH + timedelta(days=1))
    assert clock("agreement.notice").last_day == date(2027, 4, 1)
    assert clock("agreement.notice", DeadlineState.WITHDRAWN).last_day == date(2027, 5, 1)


def test_days_of_notice_need_an_end_to_count_back_from(district: District, dana: User) -> None:
    agreement = signed(dana)
    with pytest.raises(ValidationError, match="count back from the end"):
        agreement_update(agreement=agreement, notice_days=30, ends_on=None, actor=dana, now=MARCH)


def test_a_renewal_meets_the_old_clocks_and_opens_new_ones(district: District, dana: User) -> None:
    agreement = signed(dana, notice_days=60)
    now = datetime(2027, 6, 1, 12, tzinfo=UTC)
    renewed = agreement_renew(
        agreement=agreement,
        ends_on=date(2028, 6, 30),
        renewed_on=date(2027, 6, 1),
        reason="by letter",
        actor=dana,
        now=now,
    )
    assert (renewed.ends_on, renewed.amended_on) == (date(2028, 6, 30), date(2027, 6, 1))
    assert clock("agreement.expiry", DeadlineState.MET).closed_reason == "renewed until Friday 30 June 2028"
    assert clock("agreement.expiry").last_day == date(2028, 6, 30)
    assert clock("agreement.notice").last_day == date(2028, 5, 1)
    row = agreement.states.latest("pk")
    assert row.reason == "Renewed on Tuesday 1 June 2027 until Friday 30 June 2028: by letter"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"renewed_on": date(2027, 6, 2)}, "renewed_on"),
        ({"renewed_on": date(2020, 1, 1)}, "renewed_on"),
        ({"ends_on": END}, "ends_on"),
        ({"ends_on": date(2027, 5, 1)}, "ends_on"),
    ],
)
def test_a_renewal_that_cannot_be_is_refused(
    district: District, dana: User, values: dict[str, object], field: str
) -> None:
    agreement = signed(dana)
    given: dict[str, Any] = {
        "ends_on": date(2028, 6, 30),
        "renewed_on": date(2027, 6, 1),
        "reason": "by letter",
        **values,
    }
    with pytest.raises(RenewalRefused) as refusal:
        agreement_renew(agreement=agreement, actor=dana, now=datetime(2027, 6, 1, 12, tzinfo=UTC), **given)
    assert refusal.value.field == field
    assert clock("agreement.expiry").last_day == END


def test_a_draft_is_not_renewed(district: District, dana: User) -> None:
    with pytest.raises(RenewalRefused, match="only a signed agreement"):
        agreement_renew(
            agreement=AgreementFactory(), ends_on=None, renewed_on=MARCH.date(), reason="x", actor=dana, now=MARCH
        )


def test_on_the_day_after_its_end_the_rooms_above_learn_of_it(
    district: District, dana: User, told: list[tuple[Agreement, str]]
) -> None:
    agreement = signed(dana)
    sweep(now=datetime(2027, 6, 30, 23, tzinfo=UTC))
    assert told == []
    sweep(now=AFTER)
    assert told == [(agreement, f"The agreement {agreement.title} expired on Wednesday 30 June 2027.")]


def test_one_that_renews_by_itself_goes_on(district: District, dana: User, told: list[tuple[Agreement, str]]) -> None:
    signed(dana, renews=True)
    sweep(now=AFTER)
    assert told == []


def test_a_renewal_that_was_recorded_in_time_is_not_undone_by_a_late_sweep(
    district: District, dana: User, told: list[tuple[Agreement, str]]
) -> None:
    agreement = signed(dana)
    agreement_renew(
        agreement=agreement,
        ends_on=None,
        renewed_on=date(2027, 6, 1),
        reason="x",
        actor=dana,
        now=datetime(2027, 6, 1, 12, tzinfo=UTC),
    )
    sweep(now=AFTER)
    assert told == []


def test_the_page_of_a_renewal_takes_it_and_refuses_a_wrong_one(district: District, dana: User, client: Client) -> None:
    agreement = signed(dana)
    client.force_login(dana)
    address = reverse("contracts:renew", args=[agreement.pk])
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"renewed_on": "2026-03-02", "ends_on": "2026-03-02", "reason": "x"})
    assert wrong.status_code == 422
    assert "after the old end" in wrong.content.decode()


def test_people_who_do_not_sign_record_no_renewal(district: District, dana: User, client: Client, ari: User) -> None:
    agreement = signed(dana)
    client.force_login(ari)
    assert client.get(reverse("contracts:renew", args=[agreement.pk])).status_code == 403
