"""Steps of a cure notice that ask for a reason: more time, taken back, a new link; and a void that was none."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from contracts.cure.forms import ExtendForm, VoidCorrectForm, WithdrawForm
from contracts.models import CureNotice
from contracts.services.cure import cure_extend, cure_link_send, cure_withdraw
from contracts.services.cure_states import CureRefused
from contracts.services.cure_terms import agreement_void_correct
from contracts.services.signing import SIGN
from contracts.services.states import StepRefused
from contracts.views.common import OfficeRequest, agreement_or_refuse, office_page, office_render, sent
from contracts.views.cure import SEND, notice_or_refuse
from district.clock import now as clock_now


@office_page()
def extend(request: OfficeRequest, pk: int) -> HttpResponse:
    notice = notice_or_refuse(request, pk, may=SEND)
    return _asked(
        request,
        notice,
        ExtendForm(request.POST if request.method == "POST" else None),
        lambda values: cure_extend(
            notice=notice,
            until=values["term_ends_on"],
            reason=values["reason"],
            actor=request.user,
            now=clock_now(),
        ),
        done="The term is longer. The operator is told, with a new link.",
        title="Give more time",
        intro="The clock of the old term is withdrawn with your reason, and one of the new term opens.",
        submit_label="Set the new term",
    )


@office_page()
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    notice = notice_or_refuse(request, pk, may=SEND)
    return _asked(
        request,
        notice,
        WithdrawForm(request.POST if request.method == "POST" else None),
        lambda values: cure_withdraw(notice=notice, reason=values["reason"], actor=request.user, now=clock_now()),
        done="The notice is withdrawn. Its links lead nowhere.",
        title="Withdraw the cure notice",
        intro="Its clock stops. The operator is not told by itself: write to the contact where it was sent.",
        submit_label="Withdraw it",
        danger=True,
    )


@office_page(methods=("POST",))
def link(request: OfficeRequest, pk: int) -> HttpResponse:
    """A new private link for the contact, as when the old one expired or was lost."""
    notice = notice_or_refuse(request, pk, may=SEND)
    try:
        cure_link_send(notice=notice, actor=request.user, now=clock_now())
    except CureRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"A new link is on its way to {notice.contact_email}.")
    return redirect("contracts:cure", pk=pk)


@office_page()
def void_correct(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was recorded as void was not: the agreement is in force again, with the reason."""
    agreement = agreement_or_refuse(request.user, pk, may=SIGN)
    form = VoidCorrectForm(*sent(request))
    if agreement.state != "void":
        messages.info(request, "This agreement is not void.")
        return redirect("contracts:agreement", pk=pk)
    if request.method == "POST" and form.is_valid():
        try:
            agreement_void_correct(
                agreement=agreement, reason=form.cleaned_data["reason"], actor=request.user, now=clock_now()
            )
        except (CureRefused, StepRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "The agreement is in force again. Look at the proposals to end its products' use."
            )
            return redirect("contracts:agreement", pk=pk)
    return office_render(
        request,
        "staff/contracts/form.html",
        status=422 if form.errors else 200,
        agreement=agreement,
        form=form,
        title="Correct: the agreement was not void",
        intro="It is signed again, and its clocks run again. The row that says void stays, with your reason after it.",
        submit_label="Put it back into force",
        back_url=reverse("contracts:agreement", args=[pk]),
    )


def _asked(
    request: OfficeRequest, notice: CureNotice, form: Any, take: Any, *, done: str, **page_words: Any
) -> HttpResponse:
    """A form of a notice: what it or the service refuses comes back with status 422 and the input kept."""
    if request.method == "POST" and form.is_valid():
        try:
            take(form.cleaned_data)
        except CureRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("contracts:cure", pk=notice.pk)
    return office_render(
        request,
        "staff/contracts/cure_task.html",
        status=422 if form.errors else 200,
        agreement=notice.agreement,
        notice=notice,
        form=form,
        back_url=reverse("contracts:cure", args=[notice.pk]),
        **page_words,
    )
