"""The page behind a private link about a safeguard: what is asked, by which law, until when, and the answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from district.clock import local_day
from district.clock import now as clock_now
from district.models import PrivateLink
from district.privatepages import behind_operator_link
from district.selectors import district_current, packs_adopted
from district.taskpages import sent
from inventory.asking.forms import AskAnswerForm
from inventory.asking.links import SAFEGUARD, ask_behind
from inventory.asking.operators import ANSWERS, answer_taken
from inventory.asking.selectors import files_shown
from inventory.models import AskState, OperatorAsk
from inventory.safeguards.rules import safeguard_named, safeguards_of_services

behind_link = behind_operator_link(SAFEGUARD, ask_behind)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def answer(request: HttpRequest, link: PrivateLink, ask: OperatorAsk) -> HttpResponse:
    """What is asked and until when; the answer comes in by the form, with files."""
    form, zone = AskAnswerForm(*sent(request), initial={"given_by": link.issued_to_name}), district_current().time_zone
    if request.method == "POST":
        if not ANSWERS.used(str(link.pk)):
            return render(request, "operator/too_many.html", status=429)
        if answer_taken(request, form, link, ask):
            messages.success(request, "Thank you. Your answer was received and will be looked at.")
            return redirect(request.path)
    asked = safeguard_named(ask.rule, safeguards_of_services(packs_adopted(local_day(clock_now(), zone))))
    own, added = files_shown(ask)
    return render(
        request,
        "safeguard_operator/answer.html",
        {
            "title": asked.rule.title if asked is not None else "A safeguard of your service",
            "ask": ask,
            "asked": asked,
            "form": form if ask.state == AskState.ASKED else None,
            "files": own,
            "district_files": added,
            "zone": zone,
        },
        status=422 if form.errors else 200,
    )
