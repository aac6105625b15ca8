"""Giving: to download, on paper, to look at, moved by the operator; and what became of each."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current, packs_adopted
from district.taskpages import OfficeRequest, sent
from requests_portal.copies.delivering import (
    arrival_confirm,
    delivery_take_back,
    link_give,
    link_renew,
    transfer_arrange,
)
from requests_portal.copies.forms import (
    NOT_YET,
    AnswerDayForm,
    AppointmentForm,
    DayForm,
    LinkForm,
    OutcomeForm,
    PaperForm,
    ReasonForm,
    TransferForm,
    soonest,
)
from requests_portal.copies.inspecting import (
    inspection_confirm,
    inspection_held,
    inspection_move,
    inspection_propose,
)
from requests_portal.copies.letters import delivery_letter
from requests_portal.copies.paper import electronic_asked, fee_for, fee_waive, paper_day_enter, paper_make, waiver_asked
from requests_portal.copies.standing import delivery_of, files_that_may_be_given, pages_counted
from requests_portal.decisions.grounds import Ground, rules_named
from requests_portal.decisions.selectors import holders_missing
from requests_portal.desk.common import MAY_WORK, case_render, request_or_refuse, request_page
from requests_portal.models import Delivery, PrivacyRequest
from requests_portal.selectors import portal_settings
from requests_portal.services.files import file_answer_of
from requests_portal.services.steps import RequestRefused

PAPER_RULES: Final = ("electronic-copy", "copy-cost")
TEMPLATE: Final = "staff/requests/copies/form.html"
DAYS: Final = {
    "mailed_on": ("When was it mailed?", "Enter the mailing"),
    "picked_up_on": ("When was it picked up?", "Enter the picking up"),
    "paid_on": ("When was it paid?", "Enter the payment"),
}


@request_page()
def link(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give files to download."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = LinkForm(_posted(request), choices=files_that_may_be_given(case))
    if form.is_valid():
        now = clock_now()
        try:
            link_give(
                request=case,
                files=form.chosen(),
                outcome=form.cleaned_data["outcome"],
                actor=request.user,
                now=now,
            )
        except RequestRefused as refused:
            _refused(form, refused)
        else:
            days = portal_settings().copy_days
            messages.success(request, f"Given to download for {days} days. The family was written.")
            return redirect("requests:copies", pk=pk)
    intro = (
        f"The family gets a mail with its link, and a code each time it opens the files. They can be downloaded for "
        f"{portal_settings().copy_days} days. Until it opens them you can take this back."
    )
    return _form(request, case, form, "Give it to download", "Give it", intro=intro)


@request_page()
def paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """A copy on paper, with its pages, its fee and its letter."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    files = files_that_may_be_given(case)
    pages, unknown = pages_counted(files)
    cents, _fee = fee_for(1, portal_settings())
    form = PaperForm(
        _posted(request),
        choices=files,
        counted=not unknown,
        electronic=electronic_asked(case),
        fee=bool(cents) and not waiver_asked(case),
    )
    if form.is_valid():
        values = form.cleaned_data
        try:
            delivery = paper_make(
                request=case,
                files=form.chosen(),
                more_pages=values.get("more_pages") or 0,
                waive_because=values.get("waive_because", ""),
                not_electronic_because=values.get("not_electronic_because", ""),
                actor=request.user,
                now=clock_now(),
            )
        except RequestRefused as refused:
            _refused(form, refused)
        else:
            _letter(request, delivery)
            return redirect("requests:copies", pk=pk)
    intro, rules = _paper_words(case, pages, cents), rules_named(PAPER_RULES, packs_adopted(_today()))
    return _form(request, case, form, "Give it on paper", "Make the copy on paper", intro=intro, rules=rules)


def _paper_words(case: PrivacyRequest, pages: int, cents: int | None) -> str:
    counted = f"The files that may be given have {pages:,} page{'' if pages == 1 else 's'}."
    if not cents:
        return f"{counted} The district asks no fee."
    if waiver_asked(case):
        return f"{counted} The family ticked that it cannot pay: no fee is asked, and nothing is to be proved."
    return f"{counted} The fee is {cents} cents a page. A copy is never refused for want of money."


