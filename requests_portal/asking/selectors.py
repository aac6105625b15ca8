"""What the questions offer: schools, apps that hold data on pupils of a school and grade, kinds of information."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from district.grades import GRADES
from inventory.models import DataElement, ProductUse
from inventory.selectors import in_use_on
from requests_portal.languages import translated
from requests_portal.models import PrivacyRequest


@dataclass(frozen=True, slots=True)
class App:
    """One app of the child's school and grade: the product's id, its name, who runs it, what it is used for."""

    pk: int
    name: str
    operator: str
    area: str
    use: int


@dataclass(frozen=True, slots=True)
class Element:
    """One kind of information, with its everyday explanation."""

    pk: int
    name: str
    group: str
    explanation: str


def apps_of(school_id: int | None, grade: str, on: date) -> list[App]:
    """Apps in use on a day at a school and in a grade, by subject and name, in two queries.

    Without a school, or without a grade, those of all schools or of all grades: a parent who is not sure misses none.
    """
    uses = (
        ProductUse.objects.filter(in_use_on(on), product__general_audience=False)
        .select_related("product__operator")
        .prefetch_related("schools")
        .order_by("content_area", "product__name", "pk")
    )
    return [
        App(use.product_id, use.product.name, use.product.operator.name, use.content_area, use.pk)
        for use in uses
        if _of_grade(use, grade) and _of_school(use, school_id)
    ]


def _of_grade(use: ProductUse, grade: str) -> bool:
    if grade not in GRADES:
        return True
    place = GRADES.index(grade)
    return GRADES.index(use.lowest_grade) <= place <= GRADES.index(use.highest_grade)


def _of_school(use: ProductUse, school_id: int | None) -> bool:
    schools = {school.pk for school in use.schools.all()}
    return school_id is None or not schools or school_id in schools


def elements_of(apps: Iterable[App]) -> list[Element]:
    """Kinds of information about pupils that these apps hold; every kind where no app lists any."""
    kinds = DataElement.objects.filter(about_staff=False)
    held = kinds.filter(uses__use__in=[app.use for app in apps]).distinct()
    rows = list(held) or list(kinds)
    return [Element(row.pk, translated(row.name), translated(row.group), translated(row.explanation)) for row in rows]


def request_numbered(pk: int | None) -> PrivacyRequest | None:
    """A request by its row. The caller knows whose it is: the session or a link says so."""
    return PrivacyRequest.objects.select_related("school", "joined_to").filter(pk=pk).first() if pk else None
