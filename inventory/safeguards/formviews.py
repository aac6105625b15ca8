"""Forms of safeguards: evidence, a word without evidence, a question to the operator, consent."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current, packs_adopted
from district.taskpages import OfficeRequest, office_page, right_needed, sent
from inventory.asking.forms import BecauseForm
from inventory.asking.taking import form_page, form_taken
from inventory.safeguards.forms import AskForm, ConsentForm, EvidenceForm, ExpiryForm, MarkForm
from inventory.safeguards.rules import Asked, safeguard_named, safeguards_of_district, safeguards_of_services
from inventory.safeguards.selectors import MAY_WORK, consents_of, evidence_visible_to
from inventory.safeguards.services import (
    consent_add,
    consent_withdraw,
    evidence_add,
    evidence_expiry_change,
    safeguard_ask,
    safeguard_mark,
)
from inventory.safeguards.views import product_or_refuse
from inventory.sealing import GivenFile
from vendors.models import Product
from vendors.selectors import contacts_of


@office_page()
def evidence(request: OfficeRequest, product: int | None = None) -> HttpResponse:
    """Enter evidence of one or more safeguards; `?rule=` ticks the first."""
    row, asked = _about(request, product)
    today = local_day(clock_now(), district_current().time_zone)
    rule = request.GET.get("rule", "")
    form = EvidenceForm(*sent(request), asked=asked, initial={"rules": [rule] if rule else [], "dated": today})

    def write(given: dict[str, Any]) -> object:
        file = given.pop("file")
        return evidence_add(
            product=row, given=_file(file), actor=request.user, now=clock_now(), **{**given, "ask": None}
        )

    one = safeguard_named(rule, asked)
    intro = f"{one.rule.title}: {one.rule.must} Shown by {one.rule.evidence}." if one is not None else ""
    return _form(request, row, form, write, title="Evidence", submit="Keep it", done="Kept.", intro=intro)


@office_page()
def mark(request: OfficeRequest, product: int | None = None) -> HttpResponse:
    """Say without evidence how a safeguard stands."""
    row, asked = _about(request, product)
    one = _named(request, asked)
    form = MarkForm(sent(request)[0])

    def write(given: dict[str, Any]) -> object:
        return safeguard_mark(product=row, rule=one.id, actor=request.user, now=clock_now(), **given)

    return _form(request, row, form, write, title=one.rule.title, submit="Keep it", done="Kept.", intro=one.rule.must)


@office_page()
def ask(request: OfficeRequest, product: int) -> HttpResponse:
    """Ask the operator, such as for an intrusion analysis or the access log."""
    row, asked = _about(request, product)
    if row is None:
        raise Http404
    one = _named(request, asked)
    contacts = contacts_of(row.operator_id)
    form = AskForm(
        sent(request)[0],
        contacts=contacts,
        initial={"asks": asks_proposed(one, row), "contact": contacts[0].pk if contacts else None},
    )

    def write(given: dict[str, Any]) -> object:
        return safeguard_ask(
            product=row,
            rule=one.id,
            citation=f"{one.law}: {one.rule.cite.at}",
            actor=request.user,
            now=clock_now(),
            **given,
        )

    title, intro = f"Ask about: {one.rule.title}", f"{one.law}: {one.rule.must} ({one.rule.cite.at})"
    return _form(request, row, form, write, title=title, submit="Keep it and ask", done="Asked.", intro=intro)


@office_page()
def consent(request: OfficeRequest, product: int) -> HttpResponse:
    """Record consent and authorization."""
    row = product_or_refuse(request.user, product, MAY_WORK)
    form = ConsentForm(*sent(request))

    def write(given: dict[str, Any]) -> object:
        file = given.pop("file")
        return consent_add(product=row, given=_file(file), actor=request.user, now=clock_now(), **given)

    intro = "For whom as a group, and where the consents lie. No student and no parent is named here."
    return _form(request, row, form, write, title="Consent", submit="Keep it", done="Kept.", intro=intro)


@office_page()
def withdraw(request: OfficeRequest, product: int, record: int) -> HttpResponse:
    """A consent does not hold any more."""
    row = product_or_refuse(request.user, product, MAY_WORK)
    found = next((one for one in consents_of(row) if one.pk == record), None)
    if found is None:
        raise Http404

    def write(given: dict[str, Any]) -> object:
        return consent_withdraw(record=found, because=given["because"], actor=request.user, now=clock_now())

    form, title = BecauseForm(sent(request)[0]), "Withdraw the consent"
    return _form(request, row, form, write, title=title, submit="Withdraw it", done="Withdrawn.", danger=True)


@office_page()
def expiry(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct until when evidence is good."""
    right_needed(request.user, MAY_WORK)
    row = get_object_or_404(evidence_visible_to(request.user), pk=pk)
    form = ExpiryForm(sent(request)[0], initial={"expires_on": row.expires_on})

    def write(given: dict[str, Any]) -> object:
        return evidence_expiry_change(evidence=row, actor=request.user, now=clock_now(), **given)

    if form_taken(request, form, write):
        messages.success(request, "Kept.")
        return redirect("safeguards:evidence-page", pk=row.pk)
    back = reverse("safeguards:evidence-page", args=[row.pk])
    trail = (("Safeguards", reverse("safeguards:list")), (str(row), back))
    return form_page(request, form, title="Until when it is good", submit="Keep it", back=back, trail=trail)


def asks_proposed(one: Asked, product: Product) -> str:
    """What the operator is asked, before a person edits it: the law's own sentence, and what shows it."""
    return (
        f"{one.rule.must}\n\nPlease show it for {product.name}: {one.rule.evidence}.\n\n"
        f"{one.law}, {one.rule.cite.at}: “{one.rule.quote}”"
    )


def _about(request: OfficeRequest, product: int | None) -> tuple[Product | None, list[Asked]]:
    """The product (None: the district itself) and what the adopted packs ask of it."""
    right_needed(request.user, MAY_WORK)
    adopted = packs_adopted(local_day(clock_now(), district_current().time_zone))
    if product is None:
        return None, safeguards_of_district(adopted)
    return product_or_refuse(request.user, product, MAY_WORK), safeguards_of_services(adopted)


def _named(request: OfficeRequest, asked: list[Asked]) -> Asked:
    one = safeguard_named(request.GET.get("rule", ""), asked)
    if one is None:
        raise Http404
    return one


def _file(upload: Any) -> GivenFile | None:
    return GivenFile(upload.name, upload) if upload else None


def _form(
    request: OfficeRequest,
    product: Product | None,
    form: Any,
    write: Any,
    *,
    title: str,
    submit: str,
    done: str,
    **more: Any,
) -> HttpResponse:
    back = reverse("safeguards:district") if product is None else reverse("safeguards:product", args=[product.pk])
    if form_taken(request, form, write):
        messages.success(request, done)
        return redirect(back)
    about = str(product) if product is not None else "The district itself"
    trail = (("Safeguards", reverse("safeguards:list")), (about, back))
    return form_page(request, form, title=title, submit=submit, back=back, trail=trail, **more)