@request_page()
def inspection(request: OfficeRequest, pk: int) -> HttpResponse:
    """Propose an appointment to look at the records."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    zone, now = district_current().time_zone, clock_now()
    form = AppointmentForm(_posted(request), zone=zone, initial=soonest(now, zone))
    if form.is_valid():
        try:
            delivery = inspection_propose(
                request=case,
                appointment_at=form.appointment_at(),
                place=form.cleaned_data["place"],
                files=files_that_may_be_given(case),
                actor=request.user,
                now=now,
            )
        except RequestRefused as refused:
            _refused(form, refused, {"appointment_at": "day"})
        else:
            _letter(request, delivery)
            return redirect("requests:copies", pk=pk)
    intro = "The family reads it on its page and in a mail, and confirms it or asks for another time."
    return _form(request, case, form, "Propose an appointment", "Propose it", intro=intro)


@request_page()
def transfer(request: OfficeRequest, pk: int) -> HttpResponse:
    """The operator moves the pupil's own work to an account of the family."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = TransferForm(_posted(request))
    if form.is_valid():
        now = clock_now()
        try:
            transfer_arrange(request=case, holder=form.cleaned_data["holder"], actor=request.user, now=now)
        except RequestRefused as refused:
            _refused(form, refused)
        else:
            messages.success(request, "Arranged. The family is asked to confirm that it arrived.")
            return redirect("requests:copies", pk=pk)
    account = (case.details or {}).get("account", "")
    intro = f"The family named this account: {account}" if account else "Ask the family for the account in a message."
    return _form(request, case, form, "Have it moved", "Arrange it", intro=intro)


