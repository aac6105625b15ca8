"""What is in use, for what, with which information."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from district.grades import GradeUnknown, grades_between, grades_in_words, grades_sorted
from district.models import User
from inventory.models import DataElement, ElementUse, ProductUse
from inventory.selectors import elements_complete, uses_incomplete, uses_visible_to, uses_with_elements
from inventory.services import element_use_remove, element_use_save, use_save
from tests.factories.inventory import ElementUseFactory, FictionalProductFactory, ProductUseFactory

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("lowest", "highest", "words"),
    [
        ("PK", "12", "All grades"),
        ("3", "5", "Grades 3 to 5"),
        ("8", "8", "Grade 8"),
        ("K", "2", "Kindergarten to grade 2"),
        ("PK", "K", "Pre-kindergarten to kindergarten"),
    ],
)
def test_grades_in_words(lowest: str, highest: str, words: str) -> None:
    assert grades_in_words(lowest, highest) == words


def test_grades_have_an_order_and_unknown_ones_are_refused() -> None:
    assert grades_between("K", "2") == ["K", "1", "2"]
    assert grades_sorted(["10", "2", "PK", "odd"]) == ["PK", "2", "10", "odd"]
    with pytest.raises(GradeUnknown, match="comes after"):
        grades_between("5", "3")
    with pytest.raises(GradeUnknown, match="a grade is PK"):
        grades_between("5", "13")


@pytest.mark.django_db
class TestSaving:
    def test_a_use_is_recorded_and_changed_in_place(self, dana: User, now: datetime) -> None:
        product = FictionalProductFactory()
        facts: dict[str, Any] = {"content_area": "Reading", "lowest_grade": "K", "highest_grade": "2"}
        first = use_save(product=product, actor=dana, now=now, purpose="Reading aloud.", **facts)
        second = use_save(product=product, actor=dana, now=now, purpose="Reading quietly.", **facts)
        assert first.pk == second.pk
        assert ProductUse.objects.get().purpose == "Reading quietly."

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"lowest_grade": "5", "highest_grade": "3"}, "comes after the highest"),
            ({"lowest_grade": "thirteen"}, "not a valid choice"),
            ({"purpose": ""}, "cannot be blank"),
            ({"in_use_since": date(2026, 3, 2), "ended_on": date(2026, 3, 1)}, "ended before it began"),
        ],
    )
    def test_a_wrong_use_is_refused_in_words(
        self, dana: User, now: datetime, wrong: dict[str, object], said: str
    ) -> None:
        facts: dict[str, Any] = {"purpose": "P.", "content_area": "Reading", "lowest_grade": "K", "highest_grade": "2"}
        with pytest.raises(ValidationError, match=said):
            use_save(product=FictionalProductFactory(), actor=dana, now=now, **{**facts, **wrong})
        assert not ProductUse.objects.exists()

    def test_what_is_disclosed_names_to_whom(self, dana: User, now: datetime) -> None:
        use, element = ProductUseFactory(), DataElement.objects.get(code="name")
        with pytest.raises(ValidationError, match="say to whom"):
            element_use_save(use=use, element=element, actor=dana, now=now, how_used="H.", purpose="P.", disclosed=True)
        with transaction.atomic(), pytest.raises(IntegrityError):
            ElementUse.objects.create(use=use, element=element, how_used="H.", purpose="P.", disclosed=True)

    def test_an_element_is_recorded_once_and_may_be_removed(self, dana: User, now: datetime) -> None:
        use, element = ProductUseFactory(), DataElement.objects.get(code="name")
        for how in ("First.", "Second."):
            element_use_save(use=use, element=element, actor=dana, now=now, how_used=how, purpose="P.")
        assert ElementUse.objects.get().how_used == "Second."
        assert element_use_remove(use=use, element=element, reason="no longer sent", actor=dana, now=now)
        assert not element_use_remove(use=use, element=element, reason="no longer sent", actor=dana, now=now)


@pytest.mark.django_db
class TestCompleteness:
    def test_a_product_is_complete_when_every_kind_is_explained(self) -> None:
        row = ElementUseFactory()
        assert elements_complete(row.use.product)
        assert not uses_incomplete(DAY).exists()

    def test_a_missing_explanation_is_seen(self) -> None:
        row = ElementUseFactory(how_used="")
        assert not elements_complete(row.use.product)
        assert list(uses_incomplete(DAY)) == [row.use]

    def test_a_product_without_information_is_incomplete(self) -> None:
        use = ProductUseFactory()
        assert not elements_complete(use.product)
        assert list(uses_incomplete(DAY)) == [use]

    def test_a_product_without_a_recorded_use_is_incomplete(self) -> None:
        assert not elements_complete(FictionalProductFactory())

    def test_general_audience_products_need_no_explanation(self) -> None:
        product = FictionalProductFactory(general_audience=True, general_audience_reason="For everyone.")
        ProductUseFactory(product=product)
        assert elements_complete(product)
        assert not uses_incomplete(DAY).exists()


@pytest.mark.django_db
def test_reading_many_uses_takes_three_queries(django_assert_num_queries: Callable[..., object]) -> None:
    rows = [ElementUseFactory() for _ in range(10)]
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        uses = uses_with_elements(row.use.product_id for row in rows)
        assert [[row.element.name for row in use.elements.all()] for use in uses.values()]


@pytest.mark.django_db
def test_only_people_with_the_right_see_what_is_in_use(dana: User, tom: User, olga: User) -> None:
    ProductUseFactory()
    assert uses_visible_to(dana).count() == 1
    assert uses_visible_to(tom).count() == 0
    assert uses_visible_to(olga).count() == 0
