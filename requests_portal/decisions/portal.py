"""The decision on the family's own page: cards, the letters as they were sent, and asking for a hearing."""

from datetime import datetime
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current
from district.templatetags.words import plain_day
from requests_portal.decisions.hearings import PORTAL, hearing_ask
from requests_portal.decisions.showing import DecisionShown, decision_shown
from requests_portal.following.doors import family_page, family_render, too_often
from requests_portal.following.limits import WRITES
from requests_portal.following.parts import Part
from requests_portal.languages import as_typed, in_office_language, keeps_answers, language_current, language_switched
from requests_portal.models import PrivacyRequest
from requests_portal.services import RequestRefused, family_actor

LONGEST: Final = 5000


class HearingForm(forms.Form):
    """Asking for a hearing; why is welcome, and not needed."""

    words = forms.CharField(
        label=lazy("Why you do not agree"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=lazy("You need not write anything. You can say it at the hearing."),
    )


def decision_part(*, request: PrivacyRequest, now: datetime) -> list[Part]:
    """A card for what was decided, once the family was told."""
    shown = decision_shown(request, language_current())
    if not shown:
        return []
    newest = shown.newest
    day = plain_day(local_day(newest.sent_at, district_current().time_zone)) if newest else ""
    text = _("We wrote to you on %(day)s: %(subject)s") % {"day": day, "subject": newest.subject} if newest else ""
    heard = shown.hearings[-1].words if shown.hearings else ""
    return [
        Part(
            title=_("What we decided"),
            text=" ".join(filter(None, (text, heard))),
            url_name="portal:decision",
            label=_("Read it"),
            order=20,
        )
    ]


@family_page(methods=("GET", "HEAD"))
def decision(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """Every letter as it was sent, the newest first, the hearings, and the way to one."""
    shown = decision_shown(case, language_current())
    zone = district_current().time_zone
    return family_render(
        request,
        "portal/decision.html",
        case,
        token,
        title=_("What we decided"),
        shown=shown,
        letters=[(one, plain_day(local_day(one.sent_at, zone))) for one in reversed(shown.letters)],
        certificates=[(one, plain_day(local_day(one.certified_at, zone))) for one in shown.certificates],
        zone=zone,
    )


@keeps_answers
@family_page()
def hearing(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """Ask for a hearing, where one can be asked for."""
    shown = decision_shown(case, language_current())
    if not shown.may_ask_hearing:
        messages.info(request, _("There is nothing now that a hearing could be asked for."))
        return redirect("portal:decision" if shown else "portal:follow", token=token)
    form = HearingForm(request.POST if request.method == "POST" else None)
    if language_switched(request):
        as_typed(form)
    elif request.method == "POST":
        if not WRITES.used(str(case.pk)):
            return too_often(request)
        if form.is_valid() and _asked(form, case):
            messages.success(request, _("You asked for a hearing. We will tell you the day."))
            return redirect("portal:decision", token=token)
    return _hearing_page(request, case, token, form, shown)


def _asked(form: HearingForm, case: PrivacyRequest) -> bool:
    """Take it up; else the form says why not."""
    try:
        with in_office_language():
            hearing_ask(
                request=case,
                words=form.cleaned_data["words"],
                through=PORTAL,
                actor=family_actor(case),
                now=clock_now(),
            )
    except RequestRefused:
        form.add_error(None, _("There is nothing now that a hearing could be asked for."))
    return not form.errors


def _hearing_page(
    request: HttpRequest, case: PrivacyRequest, token: str, form: HearingForm, shown: DecisionShown
) -> HttpResponseBase:
    return family_render(
        request,
        "portal/hearing.html",
        case,
        token,
        status=422 if form.errors else 200,
        title=_("Ask for a hearing"),
        form=form,
        way=shown.hearing_way,
    )
