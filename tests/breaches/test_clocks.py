"""All clocks of a breach at once, and how they follow what is known."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from breaches.clocks import clocks_met_by_mailing, clocks_recount
from breaches.models import Breach, Stage
from contracts.models import Agreement, DecisionKind
from deadlines.models import Alarm, Deadline
from deadlines.selectors import deadline_reasons
from deadlines.services import deadline_withdraw, deadlines_recompute
from district.models import Closure, District, User
from tests.breaches.clockcases import adopt, agreement_saying, breach_of, clocks, fact, facts, in_connecticut, touched
from tests.factories.contracts import DecisionFactory, SignedAgreementFactory

CENTRAL, EASTERN = ZoneInfo("America/Chicago"), ZoneInfo("America/New_York")
FRIDAY = datetime(2026, 11, 20, 18, 30, tzinfo=CENTRAL)  # a week before Thanksgiving's
DISCOVERED = datetime(2026, 11, 16, 9, 0, tzinfo=CENTRAL)
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=CENTRAL)
FAMILIES = "breach.notify-families"
PARENTS = "breach.notify-parents"
CLAUSE = "The Provider shall notify the District of a breach within 72 hours of its discovery."
AWARE = "The Provider shall notify the District within 48 hours after it becomes aware of unauthorized access."


@pytest.fixture
def illinois(district: District) -> District:
    adopt("il-soppa")
    return district


@pytest.fixture
def connecticut(district: District) -> District:
    adopt("ct-student-data")
    return in_connecticut(district)


@pytest.fixture
def agreement(db: None) -> Agreement:
    return SignedAgreementFactory()


def test_the_operators_notice_starts_the_thirty_days_and_meets_its_own(
    illinois: District, dana: User, agreement: Agreement
) -> None:
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, operator_discovered=DISCOVERED, district_notified=FRIDAY)
    clocks_recount(breach, dana, NOW)
    found = clocks(breach)
    parents, operator = found[PARENTS, "policy"], found["breach.operator", "statute"]
    assert (parents.state, f"{parents.last_day}") == ("open", "2026-12-20")
    assert (operator.state, operator.closed_at, f"{operator.last_day}") == ("met", FRIDAY, "2026-12-16")
    assert "notice was received" in operator.closed_reason


def test_the_agreements_own_clause_runs_beside_the_law(illinois: District, dana: User) -> None:
    breach = breach_of(dana, NOW, agreement_saying(CLAUSE))
    facts(breach, dana, NOW, operator_discovered=DISCOVERED, district_notified=FRIDAY)
    clocks_recount(breach, dana, NOW)
    clock = clocks(breach)["agreement.breach-notice", "agreement"]
    assert clock.due_at == DISCOVERED + timedelta(hours=72)
    assert clock.closed_at is not None
    assert clock.closed_at - clock.due_at == timedelta(hours=33, minutes=30)  # late by a day and nine and a half hours
    (reckoning,) = deadline_reasons(clock)
    assert (reckoning.term, CLAUSE in reckoning.steps[-1]) == ("72 hours", True)
    assert reckoning.citation == "agreement.pdf, page 1"
    assert not clock.verified  # nobody has confirmed the finding
    assert "No person has confirmed" in reckoning.steps[-1]


def test_a_confirmed_finding_makes_the_agreements_clock_certain(illinois: District, dana: User) -> None:
    agreement = agreement_saying(CLAUSE)
    finding = agreement.documents.get().checks.get().findings.get()
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, operator_discovered=DISCOVERED)
    clocks_recount(breach, dana, NOW)
    DecisionFactory(finding=finding, decided_by=dana, kind=DecisionKind.CONFIRM, verdict="found")
    clocks_recount(breach, dana, NOW)
    clock = clocks(breach)["agreement.breach-notice", "agreement"]
    assert clock.verified
    assert deadline_reasons(clock)[0].because == "What is known of it changed."


@pytest.mark.parametrize("verdict", ["not_found", "contradicted"])
def test_an_agreement_that_names_no_time_has_no_clock_of_its_own(illinois: District, dana: User, verdict: str) -> None:
    agreement = agreement_saying("The Provider keeps data safe.", verdict=verdict)
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, operator_discovered=DISCOVERED)
    clocks_recount(breach, dana, NOW)
    assert ("agreement.breach-notice", "agreement") not in clocks(breach)


def test_a_clause_that_the_check_did_not_look_for_is_read_from_the_text(illinois: District, dana: User) -> None:
    agreement = agreement_saying(CLAUSE, provision="il-soppa.e", verdict="not_found")
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, operator_discovered=DISCOVERED)
    clocks_recount(breach, dana, NOW)
    clock = clocks(breach)["agreement.breach-notice", "agreement"]
    assert (clock.due_at, clock.verified) == (DISCOVERED + timedelta(hours=72), False)


@pytest.mark.parametrize(
    ("classes", "runs"),
    [
        (("ordinary",), {"breach.operator-student-information"}),
        (("personal", "directory"), {"breach.operator-student-information", "breach.operator-directory"}),
        (("directory",), {"breach.operator-directory"}),
        (("content",), {"breach.operator-directory"}),
        ((), {"breach.operator-student-information", "breach.operator-directory"}),  # nothing known, nothing ruled out
    ],
)
def test_the_kinds_of_information_decide_between_thirty_and_sixty_days(
    connecticut: District, dana: User, agreement: Agreement, classes: tuple[str, ...], runs: set[str]
) -> None:
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, operator_discovered=DISCOVERED)
    touched(breach, dana, NOW, *classes)
    clocks_recount(breach, dana, NOW)
    assert {rule for rule, _ in clocks(breach)} == runs


def test_a_kind_added_later_opens_its_clock_and_one_taken_off_withdraws_it(
    connecticut: District, dana: User, agreement: Agreement
) -> None:
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, operator_discovered=DISCOVERED)
    touched(breach, dana, NOW, "directory")
    clocks_recount(breach, dana, NOW)
    touched(breach, dana, NOW, "ordinary")
    clocks_recount(breach, dana, NOW + timedelta(hours=1))
    withdrawn = Deadline.objects.get(rule="ct-student-data.breach.operator-directory")
    assert withdrawn.state == "withdrawn"
    assert "none was touched" in withdrawn.closed_reason
    touched(breach, dana, NOW, "ordinary", "directory")
    clocks_recount(breach, dana, NOW + timedelta(hours=2))
    withdrawn.refresh_from_db()
    assert (withdrawn.state, withdrawn.closed_at, withdrawn.closed_reason) == ("open", None, "")
    assert deadline_reasons(withdrawn)[0].because == "Open again: by what is known now it applies."
    assert withdrawn.alarms.filter(state="pending").exists()


def test_connecticuts_48_hours_of_the_operator_need_the_clause_in_the_agreement(
    connecticut: District, dana: User, agreement: Agreement
) -> None:
    without, saying = breach_of(dana, NOW, agreement), breach_of(dana, NOW, agreement_saying(AWARE))
    for breach in (without, saying):
        facts(breach, dana, NOW, operator_aware=DISCOVERED)
        clocks_recount(breach, dana, NOW)
    assert ("breach.operator-aware", "policy") not in clocks(without)
    found = clocks(saying)
    assert found["breach.operator-aware", "policy"].due_at == DISCOVERED + timedelta(hours=48)
    assert found["agreement.breach-notice", "agreement"].event == "operator_aware"


def test_policy_and_statute_run_side_by_side_for_families(
    connecticut: District, dana: User, agreement: Agreement
) -> None:
    notified = datetime(2026, 11, 20, 18, 30, tzinfo=EASTERN)
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, district_notified=notified)
    clocks_recount(breach, dana, NOW)
    found = clocks(breach)
    policy, statute = found[FAMILIES, "policy"], found[FAMILIES, "statute"]
    assert policy.due_at == notified + timedelta(hours=48)  # Sunday evening
    assert f"{statute.last_day}" == "2026-11-24"  # the second business day: Tuesday
    assert (policy.verified, statute.verified) == (True, False)


def test_a_corrected_fact_moves_the_clock_and_says_so(illinois: District, dana: User, agreement: Agreement) -> None:
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, district_notified=FRIDAY)
    clocks_recount(breach, dana, NOW)
    fact(breach, "district_notified", FRIDAY - timedelta(days=2), dana, NOW)
    (moved,) = clocks_recount(breach, dana, NOW + timedelta(hours=1))
    assert f"{moved.last_day}" == "2026-12-18"
    newest, first = deadline_reasons(moved)
    assert newest.because == (
        "A fact was corrected: the operator's notice was received on 18 November 2026, not on 20 November 2026."
    )
    assert f"{first.last_day}" == "2026-12-20"
    assert moved.alarms.filter(kind="moved", state="pending").exists()


def test_a_corrected_notice_changes_how_late_the_operator_was(
    illinois: District, dana: User, agreement: Agreement
) -> None:
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, operator_discovered=NOW - timedelta(days=40), district_notified=FRIDAY)
    clocks_recount(breach, dana, NOW)
    operator = clocks(breach)["breach.operator", "statute"]
    assert operator.closed_at is not None
    assert operator.closed_at > operator.due_at
    fact(breach, "operator_discovered", DISCOVERED, dana, NOW)
    fact(breach, "district_notified", FRIDAY - timedelta(hours=1), dana, NOW)
    clocks_recount(breach, dana, NOW)
    operator.refresh_from_db()
    assert (operator.state, operator.closed_at) == ("met", FRIDAY - timedelta(hours=1))
    assert operator.closed_at < operator.due_at


def test_the_earlier_of_determination_and_notice_counts(illinois: District, dana: User, agreement: Agreement) -> None:
    """The district found out itself; the operator's notice comes afterwards and gives no new thirty days."""
    determined = datetime(2026, 11, 12, 10, 0, tzinfo=CENTRAL)
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, district_discovered=determined, determined=determined)
    clocks_recount(breach, dana, NOW)
    fact(breach, "district_notified", FRIDAY, dana, NOW)
    assert clocks_recount(breach, dana, NOW) == []
    clock = clocks(breach)[PARENTS, "policy"]
    assert (clock.event, f"{clock.last_day}") == ("breach_determined", "2026-12-12")


