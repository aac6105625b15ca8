"""The book of trainings: courses, rounds, who is missing, and a person's own trainings."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from district.clock import local_day
from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.downloads import file_answer
from district.refusals import Refused
from district.selectors import district_current, packs_adopted
from district.taskpages import OfficeRequest, office_page, office_render, sent
from inventory.approved.people import staff_needed
from inventory.models import CompletionSource, TrainingCompletion, TrainingCourse, TrainingRound
from inventory.sealing import GivenFile, beside_answer
from inventory.training.forms import BecauseForm, CourseForm, DoneForm, ExcuseForm, MoveForm, OwnForm, RoundForm
from inventory.training.people import KEEP, SEE, keep_needed, people_of, roles_in_words, see_needed
from inventory.training.reminding import ask_again, next_year
from inventory.training.rules import training_rules
from inventory.training.selectors import (
    Line,
    completions_all,
    courses_all,
    courses_given,
    lines_of,
    own_lines,
    rounds_all,
    rounds_current,
    standings,
)
from inventory.training.services import (
    completion_enter,
    completion_excuse,
    completion_take_back,
    course_retire,
    course_save,
    round_move,
    round_open,
)

COLUMNS: Final = (
    *("Name", "E-mail address", "School", "Training", "Due on", "Standing", "Done on", "Excused because"),
    *("How it is known", "Certificate"),
)


def today_here() -> date:
    """Today in the district."""
    return local_day(clock_now(), district_current().time_zone)


@office_page(methods=("GET", "HEAD"))
def overview(request: OfficeRequest) -> HttpResponse:
    """Each course's current round: how many have done it, how many are missing."""
    see_needed(request.user)
    day = today_here()
    rounds = rounds_current(day)
    with_round = {one.course_id for one in rounds}
    return office_render(
        request,
        "staff/trainings/overview.html",
        title="Trainings",
        standings=standings(rounds, day),
        waiting=[course for course in courses_given() if course.pk not in with_round],
        retired=[course for course in courses_all() if course.retired_on is not None],
        rules=training_rules(packs_adopted(day)),
        may_keep=request.user.has_perm(KEEP),
    )


