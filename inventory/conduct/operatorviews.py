"""What an operator sees behind its private link: the notice, the day, and the form for its answer. No account."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from district.audit import SystemActor
from district.clock import now as clock_now
from district.limits import Limit
from district.models import PrivateLink
from district.privatepages import behind_operator_link
from district.refusals import Refused
from district.selectors import district_current
from district.taskpages import sent
from inventory.conduct.forms import OperatorAnswerForm
from inventory.conduct.selectors import PURPOSE, notice_of_link
from inventory.conduct.services import answer_from_operator
from inventory.models import ConductNotice

ANSWERS: Final = Limit("conduct-operator.answers", most=10, seconds=3600)


def open_notice(link: PrivateLink) -> ConductNotice | None:
    """The notice behind a link, while its case is open."""
    notice = notice_of_link(link)
    return notice if notice is not None and notice.case.closed_at is None else None


@require_http_methods(["GET", "HEAD", "POST"])
@behind_operator_link(PURPOSE, open_notice)
def answer(request: HttpRequest, link: PrivateLink, notice: ConductNotice) -> HttpResponse:
    """The notice and the answer to it."""
    form = OperatorAnswerForm(*sent(request), initial={"by": link.issued_to_name})
    if request.method == "POST":
        if not ANSWERS.used(str(link.pk)):
            return render(request, "operator/too_many.html", status=429)
        if form.is_valid() and _kept(form, link, notice):
            messages.success(request, "Thank you. Your answer was received and will be looked at.")
            return redirect(request.path)
    return render(
        request,
        "conduct_operator/answer.html",
        {
            "title": f"Notice {notice.case.number}",
            "notice": notice,
            "case": notice.case,
            "form": form if notice.answered_at is None else None,
            "district": district_current(),
        },
        status=422 if form.errors else 200,
    )


def _kept(form: OperatorAnswerForm, link: PrivateLink, notice: ConductNotice) -> bool:
    given = form.cleaned_data
    actor = SystemActor(f"operator:link {link.pk} ({link.issued_to_email})"[:254])
    try:
        answer_from_operator(
            notice=notice, words=given["words"], by=given["by"], files=given["attached"], actor=actor, now=clock_now()
        )
    except Refused as refusal:
        field = {"file": "attached", "files": "attached"}.get(refusal.field, refusal.field)
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    return True
