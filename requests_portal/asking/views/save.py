"""Stop here: a link by e-mail to go on later, or everything thrown away, as on a computer that others use."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from district.clock import now as clock_now
from district.limits import asker_of
from requests_portal.asking.drafts import draft_actor, draft_remove
from requests_portal.asking.endforms import EmailForm
from requests_portal.asking.saving import draft_link_send
from requests_portal.asking.views.common import DRAFT, MAILS, SENDS, asked_of, asking_page, draft_of, too_many
from requests_portal.asking.views.wizard import question_url
from requests_portal.languages import as_typed, keeps_answers, language_current, language_switched


@keeps_answers
@asking_page()
def save(request: HttpRequest) -> HttpResponse:
    """Mail a link to the draft; the draft stays in this browser too, until the family leaves it."""
    now = clock_now()
    draft = draft_of(request, now)
    if draft is None or draft.request_id is not None:
        return redirect("portal:start")
    initial = {"email": asked_of(draft, now).given("you").get("email", "")}
    form = EmailForm(request.POST or None, initial=initial)
    if language_switched(request):
        as_typed(form)
    elif form.is_valid():
        email = form.cleaned_data["email"]
        if not SENDS.used(asker_of(request)) or not MAILS.used(email.lower()):
            return too_many(request)
        draft_link_send(draft=draft, email=email, language=language_current(), now=now)
        return render(request, "portal/saved.html", {"title": _("Saved"), "email": email, "draft": draft})
    context = {
        "title": _("Stop here and go on later"),
        "form": form,
        "back_url": question_url(draft.step),
        "draft": draft,
    }
    return render(request, "portal/save.html", context, status=422 if form.errors else 200)


@asking_page(methods=("POST",))
def leave(request: HttpRequest) -> HttpResponse:
    """Let go of the draft in this browser: with `throw`, for good; else it waits behind the link that was mailed."""
    draft = draft_of(request, clock_now())
    request.session.pop(DRAFT, None)
    if draft is not None and "throw" in request.POST and draft.request_id is None:
        draft_remove(draft=draft, actor=draft_actor(draft))
        messages.success(request, _("Everything that you had typed is gone."))
    return redirect("portal:start")
