"""The family's pages: the door, where its request stands, messages and files, withdrawing, complaining, leaving."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from district.clock import now as clock_now
from district.limits import asker_of
from requests_portal.following.doors import door_page, family_page, family_render, too_often
from requests_portal.following.forms import AddForm, CodeForm, EmailForm
from requests_portal.following.keeping import page_of
from requests_portal.following.limits import WAY_IN_BY, WRITES
from requests_portal.following.looking import look
from requests_portal.following.pages import complaint_words, thread_lines
from requests_portal.following.selectors import file_shown
from requests_portal.following.services import address_key, door_knocked, door_opened, information_add, link_renew
from requests_portal.following.session import (
    portal_request_of,
    portal_session_close,
    portal_session_is_open,
    portal_session_open,
)
from requests_portal.following.wayin import way_in_soon
from requests_portal.languages import as_typed, in_office_language, keeps_answers, language_current, language_switched
from requests_portal.models import PrivacyRequest, RequestState
from requests_portal.services import RequestRefused, family_actor, request_withdraw
from requests_portal.services.files import FileRefused, file_answer_of
from requests_portal.states import NEXT_STATES
from requests_portal.thread.selectors import thread_for_family
from requests_portal.thread.services import thread_read_by_family


@door_page(methods=("GET", "HEAD"))
def follow(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where the request stands; without the code, the door."""
    now = clock_now()
    found = look(token, now)
    if found is None or not portal_session_is_open(request, found.request, now):
        return render(request, "portal/door.html", {"title": _("Open your request"), "token": token})
    return HttpResponse(page_of(request, found, token, now))


@door_page(methods=("POST",))
def send(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask for a code. What is answered does not tell whether there was anything to open."""
    door_knocked(token=token, language=language_current(), now=clock_now())
    return redirect("portal:code", token=token)


@door_page()
def code(request: HttpRequest, token: str) -> HttpResponseBase:
    """Type the code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        now = clock_now()
        case = door_opened(token=token, typed=form.cleaned_data["code"], now=now) if form.is_valid() else None
        if case is not None:
            portal_session_open(request, case, now)
            return redirect("portal:follow", token=token)
        if form.is_valid():
            form.add_error("code", _("This code is not right, or its time is over. Look for the newest e-mail."))
    context = {"title": _("Type the code"), "token": token, "form": form}
    return render(request, "portal/door_code.html", context, status=422 if form.errors else 200)


@keeps_answers
@family_page()
def correspondence(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """Everything that was said, and a form to say more."""
    now = clock_now()
    form = AddForm(*_sent(request))
    if language_switched(request):
        as_typed(form)
    elif request.method == "POST":
        if not WRITES.used(str(case.pk)):
            return too_often(request)
        if form.is_valid() and _added(form, case):
            messages.success(request, _("Thank you. We have it."))
            return redirect("portal:messages", token=token)
    rows = thread_for_family(case)
    answer = family_render(
        request,
        "portal/messages.html",
        case,
        token,
        status=422 if form.errors else 200,
        title=_("Messages"),
        lines=thread_lines(rows),
        form=form,
    )
    thread_read_by_family(request=case, actor=family_actor(case), now=now)
    return answer


def _added(form: AddForm, case: PrivacyRequest) -> bool:
    """Keep what was written, with its files; else the form says why not."""
    given = form.cleaned_data
    try:
        information_add(request=case, text=given["text"], uploads=given["attached"], now=clock_now())
    except FileRefused as refusal:
        form.add_error("attached", str(refusal))
    except RequestRefused as refusal:
        form.add_error("text" if refusal.field == "text" else None, str(refusal))
    return not form.errors


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@family_page(methods=("GET", "HEAD"))
def file(request: HttpRequest, case: PrivacyRequest, token: str, pk: int) -> HttpResponseBase:
    """One file of this request, to be saved."""
    found = file_shown(case, pk)
    if found is None:
        raise Http404
    return file_answer_of(found)


@family_page()
def withdraw(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """Ask no longer, after one more look."""
    if RequestState.WITHDRAWN not in NEXT_STATES[case.state]:
        messages.info(request, _("This request is over already."))
        return redirect("portal:follow", token=token)
    if request.method == "POST":
        try:
            with in_office_language():
                request_withdraw(request=case, actor=family_actor(case), now=clock_now())
        except RequestRefused:
            messages.info(request, _("This request is over already."))
        else:
            messages.success(request, _("Your request is withdrawn."))
        return redirect("portal:follow", token=token)
    return family_render(request, "portal/withdraw.html", case, token, title=_("Withdraw your request?"))


@family_page(methods=("GET", "HEAD"))
def complain(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """Whom to turn to when the answer, or its lateness, does not satisfy."""
    return family_render(
        request, "portal/complain.html", case, token, title=_("If you are not satisfied"), **complaint_words(case)
    )


@family_page(methods=("POST",))
def renew(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """A new link by e-mail, for longer."""
    if link_renew(request=case, now=clock_now()):
        messages.success(request, _("We sent a new link to your e-mail address."))
    else:
        messages.warning(request, _("We sent you several links today already. Use the newest one, or try tomorrow."))
    return redirect("portal:follow", token=token)


@door_page(methods=("POST",))
def leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """Close the page on this device: the code is needed again."""
    case = portal_request_of(request, token, clock_now())
    if case is not None:
        portal_session_close(request, case.pk)
        messages.success(request, _("You have left your request. Nobody can open it here without a new code."))
    return redirect("portal:follow", token=token)


@keeps_answers
@door_page()
def yours(request: HttpRequest) -> HttpResponse:
    """The way in without a link: an e-mail to the address, if any request has it. The same words for every address."""
    form = EmailForm(request.POST or None)
    if language_switched(request):
        as_typed(form)
    elif form.is_valid():
        if not WAY_IN_BY.used(asker_of(request)):
            return too_often(request)
        way_in_soon(address_key(form.cleaned_data["email"]), language_current())
        return redirect("portal:yours-sent")
    context = {"title": _("Your requests"), "form": form, "submit_label": _("Send me the way")}
    return render(request, "portal/yours.html", context, status=422 if form.errors else 200)


@door_page(methods=("GET", "HEAD"))
def yours_sent(request: HttpRequest) -> HttpResponse:
    """Look at your e-mail."""
    return render(request, "portal/yours_sent.html", {"title": _("Look at your e-mail")})