def test_an_earlier_moment_learnt_of_afterwards_counts(illinois: District, dana: User, agreement: Agreement) -> None:
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, determined=FRIDAY)
    clocks_recount(breach, dana, NOW)
    fact(breach, "district_notified", DISCOVERED, dana, NOW)
    (moved,) = clocks_recount(breach, dana, NOW)
    assert (moved.event, f"{moved.last_day}") == ("operator_notice_received", "2026-12-16")
    assert "counts from another moment" in deadline_reasons(moved)[0].because


def test_what_is_no_breach_has_no_clocks_until_it_is_one_again(
    illinois: District, dana: User, agreement: Agreement
) -> None:
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, operator_discovered=DISCOVERED, district_notified=FRIDAY)
    clocks_recount(breach, dana, NOW)
    breach.state = Stage.NOT_A_BREACH
    clocks_recount(breach, dana, NOW)
    assert clocks(breach) == {}
    assert set(Deadline.objects.values_list("closed_reason", flat=True)) == {"It is not a breach."}
    breach.state = Stage.ASSESSING
    clocks_recount(breach, dana, NOW)
    assert {key[0]: clock.state for key, clock in clocks(breach).items()} == {PARENTS: "open", "breach.operator": "met"}


def test_a_clock_that_a_person_withdrew_stays_withdrawn(illinois: District, dana: User, agreement: Agreement) -> None:
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, district_notified=FRIDAY)
    (clock,) = clocks_recount(breach, dana, NOW)
    deadline_withdraw(deadline=clock, reason="Counsel says so.", actor=dana, now=NOW)
    assert clocks_recount(breach, dana, NOW) == []
    assert clocks(breach) == {}


