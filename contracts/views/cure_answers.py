"""What the operator answered, as the office takes it in and decides about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from contracts.cure.forms import AnswerForm, ItemForm, OfficeAnswerForm
from contracts.models import CureNotice, CureState
from contracts.services import FileRefused, SignedFile
from contracts.services.cure_answers import ItemSeen, cure_answer_record, cure_document_replace, cure_item_decide
from contracts.services.cure_states import CureRefused
from contracts.tasks import read_soon
from contracts.views.common import OfficeRequest, office_page, office_render, sent
from contracts.views.cure import SEND, notice_or_refuse, notice_rendered
from district.clock import now as clock_now
from district.models import PrivateLink, User


@office_page()
def answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter an answer that came by letter, by telephone or by e-mail."""
    notice = notice_or_refuse(request, pk, may=SEND)
    form = OfficeAnswerForm(*sent(request), initial={"given_by": notice.contact_name})
    if request.method == "POST" and form.is_valid() and answer_kept(form, notice=notice, entered_by=request.user):
        messages.success(request, "The answer is recorded. Its file is read and checked.")
        return redirect("contracts:cure", pk=pk)
    return office_render(
        request,
        "staff/contracts/cure_task.html",
        status=422 if form.errors else 200,
        agreement=notice.agreement,
        notice=notice,
        form=form,
        title="Enter an answer",
        intro="For what did not come through the private link. A file is checked as if the operator had uploaded it.",
        submit_label="Record the answer",
        multipart=True,
        back_url=reverse("contracts:cure", args=[pk]),
    )


def answer_kept(
    form: AnswerForm, *, notice: CureNotice, link: PrivateLink | None = None, entered_by: User | None = None
) -> bool:
    """Keep a valid form's answer, from the operator's link or from a person of the office; what is refused stands in
    the form."""
    values, file = form.cleaned_data, form.cleaned_data["file"]
    try:
        kept = cure_answer_record(
            notice=notice,
            given_by=values["given_by"],
            text=values["text"],
            file=SignedFile(file.name, file.chunks()) if file else None,
            link=link,
            entered_by=entered_by,
            now=clock_now(),
        )
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
    except CureRefused as refusal:
        form.add_error(None, str(refusal))
    else:
        if kept.document_id is not None:
            read_soon(kept.document_id)
        return True
    return False


@office_page()
def decide(request: OfficeRequest, pk: int, item: int) -> HttpResponse:
    """Cured or not, for one provision; what is refused comes back on the notice's page with the input kept."""
    notice = notice_or_refuse(request, pk, may=SEND)
    row = get_object_or_404(notice.items.select_related("notice__agreement"), pk=item)
    if request.method != "POST":  # the address of a page that came back with errors, opened again
        return redirect("contracts:cure", pk=pk)
    form = ItemForm(request.POST, prefix=f"item{row.pk}")
    if not form.is_valid():
        return notice_rendered(request, notice, bound=form, status=422)
    values = form.cleaned_data
    try:
        cure_item_decide(
            item=row,
            outcome=values["outcome"],
            reason=values["reason"],
            seen=ItemSeen(values["seen"]),
            actor=request.user,
            now=clock_now(),
        )
    except CureRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return notice_rendered(request, notice, bound=form, status=422)
    notice.refresh_from_db()
    done = "Everything is cured: the clock is met." if notice.state == CureState.CURED else "Your decision is recorded."
    messages.success(request, done)
    return redirect(f"{reverse('contracts:cure', args=[pk])}#item-{row.pk}")


@office_page(methods=("POST",))
def replace(request: OfficeRequest, pk: int, document: int) -> HttpResponse:
    """The file that cured the agreement is the whole agreement anew."""
    notice = notice_or_refuse(request, pk, may=SEND)
    row = get_object_or_404(notice.agreement.documents.defer("text"), pk=document)
    try:
        cure_document_replace(notice=notice, document=row, actor=request.user, now=clock_now())
    except CureRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The file takes the place of the agreement's earlier versions.")
    return redirect("contracts:cure", pk=pk)
