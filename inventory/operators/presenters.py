"""What an operator's task page says, in words."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.urls import reverse

from contracts.standing import standing_of
from district.models import User
from district.selectors import district_current_or_none
from inventory.conduct.restrictions import forbidden_on
from inventory.operators.selectors import Known
from inventory.products.gaps import Lack, lacks_for
from inventory.products.presenters import history_of
from vendors.models import LinkState
from vendors.selectors import operators_like

MAY: Final = "vendors.change_operator"
LINK_TONES: Final = {
    LinkState.WAITING: "waiting",
    LinkState.REACHED: "done",
    LinkState.MISSING: "late",
    LinkState.FAILED: "failed",
}


def operator_context(known: Known, user: User, day: date) -> dict[str, Any]:
    """The page of one operator: what is missing first, then each part of what is known."""
    lacks = lacks_for(user, lacks_of(known))
    operator = known.operator
    district = district_current_or_none()
    check = known.checks[0] if known.checks else None
    return {
        "title": operator.name,
        "operator": operator,
        "known": known,
        "zone": district.time_zone if district else "UTC",
        "asked": [lack for lack in lacks if lack.asked],
        "wished": [lack for lack in lacks if not lack.asked],
        "next": next((lack for lack in lacks if lack.asked), None),
        "check": check,
        "check_tone": LINK_TONES[LinkState(check.state)] if check else "",
        "agreements": [(one, standing_of(one, day)) for one in known.agreements],
        "open_cases": [case for case in known.cases if case.closed_at is None],
        "closed_cases": [case for case in known.cases if case.closed_at is not None],
        "forbidden": forbidden_on(day),
        "doubles": operators_like(operator),
        "may_change": user.has_perm(MAY),
        "may_merge": user.has_perm("vendors.delete_operator") and user.has_perm("inventory.change_productuse"),
        "may_case": user.has_perm("inventory.add_conductcase"),
        "history": history_of([("vendors.operator", operator.pk)]),
    }


def lacks_of(known: Known) -> Iterator[Lack]:
    """What is missing of the operator: what the law asks first."""
    pk = known.operator.pk
    facts = reverse("operators:facts", args=[pk])
    if not known.operator.business_address.strip():
        yield Lack("Its business address is missing.", facts, "Enter the address", MAY)
    if not known.subcontractors and not known.operator.subcontractors_url:
        words = "Neither its subcontractors nor a link to its own list are recorded."
        yield Lack(words, facts, "Enter the link to its list", MAY)
    if known.checks and known.checks[0].state in (LinkState.MISSING, LinkState.FAILED):
        yield Lack("The link to its list of subcontractors did not work.", facts, "Correct the link", MAY)
    if not known.contacts:
        yield Lack("There is nobody to write to.", reverse("operators:contact-add", args=[pk]), "Add a contact", MAY)
    elif not any(contact.for_breaches for contact in known.contacts):
        words = "Nobody is named who answers for breaches."
        yield Lack(words, reverse("operators:contact-add", args=[pk]), "Add that contact", MAY, asked=False)
    if known.operator.subcontractors_url and not known.checks:
        words = "Nobody has looked yet whether the link to its list works."
        yield Lack(words, f"{reverse('operators:operator', args=[pk])}#subcontractors", "Look below", asked=False)
