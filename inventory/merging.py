"""What a merger of doubled products does with their uses and approvals: one of each stays."""

from datetime import datetime
from typing import Any

from district.clock import local_day
from district.grades import GRADES
from district.models import User
from district.selectors import district_current
from inventory.committee.selectors import decisions_in_force
from inventory.models import ElementDraft, ElementUse, ProductUse, UnderThirteen


def uses_join(*, kept: Any, gone: Any, actor: User, now: datetime) -> list[str]:
    """Join the uses of two products of which one goes. The kept one's words stay; grades and schools are widened."""
    other = ProductUse.objects.filter(product=gone).first()
    ours = ProductUse.objects.filter(product=kept).first()
    if other is None or ours is None:
        return []
    words = [*_elements_joined(ours, other), *_schools_joined(ours, other), *_under_13_joined(ours, other)]
    before = (ours.lowest_grade, ours.highest_grade)
    ours.lowest_grade = min(ours.lowest_grade, other.lowest_grade, key=GRADES.index)
    ours.highest_grade = max(ours.highest_grade, other.highest_grade, key=GRADES.index)
    if before != (ours.lowest_grade, ours.highest_grade):
        words.append(f"{kept.name}: used in {ours.grades[0].lower()}{ours.grades[1:]} together.")
    days = [day for day in (ours.in_use_since, other.in_use_since) if day is not None]
    ours.in_use_since = min(days, default=None)
    ours.ended_on = max(ours.ended_on, other.ended_on) if ours.ended_on and other.ended_on else None
    grades_and_days = ("lowest_grade", "highest_grade", "in_use_since", "ended_on")
    ours.save(update_fields=[*grades_and_days, "users_under_13", "under_13_consent"])
    other.delete()
    return words


def _elements_joined(ours: ProductUse, other: ProductUse) -> list[str]:
    held = ElementUse.objects.filter(use=ours).values("element")
    doubled = ElementUse.objects.filter(use=other, element__in=held).select_related("element")
    words = [f"{row.element.name}: explained for both; the explanation of the kept one stays." for row in doubled]
    doubled.delete()
    ElementUse.objects.filter(use=other).update(use=ours)
    held = ElementUse.objects.filter(use=ours).values("element")
    proposed = ElementDraft.objects.filter(use=ours).values("element")
    ElementDraft.objects.filter(use=other).exclude(element__in=held).exclude(element__in=proposed).update(use=ours)
    return words


def _under_13_joined(ours: ProductUse, other: ProductUse) -> list[str]:
    """Yes of either counts; else no, where it was said of all grades together; else nobody knows. No words are lost."""
    words, said = [], {ours.users_under_13, other.users_under_13}
    if len(said) > 1:
        ours.users_under_13 = UnderThirteen.YES if UnderThirteen.YES in said else _no_of_all(ours, other)
        words.append(f"{ours.product.name}: the two differ on children under 13. {_said(ours)} is kept.")
    consents = [text for text in (ours.under_13_consent.strip(), other.under_13_consent.strip()) if text]
    together = "\n\n".join(dict.fromkeys(consents))
    if together != ours.under_13_consent.strip():
        which = "the notes of both are kept, one below the other." if len(consents) > 1 else f"taken over: “{together}”"
        words.append(f"{ours.product.name}: consent for children under 13, {which}")
        ours.under_13_consent = together
    return words


def _said(use: ProductUse) -> str:
    return f"“{use.get_users_under_13_display().capitalize()}”"


def _no_of_all(ours: ProductUse, other: ProductUse) -> str:
    """One side says no, the other does not know: no, unless the other is used in grades that the no was not said of."""
    no, unknown = (ours, other) if ours.users_under_13 == UnderThirteen.NO else (other, ours)
    low, high = GRADES.index(no.lowest_grade), GRADES.index(no.highest_grade)
    within = low <= GRADES.index(unknown.lowest_grade) and GRADES.index(unknown.highest_grade) <= high
    return UnderThirteen.NO if within else UnderThirteen.UNKNOWN


def _schools_joined(ours: ProductUse, other: ProductUse) -> list[str]:
    """No school named means all of them, so that all of them it is where one side says so."""
    mine, theirs = set(ours.schools.all()), set(other.schools.all())
    together = mine | theirs if mine and theirs else set()
    if together == mine:
        return []
    ours.schools.set(together)
    return [f"{ours.product.name}: used at {'all schools' if not together else f'{len(together)} schools'} together."]


def approvals_join(*, kept: Any, gone: Any, actor: User, now: datetime) -> list[str]:
    """A product has one approval at a time: of two that hold, the newer one stays."""
    today = local_day(now, district_current().time_zone)
    standing = decisions_in_force(today).filter(product__in=[kept, gone]).select_for_update(of=("self",))
    older = list(standing)[1:]
    for row in older:
        row.ended_on, row.ended_because = today, f"{gone.name} and {kept.name} became one, and a newer approval holds."
        row.save(update_fields=["ended_on", "ended_because"])
    return [f"{kept.name}: both are approved; the newer approval stays." for _ in older]
