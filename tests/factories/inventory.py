"""Products in use and what they hold, of fictional operators."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from inventory.models import DataElement, ElementUse, ProductUse
from vendors.models import Operator, Product


class FictionalOperatorFactory(DjangoModelFactory):
    class Meta:
        model = Operator

    name = factory.Sequence(lambda n: f"Maple Reader Fictional {n}, Inc.")
    slug = factory.Sequence(lambda n: f"maple-reader-fictional-{n}-inc")
    business_address = factory.Sequence(lambda n: f"{n + 1} Maple Street\nFictional Falls, IL 60000")


class FictionalProductFactory(DjangoModelFactory):
    class Meta:
        model = Product

    operator = factory.SubFactory(FictionalOperatorFactory)
    name = factory.Sequence(lambda n: f"Maple Reader {n}")
    slug = factory.Sequence(lambda n: f"maple-reader-listed-{n}")
    description = "A library of graded texts that reads aloud."


class DataElementFactory(DjangoModelFactory):
    class Meta:
        model = DataElement

    name = factory.Sequence(lambda n: f"Fictional element {n}")
    group = "Fictional group"
    explanation = "Something about a student that only tests know."


class ProductUseFactory(DjangoModelFactory):
    class Meta:
        model = ProductUse

    product = factory.SubFactory(FictionalProductFactory)
    purpose = "Students practice reading at their own level."
    content_area = "Reading"
    lowest_grade = "3"
    highest_grade = "5"
    in_use_since = date(2025, 8, 18)


class ElementUseFactory(DjangoModelFactory):
    class Meta:
        model = ElementUse

    use = factory.SubFactory(ProductUseFactory)
    element = factory.SubFactory(DataElementFactory)
    how_used = "Shown to the teacher beside each text."
    purpose = "To choose texts of the right level."
