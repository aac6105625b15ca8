"""The students tab: whom the breach touches, how they came on the list, and how they leave it."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from breaches.affected import (
    SEE_NAMES,
    Candidate,
    affected_filtered,
    affected_share,
    affected_tallies,
    changes_of,
    lists_of,
    students_addable,
    students_typed,
    without_address,
)
from breaches.models import AffectedStudent, Breach
from breaches.recipients import pupils_forgotten
from breaches.services.states import BreachRefused
from breaches.services.students import (
    affected_add_school,
    affected_add_students,
    affected_remove,
    affected_remove_change,
)
from breaches.steps import WORKED_ON
from breaches.studentforms import FilterForm, RemoveForm, SchoolForm, TypedForm
from breaches.studentlines import (
    language_name,
    list_line,
    pupil_lines,
    share_words,
    sums_by_grade,
    sums_by_language,
    sums_by_school,
)
from breaches.views.common import breach_or_refuse, breach_page, room_render
from breaches.views.facts import form_answered
from district.clock import now as clock_now
from district.selectors import district_current, schools_all
from district.taskpages import OfficeRequest, right_needed, sent

ADD = "breaches.add_affectedstudent"
CHANGE = "breaches.change_affectedstudent"
LOOK_UP = "roster.view_student"
PAGE = 100
MOST_FOUND = 50


if TYPE_CHECKING:
    Base = Paginator[AffectedStudent]
else:  # Django's own class takes no parameters at run time
    Base = Paginator


class CountedPaginator(Base):
    """Pages whose number is known without counting fifty thousand rows again."""

    def __init__(self, rows: Any, size: int, count: int) -> None:
        super().__init__(rows, size)
        self.__dict__["count"] = count


@breach_page()
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """The sums, the pupils page by page, and what was done to the list. A post takes the ticked ones off."""
    breach = breach_or_refuse(request.user, pk, may=CHANGE if request.method == "POST" else "")
    form = RemoveForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        ids = [int(pk) for pk in request.POST.getlist("pupil") if pk.isdigit() and len(pk) < 19]
        try:
            count = affected_remove(
                breach=breach, affected_ids=ids, actor=request.user, now=clock_now(), **form.cleaned_data
            )
        except BreachRefused as refusal:
            form.add_error(refusal.field or None, "Tick whom to take off." if not ids else str(refusal))
        else:
            messages.success(request, f"{count} taken off the list." if count > 1 else "One pupil taken off the list.")
            return redirect("breaches:students", pk=breach.pk)
    return _rendered(request, breach, form)


def _rendered(request: OfficeRequest, breach: Breach, form: RemoveForm) -> HttpResponse:
    tallies = affected_tallies(breach)
    sees = request.user.has_perm(SEE_NAMES) and breach.students_purged_at is None
    open_here = breach.state in WORKED_ON and breach.students_purged_at is None
    filters = FilterForm(
        request.GET,
        schools=sorted(
            {(tally.school, tally.school_name) for tally in tallies if tally.school}, key=lambda one: one[1]
        ),
        languages=sorted({(tally.language, language_name(tally.language)) for tally in tallies}),
    )
    return room_render(
        request,
        "staff/breaches/students.html",
        breach,
        "students",
        status=422 if form.errors else 200,
        form=form,
        filters=filters,
        **(_names(request, breach, filters) if sees else {}),
        schools=sums_by_school(tallies),
        grades=sums_by_grade(tallies),
        languages=sums_by_language(tallies),
        share=share_words(affected_share(breach)),
        without=without_address(breach).count() if _first_look(request, breach) else 0,
        forgotten=pupils_forgotten(breach),
        changes=changes_of(breach),
        lists=[list_line(source, source.open_rows) for source in lists_of(breach)],
        sees=sees,
        may_add=open_here and not breach.drill and request.user.has_perm(ADD),
        may_remove=open_here and request.user.has_perm(CHANGE),
        may_look_up=request.user.has_perm(LOOK_UP),
        zone=district_current().time_zone,
    )


def _first_look(request: OfficeRequest, breach: Breach) -> bool:
    """Whether the page says who has no address: it reads the whole roster's families, so not while pages are turned."""
    return bool(breach.affected_total) and not breach.drill and not request.GET


