"""Pages behind the private link at the end of an agreement: everything that is asked, and an answer to each part.

No account, no scripts; the door is that of every operator's page (district/privatepages.py).
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from district.clock import local_day
from district.clock import now as clock_now
from district.models import PrivateLink
from district.privatepages import behind_operator_link
from district.selectors import district_current
from district.taskpages import sent
from inventory.asking.forms import AskAnswerForm
from inventory.asking.links import LEAVING, leaving_behind
from inventory.asking.operators import ANSWERS, answer_taken
from inventory.asking.selectors import files_shown
from inventory.leaving.presenters import operator_parts
from inventory.leaving.selectors import asks_of
from inventory.leaving.words import PART_TITLES
from inventory.models import AskState, Leaving, OperatorAsk

behind_link = behind_operator_link(LEAVING, leaving_behind)


@require_http_methods(["GET", "HEAD"])
@behind_link
def page(request: HttpRequest, link: PrivateLink, leaving: Leaving) -> HttpResponse:
    """Which agreement ended, what is asked and until when, and what came of each part."""
    zone = district_current().time_zone
    token = (request.resolver_match.kwargs if request.resolver_match else {}).get("token", "")
    return render(
        request,
        "leaving_operator/page.html",
        {
            "title": "Student data after the end of an agreement",
            "leaving": leaving,
            "products": list(leaving.products.all()),
            "parts": operator_parts(asks_of(leaving), token, local_day(clock_now(), zone)),
            "zone": zone,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def answer(request: HttpRequest, link: PrivateLink, leaving: Leaving, ask: int) -> HttpResponse:
    """The answer to one part, with files."""
    row = _asked(leaving, ask)
    form = AskAnswerForm(*sent(request), initial={"given_by": link.issued_to_name})
    token = (request.resolver_match.kwargs if request.resolver_match else {}).get("token", "")
    back = reverse("leaving_operator:page", args=[token])
    if request.method == "POST":
        if not ANSWERS.used(str(link.pk)):
            return render(request, "operator/too_many.html", status=429)
        if answer_taken(request, form, link, row):
            messages.success(request, "Thank you. Your answer was received and will be looked at.")
            return redirect(back)
    own, added = files_shown(row)
    return render(
        request,
        "leaving_operator/answer.html",
        {
            "title": PART_TITLES[row.kind],
            "leaving": leaving,
            "ask": row,
            "form": form if row.state == AskState.ASKED else None,
            "files": own,
            "district_files": added,
            "back_url": back,
            "zone": district_current().time_zone,
        },
        status=422 if form.errors else 200,
    )


def _asked(leaving: Leaving, pk: int) -> OperatorAsk:
    """A part of this very end that was asked; nothing else behind this link."""
    found = next((one for one in asks_of(leaving) if one.pk == pk and one.asked_at is not None), None)
    if found is None:
        raise Http404
    return found
