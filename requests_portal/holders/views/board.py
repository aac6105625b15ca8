"""The tab of holders: who was asked what, until when, and what came back."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, sent
from requests_portal.desk.common import MAY_WORK, case_render, request_or_refuse, request_page
from requests_portal.holders.forms import AddForm
from requests_portal.holders.presenters import (
    answered_words,
    asked_lines,
    asked_words,
    cards_of,
    chain_of,
    pupil_lines,
)
from requests_portal.holders.proposing import holders_proposed
from requests_portal.holders.selectors import files_sent, tasks_listed
from requests_portal.holders.services import holders_propose, task_accept, task_add, task_take_up, tasks_ask_all
from requests_portal.holders.services.asking import may_be_asked
from requests_portal.holders.services.extending import clocks_extendable
from requests_portal.holders.views.common import acted, form_page, form_taken, holders_url, task_or_refuse
from requests_portal.models import Holder, TaskState
from requests_portal.services.files import file_answer_of
from vendors.selectors import operators_visible_to


@request_page(methods=("GET", "HEAD"))
def board(request: OfficeRequest, pk: int) -> HttpResponse:
    """Every holder of a case, the chain of a correction's clocks, and whom the request speaks of besides."""
    case = request_or_refuse(request.user, pk)
    now, zone = clock_now(), district_current().time_zone
    tasks = tasks_listed(case)
    return case_render(
        request,
        "staff/requests/holders/board.html",
        case,
        "holders",
        cards=cards_of(tasks, zone=zone, now=now),
        chain=chain_of(case, tasks, zone=zone, now=now),
        proposed=holders_proposed(case, now=now) if case.is_open else [],
        to_ask=[task for task in tasks if task.state == TaskState.OPEN and task.holder == Holder.OPERATOR],
        not_yet=may_be_asked(case),
        extendable=clocks_extendable(case, now=now) if case.is_open else [],
        zone=zone,
    )


@request_page(methods=("POST",))
def propose(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write down every holder that the request speaks of."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    done = "The holders are written down."
    return acted(request, case, lambda: holders_propose(request=case, actor=request.user, now=clock_now()), done)


@request_page()
def ask_all(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask every operator that was not asked yet; first what each will read."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    now, zone = clock_now(), district_current().time_zone
    if request.method == "POST":
        asked, left = tasks_ask_all(request=case, actor=request.user, now=now)
        for sentence in left:
            messages.warning(request, sentence)
        if asked:
            messages.success(request, f"Asked: {', '.join(task.holder_name for task in asked)}.")
        return redirect("requests:holders", pk=case.pk)
    tasks = [one for one in tasks_listed(case) if one.state == TaskState.OPEN and one.holder == Holder.OPERATOR]
    return case_render(
        request,
        "staff/requests/holders/ask_all.html",
        case,
        "holders",
        title=f"{case.number}: ask all",
        lines=asked_lines(tasks),
        not_yet=may_be_asked(case),
        back_url=holders_url(case),
        zone=zone,
    )


@request_page()
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    """One more holder."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = AddForm(sent(request)[0], operators=operators_visible_to(request.user).order_by("name"))
    if form_taken(request, form, lambda given: task_add(request=case, actor=request.user, now=clock_now(), **given)):
        messages.success(request, "The holder is written down.")
        return redirect("requests:holders", pk=case.pk)
    return form_page(request, case, form, title="Add a holder", submit="Add this holder", back=holders_url(case))


@request_page(methods=("GET", "HEAD"))
def task_page(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """One holder: what was asked, what came back, and everything that may be done about it."""
    case, row = task_or_refuse(request, pk, task, may="")
    now, zone = clock_now(), district_current().time_zone
    (card,) = cards_of([row], zone=zone, now=now)
    return case_render(
        request,
        "staff/requests/holders/task.html",
        case,
        "holders",
        title=f"{case.number}: {row.holder_name}",
        card=card,
        asked=asked_words(row, zone),
        answered=answered_words(row, zone),
        pupil=pupil_lines(row),
        zone=zone,
        back_url=holders_url(case),
    )


@request_page(methods=("POST",))
def accept(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """The answer is enough."""
    case, row = task_or_refuse(request, pk, task)
    done = f"{row.holder_name}: accepted. The family sees it."
    return acted(request, case, lambda: task_accept(task=row, actor=request.user, now=clock_now()), done)


@request_page(methods=("POST",))
def take_up(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """Needed after all."""
    case, row = task_or_refuse(request, pk, task)
    done = f"{row.holder_name}: to be asked again."
    return acted(request, case, lambda: task_take_up(task=row, actor=request.user, now=clock_now()), done)


@request_page(methods=("GET", "HEAD"))
def file(request: OfficeRequest, pk: int, file: int) -> HttpResponseBase:
    """A file that a holder sent."""
    case = request_or_refuse(request.user, pk)
    return file_answer_of(get_object_or_404(files_sent(case), pk=file))
