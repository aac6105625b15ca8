"""The answers, to be checked, signed by the typed name, and sent."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from district.clock import now as clock_now
from district.limits import asker_of
from requests_portal.asking.asked import Asked
from requests_portal.asking.confirming import confirm_ask
from requests_portal.asking.endforms import SignForm
from requests_portal.asking.presenters import answer_rows
from requests_portal.asking.questions import FIRST, first_open, questions_of
from requests_portal.asking.sending import draft_send
from requests_portal.asking.views.common import (
    MAILS,
    SENDS,
    SENT,
    asked_of,
    asking_page,
    draft_of,
    too_many,
)
from requests_portal.asking.views.wizard import question_url
from requests_portal.languages import as_typed, keeps_answers, language_current, language_switched
from requests_portal.models import RequestDraft


@keeps_answers
@asking_page()
def check(request: HttpRequest) -> HttpResponse:
    """What was answered, each with a way to change it; sending it needs a name typed by hand."""
    now = clock_now()
    draft = draft_of(request, now)
    if draft is not None and draft.request_id is not None:
        return redirect("portal:sent")
    asked = asked_of(draft, now)
    if draft is None or first_open(asked):
        return redirect(question_url(first_open(asked) or FIRST))
    if request.method != "POST":
        return _page(request, SignForm(), asked, draft)
    form = SignForm(request.POST)
    if language_switched(request):
        return _page(request, as_typed(form), asked, draft)
    if not form.is_valid():
        return _page(request, form, asked, draft, status=422)
    return _sent(request, draft, asked, form.cleaned_data["signature"], now)


def _sent(request: HttpRequest, draft: RequestDraft, asked: Asked, signature: str, now: datetime) -> HttpResponse:
    email = str(asked.given("you")["email"]).lower()
    if not SENDS.used(asker_of(request)) or not MAILS.used(email):
        return too_many(request)
    sent = draft_send(draft=draft, asked=asked, signature=signature, language=language_current(), now=now)
    request.session[SENT] = sent.pk
    confirm_ask(request=sent, now=now)
    return redirect("portal:sent")


def _page(
    request: HttpRequest, form: SignForm, asked: Asked, draft: RequestDraft, *, status: int = 200
) -> HttpResponse:
    names = questions_of(asked)
    context = {
        "title": form.title(),
        "form": form,
        "rows": [(row, question_url(row.question, change=True)) for row in answer_rows(asked, draft)],
        "day": asked.day,
        "back_url": question_url(names[-1]),
        "number": len(names) + 1,
        "count": len(names) + 1,
        "draft": draft,
        "save_url": reverse("portal:save"),
    }
    return render(request, "portal/check.html", context, status=status)
