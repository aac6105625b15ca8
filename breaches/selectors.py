"""Reads of breaches: facts, kinds of information and where they stand. Pupils are read in `breaches/affected.py`."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from breaches.models import Breach, BreachElement, BreachFact, BreachState
from breaches.rooms import SEE, breaches_visible_to
from contracts.models import Agreement, AgreementState
from district.models import User
from inventory.models import DataElement, ElementClass, ElementUse
from vendors.models import Operator, Product

__all__ = [
    "SEE",
    "agreements_of_operator",
    "breaches_visible_to",
    "elements_of",
    "elements_proposed",
    "facts_current",
    "facts_listed",
    "involves_class",
    "involves_personal_information",
    "involves_student_content",
    "only_directory",
    "operators_reporting",
    "products_in_use",
    "steps_taken",
]


def facts_current(breach: Breach) -> dict[str, BreachFact]:
    """By kind, the fact that counts: the newest, unless it says that there was none."""
    newest = {fact.kind: fact for fact in breach.facts.order_by("entered_at", "pk")}
    return {kind: fact for kind, fact in newest.items() if not fact.struck}


def facts_listed(breach: Breach) -> list[BreachFact]:
    """Every fact ever entered, with who entered it, in the order of the moments that they tell."""
    facts = breach.facts.select_related("entered_by", "replaces", "replaced_by")
    return list(facts.order_by("at", "entered_at", "pk"))


def steps_taken(breach: Breach) -> list[BreachState]:
    """The stages that the breach went through, oldest first."""
    return list(breach.states.order_by("at", "pk"))


def elements_of(breach: Breach) -> list[BreachElement]:
    """The kinds of information touched, with the inventory's words."""
    return list(breach.elements.select_related("element", "added_by").order_by("element__group", "element__name"))


@dataclass(frozen=True, slots=True)
class Proposed:
    """A kind of information that a product of the breach holds, by the inventory; `products` are their names."""

    element: DataElement
    products: tuple[str, ...]


def elements_proposed(breach: Breach) -> list[Proposed]:
    """What the products of the breach hold by the inventory and is not listed yet, in the inventory's order."""
    uses = (
        ElementUse.objects.filter(use__product__breaches=breach)
        .exclude(element__breaches__breach=breach)
        .select_related("element", "use__product")
        .order_by("element__group", "element__name", "use__product__name")
    )
    found: dict[DataElement, list[str]] = {}
    for use in uses:
        found.setdefault(use.element, []).append(use.use.product.name)
    return [Proposed(element, tuple(products)) for element, products in found.items()]


def elements_besides(breach: Breach) -> QuerySet[DataElement]:
    """The inventory's whole list of pupils' information, without what is listed for the breach."""
    return DataElement.objects.filter(about_staff=False).exclude(breaches__breach=breach).order_by("group", "name")


def classes_of(breach: Breach) -> set[str]:
    """The classes of information that the breach touched."""
    return set(breach.elements.order_by().values_list("element_class", flat=True).distinct())


def involves_class(breach: Breach, element_class: str) -> bool:
    return element_class in classes_of(breach)


def involves_personal_information(breach: Breach) -> bool:
    """Whether it touched what the state's breach law calls personal information."""
    return involves_class(breach, ElementClass.PERSONAL)


def involves_student_content(breach: Breach) -> bool:
    return involves_class(breach, ElementClass.CONTENT)


def only_directory(breach: Breach) -> bool:
    """Whether it touched directory information and nothing else. False while no kind is listed: nothing is known."""
    return classes_of(breach) == {ElementClass.DIRECTORY}


def operators_reporting(user: User) -> QuerySet[Operator]:
    """The operators that may be named in a report, by name; for people who may report."""
    return Operator.objects.order_by("name") if user.has_perm("breaches.add_breach") else Operator.objects.none()


def products_in_use(operators: Iterable[int]) -> QuerySet[Product]:
    """The operators' products, by name."""
    return Product.objects.filter(operator__in=list(operators)).select_related("operator").order_by("name", "pk")


def agreements_of_operator(operator: Operator) -> QuerySet[Agreement]:
    """Agreements that were signed with an operator, newest first: ended ones count, for the data may have stayed."""
    signed = (AgreementState.SIGNED, AgreementState.ENDED, AgreementState.VOID)
    return Agreement.objects.filter(operator=operator, state__in=signed).order_by("-starts_on", "pk")


def agreement_proposed(operator: Operator, products: Iterable[Product]) -> Agreement | None:
    """The newest signed agreement with the operator, one that covers the products first."""
    agreements = agreements_of_operator(operator).filter(state=AgreementState.SIGNED)
    covering = agreements.filter(products__in=list(products)).distinct()
    return covering.first() or agreements.first()
