"""On paper: the copy with its pages and fee, its days, and the letters that go with what is given."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from district.clock import now as clock_now
from district.selectors import packs_adopted
from district.taskpages import OfficeRequest
from requests_portal.copies.forms import (
    AnswerDayForm,
    DayForm,
    PaperForm,
    ReasonForm,
)
from requests_portal.copies.paper import electronic_asked, fee_for, fee_waive, paper_day_enter, paper_make, waiver_asked
from requests_portal.copies.standing import delivery_of, files_that_may_be_given, pages_counted
from requests_portal.copies.views.common import delivery_or_404, form_page, letter_told, posted, today, tried
from requests_portal.decisions.grounds import rules_named
from requests_portal.desk.common import MAY_WORK, request_or_refuse, request_page
from requests_portal.models import PrivacyRequest
from requests_portal.selectors import portal_settings
from requests_portal.services.files import file_answer_of

PAPER_RULES: Final = ("electronic-copy", "copy-cost")
DAYS: Final = {
    "mailed_on": ("When was it mailed?", "Enter the mailing"),
    "picked_up_on": ("When was it picked up?", "Enter the picking up"),
    "paid_on": ("When was it paid?", "Enter the payment"),
}


@request_page()
def paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """A copy on paper, with its pages, its fee and its letter."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    files = files_that_may_be_given(case)
    pages, unknown = pages_counted(files)
    cents, _fee = fee_for(1, portal_settings())
    form = PaperForm(
        posted(request),
        choices=files,
        counted=not unknown,
        electronic=electronic_asked(case),
        fee=bool(cents) and not waiver_asked(case),
    )
    if form.is_valid():
        values = form.cleaned_data
        delivery = tried(
            form,
            lambda: paper_make(
                request=case,
                files=form.chosen(),
                more_pages=values.get("more_pages") or 0,
                waive_because=values.get("waive_because", ""),
                not_electronic_because=values.get("not_electronic_because", ""),
                actor=request.user,
                now=clock_now(),
            ),
        )
        if delivery is not None:
            letter_told(request, delivery)
            return redirect("requests:copies", pk=pk)
    intro, rules = _paper_words(case, pages, cents), rules_named(PAPER_RULES, packs_adopted(today()))
    return form_page(request, case, form, "Give it on paper", "Make the copy on paper", intro=intro, rules=rules)


def _paper_words(case: PrivacyRequest, pages: int, cents: int | None) -> str:
    counted = f"The files that may be given have {pages:,} page{'' if pages == 1 else 's'}."
    if not cents:
        return f"{counted} The district asks no fee."
    if waiver_asked(case):
        return f"{counted} The family ticked that it cannot pay: no fee is asked, and nothing is to be proved."
    return f"{counted} The fee is {cents} cents a page. A copy is never refused for want of money."


@request_page()
def waive(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    case, row = delivery_or_404(request, pk, delivery)
    form = ReasonForm(posted(request))
    if form.is_valid() and tried(
        form,
        lambda: fee_waive(delivery=row, because=form.cleaned_data["because"], actor=request.user, now=clock_now()),
    ):
        letter_told(request, row)
        return redirect("requests:copies", pk=pk)
    return form_page(request, case, form, "Waive the fee", "Waive it", intro="The letter is made anew without it.")


@request_page()
def paper_day(request: OfficeRequest, pk: int, delivery: int, what: str) -> HttpResponse:
    """On which day it was mailed, picked up or paid."""
    case, row = delivery_or_404(request, pk, delivery)
    if what not in DAYS:
        raise Http404
    kind = DayForm if what == "paid_on" or not case.is_open else AnswerDayForm
    form = kind(posted(request), initial={"day": today()})
    title, label = DAYS[what]
    if form.is_valid() and tried(
        form,
        lambda: paper_day_enter(
            delivery=row,
            what=what,
            day=form.cleaned_data["day"],
            outcome=form.cleaned_data.get("outcome", ""),
            actor=request.user,
            now=clock_now(),
        ),
    ):
        messages.success(request, "Entered.")
        return redirect("requests:copies", pk=pk)
    return form_page(request, case, form, title, label)


@request_page(methods=("GET", "HEAD"))
def letter(request: OfficeRequest, pk: int, delivery: int) -> HttpResponseBase:
    """The letter that goes with it, as PDF."""
    case = request_or_refuse(request.user, pk)
    row = delivery_of(case, delivery)
    if row is None or row.letter is None:
        raise Http404("There is no letter.")
    return file_answer_of(row.letter)


@request_page(methods=("POST",))
def letter_make(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    _case, row = delivery_or_404(request, pk, delivery)
    letter_told(request, row)
    return redirect("requests:copies", pk=pk)
