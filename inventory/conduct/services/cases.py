"""A case against an operator: opened on a suspicion, worked on, closed with what came of it."""

from datetime import date, datetime
from typing import Final

from contracts.models import Agreement
from deadlines.services import deadline_withdraw
from district.audit import Actor, actor_label, audited
from district.clock import local_day
from district.models import User
from district.refusals import Refused
from district.selectors import district_current
from inventory.conduct.restrictions import forbidden_by_id
from inventory.conduct.selectors import clocks_of_case
from inventory.models import ConductCase, ConductOutcome, ConductState, ConductStep, ConductStepKind
from vendors.models import Operator, Product

Kind = ConductStepKind
ENDS: Final = tuple(outcome for outcome in ConductOutcome if outcome.value)
MOST_WORDS: Final = 6000


def case_open(
    *,
    operator: Operator,
    title: str,
    suspicion: str,
    noticed_on: date,
    actor: Actor,
    now: datetime,
    restriction: str = "",
    product: Product | None = None,
    agreement: Agreement | None = None,
    owner: User | None = None,
    origin: str = "",
    origin_path: str = "",
) -> ConductCase:
    """Open a case. `restriction` is the id of a rule of the packs; its words are kept as they stand now.

    Refused for another operator's product or agreement, for a day to come, and for a rule that is none.
    """
    _checked(operator, product, agreement, suspicion, noticed_on, now)
    frozen = _frozen(restriction)
    with audited(actor=actor, reason=f"Case against {operator} opened"):
        case = ConductCase(
            operator=operator,
            product=product,
            agreement=agreement,
            title=title.strip(),
            suspicion=suspicion.strip(),
            noticed_on=noticed_on,
            owner=owner,
            origin=origin,
            origin_path=origin_path,
            opened_at=now,
            opened_by=actor_label(actor),
            **frozen,
        )
        case.full_clean()
        case.save()
        step_add(case, Kind.OPENED, suspicion.strip(), actor=actor, now=now)
    return case


def case_note(*, case: ConductCase, words: str, actor: Actor, now: datetime) -> ConductStep:
    """Add a note to the case's record."""
    text = words_given(words, "words", "Write the note.")
    with audited(actor=actor, reason=f"{case.number}: note"):
        return step_add(case_locked(case), Kind.NOTE, text, actor=actor, now=now)


def case_close(*, case: ConductCase, outcome: str, because: str, actor: Actor, now: datetime) -> ConductCase:
    """Close the case with what came of it. The operator's links lead nowhere any more, and its clock stops."""
    from inventory.conduct.services.asking import links_stop

    if outcome not in ENDS:
        raise Refused("Choose what came of it.", "outcome")
    reason = words_given(because, "because", "Say how it came to this: the reason is kept.")
    with audited(actor=actor, reason=f"{case.number} closed: {ConductOutcome(outcome).label}"):
        locked = case_locked(case)
        locked.state, locked.closed_at = ConductState.CLOSED, now
        locked.outcome, locked.outcome_because = outcome, reason
        locked.save(update_fields=["state", "closed_at", "outcome", "outcome_because"])
        for clock in clocks_of_case(locked):
            deadline_withdraw(deadline=clock, reason=f"The case was closed: {reason}"[:500], actor=actor, now=now)
        links_stop(locked, reason="The case was closed", actor=actor, now=now)
        step_add(locked, Kind.CLOSED, f"{ConductOutcome(outcome).label.capitalize()}. {reason}", actor=actor, now=now)
    return locked


def case_reopen(*, case: ConductCase, because: str, actor: Actor, now: datetime) -> ConductCase:
    """Open a closed case again, with the reason."""
    reason = words_given(because, "because", "Say why it is opened again: the reason is kept.")
    with audited(actor=actor, reason=f"{case.number} opened again: {reason}"):
        locked = ConductCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if locked.state != ConductState.CLOSED:
            raise Refused("This case is open.")
        locked.state, locked.closed_at = ConductState.SUSPECTED, None
        locked.outcome, locked.outcome_because = "", ""
        locked.save(update_fields=["state", "closed_at", "outcome", "outcome_because"])
        step_add(locked, Kind.REOPENED, reason, actor=actor, now=now)
    return locked


def case_locked(case: ConductCase) -> ConductCase:
    """The case's row, held until the transaction ends. Refused where it is closed."""
    locked = ConductCase.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
    if locked.state == ConductState.CLOSED:
        raise Refused("This case is closed.")
    return locked


def step_add(case: ConductCase, kind: str, words: str, *, actor: Actor, now: datetime) -> ConductStep:
    """One line more in what happened."""
    return ConductStep.objects.create(case=case, kind=kind, at=now, actor=actor_label(actor), words=words)


def words_given(words: str, field: str, missing: str) -> str:
    """The words without spaces around them. Refused where there are none, or too many."""
    text = words.strip()
    if not text:
        raise Refused(missing, field)
    if len(text) > MOST_WORDS:
        raise Refused(f"This is longer than {MOST_WORDS} characters.", field)
    return text


def _checked(
    operator: Operator,
    product: Product | None,
    agreement: Agreement | None,
    suspicion: str,
    noticed_on: date,
    now: datetime,
) -> None:
    words_given(suspicion, "suspicion", "Say what is suspected.")
    if product is not None and product.operator_id != operator.pk:
        raise Refused("This product is another operator's.", "product")
    if agreement is not None and agreement.operator_id != operator.pk:
        raise Refused("This agreement is another operator's.", "agreement")
    if noticed_on > local_day(now, district_current().time_zone):
        raise Refused("This day is still to come.", "noticed_on")


def _frozen(restriction: str) -> dict[str, str]:
    if not restriction:
        return {}
    found = forbidden_by_id(restriction)
    if found is None:
        raise Refused("There is no such rule.", "restriction")
    rule = found.rule
    return {
        "restriction": rule.id,
        "restriction_title": rule.title,
        "restriction_text": rule.must,
        "restriction_cite": f"{found.pack}, {rule.cite.at}"[:300],
    }
