"""The decision: what the vote carried, with gates passed or passed over in writing; its conditions; its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from district.audit import Actor, audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from inventory.committee.errors import CommitteeRefused
from inventory.committee.gates import GateState, gates_of, gates_open
from inventory.committee.mails import decision_told, outcome_words, tell
from inventory.committee.people import EXCEPT, keepers, settings_current
from inventory.committee.selectors import holds_on
from inventory.committee.services.common import (
    keeper_needed,
    request_locked,
    said,
    unconcerned_needed,
)
from inventory.committee.services.voting import VoteState, vote_state
from inventory.models import (
    APPROVING,
    AppRequest,
    AppRequestState,
    CommitteeDecision,
    Condition,
    DecisionOutcome,
    GateException,
)
from vendors.models import Product


@dataclass(frozen=True, slots=True)
class Wanted:
    """One condition of a decision that is being written."""

    text: str
    owner: User
    due_on: date


@dataclass(frozen=True, slots=True)
class Terms:
    """For which grades an approval holds and until when. Empty: those of the request; no end."""

    lowest_grade: str = ""
    highest_grade: str = ""
    review_on: date | None = None
    expires_on: date | None = None


def exception_write(*, request: AppRequest, gate_id: str, reason: str, actor: User, now: datetime) -> GateException:
    """A named person passes over one gate that stands open, in writing. The name and what stood open are kept."""
    if not actor.has_perm(EXCEPT):
        raise CommitteeRefused("Your role does not pass over gates.")
    unconcerned_needed(request, actor)
    words = said(reason, "reason", "Say why: the exception is kept under your name.")
    with audited(actor=actor, reason=f"{request.number}: gate passed over, {gate_id}"):
        locked = request_locked(request)
        if not locked.is_open:
            raise CommitteeRefused(f"{locked.number} is {locked.get_state_display()} already.")
        gate = next((one for one in gates_of(locked, now=now) if one.asked.id == gate_id), None)
        if gate is None or gate.state != "open":
            raise CommitteeRefused("This gate does not stand open.")
        if locked.product_id is None:
            raise CommitteeRefused("Name the product first: nothing can be passed over for an app without a name.")
        return GateException.objects.create(
            request=locked,
            gate=gate_id,
            gate_title=gate.asked.title,
            stood=gate.looked.words,
            person=actor,
            person_name=f"{actor.name}, {actor.position}" if actor.position else actor.name,
            reason=words,
            written_at=now,
        )


def decision_make(
    *,
    request: AppRequest,
    outcome: str,
    reason: str,
    actor: User,
    now: datetime,
    conditions: Sequence[Wanted] = (),
    terms: Terms = Terms(),
) -> CommitteeDecision:
    """Write the decision that the vote carried, and tell the requester. Only one is ever written for a request.

    CommitteeRefused where the vote does not bear it, where a gate stands open, or where somebody else was first.
    """
    keeper_needed(actor)
    unconcerned_needed(request, actor)
    words = said(reason, "reason", "Write the reason: the requester reads it.")
    today = local_day(now, district_current().time_zone)
    with audited(actor=actor, reason=f"{request.number}: {DecisionOutcome(outcome).label}"):
        locked = _undecided(request)
        state = vote_state(locked, now=now)
        _borne(locked, outcome, state, conditions)
        gates = gates_of(locked, now=now)
        _gates_passed(outcome, gates)
        _conditions_fit(conditions, today)
        if locked.product is not None and (outcome in APPROVING or locked.reviews_id):
            _end_standing(locked.product, today, f"Decided anew: {locked.number}.")
        decision = _written(locked, outcome, words, terms, state, gates, actor, today, now)
        rows = _conditions_written(decision, conditions)
        locked.state, locked.closed_at = AppRequestState.DECIDED, now
        locked.save(update_fields=["state", "closed_at"])
        decision_told(decision=decision, conditions=rows, actor=actor, now=now)
        _joined_told(locked, decision, actor, now)
    return decision


def _undecided(request: AppRequest) -> AppRequest:
    locked = request_locked(request)
    if locked.state == AppRequestState.DECIDED:
        by = locked.decision.decided_by
        raise CommitteeRefused(f"{by} has written the decision on {locked.number} already: look at it again.")
    if locked.state != AppRequestState.VOTING:
        raise CommitteeRefused(f"{locked.number} is {locked.get_state_display()}: the committee has not voted.")
    return locked


def _borne(request: AppRequest, outcome: str, state: VoteState, conditions: Sequence[Wanted]) -> None:
    """Whether the vote bears the outcome."""
    tally = state.tally
    if not state.closed:
        raise CommitteeRefused("The vote is still open.")
    if tally.result not in ("carried", "failed"):
        raise CommitteeRefused(f"There is nothing to decide on: {tally.words}. Open the vote again.")
    negative = DecisionOutcome.WITHDRAWN if request.reviews_id else DecisionOutcome.REFUSED
    allowed = APPROVING if tally.result == "carried" else (negative,)
    if outcome not in allowed:
        raise CommitteeRefused(f"The committee voted otherwise: {tally.words}.", "outcome")
    if outcome == DecisionOutcome.APPROVED and tally.conditions_wanted:
        raise CommitteeRefused("Most of those in favour asked for conditions: name them.", "outcome")
    if outcome == DecisionOutcome.CONDITIONS and not conditions:
        raise CommitteeRefused("Name at least one condition, with its owner and its day.")
    if outcome != DecisionOutcome.CONDITIONS and conditions:
        raise CommitteeRefused("There are conditions: choose “approved with conditions”.", "outcome")


def _gates_passed(outcome: str, gates: list[GateState]) -> None:
    if outcome not in APPROVING:
        return
    if still := gates_open(gates):
        names = ", ".join(gate.asked.title for gate in still)
        raise CommitteeRefused(f"Before an approval: {names}. Do it, or a named person writes an exception.")


def _conditions_fit(conditions: Sequence[Wanted], today: date) -> None:
    for one in conditions:
        said(one.text, "", "A condition says what is to be done.")
        if one.due_on < today:
            raise CommitteeRefused("A condition is due on a day that is still to come.")


def _end_standing(product: Product, today: date, because: str) -> None:
    """What held before holds no more: one approval of a product at a time."""
    standing = CommitteeDecision.objects.select_for_update().filter(holds_on(today), product=product)
    standing.update(ended_on=today, ended_because=because)


def _written(
    request: AppRequest,
    outcome: str,
    reason: str,
    terms: Terms,
    state: VoteState,
    gates: list[GateState],
    actor: User,
    today: date,
    now: datetime,
) -> CommitteeDecision:
    approves = outcome in APPROVING
    decision = CommitteeDecision(
        request=request,
        product=request.product,
        outcome=outcome,
        reason=reason,
        lowest_grade=(terms.lowest_grade or request.lowest_grade) if approves else "",
        highest_grade=(terms.highest_grade or request.highest_grade) if approves else "",
        decided_on=today,
        decided_at=now,
        decided_by=actor,
        meeting=state.meeting,
        tally=state.tally.kept(),
        gates=[gate.kept() for gate in gates],
        review_on=terms.review_on if approves else None,
        expires_on=terms.expires_on if approves else None,
    )
    try:
        decision.full_clean()
    except ValidationError as error:
        raise CommitteeRefused(" ".join(error.messages), "expires_on") from error
    decision.save()
    return decision


def _conditions_written(decision: CommitteeDecision, conditions: Sequence[Wanted]) -> list[Condition]:
    return [
        Condition.objects.create(decision=decision, text=one.text.strip(), owner=one.owner, due_on=one.due_on)
        for one in conditions
    ]


def _joined_told(request: AppRequest, decision: CommitteeDecision, actor: Actor, now: datetime) -> None:
    """Others who asked for the same hear it too."""
    for other in AppRequest.objects.filter(joined_to=request).select_related("requester"):
        tell(
            people=[other.requester] if other.requester else [],
            key=f"decided.{decision.pk}.joined",
            subject=f"{other.number}: {request.product_name} is {outcome_words(decision)}",
            lines=[f"{request.product_name} is {outcome_words(decision)}.", decision.reason],
            actor=actor,
            now=now,
        )


def approval_record(
    *,
    product: Product,
    outcome: str,
    reason: str,
    decided_on: date,
    actor: User,
    now: datetime,
    terms: Terms = Terms(),
) -> CommitteeDecision:
    """What the committee approved or refused before this book was kept: written down without votes and gates."""
    keeper_needed(actor)
    words = said(reason, "reason", "Write the reason, and where the decision is recorded.")
    today = local_day(now, district_current().time_zone)
    if decided_on > today:
        raise CommitteeRefused("That day lies in the future.", "decided_on")
    if terms.expires_on is not None and terms.expires_on < decided_on:
        raise CommitteeRefused("The approval would end before it begins.", "expires_on")
    with audited(actor=actor, reason=f"Earlier decision on {product} recorded"):
        if CommitteeDecision.objects.filter(product=product, decided_on__gte=decided_on).exists():
            raise CommitteeRefused("There is a later decision on this product.", "decided_on")
        _end_standing(product, decided_on, "A later decision was recorded.")
        return CommitteeDecision.objects.create(
            product=product,
            outcome=outcome,
            reason=words,
            lowest_grade=terms.lowest_grade,
            highest_grade=terms.highest_grade,
            decided_on=decided_on,
            decided_at=now,
            decided_by=actor,
            review_on=terms.review_on,
            expires_on=terms.expires_on,
        )


def approval_end(
    *, decision: CommitteeDecision, because: str, actor: Actor, now: datetime, on: date | None = None
) -> CommitteeDecision:
    """An approval holds no more from a day on (today). Whoever asked for it and the committee's keepers are told."""
    keeper_needed(actor)
    words = said(because, "because", "Say why: staff and the requester read it.")
    today = local_day(now, district_current().time_zone)
    with audited(actor=actor, reason=f"Approval of {decision.product} ended"):
        row = CommitteeDecision.objects.select_for_update().get(pk=decision.pk)
        if not row.approves or row.ended_on is not None:
            raise CommitteeRefused("This approval does not hold any more.")
        row.ended_on, row.ended_because = on or today, words
        row.save(update_fields=["ended_on", "ended_because"])
        asked_by = [row.request.requester] if row.request is not None and row.request.requester is not None else []
        tell(
            people=[*asked_by, *keepers(settings_current())],
            key=f"ended.{row.pk}",
            subject=f"{row.product} is not approved any more",
            lines=[f"{row.product} is not approved any more.", words],
            actor=actor,
            now=now,
        )
    return row


def condition_meet(*, condition: Condition, how: str, actor: User, now: datetime) -> Condition:
    """It was met, and how that is known: by its owner, or by who keeps the book."""
    if condition.owner_id != actor.pk:
        keeper_needed(actor)
    words = said(how, "how", "Say how it was met.")
    with audited(actor=actor, reason=f"Condition met: {condition.decision.product}"):
        row = Condition.objects.select_for_update().get(pk=condition.pk)
        if row.met_on is not None:
            raise CommitteeRefused("It was recorded as met already.")
        row.met_on, row.met_by, row.met_how = local_day(now, district_current().time_zone), actor, words
        row.save(update_fields=["met_on", "met_by", "met_how"])
    return row
