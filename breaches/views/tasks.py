"""What is to do about a breach, by whom, by when; and who was told at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from breaches.models import BreachTask
from breaches.services.tasks import WorkRefused, task_done, task_not_needed, task_owner_set, task_reopen
from breaches.views.common import breach_or_refuse, breach_page, room_render
from breaches.workforms import DoneForm, NotNeededForm, OwnerForm
from breaches.worklists import task_people, tasks_of, told_of
from deadlines.presenters import is_day_end, length_in_words
from deadlines.selectors import DUE_SOON
from district.clock import local_day
from district.clock import now as clock_now
from district.downloads import file_answer
from district.roles import ROLE_NAMES
from district.selectors import district_current
from district.storage import StoredFileChanged, open_verified
from district.taskpages import OfficeRequest
from district.templatetags.words import day_in_words, moment_in_words

CHANGE = "breaches.change_breachtask"
INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task: its standing as a tone and words, who answers for it, and when it is due."""

    task: BreachTask
    tone: str
    status: str
    who: str
    due: str


@breach_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """The list: what is open first, then what is done or not needed."""
    breach = breach_or_refuse(request.user, pk)
    now, zone = clock_now(), district_current().time_zone
    lines = [task_line(task, now, zone) for task in tasks_of(breach)]
    return room_render(
        request,
        "staff/breaches/tasks.html",
        breach,
        "tasks",
        open_lines=[line for line in lines if line.task.is_open],
        over_lines=[line for line in lines if not line.task.is_open],
        told=told_of(breach),
        zone=zone,
        may_change=request.user.has_perm(CHANGE),
        may_settings=request.user.has_perm("breaches.change_breachcontact"),
    )


def task_line(task: BreachTask, now: datetime, zone: str) -> TaskLine:
    tone, status = _standing(task, now)
    owner = task.owner.name if task.owner is not None else ROLE_NAMES.get(task.role, task.role)
    return TaskLine(task, tone, status, owner, due_words(task.due_at, zone))


def due_words(due_at: datetime | None, zone: str) -> str:
    """A day where the term ends with one, a moment where it is counted in hours."""
    if due_at is None:
        return "Promptly: no text names a time."
    if is_day_end(due_at, zone):
        return f"By the end of {day_in_words(local_day(due_at - INSTANT, zone))}"
    return f"By {moment_in_words(due_at, zone)}"


def _standing(task: BreachTask, now: datetime) -> tuple[str, str]:
    if task.done_at is not None:
        return "done", "done"
    if task.not_needed_because:
        return "withdrawn", "not needed"
    if task.due_at is None:
        return "open", "to do"
    if task.due_at <= now:
        return "late", f"late {length_in_words(now - task.due_at)}"
    return ("soon" if task.due_at <= now + DUE_SOON else "open"), f"due in {length_in_words(task.due_at - now)}"


@breach_page()
def task(request: OfficeRequest, pk: int, task_pk: int) -> HttpResponse:
    """One task: tick it with its evidence, set it aside with a reason, give it to somebody, or take it up again."""
    breach = breach_or_refuse(request.user, pk, may=CHANGE)
    row = get_object_or_404(breach.tasks.select_related("owner"), pk=task_pk)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    forms = forms_of(request, row, action)
    if action and _taken(request, row, action, forms):
        messages.success(request, f"{row.title}: kept.")
        return redirect("breaches:tasks", pk=breach.pk)
    now, zone = clock_now(), district_current().time_zone
    return room_render(
        request,
        "staff/breaches/task.html",
        breach,
        "tasks",
        status=422 if action else 200,
        title=f"{breach.number}: {row.title}",
        line=task_line(row, now, zone),
        forms=forms,
        form=forms.get(action),
        zone=zone,
        back_url=reverse("breaches:tasks", args=[breach.pk]),
    )


def forms_of(request: OfficeRequest, row: BreachTask, action: str) -> dict[str, Form]:
    """By the name of its action; only the one that was sent holds what was sent."""

    def data(name: str) -> QueryDict | None:
        return request.POST if action == name else None

    return {
        "done": DoneForm(data("done"), prefix="done"),
        "not_needed": NotNeededForm(data("not_needed"), prefix="not_needed"),
        "owner": OwnerForm(data("owner"), prefix="owner", people=task_people(), initial={"owner": row.owner_id}),
    }


def _taken(request: OfficeRequest, row: BreachTask, action: str, forms: dict[str, Form]) -> bool:
    form, now, actor = forms.get(action), clock_now(), request.user
    try:
        if action == "reopen":
            task_reopen(task=row, actor=actor, now=now)
            return True
        if form is None or not form.is_valid():
            return False
        values = form.cleaned_data
        if action == "done":
            task_done(task=row, evidence=values["evidence"], actor=actor, now=now)
        elif action == "not_needed":
            task_not_needed(task=row, because=values["because"], actor=actor, now=now)
        else:
            task_owner_set(task=row, owner=values["owner"], actor=actor, now=now)
    except WorkRefused as refusal:
        if form is not None:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.error(request, str(refusal))
        return False
    return True


@breach_page(methods=("GET", "HEAD"))
def told_letter(request: OfficeRequest, pk: int, told_pk: int) -> HttpResponseBase:
    """The letter that the liability carrier was sent."""
    breach = breach_or_refuse(request.user, pk)
    told = get_object_or_404(breach.told.exclude(letter_sha256=""), pk=told_pk)
    return stored_pdf(told.letter_sha256, f"{breach.number}-{told.role}.pdf")


def stored_pdf(sha256: str, name: str) -> HttpResponseBase:
    """A kept letter as a download; 404 where the store lost or changed it."""
    try:
        stream = open_verified(sha256)
    except StoredFileChanged as error:
        raise Http404 from error
    return file_answer(FileResponse(stream, content_type="application/pdf"), name)
