"""After sending: is the e-mail address yours? Code, sent again, corrected. Then: what was received, what comes next."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from district.clock import now as clock_now
from district.limits import asker_of
from requests_portal.asking.confirming import (
    address_correct,
    confirm_ask,
    confirm_by_code,
    confirmed_of,
    ends_at,
)
from requests_portal.asking.endforms import CodeForm, EmailForm
from requests_portal.asking.presenters import day_in_zone, next_steps
from requests_portal.asking.views.common import (
    FOLLOWED,
    MAILS,
    TRIES,
    asking_page,
    confirmed_here,
    sent_of,
    too_many,
)
from requests_portal.identity.codes import CodesUsedUp
from requests_portal.languages import as_typed, keeps_answers, language_switched
from requests_portal.models import PrivacyRequest, RequestState
from requests_portal.services.steps import RequestRefused


@keeps_answers
@asking_page()
def sent(request: HttpRequest) -> HttpResponse:
    """One thing is left: the code from the e-mail."""
    found, now = sent_of(request), clock_now()
    if found is None:
        return redirect("portal:start")
    if found.state != RequestState.UNCONFIRMED:
        return redirect("portal:done")
    if request.method != "POST":
        return _page(request, found, CodeForm())
    form = CodeForm(request.POST)
    if language_switched(request):
        return _page(request, found, as_typed(form))
    if not TRIES.used(asker_of(request)):
        return too_many(request)
    if form.is_valid():
        confirmed = confirm_by_code(request=found, typed=form.cleaned_data["code"], now=now)
        if confirmed is not None:
            confirmed_here(request, confirmed, now)
            return redirect("portal:done")
        form.add_error(
            "code", _("This code is not right, or its time is over. Look for the newest e-mail, or send a new code.")
        )
    return _page(request, found, form, status=422)


def _page(request: HttpRequest, found: PrivacyRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    context = {
        "title": _("Look at your e-mail"),
        "form": form,
        "case": found,
        "ends_on": day_in_zone(ends_at(found)),
    }
    return render(request, "portal/sent.html", context, status=status)


@asking_page(methods=("POST",))
def again(request: HttpRequest) -> HttpResponse:
    """The mail with code and link, once more."""
    found, now = sent_of(request), clock_now()
    if found is None:
        return redirect("portal:start")
    if not MAILS.used(found.asker_email.lower()):
        return too_many(request)
    return _mailed(request, found, now)


def _mailed(request: HttpRequest, found: PrivacyRequest, now: datetime) -> HttpResponse:
    try:
        confirm_ask(request=found, now=now)
    except CodesUsedUp:
        return too_many(request)
    messages.success(request, _("We sent a new e-mail to %(email)s.") % {"email": found.asker_email})
    return redirect("portal:sent")


@keeps_answers
@asking_page()
def address(request: HttpRequest) -> HttpResponse:
    """The address was mistyped."""
    found, now = sent_of(request), clock_now()
    if found is None or found.state != RequestState.UNCONFIRMED:
        return redirect("portal:sent" if found else "portal:start")
    form = EmailForm(request.POST or None, initial={"email": found.asker_email})
    if language_switched(request):
        as_typed(form)
    elif form.is_valid():
        email = form.cleaned_data["email"]
        if not MAILS.used(email.lower()) or not TRIES.used(asker_of(request)):
            return too_many(request)
        try:
            address_correct(request=found, email=email, now=now)
        except CodesUsedUp:
            return too_many(request)
        except RequestRefused:  # confirmed in another window meanwhile
            return redirect("portal:sent")
        messages.success(request, _("We sent a new e-mail to %(email)s.") % {"email": email})
        return redirect("portal:sent")
    title = _("Correct your e-mail address")
    context = {"title": title, "form": form, "case": found}
    return render(request, "portal/address.html", context, status=422 if form.errors else 200)


@asking_page(methods=("GET", "HEAD"))
def done(request: HttpRequest) -> HttpResponse:
    """The request is received: its number, what happens next and by when; or what else became of it."""
    found = sent_of(request)
    if found is None:
        return redirect("portal:start")
    if found.state == RequestState.UNCONFIRMED:
        return redirect("portal:sent")
    outcome = confirmed_of(found)
    over = found.confirmed_at is None and outcome.joined is None
    context = {
        "title": _("This request has ended") if over else _("We have your request"),
        "case": outcome.request,
        "joined": outcome.joined,
        "over": over,
        "steps": [] if over else next_steps(outcome.request),
        "token": "" if over else request.session.get(FOLLOWED, ""),
        "asked_on": day_in_zone(outcome.request.asked_at),
    }
    return render(request, "portal/done.html", context)