def _names(request: OfficeRequest, breach: Breach, filters: FilterForm) -> dict[str, Any]:
    """One page of pupils. Only what stands on it is unsealed."""
    chosen = filters.narrowed()
    rows = _rows(breach, chosen)
    count = rows.order_by().count() if chosen else breach.affected_total
    found = CountedPaginator(rows, PAGE, count).get_page(request.GET.get("page"))
    query = urlencode({name: "on" if value is True else value for name, value in chosen.items()})
    return {"page": found, "pupils": pupil_lines(found.object_list), "query": query, "chosen": chosen, "count": count}


def _rows(breach: Breach, chosen: dict[str, Any]) -> QuerySet[AffectedStudent]:
    narrowed = {name: value for name, value in chosen.items() if name != "address"}
    rows = affected_filtered(breach, **narrowed)
    return rows.filter(pk__in=without_address(breach).order_by().values("pk")) if "address" in chosen else rows


@breach_page()
def by_school(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add whole schools or grades from the roster."""
    breach = breach_or_refuse(request.user, pk, may=ADD)
    said: list[str] = []

    def take(values: dict[str, Any]) -> None:
        added = affected_add_school(breach=breach, actor=request.user, now=clock_now(), **values)
        said.append(_added_words(added.added, added.already))

    return form_answered(
        request,
        breach,
        SchoolForm(sent(request)[0], schools=schools_all()),
        take=take,
        done=lambda: said[0],
        tab="students",
        title="Add pupils by school and grade",
        intro="Everybody whom the roster has there today is added. Who is on the list already stays as they are.",
        submit_label="Add them",
    )


def _added_words(added: int, already: int) -> str:
    words = f"{added:,} pupils added." if added != 1 else "One pupil added."
    return f"{words} {already:,} on the list already." if already else words


@breach_page()
def search(request: OfficeRequest, pk: int) -> HttpResponse:
    """Look one pupil up by number or name, and add the ones that are meant."""
    breach = breach_or_refuse(request.user, pk, may=ADD)
    right_needed(request.user, LOOK_UP)
    if request.method == "POST" and "add" in request.POST:
        return _found_added(request, breach)
    form = TypedForm(sent(request)[0])
    found = looked_up(breach, form)
    return room_render(
        request,
        "staff/breaches/students_search.html",
        breach,
        "students",
        status=422 if form.errors else 200,
        form=form,
        asked=form.is_bound and form.is_valid(),
        addable=[one for one in found if not one.listed],
        listed=[one for one in found if one.listed],
        may_remove=request.user.has_perm(CHANGE),
        most=MOST_FOUND,
        title="Add single pupils",
    )


def looked_up(breach: Breach, form: TypedForm) -> list[Candidate]:
    """The pupils whom a typed number or name may mean; none while nothing is typed."""
    if not (form.is_bound and form.is_valid()):
        return []
    return students_addable(breach, students_typed(form.cleaned_data["typed"]), most=MOST_FOUND)


def _found_added(request: OfficeRequest, breach: Breach) -> HttpResponse:
    ids = [int(pk) for pk in request.POST.getlist("student") if pk.isdigit() and len(pk) < 19]
    try:
        added = affected_add_students(breach=breach, student_ids=ids, actor=request.user, now=clock_now())
    except BreachRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("breaches:students-search", pk=breach.pk)
    messages.success(request, _added_words(added.added, added.already))
    return redirect("breaches:students", pk=breach.pk)


@breach_page()
def take_back(request: OfficeRequest, pk: int, change: int) -> HttpResponse:
    """Take off everybody whom one adding brought: the wrong school, or the wrong list."""
    breach = breach_or_refuse(request.user, pk, may=CHANGE)
    row = get_object_or_404(breach.student_changes.filter(kind="added"), pk=change)
    return form_answered(
        request,
        breach,
        RemoveForm(sent(request)[0]),
        take=lambda values: affected_remove_change(change=row, actor=request.user, now=clock_now(), **values),
        done="They are taken off the list.",
        tab="students",
        back=reverse("breaches:students", args=[breach.pk]),
        title=f"Take back: {row.what}",
        intro=f"{row.pupils:,} were added then. Those who are still there and came this way are taken off.",
        submit_label="Take them off",
        danger=True,
    )
