"""Reads of one operator's task page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from contracts.models import Agreement
from district.models import User
from inventory.models import ConductCase
from inventory.othernames import operator_known_as
from inventory.products.selectors import operator_products
from inventory.standing import Standing
from vendors.models import Contact, LinkCheck, Merger, Operator, Product, Subcontractor
from vendors.selectors import contacts_of, link_checks_of, operators_visible_to, subcontractors_of


@dataclass(frozen=True, slots=True)
class Known:
    """What is recorded of an operator. `checks`: looks at its list of subcontractors, the newest first."""

    operator: Operator
    contacts: tuple[Contact, ...]
    subcontractors: tuple[Subcontractor, ...]
    checks: tuple[LinkCheck, ...]
    products: tuple[tuple[Product, Standing, bool], ...]
    agreements: tuple[Agreement, ...]
    cases: tuple[ConductCase, ...]
    mergers: tuple[Merger, ...]
    former: tuple[str, ...]


def operator_known(operator: Operator, day: date) -> Known:
    """Everything of one operator as it stands on a day, in nine queries."""
    return Known(
        operator,
        tuple(contacts_of(operator)),
        tuple(subcontractors_of(operator)),
        tuple(link_checks_of(operator)[:5]),
        tuple(operator_products(operator, day)),
        tuple(Agreement.objects.filter(operator=operator).order_by("-starts_on", "pk")),
        tuple(ConductCase.objects.filter(operator=operator)),
        tuple(operator.mergers.select_related("merged_by")),
        tuple(str(address) for address in operator.former_addresses.all()),
    )


def operators_listed(user: User, *, words: str = "", show: str = "") -> QuerySet[Operator]:
    """Operators for the list, with `product_count`, `agreement_count`, `case_count` (open ones); by name.

    `show`: "" all, "contact" those without one who answers for breaches, "subcontractors" those of whom neither
    subcontractors nor a link are known, "case" those with an open case.
    """
    open_case = Q(conduct_cases__closed_at=None, conduct_cases__isnull=False)
    rows = operators_visible_to(user).annotate(
        product_count=Count("products", distinct=True),
        agreement_count=Count("agreements", distinct=True),
        case_count=Count("conduct_cases", filter=open_case, distinct=True),
    )
    if words:
        found = Q(name__icontains=words) | Q(products__name__icontains=words) | Q(contacts__email__icontains=words)
        rows = rows.filter(pk__in=Operator.objects.filter(found | operator_known_as(words)).values("pk"))
    narrowed = {
        "contact": ~Q(pk__in=Contact.objects.filter(for_breaches=True).values("operator")),
        "subcontractors": Q(subcontractors_url="") & ~Q(pk__in=Subcontractor.objects.values("operator")),
        "case": Q(case_count__gt=0),
    }
    return rows.filter(narrowed[show] if show in narrowed else Q()).order_by("name", "pk")
