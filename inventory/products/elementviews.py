"""What a product holds: one kind of information a page, proposals from the list, and the page that confirms them."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import now as clock_now
from district.refusals import Refused
from district.taskpages import OfficeRequest, office_page, office_render, sent
from inventory.models import ProductUse
from inventory.officepages import form_page, form_taken, validation_said
from inventory.products.drafts import (
    FIELDS,
    draft_confirm,
    draft_discard,
    draft_save,
    drafts_propose,
    drafts_propose_like,
)
from inventory.products.forms import DraftForm, ElementForm, ProposeForm, RemoveForm
from inventory.products.presenters import grouped
from inventory.products.selectors import drafts_of, element_uses_of, elements_choosable, uses_like
from inventory.products.views import product_or_refuse, product_trail
from inventory.services import element_use_remove, element_use_save
from vendors.models import Product

MAY: Final = "inventory.change_elementuse"


def _use_or_ask(request: OfficeRequest, product: Product) -> ProductUse | HttpResponse:
    """The product's use; where there is none, the page that records it."""
    use = getattr(product, "use", None)
    if use is None:
        messages.warning(request, "Say first what it is used for; then what it holds.")
        return redirect("products:use", pk=product.pk)
    found: ProductUse = use
    return found


@office_page()
def element(request: OfficeRequest, pk: int, element: int) -> HttpResponse:
    """One kind of information of the product: what is done with it, to whom it goes and why."""
    product = product_or_refuse(request, pk, MAY)
    use = get_object_or_404(ProductUse, product=product)
    row = get_object_or_404(element_uses_of(use), element_id=element)
    form = ElementForm(sent(request)[0], instance=row)
    back = f"{reverse('products:product', args=[pk])}#information"

    def write(values: dict[str, Any]) -> object:
        return element_use_save(use=use, element=row.element, actor=request.user, now=clock_now(), **values)

    if form_taken(request, form, write):
        messages.success(request, f"{row.element.name} is saved.")
        return redirect(back)
    title = f"{row.element.name} in {product.name}"
    return form_page(
        request,
        form,
        title=title,
        submit="Save",
        back=back,
        trail=product_trail(product, row.element.name),
        intro=row.element.explanation,
        template="staff/inventory/element.html",
        remove_url=reverse("products:element-remove", args=[pk, element]),
        warn_unsaved=True,
    )


@office_page()
def element_remove(request: OfficeRequest, pk: int, element: int) -> HttpResponse:
    """Take a kind of information off the product, with the reason."""
    product = product_or_refuse(request, pk, MAY)
    use = get_object_or_404(ProductUse, product=product)
    row = get_object_or_404(element_uses_of(use), element_id=element)
    form = RemoveForm(sent(request)[0])

    def write(values: dict[str, Any]) -> object:
        return element_use_remove(use=use, element=row.element, actor=request.user, now=clock_now(), **values)

    if form_taken(request, form, write):
        messages.success(request, f"{product.name} is no longer said to hold {row.element.name}.")
        return redirect(f"{reverse('products:product', args=[pk])}#information")
    title = f"{product.name} does not hold {row.element.name}"
    return form_page(
        request,
        form,
        title=title,
        submit="Take it off",
        back=reverse("products:element", args=[pk, element]),
        trail=product_trail(product, row.element.name),
        intro="The public page stops naming it when you publish next. What was published stays in its versions.",
        danger=True,
    )


@office_page()
def propose(request: OfficeRequest, pk: int) -> HttpResponse:
    """Choose what the product holds; each is proposed with its typical words."""
    product = product_or_refuse(request, pk, MAY)
    use = _use_or_ask(request, product)
    if isinstance(use, HttpResponse):
        return use
    choosable = elements_choosable(use)
    form = ProposeForm(sent(request)[0], elements=choosable, like=uses_like(use))

    def write(values: dict[str, Any]) -> object:
        acting: dict[str, Any] = {"actor": request.user, "now": clock_now()}
        if values["like"] is not None:
            drafts_propose_like(use=use, like=values["like"], **acting)
        return drafts_propose(use=use, elements=values["elements"], **acting)

    if form_taken(request, form, write):
        messages.success(request, "Proposed. Nothing is public before you have read the words and confirmed them.")
        return redirect("products:drafts", pk=pk)
    ticked = set(request.POST.getlist("elements"))
    title = f"What {product.name} holds"
    return form_page(
        request,
        form,
        title=title,
        submit="Propose words for these",
        back=reverse("products:product", args=[pk]),
        trail=product_trail(product, title),
        template="staff/inventory/propose.html",
        groups=grouped(choosable, lambda row: row.group),
        ticked=ticked,
    )


@office_page()
def drafts(request: OfficeRequest, pk: int) -> HttpResponse:
    """Every proposal of the product: read, edit, confirm or take back, all on one page."""
    product = product_or_refuse(request, pk, MAY)
    use = _use_or_ask(request, product)
    if isinstance(use, HttpResponse):
        return use
    rows = list(drafts_of(use))
    all_ticked = request.POST.get("act") == "confirm_all"
    forms = [DraftForm(_data(request, f"d{row.pk}", all_ticked), instance=row, prefix=f"d{row.pk}") for row in rows]
    valid = [form.is_valid() for form in forms] if request.method == "POST" else [False]
    if all(valid) and forms:
        confirmed = _decided(request, forms)
        if confirmed is not None:
            messages.success(request, _said(confirmed, len(forms)))
            return redirect("products:drafts" if drafts_of(use).exists() else "products:product", pk=pk)
    return office_render(
        request,
        "staff/inventory/drafts.html",
        status=422 if any(form.errors for form in forms) else 200,
        title=f"Proposals for {product.name}",
        product=product,
        trail=product_trail(product, "Proposals"),
        formset=forms,
        groups=grouped(forms, lambda form: form.instance.element.group),
        faulty=[form for form in forms if form.errors],
    )


def _data(request: OfficeRequest, prefix: str, confirm: bool) -> Any:
    """What was sent for one proposal; the button that confirms all ticks those that are not taken back."""
    data = sent(request)[0]
    if data is None or not confirm or data.get(f"{prefix}-discard"):
        return data
    ticked = data.copy()
    ticked[f"{prefix}-confirm"] = "on"
    return ticked


def _decided(request: OfficeRequest, forms: list[DraftForm]) -> int | None:
    """Save, confirm or take back each; how many were confirmed. None where a service refused, which its form says."""
    acting: dict[str, Any] = {"actor": request.user, "now": clock_now()}
    confirmed = 0
    for form in forms:
        values = {name: form.cleaned_data[name] for name in FIELDS}
        try:
            if form.cleaned_data["discard"]:
                draft_discard(draft=form.instance, **acting)
            elif form.cleaned_data["confirm"]:
                draft_confirm(draft=form.instance, values=values, **acting)
                confirmed += 1
            elif form.has_changed():
                draft_save(draft=form.instance, values=values, **acting)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            validation_said(form, error)
    return None if any(form.errors for form in forms) else confirmed


def _said(confirmed: int, total: int) -> str:
    if confirmed == 0:
        return "Saved as proposals. Nothing of it is public yet."
    return f"{confirmed} of {total} confirmed. They are public when you publish next."
