"""Doubled products become one: choose the double, read what would happen, say why, confirm."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from district.taskpages import OfficeRequest, office_page
from inventory.mergepages import choose_page, merge_page
from inventory.products.views import product_or_refuse, product_trail
from vendors.selectors import products_like, products_of

MAY = "vendors.delete_product"


@office_page()
def choose(request: OfficeRequest, pk: int) -> HttpResponse:
    """Which other product of the operator is the same."""
    product = product_or_refuse(request, pk, MAY)
    others = products_of(product.operator).exclude(pk=pk).order_by("name")
    return choose_page(
        request,
        kept=product,
        others=others,
        near=products_like(product),
        address="products:merge-into",
        trail=product_trail(product, "Merge a double"),
    )


@office_page()
def merge(request: OfficeRequest, pk: int, gone: int) -> HttpResponse:
    """What merging would do, and the button that does it."""
    product = product_or_refuse(request, pk, MAY)
    other = get_object_or_404(products_of(product.operator).exclude(pk=pk), pk=gone)
    return merge_page(
        request,
        kept=product,
        gone=other,
        back=reverse("products:merge", args=[pk]),
        done=reverse("products:product", args=[pk]),
        trail=product_trail(product, "Merge a double"),
    )
