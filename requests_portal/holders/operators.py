"""The page behind a holder's private link: which pupil, what is asked, until when and why, and its answer.

No account, no scripts; the door is that of every operator's page (district/privatepages.py).
"""

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
from inventory.asking.forms import AnswerForm
from requests_portal.holders.presenters import answered_words, pupil_lines
from requests_portal.holders.selectors import PURPOSE, case_open, files_of_task, link_task
from requests_portal.holders.services import HolderFile, task_answer
from requests_portal.models import OPEN_STATES, SETTLED_STATES, RequestTask, TaskState

ANSWERS = Limit("request-operator.answers", most=20, seconds=3600)


def open_task(link: PrivateLink) -> RequestTask | None:
    """The task behind a link: asked, neither settled nor taken back, and its request not over."""
    task = link_task(link)
    closed = (TaskState.OPEN, *SETTLED_STATES)
    open_ = task is not None and task.state not in closed and task.request.state in OPEN_STATES
    return task if open_ else None


behind_link = behind_operator_link(PURPOSE, open_task)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def answer(request: HttpRequest, link: PrivateLink, task: RequestTask) -> HttpResponse:
    """What is asked and until when; the answer comes in by the form, with files."""
    form = AnswerForm(*sent(request), initial={"given_by": link.issued_to_name})
    if request.method == "POST":
        if not ANSWERS.used(str(link.pk)):
            return render(request, "operator/too_many.html", status=429)
        if form.is_valid() and _kept(form, link, task):
            messages.success(request, "Thank you. Your answer was received and will be looked at.")
            return redirect(request.path)
    zone = district_current().time_zone
    return render(
        request,
        "requests_operator/answer.html",
        {
            "title": f"Request {task.request.number}",
            "task": task,
            "what": task.asked_words,
            "pupil": pupil_lines(task),
            "case": case_open(task),
            "answered": answered_words(task, zone),
            "words": task.answer_words,
            "files": files_of_task(task),
            "form": form if task.is_waiting else None,
            "zone": zone,
        },
        status=422 if form.errors else 200,
    )


def _kept(form: AnswerForm, link: PrivateLink, task: RequestTask) -> bool:
    """What is refused stands in the form; a second answer, sent twice, is one."""
    given = form.cleaned_data
    try:
        task_answer(
            task=task,
            outcome=given["outcome"],
            statement=given["statement"],
            by=given["given_by"],
            files=[HolderFile(one.name, one) for one in given["attached"]],
            actor=SystemActor(f"operator:link {link.pk} ({link.issued_to_email})"[:254]),
            now=clock_now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True