@office_page()
def course_edit(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """A new course, or a changed one."""
    keep_needed(request.user)
    course = get_object_or_404(courses_all(), pk=pk) if pk is not None else TrainingCourse()
    form = CourseForm(sent(request)[0], instance=course, rules=training_rules(packs_adopted(today_here())))
    if request.method == "POST" and form.is_valid():
        course_save(course=form.save(commit=False), actor=request.user)
        messages.success(request, f"{course.title} is kept.")
        return redirect("trainings:course", pk=course.pk)
    title = f"Change {course.title}" if pk is not None else "A new training"
    return _form(request, form, title)


@office_page(methods=("GET", "HEAD"))
def course(request: OfficeRequest, pk: int) -> HttpResponse:
    """A course with every round that it had."""
    see_needed(request.user)
    found = get_object_or_404(courses_all(), pk=pk)
    day = today_here()
    rule = {one.id: one for one in training_rules(packs_adopted(day))}.get(found.rule)
    return office_render(
        request,
        "staff/trainings/course.html",
        title=found.title,
        course=found,
        rule=rule,
        roles=roles_in_words(found),
        standings=standings([one for one in rounds_all() if one.course_id == found.pk], day),
        may_keep=request.user.has_perm(KEEP),
    )


@office_page(methods=("POST",))
def course_end(request: OfficeRequest, pk: int) -> HttpResponse:
    """It is no longer given."""
    keep_needed(request.user)
    found = get_object_or_404(courses_given(), pk=pk)
    course_retire(course=found, on=today_here(), actor=request.user)
    messages.success(request, f"{found.title} is no longer given. What was done stays in the book.")
    return redirect("trainings:overview")


@office_page()
def round_new(request: OfficeRequest, pk: int) -> HttpResponse:
    """The next time at which a course is due."""
    keep_needed(request.user)
    found = get_object_or_404(courses_given(), pk=pk)
    form = RoundForm(sent(request)[0], initial=_proposed(found))
    if request.method == "POST" and form.is_valid():
        made = _tried(form, lambda: round_open(course=found, actor=request.user, **form.cleaned_data))
        if made is not None:
            return redirect("trainings:round", pk=made.pk)
    return _form(request, form, f"{found.title}: when is it due?", button="Keep these days")


def _proposed(found: TrainingCourse) -> dict[str, date]:
    """A year after the last round, where there was one."""
    last = found.rounds.first()
    return {} if last is None else {"opens_on": next_year(last.opens_on), "due_on": next_year(last.due_on)}


@office_page()
def round_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Another last day."""
    keep_needed(request.user)
    found = _round(pk)
    form = MoveForm(sent(request)[0], initial={"due_on": found.due_on})
    if request.method == "POST" and form.is_valid():
        moved = _tried(form, lambda: round_move(training_round=found, actor=request.user, **form.cleaned_data))
        if moved is not None:
            return redirect("trainings:round", pk=pk)
    return _form(request, form, f"{found.course.title}: another last day")


@office_page(methods=("GET", "HEAD"))
def round_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everybody whom it concerns, the missing first."""
    see_needed(request.user)
    found, day = _round(pk), today_here()
    lines = lines_of(found)
    may_keep = request.user.has_perm(KEEP)
    return office_render(
        request,
        "staff/trainings/round.html",
        title=found.course.title,
        round=found,
        standing=standings([found], day)[0],
        lines=lines,
        missing=[line for line in lines if line.completion is None],
        kept=[line for line in lines if line.completion is not None],
        done_form=DoneForm(people=_concerned(found), initial={"completed_on": day}) if may_keep else None,
        excuse_form=ExcuseForm(people=_concerned(found), auto_id="excuse_%s") if may_keep else None,
        may_keep=may_keep,
    )


@office_page()
def done(request: OfficeRequest, pk: int) -> HttpResponse:
    """One person has done it: the office says so."""
    keep_needed(request.user)
    found = _round(pk)
    form = DoneForm(*sent(request), people=_concerned(found), initial={"completed_on": today_here()})
    if request.method == "POST" and form.is_valid() and _entered(request, form, found, form.cleaned_data["person"]):
        messages.success(request, f"{form.cleaned_data['person']} has done {found.course.title}.")
        return redirect("trainings:round", pk=pk)
    return _form(request, form, f"{found.course.title}: somebody has done it")


@office_page()
def excuse(request: OfficeRequest, pk: int) -> HttpResponse:
    """One person need not do it."""
    keep_needed(request.user)
    found = _round(pk)
    form = ExcuseForm(sent(request)[0], people=_concerned(found))
    if request.method == "POST" and form.is_valid():
        excused = _tried(
            form,
            lambda: completion_excuse(training_round=found, actor=request.user, now=clock_now(), **form.cleaned_data),
        )
        if excused is not None:
            messages.success(request, f"{excused.person} is excused.")
            return redirect("trainings:round", pk=pk)
    return _form(request, form, f"{found.course.title}: somebody need not do it")


@office_page()
def take_back(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was entered by mistake goes, with a reason."""
    keep_needed(request.user)
    row = get_object_or_404(completions_all(), pk=pk)
    form, training_round = BecauseForm(sent(request)[0]), row.round_id
    if request.method == "POST" and form.is_valid():
        completion_take_back(completion=row, actor=request.user, **form.cleaned_data)
        messages.success(request, f"{row.person} counts as missing again.")
        return redirect("trainings:round", pk=training_round)
    return _form(request, form, f"Take back: {row.person}, {row.round.course}", button="Take it back")


@office_page(methods=("POST",))
def remind(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everybody who is missing gets a reminder, at most one a day."""
    keep_needed(request.user)
    found = _round(pk)
    number = ask_again(training_round=found, day=today_here(), actor=request.user, now=clock_now())
    messages.success(request, f"Reminders go out to {number} people. Nobody gets two on one day.")
    return redirect("trainings:round", pk=pk)


@office_page(methods=("GET", "HEAD"))
def round_csv(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Everybody whom it concerns, as a spreadsheet."""
    see_needed(request.user)
    found = _round(pk)
    answer = StreamingHttpResponse(csv_pieces(COLUMNS, _rows(found)), content_type="text/csv; charset=utf-8")
    return file_answer(answer, f"training-{found.course_id}-{found.due_on}.csv")


def _rows(found: TrainingRound) -> Iterator[tuple[object, ...]]:
    for line in lines_of(found):
        row, school = line.completion, line.person.school
        yield (
            *(line.person.name, line.person.email, school.name if school else "", found.course.title, found.due_on),
            *(_standing(line), row.completed_on if row else None, row.excused_because if row else ""),
            *(row.get_source_display() if row else "", row.evidence_name if row else ""),
        )


def _standing(line: Line) -> str:
    if line.completion is None:
        return "missing"
    return "done" if line.completion.completed_on is not None else "excused"


@office_page(methods=("GET", "HEAD"))
def evidence(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A certificate: for those who see the book, and for the person whose it is."""
    row = get_object_or_404(completions_all(), pk=pk)
    if row.person_id != request.user.pk:
        see_needed(request.user)
    if not row.evidence_sha256:
        raise Http404
    return beside_answer(row.evidence_sha256, lambda: row.evidence_sealed, row.evidence_name)


@office_page(methods=("GET", "HEAD"))
def mine(request: OfficeRequest) -> HttpResponse:
    """A person's own trainings: by when, where, and what is kept."""
    staff_needed(request.user)
    day = today_here()
    lines = [(one, row, row is None and day > one.due_on) for one, row in own_lines(request.user, day)]
    return office_render(
        request,
        "staff/trainings/mine.html",
        title="My trainings",
        lines=lines,
        may_see=request.user.has_perm(SEE),
    )


@office_page()
def mine_done(request: OfficeRequest, pk: int) -> HttpResponse:
    """A person's own word that they have done it, where the course takes that."""
    staff_needed(request.user)
    day = today_here()
    found = next((one for one, _ in own_lines(request.user, day) if one.pk == pk and one.course.own_word), None)
    if found is None:
        raise Http404
    form = OwnForm(*sent(request), initial={"completed_on": day})
    own = {"source": CompletionSource.OWN_WORD}
    if request.method == "POST" and form.is_valid() and _entered(request, form, found, request.user, **own):
        messages.success(request, f"{found.course.title} is recorded.")
        return redirect("trainings:mine")
    return _form(request, form, f"I have done {found.course.title}", template="staff/trainings/mine_form.html")


def _entered(
    request: OfficeRequest,
    form: Form,
    found: TrainingRound,
    person: Any,
    *,
    source: str = CompletionSource.OFFICE,
) -> TrainingCompletion | None:
    file = form.cleaned_data.get("evidence")
    return _tried(
        form,
        lambda: completion_enter(
            training_round=found,
            person=person,
            completed_on=form.cleaned_data["completed_on"],
            today=today_here(),
            actor=request.user,
            now=clock_now(),
            source=source,
            evidence=GivenFile(file.name, file) if file is not None else None,
        ),
    )


def _tried(form: Form, write: Callable[[], Any]) -> Any:
    """What the service answers; None where it refuses, with its words in the form."""
    try:
        return write()
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except Refused as refusal:
        form.add_error("evidence", str(refusal))
    return None


def _concerned(found: TrainingRound) -> Any:
    return people_of(found.course)


def _round(pk: int) -> TrainingRound:
    return get_object_or_404(rounds_all(), pk=pk)


def _form(
    request: OfficeRequest, form: Any, title: str, *, template: str = "staff/trainings/form.html", button: str = "Keep"
) -> HttpResponse:
    status = 422 if form.errors else 200
    return office_render(request, template, title=title, form=form, button=button, status=status)
