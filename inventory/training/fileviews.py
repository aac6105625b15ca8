"""A file of completions: hand it in, see what each row would do, enter it; and operators' designated people."""

from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from district.clock import now as clock_now
from district.tables.packages import Unusable
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from inventory.models import DesignatedPerson
from inventory.training.filereading import ENTERED, OUTCOMES
from inventory.training.files import file_check, file_drop, file_enter
from inventory.training.forms import DesignatedForm, FileForm
from inventory.training.people import keep_needed
from inventory.training.selectors import designated_all, files_all, rounds_all
from inventory.training.services import designated_save
from inventory.training.views import today_here

PER_PAGE: Final = 100
SEE_DESIGNATED: Final = "inventory.view_designatedperson"
KEEP_DESIGNATED: Final = "inventory.change_designatedperson"


@office_page()
def upload(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand a file in: nothing is entered yet."""
    keep_needed(request.user)
    found = get_object_or_404(rounds_all(), pk=pk)
    form = FileForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = file_check(
                training_round=found,
                content=file.read(),
                name=file.name,
                today=today_here(),
                actor=request.user,
                now=clock_now(),
            )
        except Unusable as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("trainings:file", pk=kept.pk)
    return office_render(
        request,
        "staff/trainings/form.html",
        title=f"{found.course.title}: completions from a file",
        form=form,
        button="Look at the file",
        lead="Nothing is entered yet: first you see what each row would do.",
        status=422 if form.errors else 200,
    )


@office_page(methods=("GET", "HEAD"))
def file_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """The dry run, row by row; those that cannot be entered first."""
    keep_needed(request.user)
    file = get_object_or_404(files_all(), pk=pk)
    order = ("refused", "beside", "new", "earlier", "twice", "same")
    rows = sorted(file.rows, key=lambda row: (order.index(row["outcome"]), row["line"]))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return office_render(
        request,
        "staff/trainings/file.html",
        title=file.name,
        file=file,
        page=page,
        rows=[(row, *OUTCOMES[row["outcome"]]) for row in page.object_list],
        counts=[(*OUTCOMES[outcome], file.counts[outcome]) for outcome in order if file.counts.get(outcome)],
        enters=sum(file.counts.get(outcome, 0) for outcome in ENTERED),
    )


@office_page(methods=("POST",))
def file_do(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter the file, or drop it."""
    keep_needed(request.user)
    file = get_object_or_404(files_all(), pk=pk)
    now = clock_now()
    try:
        if request.POST.get("do") == "enter":
            number = file_enter(file=file, actor=request.user, now=now)
            messages.success(request, f"{number} completion{'s' * (number != 1)} entered.")
        else:
            file_drop(file=file, actor=request.user, now=now)
            messages.success(request, "Nothing was entered.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("trainings:round", pk=file.round_id)


@office_page(methods=("GET", "HEAD"))
def designated(request: OfficeRequest) -> HttpResponse:
    """Whom operators name as responsible for security, and when they were trained."""
    right_needed(request.user, SEE_DESIGNATED)
    return office_render(
        request,
        "staff/trainings/designated.html",
        title="Operators’ designated people",
        rows=designated_all(),
        may_keep=request.user.has_perm(KEEP_DESIGNATED),
    )


@office_page()
def designated_edit(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """A new person, or a changed one."""
    right_needed(request.user, KEEP_DESIGNATED)
    person = get_object_or_404(designated_all(), pk=pk) if pk is not None else DesignatedPerson()
    form = DesignatedForm(sent(request)[0], instance=person)
    if request.method == "POST" and form.is_valid():
        designated_save(person=form.save(commit=False), actor=request.user)
        messages.success(request, f"{person.name} is kept.")
        return redirect("trainings:designated")
    title = f"Change {person.name}" if pk is not None else "A designated person"
    status = 422 if form.errors else 200
    return office_render(request, "staff/trainings/form.html", title=title, form=form, status=status)