@request_page()
def take_back(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    """Undo, before it reached the family."""
    case, row = _delivery(request, pk, delivery)
    form = ReasonForm(_posted(request))
    if form.is_valid() and _tried(
        form,
        lambda: delivery_take_back(
            delivery=row, because=form.cleaned_data["because"], actor=request.user, now=clock_now()
        ),
    ):
        messages.success(request, "Taken back. The request goes on.")
        return redirect("requests:copies", pk=pk)
    intro = (
        "It has not reached the family yet. If it answered the request, the request is open again and its clocks run."
    )
    return _form(request, case, form, "Take it back", "Take it back", intro=intro, danger=True)


@request_page(methods=("POST",))
def renew(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    """Another while to download it."""
    _case, row = _delivery(request, pk, delivery)
    return _acted(
        request,
        pk,
        lambda: link_renew(delivery=row, actor=request.user, now=clock_now()),
        "It can be downloaded for longer. The family was written.",
    )


@request_page()
def waive(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    case, row = _delivery(request, pk, delivery)
    form = ReasonForm(_posted(request))
    if form.is_valid() and _tried(
        form,
        lambda: fee_waive(delivery=row, because=form.cleaned_data["because"], actor=request.user, now=clock_now()),
    ):
        _letter(request, row)
        return redirect("requests:copies", pk=pk)
    return _form(request, case, form, "Waive the fee", "Waive it", intro="The letter is made anew without it.")


@request_page()
def paper_day(request: OfficeRequest, pk: int, delivery: int, what: str) -> HttpResponse:
    """On which day it was mailed, picked up or paid."""
    case, row = _delivery(request, pk, delivery)
    if what not in DAYS:
        raise Http404
    kind = DayForm if what == "paid_on" or not case.is_open else AnswerDayForm
    form = kind(_posted(request), initial={"day": _today()})
    title, label = DAYS[what]
    if form.is_valid() and _tried(
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
    return _form(request, case, form, title, label)


@request_page()
def held(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    case, row = _delivery(request, pk, delivery)
    form = (AnswerDayForm if case.is_open else DayForm)(_posted(request), initial={"day": _today()})
    if form.is_valid() and _tried(
        form,
        lambda: inspection_held(
            delivery=row,
            day=form.cleaned_data["day"],
            outcome=form.cleaned_data.get("outcome", ""),
            actor=request.user,
            now=clock_now(),
        ),
    ):
        messages.success(request, "Entered.")
        return redirect("requests:copies", pk=pk)
    return _form(request, case, form, "When did the family see the records?", "Enter the day")


@request_page()
def move(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    """Another day, hour or place."""
    case, row = _delivery(request, pk, delivery)
    zone, now = district_current().time_zone, clock_now()
    form = AppointmentForm(_posted(request), zone=zone, initial={**soonest(now, zone), "place": row.place})
    if form.is_valid():
        try:
            moved = inspection_move(
                delivery=row,
                appointment_at=form.appointment_at(),
                place=form.cleaned_data["place"],
                actor=request.user,
                now=now,
            )
        except RequestRefused as refused:
            _refused(form, refused, {"appointment_at": "day"})
        else:
            _letter(request, moved)
            return redirect("requests:copies", pk=pk)
    return _form(request, case, form, "Move the appointment", "Move it")


@request_page(methods=("POST",))
def confirm(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    """The family said in person or by telephone that it comes."""
    _case, row = _delivery(request, pk, delivery)
    return _acted(
        request,
        pk,
        lambda: inspection_confirm(delivery=row, actor=request.user, now=clock_now()),
        "The appointment is confirmed.",
    )


@request_page()
def arrived(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    """The family said in person or by telephone that the work arrived."""
    case, row = _delivery(request, pk, delivery)
    form = OutcomeForm(_posted(request))
    if form.is_valid() and _tried(
        form,
        lambda: arrival_confirm(
            delivery=row, actor=request.user, now=clock_now(), outcome=form.cleaned_data["outcome"]
        ),
    ):
        messages.success(request, "Entered: it arrived.")
        return redirect("requests:copies", pk=pk)
    return _form(request, case, form, "The family has it", "Enter that it arrived")


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
    _case, row = _delivery(request, pk, delivery)
    _letter(request, row)
    return redirect("requests:copies", pk=pk)


def _letter(request: OfficeRequest, delivery: Delivery) -> None:
    """Make the letter; where this machine cannot, say so: the copy itself is made."""
    try:
        delivery_letter(delivery=delivery, actor=request.user, now=clock_now())
    except RequestRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The letter is ready to print.")


def _delivery(request: OfficeRequest, pk: int, delivery: int) -> tuple[PrivacyRequest, Delivery]:
    case = request_or_refuse(request.user, pk, MAY_WORK)
    row = delivery_of(case, delivery)
    if row is None:
        raise Http404("There is no such delivery.")
    return case, row


def _posted(request: OfficeRequest) -> Any:
    """What was sent; None where the page is only opened."""
    return sent(request)[0]


def _tried(form: Any, act: Any) -> bool:
    try:
        act()
    except RequestRefused as refused:
        _refused(form, refused)
        return False
    return True


def _refused(form: Any, refused: RequestRefused, fields: dict[str, str] | None = None) -> None:
    """The reason at its field, where the form has it."""
    field = (fields or {}).get(refused.field, refused.field)
    form.add_error(field if field in form.fields else None, str(refused))


def _acted(request: OfficeRequest, pk: int, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except RequestRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("requests:copies", pk=pk)


def _today() -> date:
    return local_day(clock_now(), district_current().time_zone)


def _form(
    request: OfficeRequest,
    case: PrivacyRequest,
    form: Any,
    title: str,
    label: str,
    *,
    intro: str = "",
    danger: bool = False,
    rules: Sequence[Ground] = (),
) -> HttpResponse:
    missing = holders_missing(case) if "outcome" in form.fields else ""
    if missing:  # then nobody calls it everything by leaving a tick where it stood
        form.initial["outcome"] = NOT_YET
    return case_render(
        request,
        TEMPLATE,
        case,
        "copies",
        status=422 if form.errors else 200,
        form=form,
        title=f"{case.number}: {title}",
        form_title=title,
        submit_label=label,
        intro=intro,
        danger=danger,
        rules=rules,
        missing=missing,
        back_url=reverse("requests:copies", args=[case.pk]),
    )