def test_the_districts_own_breach_has_no_operators_clocks(illinois: District, dana: User) -> None:
    breach = breach_of(dana, NOW)
    facts(breach, dana, NOW, determined=FRIDAY, operator_discovered=DISCOVERED)
    clocks_recount(breach, dana, NOW)
    assert set(clocks(breach)) == {(PARENTS, "policy")}


def test_counting_again_changes_nothing(illinois: District, dana: User) -> None:
    breach = breach_of(dana, NOW, agreement_saying(CLAUSE))
    facts(breach, dana, NOW, operator_discovered=DISCOVERED, district_notified=FRIDAY, determined=NOW)
    assert len(clocks_recount(breach, dana, NOW)) == 3
    assert clocks_recount(breach, dana, NOW) == []


def test_both_states_packs_are_counted_at_once(illinois: District, dana: User, agreement: Agreement) -> None:
    adopt("ct-student-data", "mt-pupil-data", "ne-hosted-service")
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, operator_discovered=DISCOVERED, district_notified=FRIDAY)
    touched(breach, dana, NOW, "personal")
    clocks_recount(breach, dana, NOW)
    assert set(clocks(breach)) == {
        (FAMILIES, "policy"),
        (FAMILIES, "statute"),
        ("breach.operator-student-information", "policy"),
        (PARENTS, "policy"),
        ("breach.operator", "statute"),
    }


