"""The page behind an operator's private link: what is asked and until when, and its answer. No account, no scripts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contracts import storage
from contracts.cure.forms import AnswerForm
from contracts.cure.presenters import answer_lines
from contracts.cure.selectors import answers_of, items_of, link_notice
from contracts.models import OPEN_STATES, CureNotice
from contracts.services.cure import PURPOSE
from contracts.views.common import sent
from contracts.views.cure import letter_response
from contracts.views.cure_answers import answer_kept
from district.clock import now as clock_now
from district.limits import Limit
from district.models import PrivateLink
from district.privatepages import behind_operator_link
from district.selectors import district_current

ANSWERS = Limit("operator.answers", most=20, seconds=3600)


def open_notice(link: PrivateLink) -> CureNotice | None:
    """The notice behind a link, while it may be answered."""
    notice = link_notice(link)
    return notice if notice is not None and notice.state in OPEN_STATES else None


behind_link = behind_operator_link(PURPOSE, open_notice)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def answer(request: HttpRequest, link: PrivateLink, notice: CureNotice) -> HttpResponse:
    """What is asked for and until when; a signed file or words come in by the form."""
    form = AnswerForm(*sent(request), initial={"given_by": link.issued_to_name})
    if request.method == "POST":
        if not ANSWERS.used(str(link.pk)):
            return render(request, "operator/too_many.html", status=429)
        if form.is_valid() and answer_kept(form, notice=notice, link=link):
            messages.success(request, "Thank you. Your answer was received and will be reviewed.")
            return redirect(request.path)
    items = [item for item in items_of(notice) if item.listed]
    own = [one for one in answers_of(notice) if one.link_id is not None]
    return render(
        request,
        "operator/answer.html",
        {
            "title": f"Notice about {notice.agreement.title}",
            "notice": notice,
            "agreement": notice.agreement,
            "items": items,
            "answers": answer_lines(own, notice.agreement_id),
            "form": form,
            "zone": district_current().time_zone,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD"])
@behind_link
def letter(request: HttpRequest, link: PrivateLink, notice: CureNotice) -> HttpResponseBase:
    """The notice as it was sent, as PDF."""
    try:
        return letter_response(notice, now=clock_now())
    except storage.StoredFileChanged:
        return render(request, "operator/closed.html", status=404)
