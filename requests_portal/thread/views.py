"""The tab “Messages” of a case: one thread, a message looked at before it goes, notes, and letters."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from district.clock import now as clock_now
from district.downloads import file_answer
from district.printing import PrintingUnavailable
from district.selectors import district_current
from district.taskpages import OfficeRequest, sent
from requests_portal.desk.common import MAY_WORK, case_render, request_or_refuse, request_page
from requests_portal.models import Direction, FilePurpose, PrivacyRequest, Way
from requests_portal.selectors import clock_first
from requests_portal.services.files import FileRefused, file_keep
from requests_portal.services.steps import RequestRefused
from requests_portal.thread.fields import FIELDS, field_values, filled
from requests_portal.thread.forms import MessageForm, NoteForm, SendForm
from requests_portal.thread.letters import message_letter
from requests_portal.thread.presenters import entries_of
from requests_portal.thread.selectors import message_of, template_of, templates_for, thread_of
from requests_portal.thread.services import thread_note, thread_out, thread_read_by_staff
from requests_portal.thread.templates import reply_templates_ensure

TAB: Final = "messages"


@request_page(methods=("GET", "HEAD"))
def thread(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything that was said, the oldest first. Whoever may work on it has then read it."""
    case = request_or_refuse(request.user, pk)
    entries = entries_of(thread_of(case))
    answer = case_render(
        request,
        "staff/requests/messages.html",
        case,
        TAB,
        entries=entries,
        note_form=NoteForm(),
        zone=district_current().time_zone,
    )
    if request.method == "GET" and request.user.has_perm(MAY_WORK):
        thread_read_by_staff(request=case, actor=request.user, now=clock_now())
    return answer


@sensitive_post_parameters()
@request_page()
def write(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write to the family, beginning with a text or with nothing. The next page shows it as it will be read."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    now = clock_now()
    if request.method == "POST":
        form = MessageForm(request.POST)
        if "again" in request.POST:  # back from the look at it
            return _writing(request, case, MessageForm(initial=request.POST.dict()))
        if form.is_valid():
            return _look(request, case, _filled(request, case, form.cleaned_data))
        return _writing(request, case, form, status=422)
    reply_templates_ensure(actor=request.user, now=now)
    return _writing(request, case, MessageForm(initial=_begun(request, case)))


def _begun(request: HttpRequest, case: PrivacyRequest) -> dict[str, str]:
    chosen = request.GET.get("text", "")
    template = template_of(case, int(chosen)) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
    return {"subject": template.subject, "text": template.body} if template is not None else {}


def _writing(request: OfficeRequest, case: PrivacyRequest, form: MessageForm, *, status: int = 200) -> HttpResponse:
    return case_render(
        request,
        "staff/requests/message_write.html",
        case,
        TAB,
        status=status,
        title=f"{case.number}: write to the family",
        form=form,
        texts=templates_for(case),
        fields=FIELDS.items(),
        language=case.get_language_display(),
    )


def _filled(request: OfficeRequest, case: PrivacyRequest, given: dict[str, Any]) -> dict[str, str]:
    values = field_values(
        case,
        district=district_current(),
        clock=clock_first(case),
        writer=request.user.name,
        language=case.language,
        now=clock_now(),
    )
    return {name: filled(str(given[name]), values) for name in ("subject", "text")}


def _look(
    request: OfficeRequest, case: PrivacyRequest, message: dict[str, str], form: SendForm | None = None
) -> HttpResponse:
    """The message as the family will read it, before it goes."""
    return case_render(
        request,
        "staff/requests/message_look.html",
        case,
        TAB,
        status=422 if form is not None else 200,
        title=f"{case.number}: look at the message",
        message=message,
        form=form or SendForm(initial=message),
        has_address=bool(case.asker_email),
    )


@sensitive_post_parameters()
@request_page(methods=("POST",))
def send(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send it as it was looked at."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = SendForm(*sent(request))
    if form.is_valid() and _sent(request, case, form):
        return redirect("requests:messages", pk=pk)
    if not form.data.get("text") or not form.data.get("subject"):
        return redirect("requests:message-write", pk=pk)
    message = {name: str(form.data.get(name, "")) for name in ("subject", "text")}
    return _look(request, case, message, form)


def _sent(request: OfficeRequest, case: PrivacyRequest, form: SendForm) -> bool:
    given, now = form.cleaned_data, clock_now()
    try:
        files = [_kept(request, case, given["attached"])] if given["attached"] else []
        row = thread_out(
            request=case,
            subject=given["subject"],
            text=given["text"],
            actor=request.user,
            now=now,
            files=files,
            way=Way.LETTER if given["by_letter"] else Way.PORTAL,
        )
    except FileRefused as refusal:
        form.add_error("attached", str(refusal))
        return False
    except RequestRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    if row.way == Way.LETTER:
        messages.success(request, "It is kept. Print the letter, and post it.")
    else:
        messages.success(request, "It is sent: the family gets a mail with a link to it.")
    return True


def _kept(request: OfficeRequest, case: PrivacyRequest, upload: Any) -> Any:
    return file_keep(
        request=case,
        content=upload,
        name=upload.name,
        purpose=FilePurpose.ATTACHMENT,
        actor=request.user,
        now=clock_now(),
    )


@sensitive_post_parameters()
@request_page(methods=("POST",))
def note(request: OfficeRequest, pk: int) -> HttpResponse:
    """Keep an internal note."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            thread_note(request=case, text=form.cleaned_data["note"], actor=request.user, now=clock_now())
        except RequestRefused as refusal:
            form.add_error("note", str(refusal))
        else:
            messages.success(request, "The note is kept. Only people of the office read it.")
            return redirect("requests:messages", pk=pk)
    return case_render(
        request,
        "staff/requests/messages.html",
        case,
        TAB,
        status=422,
        entries=entries_of(thread_of(case)),
        note_form=form,
        form=form,
        zone=district_current().time_zone,
    )


@request_page(methods=("GET", "HEAD"))
def letter(request: OfficeRequest, pk: int, message: int) -> HttpResponseBase:
    """A message to the family as a letter to be posted. Notes are no letters."""
    case = request_or_refuse(request.user, pk)
    row = message_of(case, message)
    if row is None or row.direction != Direction.OUT:
        raise Http404
    try:
        content = message_letter(row, case)
    except PrintingUnavailable as problem:
        messages.error(request, str(problem))
        return redirect(reverse("requests:messages", args=[pk]))
    return file_answer(HttpResponse(content, content_type="application/pdf"), f"{case.number} letter {row.pk}.pdf")
