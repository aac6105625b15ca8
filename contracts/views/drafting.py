"""Addenda and model agreements: what they are to hold, a look before they are made, and their pages."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify

from contracts import draftfacts, storage
from contracts.draft_selectors import drafts_of_operator, drafts_visible_to, products_drafted
from contracts.draftforms import AddendumForm, ModelForm, ReleaseForm
from contracts.drafting.paper import Paper, paper_of
from contracts.drafting.provisions import FieldsRefused, fields_asked
from contracts.drafting.word import word_file
from contracts.draftpresenters import answers_in_words, draft_lines, onward, verdict_lines
from contracts.models import Draft
from contracts.readiness import review_state
from contracts.selectors import agreements_visible_to, document_text
from contracts.services.documents import MEDIA_TYPES
from contracts.services.drafts import (
    DraftRefused,
    addendum_make,
    addendum_paper,
    draft_release,
    model_make,
    model_packs,
    model_paper,
)
from contracts.views.common import OfficeRequest, agreement_or_refuse, office_page, office_render, sent
from district.clock import now as clock_now
from district.downloads import file_answer
from district.models import User
from district.printing import PrintingUnavailable
from district.selectors import district_current
from vendors.models import Operator
from vendors.selectors import operators_visible_to, products_of

ADD = "contracts.add_draft"
REFUSALS = (DraftRefused, PrintingUnavailable)


@office_page()
def addendum(request: OfficeRequest, pk: int) -> HttpResponse:
    """Choose what the addendum holds, answer what the laws leave open, look at it, make it."""
    agreement = agreement_or_refuse(request.user, pk, may=ADD)
    now = clock_now()
    gaps = draftfacts.gaps_of(review_state(agreement, now=now))
    asked = fields_asked([gap.asked for gap in gaps if gap.asked is not None])
    products = draftfacts.product_lines(list(agreement.products.all()))
    proposed = draftfacts.proposals(asked, district_current(), products)
    form = AddendumForm(sent(request)[0], gaps=gaps, asked=asked, proposed=proposed)
    paper: Paper | None = None
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {"agreement": agreement, "provisions": form.cleaned_data["provisions"]}
        try:
            if "make" in request.POST:
                draft = addendum_make(**values, answers=form.answers, actor=request.user, now=now)
                messages.success(request, "The addendum is drafted and kept. Both files are below.")
                return redirect("contracts:draft", pk=draft.pk)
            paper, _, _ = addendum_paper(**values, answers=form.answers, now=now)
        except FieldsRefused as refusal:
            form.refuse(refusal.problems)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return office_render(
        request,
        "staff/contracts/addendum.html",
        status=422 if form.errors else 200,
        agreement=agreement,
        form=form,
        paper=paper,
        gaps=gaps,
        unworded=[gap for gap in gaps if gap.asked is None],
        title="Draft an addendum",
        intro="It holds what this agreement lacks, in the words of the packs. Nothing is sent: counsel reads it first.",
        back_url=reverse("contracts:agreement", args=[pk]),
    )


@office_page()
def model(request: OfficeRequest, pk: int) -> HttpResponse:
    """The model agreement for an operator: its products, its term, and what the laws leave open."""
    operator = operator_or_refuse(request.user, pk)
    now = clock_now()
    products = products_of(operator)
    packs = model_packs(now)
    asked = fields_asked(draftfacts.asked_by(packs))
    proposed = draftfacts.proposals(asked, district_current(), draftfacts.product_lines(list(products)))
    chosen = [product.pk for product in products]
    form = ModelForm(sent(request)[0], products=products, chosen=chosen, asked=asked, proposed=proposed)
    paper: Paper | None = None
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("begins", "ends")}
        values |= {"operator": operator, "products": list(form.cleaned_data["products"]), "answers": form.answers}
        try:
            if "make" in request.POST:
                draft = model_make(**values, actor=request.user, now=now)
                messages.success(request, "The model agreement is drafted and kept. Both files are below.")
                return redirect("contracts:draft", pk=draft.pk)
            paper, _ = model_paper(**values, now=now)
        except FieldsRefused as refusal:
            form.refuse(refusal.problems)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return office_render(
        request,
        "staff/contracts/model.html",
        status=422 if form.errors else 200,
        operator=operator,
        form=form,
        paper=paper,
        packs=packs,
        drafts=draft_lines(drafts_of_operator(operator)),
        zone=district_current().time_zone,
        title="Draft a model agreement",
        intro="One agreement with every provision of the adopted packs, and the schedule of data from the inventory.",
        back_url=reverse("admin:vendors_operator_change", args=[pk]),
    )


@office_page(methods=("GET", "HEAD"))
def draft(request: OfficeRequest, pk: int) -> HttpResponse:
    shown = draft_or_refuse(request.user, pk)
    paper = paper_of(shown.content)
    user = request.user
    return office_render(
        request,
        "staff/contracts/draft.html",
        title=shown.title,
        draft=shown,
        paper=paper,
        products=products_drafted(shown),
        verdicts=verdict_lines(shown),
        answers=answers_in_words(shown),
        zone=district_current().time_zone,
        release=getattr(shown, "release", None),
        may_release=user.has_role("counsel") and not shown.released and not hasattr(shown, "release"),
        onward=onward(shown, user),
        whole=shown.kind == "addendum" and shown.document is not None and shown.document.state == "read",
    )


@office_page()
def release(request: OfficeRequest, pk: int) -> HttpResponse:
    shown = draft_or_refuse(request.user, pk)
    if not (request.user.has_role("counsel") and request.user.has_perm("contracts.add_counselopinion")):
        raise PermissionDenied
    form = ReleaseForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            released = draft_release(
                draft=shown, opinion=form.cleaned_data["opinion"], actor=request.user, now=clock_now()
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Released. The new files say so on every page; the draft stays beside them.")
            return redirect("contracts:draft", pk=released.pk)
    return office_render(
        request,
        "staff/contracts/draft_form.html",
        status=422 if form.errors else 200,
        draft=shown,
        form=form,
        title="Release the draft",
        intro="The paper is written out once more with your name and today's date in its head line.",
        submit_label="Release the draft",
        back_url=reverse("contracts:draft", args=[pk]),
    )


@office_page(methods=("GET", "HEAD"))
def draft_file(request: OfficeRequest, pk: int, form: str) -> HttpResponseBase:
    """One of the two files, after its hash was compared; or the agreement's text with the addendum behind it."""
    shown = draft_or_refuse(request.user, pk)
    name = f"{slugify(shown.title)[:80] or 'draft'}{'-released' if shown.released else ''}"
    if form == "whole":
        if shown.document is None or shown.kind != "addendum":
            raise Http404
        made = word_file(
            paper_of(shown.content), before=document_text(shown.document), before_title=str(shown.agreement)
        )
        return file_answer(HttpResponse(made, content_type=MEDIA_TYPES["docx"]), f"{name}-with-agreement.docx")
    sha256 = {"docx": shown.docx_sha256, "pdf": shown.pdf_sha256}[form]
    try:
        stream = storage.open_verified(sha256)
    except storage.StoredFileChanged as problem:
        return office_render(
            request, "staff/contracts/draft_changed.html", status=409, title="The file was changed", problem=problem,
            draft=shown,
        )  # fmt: skip
    return file_answer(FileResponse(stream, content_type=MEDIA_TYPES[form]), f"{name}.{form}")


def draft_or_refuse(user: User, pk: int) -> Draft:
    """The draft, for people who may see it: 403 for those who see no agreement at all, 404 where it is not theirs."""
    if not user.has_perm("contracts.view_draft") and not agreements_visible_to(user).exists():
        raise PermissionDenied
    return get_object_or_404(drafts_visible_to(user), pk=pk)


def operator_or_refuse(user: User, pk: int) -> Operator:
    if not (user.has_perm(ADD) and user.has_perm("vendors.view_operator")):
        raise PermissionDenied
    return get_object_or_404(operators_visible_to(user), pk=pk)
