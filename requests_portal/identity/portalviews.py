"""The family's page on which it shows who it is. Every answer is the same, whatever the roster holds."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from district.clock import now as clock_now
from district.limits import asker_of
from requests_portal.following.doors import family_page, family_render, too_often
from requests_portal.identity.limits import AGAIN, TYPED, asker_hash
from requests_portal.identity.portalforms import RecordCodeForm
from requests_portal.identity.services import again_soon, identity_code_typed
from requests_portal.identity.showing import who_is_settling
from requests_portal.languages import as_typed, in_office_language, keeps_answers, language_current, language_switched
from requests_portal.models import PrivacyRequest
from requests_portal.selectors import portal_settings


@keeps_answers
@family_page()
def who(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """Type the code that came to an address on record, or read how to show it at school."""
    if not who_is_settling(case):
        return redirect("portal:follow", token=token)
    form = RecordCodeForm(request.POST or None)
    if language_switched(request):
        as_typed(form)
    elif request.method == "POST":
        if not TYPED.used(asker_of(request)):
            return too_often(request)
        if form.is_valid() and _right(request, case, form.cleaned_data["code"]):
            messages.success(request, _("Thank you. We know now that you may ask."))
            return redirect("portal:follow", token=token)
        if form.is_valid():
            form.add_error("code", _("This code is not right, or its time is over."))
    return family_render(
        request,
        "portal/who.html",
        case,
        token,
        status=422 if form.errors else 200,
        title=_("Show who you are"),
        form=form,
        face_to_face=portal_settings().text("face_to_face", language_current()),
    )


@family_page(methods=("POST",))
def again(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """Ask for a code once more. Whether one goes is settled elsewhere, and not said."""
    if not AGAIN.used(asker_of(request)):
        return too_often(request)
    if who_is_settling(case):
        again_soon(case.pk)
    messages.info(request, _("If the school has an e-mail address of yours, a code may be on its way there."))
    return redirect("portal:who", token=token)


def _right(request: HttpRequest, case: PrivacyRequest, typed: str) -> bool:
    with in_office_language():
        return identity_code_typed(request=case, typed=typed, asker=asker_hash(request), now=clock_now())
