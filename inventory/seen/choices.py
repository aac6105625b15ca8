"""What the forms of apps seen in use offer."""

from django.db.models import QuerySet

from vendors.models import Operator, Product


def products_to_choose() -> QuerySet[Product]:
    return Product.objects.select_related("operator").order_by("name")


def operators_to_choose() -> QuerySet[Operator]:
    return Operator.objects.order_by("name")
