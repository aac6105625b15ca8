"""From a teacher's wish to the decision: who may do what, and what stands in the way."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from district.models import AdoptedPack, District, User
from inventory.committee.errors import CommitteeRefused
from inventory.committee.gates import gates_of
from inventory.committee.selectors import approved_on, decision_in_force, requests_listed
from inventory.committee.services import (
    Terms,
    Wanted,
    app_request_answer,
    app_request_ask,
    app_request_join,
    app_request_triage,
    app_request_withdraw,
    conflict_declare,
    conflict_lift,
    decision_make,
    evaluation_save,
    exception_write,
    note_add,
    vote_cast,
    vote_open,
    vote_state,
)
from inventory.models import AppRequest, AppRequestState, CommitteeDecision, GateException
from notices.models import Message
from tests.factories.committee import ASKED, Committee, asked, committee_make, evaluated, evaluating, voted, voting
from tests.factories.inventory import ElementUseFactory, FictionalProductFactory, ProductUseFactory


@pytest.fixture
def committee(district: District, person: Callable[..., User]) -> Committee:
    return committee_make(person)


def told(person: User) -> list[str]:
    return list(Message.objects.filter(recipient=person).order_by("pk").values_list("subject", flat=True))


def test_a_wish_becomes_an_approval_that_holds_from_its_day(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve", "refuse")
    decision = decision_make(
        request=request, outcome="approved", reason="It does what it says.", actor=committee.keeper, now=now
    )
    request.refresh_from_db()
    assert request.state == AppRequestState.DECIDED
    assert [product.name for product in approved_on(date(2026, 3, 2))] == ["Maple Reader"]
    assert list(approved_on(date(2026, 3, 1))) == []
    assert decision_in_force(request.product, date(2027, 3, 2)) == decision
    assert decision.tally["words"] == "2 for, 1 against, 0 abstained: carried (quorum 2 of 3 members)"


def test_the_requester_reads_the_outcome_and_its_reason(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "refuse", "refuse")
    decision_make(
        request=request,
        outcome="refused",
        reason="It sells what it learns.",
        actor=committee.keeper,
        now=now + timedelta(days=8),
    )
    message = Message.objects.filter(recipient=committee.teacher).latest("pk")
    assert message.subject == "A-1: Maple Reader is not approved"
    assert "It sells what it learns." in message.body
    assert list(approved_on(date(2026, 3, 20))) == []


def test_numbers_go_up_and_the_same_person_does_not_ask_twice(committee: Committee, now: datetime) -> None:
    assert asked(committee, now).number == "A-1"
    with pytest.raises(CommitteeRefused, match="You asked for it already: A-1 is asked"):
        asked(committee, now, product_name="maple reader")
    assert asked(committee, now, by=committee.members[0]).number == "A-2"


def test_the_keeper_and_the_requester_are_told_of_a_new_request(committee: Committee, now: datetime) -> None:
    asked(committee, now)
    assert told(committee.teacher) == ["A-1: we have your request for Maple Reader"]
    assert told(committee.keeper) == ["A-1: Maple Reader is asked for"]


def test_members_hear_that_it_is_to_be_evaluated_but_not_one_who_asked(committee: Committee, now: datetime) -> None:
    ann, ben, _ = committee.members
    evaluating(committee, now, by=ann)
    assert not [subject for subject in told(ann) if "please evaluate" in subject]
    assert told(ben) == ["A-1: please evaluate Maple Reader"]


def test_whoever_asked_neither_evaluates_nor_votes_nor_decides(committee: Committee, now: datetime) -> None:
    ann, ben, cat = committee.members
    request = evaluating(committee, now, by=ann)
    with pytest.raises(CommitteeRefused, match="You asked for it"):
        evaluated(request, ann, now)
    evaluated(request, ben, now)
    vote_open(request=request, way="apart", actor=committee.keeper, now=now)
    with pytest.raises(CommitteeRefused, match="You asked for it"):
        vote_cast(request=request, choice="approve", actor=ann, now=now)
    committee.settings.chair = ann
    committee.settings.save()
    for member in (ben, cat):
        vote_cast(request=request, choice="approve", actor=member, now=now)
    with pytest.raises(CommitteeRefused, match="You asked for it: somebody else decides"):
        decision_make(request=request, outcome="approved", reason="Mine.", actor=ann, now=now)


def test_a_declared_conflict_bars_the_member_and_sets_the_vote_aside(committee: Committee, now: datetime) -> None:
    ann = committee.members[0]
    request = voted(voting(committee, now), committee, now, "approve", "approve")
    conflict = conflict_declare(request=request, member=ann, interest="My brother works there.", actor=ann, now=now)
    state = vote_state(request, now=now)
    assert [vote.member.name for vote in state.counted] == ["Ben Fable"]
    assert state.tally.result == "no_quorum"
    with pytest.raises(CommitteeRefused, match="conflict of interest"):
        vote_cast(request=request, choice="approve", actor=ann, now=now)
    with pytest.raises(CommitteeRefused, match="does this"):
        conflict_lift(conflict=conflict, because="He left.", actor=committee.members[1], now=now)
    conflict_lift(conflict=conflict, because="He left.", actor=committee.keeper, now=now)
    vote_cast(request=request, choice="approve", actor=ann, now=now)
    assert vote_state(request, now=now).tally.result == "carried"


def test_only_members_evaluate_and_vote(committee: Committee, now: datetime) -> None:
    request = voting(committee, now)
    for somebody in (committee.teacher, committee.keeper):
        with pytest.raises(CommitteeRefused):
            vote_cast(request=request, choice="approve", actor=somebody, now=now)


def test_a_vote_waits_for_the_evaluations_that_the_district_asks(
    district: District, person: Callable[..., User], now: datetime
) -> None:
    committee = committee_make(person, evaluations_needed=2)
    request = evaluating(committee, now)
    evaluated(request, committee.members[0], now)
    with pytest.raises(CommitteeRefused, match="1 of 2 evaluations are handed in"):
        vote_open(request=request, way="apart", actor=committee.keeper, now=now)


def test_a_draft_of_an_evaluation_does_not_count(committee: Committee, now: datetime) -> None:
    request = evaluating(committee, now)
    evaluation_save(
        request=request, scores={}, comment="", advice="", hand_in=False, actor=committee.members[0], now=now
    )
    with pytest.raises(CommitteeRefused, match="0 of 1"):
        vote_open(request=request, way="apart", actor=committee.keeper, now=now)


def test_a_score_beyond_the_scale_is_refused(committee: Committee, now: datetime) -> None:
    request = evaluating(committee, now)
    with pytest.raises(CommitteeRefused, match="from 1 to 4"):
        evaluated(request, committee.members[0], now, score=5)


def test_a_late_vote_is_refused(committee: Committee, now: datetime) -> None:
    request = voting(committee, now)
    with pytest.raises(CommitteeRefused, match="too late"):
        vote_cast(request=request, choice="approve", actor=committee.members[0], now=now + timedelta(days=7))


def test_nothing_is_decided_while_the_vote_is_open(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve")
    with pytest.raises(CommitteeRefused, match="still open"):
        decision_make(request=request, outcome="approved", reason="Good.", actor=committee.keeper, now=now)


def test_without_a_quorum_the_committee_votes_again(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve")
    later = now + timedelta(days=8)
    with pytest.raises(CommitteeRefused, match="no quorum"):
        decision_make(request=request, outcome="approved", reason="Good.", actor=committee.keeper, now=later)
    again = vote_open(request=request, way="apart", actor=committee.keeper, now=later)
    assert again.voting_round == 2
    assert vote_state(again, now=later).votes == []


def test_a_carried_vote_is_not_voted_on_again(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")
    with pytest.raises(CommitteeRefused, match="write the decision"):
        vote_open(request=request, way="apart", actor=committee.keeper, now=now)


def test_the_decision_follows_the_vote(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")
    with pytest.raises(CommitteeRefused, match="voted otherwise"):
        decision_make(request=request, outcome="refused", reason="No.", actor=committee.keeper, now=now)


def test_two_who_decide_at_once_leave_one_decision(committee: Committee, now: datetime, dana: User) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")
    stale = AppRequest.objects.get(pk=request.pk)
    decision_make(request=request, outcome="approved", reason="Good.", actor=committee.keeper, now=now)
    with pytest.raises(CommitteeRefused, match="Keeper Fictional has written the decision on A-1 already"):
        decision_make(request=stale, outcome="approved", reason="Good too.", actor=dana, now=now)
    assert CommitteeDecision.objects.count() == 1


def test_conditions_are_named_where_most_in_favour_want_them(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "conditions", "conditions", "approve")
    with pytest.raises(CommitteeRefused, match="asked for conditions"):
        decision_make(request=request, outcome="approved", reason="Good.", actor=committee.keeper, now=now)
    with pytest.raises(CommitteeRefused, match="at least one condition"):
        decision_make(request=request, outcome="conditions", reason="Good.", actor=committee.keeper, now=now)
    wanted = Wanted("Turn the chat off.", committee.keeper, date(2026, 4, 1))
    decision = decision_make(
        request=request, outcome="conditions", reason="Good.", conditions=[wanted], actor=committee.keeper, now=now
    )
    assert [one.text for one in decision.conditions.all()] == ["Turn the chat off."]
    assert "A condition for Maple Reader" in " ".join(told(committee.keeper))


def test_a_condition_is_not_due_in_the_past(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "conditions", "conditions", "approve")
    wanted = Wanted("Turn the chat off.", committee.keeper, date(2026, 3, 1))
    with pytest.raises(CommitteeRefused, match="still to come"):
        decision_make(
            request=request, outcome="conditions", reason="Good.", conditions=[wanted], actor=committee.keeper, now=now
        )


def test_an_approval_does_not_end_before_it_begins(committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")
    with pytest.raises(CommitteeRefused, match="would end before it begins"):
        decision_make(
            request=request,
            outcome="approved",
            reason="Good.",
            terms=Terms(expires_on=date(2026, 3, 1)),
            actor=committee.keeper,
            now=now,
        )


def test_staff_do_not_do_the_keepers_work(committee: Committee, now: datetime) -> None:
    request = asked(committee, now)
    product = FictionalProductFactory()
    with pytest.raises(CommitteeRefused):
        app_request_answer(request=request, answer="Fine.", actor=committee.teacher, now=now)
    with pytest.raises(CommitteeRefused):
        app_request_triage(request=request, product=product, owner=None, actor=committee.members[0], now=now)


def test_the_chair_keeps_the_book(committee: Committee, now: datetime) -> None:
    committee.settings.chair = committee.members[0]
    committee.settings.save()
    request = asked(committee, now)
    app_request_answer(request=request, answer="It is approved.", actor=committee.members[0], now=now)
    request.refresh_from_db()
    assert request.state == AppRequestState.ANSWERED


def test_a_request_is_joined_and_its_requester_hears_the_decision(committee: Committee, now: datetime) -> None:
    first = asked(committee, now)
    second = asked(committee, now, by=committee.members[0])
    app_request_join(request=second, into=first, actor=committee.keeper, now=now)
    second.refresh_from_db()
    assert (second.state, second.joined_to) == (AppRequestState.JOINED, first)
    with pytest.raises(CommitteeRefused):
        app_request_join(request=first, into=first, actor=committee.keeper, now=now)


def test_whoever_asked_by_a_joined_request_does_not_vote_either(committee: Committee, now: datetime) -> None:
    first, asker = evaluating(committee, now), committee.members[0]
    second = asked(committee, now, by=asker)
    app_request_join(request=second, into=first, actor=committee.keeper, now=now)
    with pytest.raises(CommitteeRefused, match="You asked for it"):
        evaluated(first, asker, now)
    assert first in requests_listed(committee.members[1], "mine", now=now)
    assert first not in requests_listed(asker, "mine", now=now)


def test_only_whoever_asked_withdraws_and_not_during_the_vote(committee: Committee, now: datetime) -> None:
    request = asked(committee, now)
    with pytest.raises(CommitteeRefused):
        app_request_withdraw(request=request, because="", actor=committee.keeper, now=now)
    app_request_withdraw(request=request, because="Not needed.", actor=committee.teacher, now=now)
    with pytest.raises(CommitteeRefused, match="withdrawn already"):
        app_request_withdraw(request=request, because="", actor=committee.teacher, now=now)


def test_a_note_among_the_committee_is_not_told_to_the_requester(committee: Committee, now: datetime) -> None:
    request = asked(committee, now)
    before = told(committee.teacher)
    note_add(request=request, text="Costly.", shown=False, actor=committee.keeper, now=now)
    assert told(committee.teacher) == before
    note_add(request=request, text="How many licences?", shown=True, actor=committee.keeper, now=now)
    assert len(told(committee.teacher)) == len(before) + 1


# Gates


@pytest.fixture
def illinois(district: District) -> None:
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2021, 7, 1))
    AdoptedPack.objects.create(pack="us-ferpa", adopted_on=date(2021, 7, 1))


def test_no_approval_while_a_gate_stands_open(illinois: None, committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")
    states = {gate.asked.id: gate.state for gate in gates_of(request, now=now)}
    assert states == {
        "il-soppa.gate.agreement": "open",
        "il-soppa.gate.elements": "open",
        "us-ferpa.gate.under-13": "open",
    }
    with pytest.raises(CommitteeRefused, match="Agreement reviewed before approval, Data elements"):
        decision_make(request=request, outcome="approved", reason="Good.", actor=committee.keeper, now=now)


def test_a_refusal_needs_no_gate(illinois: None, committee: Committee, now: datetime) -> None:
    request = voted(voting(committee, now), committee, now, "refuse", "refuse", "refuse")
    decision_make(request=request, outcome="refused", reason="No.", actor=committee.keeper, now=now)


def test_gates_are_looked_at_live(illinois: None, committee: Committee, now: datetime) -> None:
    product = FictionalProductFactory(name="Maple Reader")
    use = ProductUseFactory(product=product, users_under_13="yes")
    request = voting(committee, now, product=product)

    def states() -> dict[str, str]:
        return {gate.asked.asks: gate.state for gate in gates_of(request, now=now)}

    assert states()["elements-complete"] == "open"
    ElementUseFactory(use=use)
    assert states()["elements-complete"] == "passed"
    assert states()["under-13-settled"] == "open"
    use.under_13_consent = "The school consents for this educational purpose."
    use.save()
    assert states()["under-13-settled"] == "passed"


def test_an_app_made_for_everyone_needs_no_agreement(illinois: None, committee: Committee, now: datetime) -> None:
    product = FictionalProductFactory(
        name="Maple Reader", general_audience=True, general_audience_reason="A dictionary."
    )
    request = voting(committee, now, product=product)
    states = {gate.asked.asks: gate.state for gate in gates_of(request, now=now)}
    assert states["agreement-checked"] == "passed"


def test_a_gate_is_passed_over_by_a_named_person_in_writing(
    illinois: None, committee: Committee, now: datetime, person: Callable[..., User]
) -> None:
    sonia = person("Sonia Imagined", "superintendent")
    request = voted(voting(committee, now), committee, now, "approve", "approve", "approve")
    for gate in gates_of(request, now=now):
        exception_write(request=request, gate_id=gate.asked.id, reason="A trial of two weeks.", actor=sonia, now=now)
    decision = decision_make(request=request, outcome="approved", reason="Good.", actor=committee.keeper, now=now)
    assert {gate["state"] for gate in decision.gates} == {"excepted"}
    assert "Sonia Imagined: A trial of two weeks." in decision.gates[0]["words"]


def test_not_everybody_passes_over_a_gate(illinois: None, committee: Committee, now: datetime) -> None:
    request = voting(committee, now)
    for somebody in (*committee.members, committee.teacher):
        with pytest.raises(CommitteeRefused, match="does not pass over gates"):
            exception_write(
                request=request, gate_id="il-soppa.gate.agreement", reason="Please.", actor=somebody, now=now
            )
    with pytest.raises(CommitteeRefused, match="Say why"):
        exception_write(request=request, gate_id="il-soppa.gate.agreement", reason=" ", actor=committee.keeper, now=now)
    assert not GateException.objects.exists()


def test_an_exception_for_one_product_lets_no_other_through(
    illinois: None, committee: Committee, person: Callable[..., User], now: datetime
) -> None:
    request, sonia = evaluating(committee, now), person("Sonia Second", "superintendent")
    exception_write(request=request, gate_id="il-soppa.gate.agreement", reason="A trial.", actor=sonia, now=now)
    other = FictionalProductFactory()
    with pytest.raises(CommitteeRefused, match="was passed over"):
        app_request_triage(request=request, product=other, owner=None, actor=committee.keeper, now=now)


def test_whoever_asked_does_not_pass_over_a_gate(
    illinois: None, committee: Committee, dana: User, now: datetime
) -> None:
    request = voting(committee, now, by=dana)
    with pytest.raises(CommitteeRefused, match="You asked for it"):
        exception_write(request=request, gate_id="il-soppa.gate.agreement", reason="Mine.", actor=dana, now=now)


def test_where_no_pack_names_a_gate_none_stands(committee: Committee, now: datetime) -> None:
    assert gates_of(voting(committee, now), now=now) == []


def test_the_districts_own_wish_for_counsel_is_a_gate(district: District, committee: Committee, now: datetime) -> None:
    district.counsel_reviews_all = True
    district.save()
    assert [gate.asked.id for gate in gates_of(voting(committee, now), now=now)] == ["district.counsel"]


def test_what_is_asked_must_name_the_app_and_its_grades(committee: Committee, now: datetime) -> None:
    with pytest.raises(ValidationError):
        app_request_ask(values={**ASKED, "lowest_grade": "13"}, actor=committee.teacher, now=now)
    with pytest.raises(ValidationError):
        app_request_ask(values={**ASKED, "purpose": ""}, actor=committee.teacher, now=now)
