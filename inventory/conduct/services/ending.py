"""The end of an operator's services in a case: its agreement ends, and with it the use of its products."""

from datetime import date, datetime

from contracts.models import AgreementState
from contracts.services.signing import agreement_end
from contracts.services.states import StepRefused
from district.audit import audited
from district.clock import local_day
from district.models import User
from district.refusals import Refused
from district.selectors import district_current
from district.templatetags.words import day_in_words
from inventory.conduct.services.cases import case_locked, step_add, words_given
from inventory.models import ConductCase, ConductStepKind, ProductUse


def services_end(
    *, case: ConductCase, ended_on: date, because: str, agreements: bool, actor: User, now: datetime
) -> ConductCase:
    """End the use of the operator's products (of the case's product, where it names one) on a day, with the reason.

    `agreements`: also end its signed agreements (those of the case's product, where it names one), which opens return
    and deletion of the data. Refused for a day to come, and where nothing is left to end.
    """
    reason = words_given(because, "because", "Say why its services end: the reason is kept.")
    if ended_on > local_day(now, district_current().time_zone):
        raise Refused("Choose today or a past day.", "ended_on")
    with audited(actor=actor, reason=f"{case.number}: services ended: {reason}"):
        locked = case_locked(case)
        names = _uses_end(locked, ended_on)
        titles = _agreements_end(locked, reason, actor, now) if agreements else []
        if not names and not titles:
            raise Refused("None of its products is in use, and no agreement is left to end.")
        locked.services_ended_on = ended_on
        locked.save(update_fields=["services_ended_on"])
        words = f"Since {day_in_words(ended_on)}: {', '.join([*names, *titles])}. {reason}"
        step_add(locked, ConductStepKind.ENDED, words, actor=actor, now=now)
    return locked


def _uses_end(case: ConductCase, ended_on: date) -> list[str]:
    uses = ProductUse.objects.select_for_update(of=("self",)).select_related("product")
    rows = uses.filter(product=case.product) if case.product_id else uses.filter(product__operator=case.operator)
    names = []
    for use in rows:
        if use.ended_on is not None and use.ended_on <= ended_on:
            continue
        if use.in_use_since is not None and use.in_use_since > ended_on:
            raise Refused(f"{use.product} came into use after this day.", "ended_on")
        use.ended_on, use.end_proposed_on, use.end_proposed_because = ended_on, None, ""
        use.save(update_fields=["ended_on", "end_proposed_on", "end_proposed_because"])
        names.append(use.product.name)
    return names


def _agreements_end(case: ConductCase, reason: str, actor: User, now: datetime) -> list[str]:
    """Its signed agreements: the case's own, else those of the case's product, else all of the operator."""
    rows = case.operator.agreements.filter(state=AgreementState.SIGNED)
    if case.agreement_id:
        rows = rows.filter(pk=case.agreement_id)
    elif case.product_id:
        rows = rows.filter(products=case.product_id)
    titles = []
    for agreement in rows:
        try:
            agreement_end(agreement=agreement, reason=f"{case.number}: {reason}", actor=actor, now=now)
        except StepRefused as refusal:
            raise Refused(str(refusal)) from refusal
        titles.append(agreement.title)
    return titles
