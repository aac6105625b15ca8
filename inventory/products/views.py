"""Task pages of a product: everything about it on one page, and a form for each part of it."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from district.clock import now as clock_now
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from inventory.committee.standing import word_on
from inventory.models import ProductUse
from inventory.officepages import narrowed_list, record_or_refuse, saved_page
from inventory.products.forms import AudienceForm, FactsForm, UseForm
from inventory.products.presenters import product_context
from inventory.products.selectors import product_known, products_listed
from inventory.services import use_save
from inventory.today import today
from vendors.models import Product
from vendors.selectors import products_visible_to
from vendors.services import product_update

SEE: Final = "inventory.view_productuse"
MAY_FACTS: Final = "vendors.change_product"
MAY_USE: Final = "inventory.change_productuse"
SHOWN: Final = (
    ("", "All"),
    ("in_use", "In use"),
    ("missing", "Not explained yet"),
    ("proposed", "Proposals to confirm"),
    ("not_in_use", "Not in use"),
    ("general", "Made for everyone"),
)


def product_or_refuse(request: OfficeRequest, pk: int, may: str = "") -> Product:
    """The product: 403 without the right to see the inventory or to do what the page does, 404 where there is none."""
    return record_or_refuse(request, products_visible_to(request.user), pk, SEE, may)


def product_trail(product: Product, last: str) -> list[tuple[str, str]]:
    return [
        ("Products", reverse("products:list")),
        (product.name, reverse("products:product", args=[product.pk])),
        (last, ""),
    ]


@office_page(methods=("GET", "HEAD"))
def product_list(request: OfficeRequest) -> HttpResponse:
    """Every product, with what waits for a person; narrowed by words and by how it stands."""
    right_needed(request.user, SEE)
    return narrowed_list(
        request,
        lambda words, show: products_listed(request.user, today(), words=words, show=show),
        template="staff/inventory/products.html",
        title="Products",
        shown=SHOWN,
        may_add=request.user.has_perm("vendors.add_product"),
    )


@office_page(methods=("GET", "HEAD"))
def product_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """One product: what is missing first, then what it is, what for, the committee's word, and what it holds."""
    known = product_known(product_or_refuse(request, pk), today())
    return office_render(
        request,
        "staff/inventory/product.html",
        committee=word_on(known.product, request.user, today()),
        **product_context(known, request.user),
    )


@office_page()
def facts(request: OfficeRequest, pk: int) -> HttpResponse:
    """What the product is."""
    product = product_or_refuse(request, pk, MAY_FACTS)
    form = FactsForm(sent(request)[0], instance=product)
    return _product_form(request, product, form, f"What {product.name} is")


@office_page()
def audience(request: OfficeRequest, pk: int) -> HttpResponse:
    """Made for everyone, with the reason."""
    product = product_or_refuse(request, pk, MAY_FACTS)
    form = AudienceForm(sent(request)[0], instance=product)
    return _product_form(request, product, form, f"For whom {product.name} is made")


def _product_form(request: OfficeRequest, product: Product, form: Any, title: str) -> HttpResponse:
    def write(values: dict[str, Any]) -> object:
        return product_update(product=product, actor=request.user, now=clock_now(), **values)

    return _saved(request, product, form, write, title=title, saved=lambda: f"{product.name} is saved.")


def _saved(
    request: OfficeRequest,
    product: Product,
    form: Any,
    write: Callable[..., object],
    *,
    title: str,
    saved: Callable[[], str],
) -> HttpResponse:
    back, trail = reverse("products:product", args=[product.pk]), product_trail(product, title)
    return saved_page(request, form, write, title=title, saved=saved, back=back, trail=trail)


@office_page()
def use(request: OfficeRequest, pk: int) -> HttpResponse:
    """What it is used for, by whom, where and since when."""
    product = product_or_refuse(request, pk, MAY_USE)
    known = getattr(product, "use", None)
    form = UseForm(sent(request)[0], instance=known or ProductUse(product=product))

    def write(values: dict[str, Any]) -> object:
        return use_save(product=product, actor=request.user, now=clock_now(), **values)

    title, saved = f"What {product.name} is used for", f"The use of {product.name} is saved."
    return _saved(request, product, form, write, title=title, saved=lambda: saved)
