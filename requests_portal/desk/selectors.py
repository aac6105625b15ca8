"""What the desk's forms offer."""

from django.db.models import QuerySet

from inventory.models import DataElement
from vendors.models import Product


def products_offered() -> QuerySet[Product]:
    """Every product that the inventory has, ended ones too: what they held may be held still."""
    return Product.objects.filter(use__isnull=False).select_related("operator").order_by("name", "pk")


def elements_offered() -> QuerySet[DataElement]:
    """Kinds of pupils' information, as the inventory groups them."""
    return DataElement.objects.filter(about_staff=False).order_by("group", "name")