def test_a_breach_of_a_tenth_of_the_pupils_is_to_be_listed_by_the_next_of_the_packs_dates(
    illinois: District, dana: User, agreement: Agreement
) -> None:
    breach = breach_of(dana, NOW, agreement, affected_total=402)  # of 4,012
    facts(breach, dana, NOW, determined=FRIDAY)
    clocks_recount(breach, dana, NOW)
    assert f"{clocks(breach)['posting.breaches', 'policy'].last_day}" == "2027-01-31"
    Breach.objects.filter(pk=breach.pk).update(affected_total=401)
    breach.refresh_from_db()
    clocks_recount(breach, dana, NOW)
    assert ("posting.breaches", "policy") not in clocks(breach)


def test_the_last_letter_meets_the_families_clocks_and_no_other(
    connecticut: District, dana: User, agreement: Agreement
) -> None:
    adopt("il-soppa")
    breach = breach_of(dana, NOW, agreement)
    facts(breach, dana, NOW, operator_discovered=DISCOVERED, district_notified=FRIDAY)
    clocks_recount(breach, dana, NOW)
    mailed = FRIDAY + timedelta(days=3)
    met = clocks_met_by_mailing(breach, mailed, dana, mailed)
    assert {(clock.rule, clock.closed_at) for clock in met} == {
        ("il-soppa.breach.notify-parents", mailed),
        ("ct-student-data.breach.notify-families", mailed),
    }
    assert clocks_met_by_mailing(breach, mailed, dana, mailed) == []
    fact(breach, "district_notified", FRIDAY - timedelta(days=1), dana, mailed)
    clocks_recount(breach, dana, mailed)  # the date is counted anew; that it was met, and when, stays
    clock = clocks(breach)[PARENTS, "policy"]
    assert (clock.state, clock.closed_at, f"{clock.last_day}") == ("met", mailed, "2026-12-19")


def test_a_new_closed_day_moves_only_what_counts_business_days(connecticut: District, dana: User) -> None:
    breach = breach_of(dana, NOW, agreement_saying(CLAUSE))
    facts(breach, dana, NOW, operator_discovered=DISCOVERED - timedelta(days=1), district_notified=FRIDAY)
    clocks_recount(breach, dana, NOW)
    Deadline.objects.filter(rule="agreement.breach-notice").update(state="open", closed_at=None)
    before = {key: clock.due_at for key, clock in clocks(breach).items()}
    Closure.objects.create(day=datetime(2026, 11, 23, tzinfo=UTC).date(), name="Snow")
    deadlines_recompute(because="A closed day was added.", actor=dana, now=NOW)
    after = {key: clock.due_at for key, clock in clocks(breach).items()}
    assert {key for key in before if before[key] != after[key]} == {(FAMILIES, "statute")}


def test_a_drills_clocks_ring_nobody_and_are_in_no_list(
    illinois: District, dana: User, agreement: Agreement, django_assert_num_queries: Callable[[int], object]
) -> None:
    from deadlines.selectors import deadlines_visible_to
    from deadlines.sweep import sweep

    breach = breach_of(dana, NOW, agreement, drill=True)
    facts(breach, dana, NOW, district_notified=FRIDAY)
    clocks_recount(breach, dana, NOW)
    fact(breach, "district_notified", FRIDAY - timedelta(days=2), dana, NOW)
    (moved,) = clocks_recount(breach, dana, NOW)
    assert moved.drill
    assert not Alarm.objects.exists()
    assert not deadlines_visible_to(dana).exists()
    assert sweep(now=NOW + timedelta(days=100)).told == 0
    deadlines_recompute(because="The rulebook was brought up to date.", actor=dana, now=NOW)
    assert not Alarm.objects.exists()


def test_counting_takes_a_fixed_number_of_queries(
    illinois: District, dana: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    breach = breach_of(dana, NOW, agreement_saying(CLAUSE))
    facts(breach, dana, NOW, operator_discovered=DISCOVERED, district_notified=FRIDAY, determined=NOW)
    clocks_recount(breach, dana, NOW)
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        clocks_recount(breach, dana, NOW)
