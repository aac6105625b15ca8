"""The desk's pages of mail that came in, and the address at which the mail service hands it over."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from district.clock import now as clock_now
from district.encryption import SealBroken
from district.models import User
from district.selectors import district_current
from district.storage import StoredFileChanged
from district.taskpages import OfficeRequest, office_render, sent
from requests_portal.desk.common import MAY_WORK, case_render, request_or_refuse, request_page
from requests_portal.inbound.calls import CallRefused, mail_call_take
from requests_portal.inbound.forms import DropForm, NumberForm, SavedMailForm
from requests_portal.inbound.reading import MOST_BYTES, MailUnreadable
from requests_portal.inbound.selectors import mails_decided, mails_visible_to, mails_waiting, request_by_number
from requests_portal.inbound.services import mail_drop, mail_enter, mail_file
from requests_portal.models import InboundMail, InboundState
from requests_portal.services import RequestRefused


@csrf_exempt  # a machine calls: its signature stands for the form's token
@require_POST
def mail_call(request: HttpRequest) -> JsonResponse:
    """Take a signed mail; the answer says what became of it, and names no request."""
    try:
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            raise CallRefused(f"At most {MOST_BYTES // 2**20} MB a mail.", 413)
        row = mail_call_take(
            body=request.read(MOST_BYTES + 1),
            timestamp=request.headers.get("X-District-Timestamp", ""),
            signature=request.headers.get("X-District-Signature", ""),
            now=clock_now(),
        )
    except CallRefused as refusal:
        return JsonResponse({"error": str(refusal)}, status=refusal.status)
    return JsonResponse({"state": row.state})


@request_page(methods=("GET", "HEAD"))
def mails(request: OfficeRequest) -> HttpResponse:
    """Mail that waits for a person, and what became of the rest."""
    _may(request.user)
    return office_render(
        request,
        "staff/requests/mails.html",
        title="Mail that came in",
        waiting=mails_waiting(request.user),
        decided=mails_decided(request.user),
        zone=district_current().time_zone,
    )


@request_page()
def mail(request: OfficeRequest, pk: int) -> HttpResponse:
    """One mail that waits: into which request it belongs, or why it is put aside."""
    _may(request.user)
    found = get_object_or_404(mails_visible_to(request.user).filter(state=InboundState.WAITING), pk=pk)
    dropping = "drop" in request.POST
    data, _ = sent(request)
    first = {"number": found.request.number} if found.request else {}
    number = NumberForm(None if dropping else data, initial=first)
    drop = DropForm(data if dropping else None)
    if request.method == "POST" and (_dropped(request, found, drop) if dropping else _filed(request, found, number)):
        return redirect("requests:mails")
    return office_render(
        request,
        "staff/requests/mail.html",
        title="A mail that waits",
        mail=found,
        seen=found.sealed or {},
        number_form=number,
        drop_form=drop,
        form=drop if dropping else number,
        back_url=reverse("requests:mails"),
        zone=district_current().time_zone,
        status=422 if number.errors or drop.errors else 200,
    )


@request_page()
def saved(request: OfficeRequest, pk: int) -> HttpResponse:
    """Put a mail that somebody saved as a file into the thread of a request."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = SavedMailForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            mail_enter(raw=form.cleaned_data["file"].read(), request=case, actor=request.user, now=clock_now())
        except (MailUnreadable, RequestRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "The mail is in the thread.")
            return redirect("requests:messages", case.pk)
    return case_render(
        request,
        "staff/requests/identity/form.html",
        case,
        "messages",
        status=422 if form.errors else 200,
        form=form,
        title="Put a saved mail into the thread",
        intro="You say that it is from the family. Whoever wrote it, it is kept as correspondence and opens nothing.",
        submit_label="Put it there",
        back_url=reverse("requests:messages", args=[case.pk]),
    )


def _may(user: User) -> None:
    if not user.has_perm(MAY_WORK):
        raise PermissionDenied


def _filed(request: OfficeRequest, found: InboundMail, form: Any) -> bool:
    if not form.is_valid():
        return False
    case = request_by_number(request.user, form.cleaned_data["number"])
    if case is None:
        form.add_error("number", "There is no request of this number, or its names were removed.")
        return False
    try:
        mail_file(mail=found, request=case, actor=request.user, now=clock_now())
    except (RequestRefused, MailUnreadable, StoredFileChanged, SealBroken) as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"The mail is in the thread of {case.number}.")
    return True


def _dropped(request: OfficeRequest, found: InboundMail, form: Any) -> bool:
    if not form.is_valid():
        return False
    try:
        mail_drop(mail=found, because=form.cleaned_data["because"], actor=request.user, now=clock_now())
    except RequestRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "The mail is put aside. Nothing of it is left but the reason.")
    return True
