"""To download, or moved by the operator; and taking back what has not reached the family."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from district.clock import now as clock_now
from district.taskpages import OfficeRequest
from requests_portal.copies.delivering import (
    arrival_confirm,
    delivery_take_back,
    link_give,
    link_renew,
    transfer_arrange,
)
from requests_portal.copies.forms import (
    LinkForm,
    OutcomeForm,
    ReasonForm,
    TransferForm,
)
from requests_portal.copies.standing import files_that_may_be_given
from requests_portal.copies.views.common import acted, delivery_or_404, form_page, posted, tried
from requests_portal.desk.common import MAY_WORK, request_or_refuse, request_page
from requests_portal.selectors import portal_settings


@request_page()
def link(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give files to download."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = LinkForm(posted(request), choices=files_that_may_be_given(case))
    if form.is_valid():
        now = clock_now()
        made = tried(
            form,
            lambda: link_give(
                request=case,
                files=form.chosen(),
                outcome=form.cleaned_data["outcome"],
                actor=request.user,
                now=now,
            ),
        )
        if made is not None:
            days = portal_settings().copy_days
            messages.success(request, f"Given to download for {days} days. The family was written.")
            return redirect("requests:copies", pk=pk)
    intro = (
        f"The family gets a mail with its link, and a code each time it opens the files. They can be downloaded for "
        f"{portal_settings().copy_days} days. Until it opens them you can take this back."
    )
    return form_page(request, case, form, "Give it to download", "Give it", intro=intro)


@request_page(methods=("POST",))
def renew(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    """Another while to download it."""
    _case, row = delivery_or_404(request, pk, delivery)
    return acted(
        request,
        pk,
        lambda: link_renew(delivery=row, actor=request.user, now=clock_now()),
        "It can be downloaded for longer. The family was written.",
    )


@request_page()
def transfer(request: OfficeRequest, pk: int) -> HttpResponse:
    """The operator moves the pupil's own work to an account of the family."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = TransferForm(posted(request))
    if form.is_valid():
        now = clock_now()
        made = tried(
            form,
            lambda: transfer_arrange(request=case, holder=form.cleaned_data["holder"], actor=request.user, now=now),
        )
        if made is not None:
            messages.success(request, "Arranged. The family is asked to confirm that it arrived.")
            return redirect("requests:copies", pk=pk)
    account = (case.details or {}).get("account", "")
    intro = f"The family named this account: {account}" if account else "Ask the family for the account in a message."
    return form_page(request, case, form, "Have it moved", "Arrange it", intro=intro)


@request_page()
def arrived(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    """The family said in person or by telephone that the work arrived."""
    case, row = delivery_or_404(request, pk, delivery)
    form = OutcomeForm(posted(request))
    if form.is_valid() and tried(
        form,
        lambda: arrival_confirm(
            delivery=row, actor=request.user, now=clock_now(), outcome=form.cleaned_data["outcome"]
        ),
    ):
        messages.success(request, "Entered: it arrived.")
        return redirect("requests:copies", pk=pk)
    return form_page(request, case, form, "The family has it", "Enter that it arrived")


@request_page()
def take_back(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    """Undo, before it reached the family."""
    case, row = delivery_or_404(request, pk, delivery)
    form = ReasonForm(posted(request))
    if form.is_valid() and tried(
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
    return form_page(request, case, form, "Take it back", "Take it back", intro=intro, danger=True)
