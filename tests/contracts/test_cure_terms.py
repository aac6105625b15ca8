"""The term of a cure notice passes: overdue everywhere, void where an adopted text says so, and what follows."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from pghistory.models import Events

from contracts.cure.selectors import clocks_running
from contracts.hooks import AGREEMENT_OUT_OF_FORCE, out_of_force_listen
from contracts.models import Agreement, AgreementState, CureNotice, CureState, Finding
from contracts.selectors import agreements_postable, clocks_open
from contracts.services import FileRefused, agreement_sign, document_add
from contracts.services.cure import PURPOSE, cure_extend
from contracts.services.cure_answers import cure_answer_record
from contracts.services.cure_states import CureRefused
from contracts.services.cure_terms import TIMER, agreement_void_correct, term_pass
from contracts.services.signing import SigningRefused
from contracts.services.states import CORRECTIONS, STEPS, StepRefused, agreement_enter
from deadlines.models import Alarm, Deadline
from deadlines.ticking import tick_run
from district.links import link_open
from district.models import AdoptedPack, District, User
from notices.models import Message
from tests.contracts.cure import AFTER_TERM, TERM, agreement_with_gaps, answered, decide_item, link_of, sent_notice
from tests.factories.contracts import MARCH

pytestmark = pytest.mark.django_db
DAY_AFTER = MARCH + timedelta(days=1)
BEFORE = AFTER_TERM - timedelta(seconds=1)


@pytest.fixture
def connecticut(adopted: Callable[..., None]) -> None:
    adopted("ct-student-data")


@pytest.fixture
def notice(connecticut: None, district: District, dana: User, dirk: User) -> CureNotice:
    return sent_notice(agreement_with_gaps(dirk), dirk)


def fresh(notice: CureNotice) -> CureNotice:
    return CureNotice.objects.select_related("agreement").get(pk=notice.pk)


# When


def test_nothing_happens_while_the_last_day_lasts(notice: CureNotice) -> None:
    tick_run(now=BEFORE)
    assert (fresh(notice).overdue_at, fresh(notice).agreement.state) == (None, AgreementState.SIGNED)


def test_when_the_term_is_over_the_agreement_is_void_with_the_citation(notice: CureNotice) -> None:
    tick_run(now=AFTER_TERM)
    now_void = fresh(notice)
    assert (now_void.state, now_void.agreement.state) == (CureState.VOID, AgreementState.VOID)
    assert now_void.overdue_at == AFTER_TERM
    row = now_void.agreement.states.get(state=AgreementState.VOID)
    assert row.actor == "timer:cure.term"
    assert "policy 3520.13" in row.reason
    assert "failed within a reasonable time to amend the contract" in row.reason
    assert "ct-student-data.9 Connecticut law governs" in row.reason
    assert "Wednesday 1 April 2026" in row.reason


def test_the_trail_names_the_timer(notice: CureNotice) -> None:
    tick_run(now=AFTER_TERM)
    newest = Events.objects.tracks(notice.agreement).order_by("-pgh_created_at", "-pgh_id").first()
    assert newest is not None
    assert newest.pgh_context["actor"] == "timer:cure.term"


def test_a_late_tick_does_the_same_and_says_when_it_was_seen(notice: CureNotice) -> None:
    late = AFTER_TERM + timedelta(days=9, hours=3)
    tick_run(now=late)
    assert fresh(notice).agreement.state == AgreementState.VOID
    assert fresh(notice).overdue_at == late


def test_ticking_again_changes_nothing(notice: CureNotice) -> None:
    tick_run(now=AFTER_TERM)
    messages, rows = Message.objects.count(), notice.agreement.states.count()
    tick_run(now=AFTER_TERM)
    tick_run(now=AFTER_TERM + timedelta(days=3))
    term_pass(notice=notice, actor=TIMER, now=AFTER_TERM + timedelta(days=3))
    assert (Message.objects.count(), notice.agreement.states.count()) == (messages, rows)
    assert not Alarm.objects.filter(state="failing").exists()


def test_a_longer_term_is_waited_for(notice: CureNotice, dirk: User) -> None:
    cure_extend(notice=notice, until=date(2026, 5, 1), reason="Their counsel is away.", actor=dirk, now=DAY_AFTER)
    tick_run(now=AFTER_TERM)
    assert fresh(notice).overdue_at is None
    tick_run(now=AFTER_TERM + timedelta(days=31))
    assert fresh(notice).state == CureState.VOID


# Where no text says void


def test_without_such_a_pack_the_office_is_told_and_nothing_is_void(
    adopted: Callable[..., None], district: District, dana: User, dirk: User
) -> None:
    adopted("mt-pupil-data")
    notice = sent_notice(agreement_with_gaps(dirk, pack="mt-pupil-data"), dirk)
    tick_run(now=AFTER_TERM)
    overdue = fresh(notice)
    assert (overdue.state, overdue.agreement.state) == (CureState.SENT, AgreementState.SIGNED)
    assert overdue.overdue_at == AFTER_TERM
    assert clocks_running(overdue).exists(), "the clock goes on being late until a person decides"
    assert Message.objects.filter(recipient=dana, digest=True).exists()
    assert "for the office to decide" in overdue.states.last().reason  # type: ignore[union-attr]


def test_a_text_adopted_by_nobody_makes_nothing_void(notice: CureNotice) -> None:
    AdoptedPack.objects.update(ended_on=date(2026, 3, 20))
    tick_run(now=AFTER_TERM)
    assert fresh(notice).agreement.state == AgreementState.SIGNED


def test_an_agreement_from_before_the_first_day_of_the_text_is_not_void(
    connecticut: None, district: District, dana: User, dirk: User
) -> None:
    before = MARCH.replace(year=2016, month=9, day=30)
    notice = sent_notice(agreement_with_gaps(dirk, signed_at=before, starts_on=date(2016, 9, 30)), dirk)
    tick_run(now=AFTER_TERM)
    assert fresh(notice).agreement.state == AgreementState.SIGNED
    assert fresh(notice).overdue_at == AFTER_TERM


def test_a_clause_that_conflicts_beside_the_provision_is_void_and_not_the_contract(
    connecticut: None, district: District, dana: User, dirk: User
) -> None:
    agreement = agreement_with_gaps(dirk)
    Finding.objects.filter(provision="ct-student-data.1").update(
        quotes=[{"text": "Student data remains the property", "page": 1, "start": 0, "end": 10}]
    )
    rest = {f"ct-student-data.{number}": "Agreed elsewhere." for number in (9, 10)}
    notice = sent_notice(agreement, dirk, left_out=rest)
    tick_run(now=AFTER_TERM)
    assert fresh(notice).agreement.state == AgreementState.SIGNED


def test_an_agreement_that_was_never_signed_cannot_become_void(
    connecticut: None, district: District, dana: User, dirk: User
) -> None:
    agreement = agreement_with_gaps(dirk, state=AgreementState.REVIEWING, signed_at=None)
    notice = sent_notice(agreement, dirk)
    tick_run(now=AFTER_TERM)
    assert fresh(notice).agreement.state == AgreementState.REVIEWING
    assert fresh(notice).overdue_at == AFTER_TERM


# Answers at that moment


def test_an_answer_under_review_at_that_moment_is_named_in_the_reason(notice: CureNotice, dirk: User) -> None:
    link, _ = link_of(notice, dirk)
    cure_answer_record(notice=notice, given_by="Pat Fictional", text="Soon.", file=None, link=link, now=MARCH)
    tick_run(now=AFTER_TERM)
    reason = fresh(notice).agreement.states.get(state=AgreementState.VOID).reason
    assert "An answer of Monday 2 March 2026 by Pat Fictional was under review at that moment" in reason


def test_an_answer_that_was_decided_is_not_under_review(notice: CureNotice, dirk: User) -> None:
    answered(notice, dirk)
    for item in notice.items.all():
        decide_item(item, dirk, "not_cured", reason="The addendum is not signed.")
    tick_run(now=AFTER_TERM)
    assert "under review" not in fresh(notice).agreement.states.get(state=AgreementState.VOID).reason


# What follows


def test_the_committee_and_the_office_are_told(notice: CureNotice, person: Callable[..., User], dana: User) -> None:
    carl = person("Carl Fable", "committee_member")
    tick_run(now=AFTER_TERM)
    told = Message.objects.filter(key__startswith="contracts.void.")
    assert {message.recipient for message in told} >= {carl, dana}
    assert "policy 3520.13" in told[0].body


def test_its_clocks_stop_and_its_links_lead_nowhere(notice: CureNotice, dirk: User, dana: User) -> None:
    _, token = link_of(notice, dirk, days=90)
    tick_run(now=AFTER_TERM)
    assert not clocks_running(notice).exists()
    assert not clocks_open(notice.agreement).exists()
    assert link_open(token, PURPOSE, AFTER_TERM) is None


def test_it_is_posted_no_more_and_takes_no_more_files(notice: CureNotice, dirk: User, store: Path) -> None:
    assert agreements_postable().filter(pk=notice.agreement_id).exists()
    tick_run(now=AFTER_TERM)
    assert not agreements_postable().filter(pk=notice.agreement_id).exists()
    with pytest.raises(FileRefused, match="is void"):
        document_add(agreement=fresh(notice).agreement, name="a.txt", chunks=[b"x"], actor=dirk, now=AFTER_TERM)


def test_rooms_above_are_told_in_the_same_transaction(notice: CureNotice) -> None:
    told: list[tuple[str, str]] = []

    @out_of_force_listen("tests.lantern")
    def listener(*, agreement: Agreement, because: str, **_: object) -> None:
        told.append((agreement.title, because))
        raise RuntimeError("the lantern fell over")

    try:
        tick_run(now=AFTER_TERM)
    finally:
        del AGREEMENT_OUT_OF_FORCE["tests.lantern"]
    assert told
    assert fresh(notice).agreement.state == AgreementState.SIGNED, "undone as a whole"
    failing = Alarm.objects.get(state="failing")
    assert failing.retry_at is not None
    tick_run(now=failing.retry_at)
    assert fresh(notice).agreement.state == AgreementState.VOID, "and done by a later tick"


# Corrected


def test_a_person_corrects_a_wrong_void_with_a_reason_and_the_row_stays(notice: CureNotice, dana: User) -> None:
    tick_run(now=AFTER_TERM)
    after = AFTER_TERM + timedelta(hours=9)
    agreement_void_correct(
        agreement=fresh(notice).agreement, reason="The addendum came by mail.", actor=dana, now=after
    )
    agreement = fresh(notice).agreement
    assert list(agreement.states.values_list("state", flat=True)) == ["void", "signed"]
    assert agreement.state == AgreementState.SIGNED
    assert fresh(notice).state == CureState.WITHDRAWN
    assert clocks_open(agreement).filter(rule="agreement.expiry").exists()
    assert clocks_open(agreement).filter(rule="ct-student-data.agreement.post").exists()


def test_a_correction_needs_a_reason_and_the_right(notice: CureNotice, dana: User, dirk: User) -> None:
    tick_run(now=AFTER_TERM)
    agreement = fresh(notice).agreement
    with pytest.raises(CureRefused, match="Say why"):
        agreement_void_correct(agreement=agreement, reason=" ", actor=dana, now=AFTER_TERM)
    with pytest.raises(CureRefused, match="Your role"):
        agreement_void_correct(agreement=agreement, reason="I think so.", actor=dirk, now=AFTER_TERM)


def test_what_is_not_void_is_not_corrected(notice: CureNotice, dana: User) -> None:
    with pytest.raises(StepRefused):
        agreement_void_correct(agreement=notice.agreement, reason="Why not.", actor=dana, now=MARCH)


def test_a_void_agreement_is_neither_signed_again_nor_ended(notice: CureNotice, dana: User) -> None:
    tick_run(now=AFTER_TERM)
    agreement = fresh(notice).agreement
    with pytest.raises(SigningRefused):
        agreement_sign(agreement=agreement, signed_at=MARCH, actor=dana, now=AFTER_TERM, reason="Again.")
    with pytest.raises(StepRefused):
        agreement_enter(agreement, AgreementState.ENDED, actor=dana, now=AFTER_TERM)


def test_only_a_signed_agreement_becomes_void_and_only_a_correction_takes_it_back() -> None:
    assert [state for state, following in STEPS.items() if AgreementState.VOID in following] == [AgreementState.SIGNED]
    assert {AgreementState.VOID: frozenset({AgreementState.SIGNED})} == CORRECTIONS


def test_another_agreement_may_follow_a_void_one(notice: CureNotice, dana: User, dirk: User) -> None:
    tick_run(now=AFTER_TERM)
    old = fresh(notice).agreement
    new = agreement_with_gaps(dirk, operator=old.operator, contact=False)
    assert (old.state, new.state) == (AgreementState.VOID, AgreementState.SIGNED)
    assert Deadline.objects.filter(rule="cure.term", state="withdrawn", last_day=TERM).exists()
