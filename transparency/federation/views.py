"""Other districts' public files, in the office: followed, compared with what is in use here, and adopted from."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from transparency.federation.adopting import AdoptionRefused, Offered, copy_again, offer_adopt, offers_of
from transparency.federation.forms import AdoptForm, FollowForm, OperatorForm
from transparency.federation.presenters import app_lines, breach_lines
from transparency.federation.selectors import (
    MAY_FOLLOW,
    SEE,
    apps_like,
    apps_named,
    apps_of,
    apps_offered,
    apps_shared,
    apps_visible_to,
    breaches_of_operators,
    copies_visible_to,
    districts_visible_to,
    ours,
)
from transparency.federation.services import district_follow, district_stop
from transparency.federation.tasks import copy_soon, feed_soon
from vendors.selectors import operators_visible_to, products_of, products_visible_to

ADD_OFFER = "contracts.add_generaloffer"
ROWS = 50
MOST_SHOWN = 200


@office_page()
def followed(request: OfficeRequest) -> HttpResponse:
    """Every followed district, and the form that adds one."""
    right_needed(request.user, SEE)
    may_follow = request.user.has_perm(MAY_FOLLOW)
    if request.method == "POST":
        right_needed(request.user, MAY_FOLLOW)
    form = FollowForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            made = district_follow(address=form.cleaned_data["address"], actor=request.user, now=clock_now())
        except ValidationError as refusal:
            _refused(form, refusal)
        else:
            feed_soon(made.pk)
            messages.success(request, "The district is followed. Its file is being read; look again in a moment.")
            return redirect("districts:district", pk=made.pk)
    districts = districts_visible_to(request.user)
    return office_render(
        request,
        "staff/districts/list.html",
        status=422 if form.errors else 200,
        title="Other districts",
        form=form,
        districts=list(districts.filter(stopped_at=None)),
        stopped=list(districts.exclude(stopped_at=None)),
        may_follow=may_follow,
        zone=district_current().time_zone,
    )


def _refused(form: Any, refusal: ValidationError) -> None:
    """The service's words beside their field."""
    if hasattr(refusal, "error_dict"):
        for field, problems in refusal.message_dict.items():
            form.add_error(field if field in form.fields else None, problems)
    else:
        form.add_error(None, refusal.messages)


@office_page(methods=("GET", "HEAD"))
def district(request: OfficeRequest, pk: int) -> HttpResponse:
    """One district: what of its apps is in use here, what may be adopted, its breaches, and all its apps."""
    right_needed(request.user, SEE)
    followed = get_object_or_404(districts_visible_to(request.user), pk=pk)
    here, current = ours(), district_current()
    day = local_day(clock_now(), current.time_zone)
    words = request.GET.get("q", "").strip()[:100]
    page = Paginator(apps_of(followed, words).select_related("district"), ROWS).get_page(request.GET.get("page"))
    shared = list(apps_shared(followed, here).select_related("district")[: MOST_SHOWN + 1])
    return office_render(
        request,
        "staff/districts/district.html",
        title=str(followed),
        followed=followed,
        shared=app_lines(shared[:MOST_SHOWN], here, day),
        more_shared=len(shared) > MOST_SHOWN,
        breaches=breach_lines(followed.breach_rows.select_related("district").order_by("-happened_from", "key"), here),
        page=page,
        lines=app_lines(list(page.object_list), here, day),
        words=words,
        query=urlencode({"q": words}) if words else "",
        may_follow=request.user.has_perm(MAY_FOLLOW),
        may_adopt=request.user.has_perm(ADD_OFFER),
        zone=current.time_zone,
    )


@office_page(methods=("GET", "HEAD"))
def product(request: OfficeRequest, pk: int) -> HttpResponse:
    """Who else uses one of our products, under which agreement, and what was posted of its operator."""
    right_needed(request.user, SEE)
    found = get_object_or_404(products_visible_to(request.user), pk=pk)
    here, current = ours(), district_current()
    lines = app_lines(list(apps_like(found)[:MOST_SHOWN]), here, local_day(clock_now(), current.time_zone))
    keys = [key for key, operator in here.operators.items() if operator.pk == found.operator_id]
    return office_render(
        request,
        "staff/districts/product.html",
        title=f"{found.name} at other districts",
        product=found,
        lines=lines,
        followed=districts_visible_to(request.user).filter(stopped_at=None).count(),
        breaches=breach_lines(breaches_of_operators(keys)[:MOST_SHOWN], here),
        may_adopt=request.user.has_perm(ADD_OFFER),
    )


@office_page(methods=("GET", "HEAD"))
def look(request: OfficeRequest) -> HttpResponse:
    """Look up an app or operator at every followed district."""
    right_needed(request.user, SEE)
    words = request.GET.get("q", "").strip()[:100]
    rows = list(apps_named(words)[: MOST_SHOWN + 1]) if words else []
    day = local_day(clock_now(), district_current().time_zone)
    return office_render(
        request,
        "staff/districts/look.html",
        title="Look up an app at other districts",
        words=words,
        lines=app_lines(rows[:MOST_SHOWN], ours(), day),
        more=len(rows) > MOST_SHOWN,
        may_adopt=request.user.has_perm(ADD_OFFER),
    )


@office_page(methods=("GET", "HEAD"))
def offers(request: OfficeRequest) -> HttpResponse:
    """Every offer that stands at a followed district; those for apps in use here come first."""
    right_needed(request.user, SEE)
    here = ours()
    day = local_day(clock_now(), district_current().time_zone)
    rows = list(apps_offered(day)[: MOST_SHOWN + 1])
    lines = app_lines(rows[:MOST_SHOWN], here, day)
    return office_render(
        request,
        "staff/districts/offers.html",
        title="Offers that may be adopted",
        here=[line for line in lines if line.product is not None],
        elsewhere=[line for line in lines if line.product is None],
        more=len(rows) > MOST_SHOWN,
        may_adopt=request.user.has_perm(ADD_OFFER),
    )


@office_page(methods=("POST",))
def read_now(request: OfficeRequest, pk: int) -> HttpResponse:
    right_needed(request.user, MAY_FOLLOW)
    followed = get_object_or_404(districts_visible_to(request.user).filter(stopped_at=None), pk=pk)
    feed_soon(followed.pk)
    messages.success(request, "Its file is being read. Look again in a moment.")
    return redirect("districts:district", pk=pk)


@office_page()
def stop(request: OfficeRequest, pk: int) -> HttpResponse:
    """Asks first, and says what goes and what stays."""
    right_needed(request.user, MAY_FOLLOW)
    followed = get_object_or_404(districts_visible_to(request.user).filter(stopped_at=None), pk=pk)
    if request.method == "POST":
        district_stop(followed=followed, actor=request.user, now=clock_now())
        messages.success(request, f"{followed} is not followed any more.")
        return redirect("districts:list")
    return office_render(
        request,
        "confirm_page.html",
        title=f"Stop following {followed}?",
        submit_label="Stop following",
        back_url=reverse("districts:district", args=[pk]),
        consequences=[
            "Its file is not read any more, and its apps and breaches are not shown here.",
            "Offers that were entered from it stay, with their agreements.",
            "It can be followed again by its address.",
        ],
        danger=True,
    )


@office_page()
def adopt(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    """Enter an offer here, filled with what the other district published; the agreement's copy follows by itself."""
    right_needed(request.user, SEE)
    right_needed(request.user, ADD_OFFER)
    right_needed(request.user, "vendors.view_operator")
    offered = _offered_or_404(request, pk, number)
    operators = operators_visible_to(request.user)
    chosen = OperatorForm(_choice(request, offered), operators=operators)
    if not chosen.is_valid():
        return _adopt_page(request, offered, chosen, None)
    operator = chosen.cleaned_data["operator"]
    products = products_of(operator)
    form = AdoptForm(sent(request)[0], products=products, initial=_initial(offered, products))
    if request.method == "POST" and form.is_valid():
        try:
            adopted = offer_adopt(
                offered=offered, operator=operator, actor=request.user, now=clock_now(), **form.cleaned_data
            )
        except AdoptionRefused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            _refused(form, refusal)
        else:
            copy_soon(adopted.pk)
            messages.success(request, "The offer is recorded. Its agreement is being fetched from the other district.")
            return redirect("contracts:offer", pk=adopted.offer_id)
    return _adopt_page(request, offered, chosen, form, operator=operator)


def _offered_or_404(request: OfficeRequest, pk: int, number: int) -> Offered:
    app = get_object_or_404(apps_visible_to(request.user), pk=pk)
    day = local_day(clock_now(), district_current().time_zone)
    found = next((one for one in offers_of(app, day) if one.number == number), None)
    if found is None:
        raise Http404("No offer that stands is there.")
    return found


def _choice(request: OfficeRequest, offered: Offered) -> dict[str, Any] | None:
    """The operator that was chosen, or ours of the same name; None where there is none: then it is asked."""
    asked = request.GET.get("operator")
    if asked is not None:
        return {"operator": asked}
    found, _ = ours().product_of(offered.app)
    operator = found.operator if found is not None else ours().operators.get(offered.app.operator_key)
    return {"operator": operator.pk} if operator is not None else None


def _initial(offered: Offered, products: Any) -> dict[str, Any]:
    app = offered.app
    day = local_day(clock_now(), district_current().time_zone)
    found, _ = ours().product_of(app)
    return {
        "originating_district": app.district.name[:200],
        "originating_state": app.district.state,
        "version": f"of {offered.signed_on:%-d %B %Y}" if offered.signed_on else "",
        "offered_on": offered.signed_on,
        "expires_on": offered.expires_on,
        "product_names": [app.name],
        "elements": app.elements,
        "source": app.page[:300],
        "products": [found.pk] if found is not None and products.filter(pk=found.pk).exists() else [],
        "starts_on": day,
    }


def _adopt_page(
    request: OfficeRequest, offered: Offered, chosen: OperatorForm, form: AdoptForm | None, operator: Any = None
) -> HttpResponse:
    failed = (form is not None and bool(form.errors)) or (chosen.is_bound and not chosen.is_valid())
    return office_render(
        request,
        "staff/districts/adopt.html",
        status=422 if failed else 200,
        title=f"Adopt the offer for {offered.app.name}",
        offered=offered,
        choose=chosen,
        form=form,
        operator=operator,
    )


@office_page(methods=("POST",))
def again(request: OfficeRequest, pk: int) -> HttpResponse:
    """Fetch the copy of an adopted offer's agreement once more."""
    right_needed(request.user, ADD_OFFER)
    adopted = get_object_or_404(copies_visible_to(request.user), pk=pk)
    copy_again(adopted=adopted, actor=request.user, now=clock_now())
    copy_soon(adopted.pk)
    messages.success(request, "The copy is being fetched again.")
    return redirect("contracts:offer", pk=adopted.offer_id)
