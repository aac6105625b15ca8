"""Pages of cases against operators: the list, one case, and opening, noting, closing it."""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from contracts.selectors import agreements_visible_to
from district.clock import now as clock_now
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from inventory.conduct import services
from inventory.conduct.forms import CloseForm, NoteForm, OpenForm, ReopenForm
from inventory.conduct.presenters import MAY, case_context
from inventory.conduct.restrictions import forbidden_on
from inventory.conduct.selectors import case_whole, cases_listed, cases_visible_to, people_who_look_after
from inventory.models import ConductCase
from inventory.officepages import form_page, form_taken, record_or_refuse
from inventory.operators.views import operator_or_refuse
from inventory.today import today
from vendors.selectors import products_of

SEE: Final = "inventory.view_conductcase"
MAY_OPEN: Final = "inventory.add_conductcase"
A_PAGE: Final = 50
SHOWN: Final = (("", "Open"), ("closed", "Closed"), ("all", "All"))


def case_or_refuse(request: OfficeRequest, pk: int, may: str = "") -> ConductCase:
    """The case: 403 without the right to see or to work on it, 404 where there is none."""
    return record_or_refuse(request, cases_visible_to(request.user), pk, SEE, may)


def case_url(case: ConductCase) -> str:
    return reverse("conduct:case", args=[case.pk])


def case_trail(case: ConductCase, last: str) -> list[tuple[str, str]]:
    return [("Cases against operators", reverse("conduct:list")), (case.number, case_url(case)), (last, "")]


@office_page(methods=("GET", "HEAD"))
def case_list(request: OfficeRequest) -> HttpResponse:
    """Cases, the open ones first."""
    right_needed(request.user, SEE)
    show = request.GET.get("show", "")
    page = Paginator(cases_listed(request.user, show=show), A_PAGE).get_page(request.GET.get("page"))
    return office_render(
        request,
        "staff/conduct/list.html",
        title="Cases against operators",
        page=page,
        show=show,
        shown=SHOWN,
        query=urlencode({"show": show}),
    )


@office_page(methods=("GET", "HEAD"))
def case_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """One case: the next thing to do, then everything that belongs to it."""
    whole = case_whole(case_or_refuse(request, pk))
    return office_render(request, "staff/conduct/case.html", **case_context(whole, request.user, today()))


@office_page()
def open_case(request: OfficeRequest, operator: int) -> HttpResponse:
    """Open a case against an operator."""
    one = operator_or_refuse(request, operator, MAY_OPEN)
    form = OpenForm(
        sent(request)[0],
        rules=forbidden_on(today()),
        products=products_of(one).order_by("name"),
        agreements=agreements_visible_to(request.user).filter(operator=one),
        people=people_who_look_after(),
        initial={"owner": request.user.pk, "noticed_on": today(), "restriction": ""},
    )
    opened: list[ConductCase] = []

    def write(values: dict[str, Any]) -> None:
        opened.append(services.case_open(operator=one, actor=request.user, now=clock_now(), **values))

    if form_taken(request, form, write):
        messages.success(request, f"Case {opened[0].number} is open.")
        return redirect(case_url(opened[0]))
    address = reverse("operators:operator", args=[one.pk])
    title = f"Open a case against {one.name}"
    return form_page(
        request,
        form,
        title=title,
        submit="Open the case",
        back=address,
        trail=[("Operators", reverse("operators:list")), (one.name, address), ("Open a case", "")],
        intro="A suspicion is enough. What came of it is said at the end.",
        warn_unsaved=True,
    )


@office_page()
def note(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add a note."""
    case = case_or_refuse(request, pk, MAY)
    form = NoteForm(sent(request)[0])

    def write(values: dict[str, Any]) -> object:
        return services.case_note(case=case, actor=request.user, now=clock_now(), **values)

    return case_form(request, case, form, write, title="Add a note", submit="Add it", done="The note is kept.")


@office_page()
def close(request: OfficeRequest, pk: int) -> HttpResponse:
    """Close the case with what came of it."""
    case = case_or_refuse(request, pk, MAY)
    form = CloseForm(sent(request)[0])

    def write(values: dict[str, Any]) -> object:
        return services.case_close(case=case, actor=request.user, now=clock_now(), **values)

    return case_form(request, case, form, write, title="Close the case", submit="Close it", done="The case is closed.")


@office_page()
def reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open a closed case again."""
    case = case_or_refuse(request, pk, MAY)
    form = ReopenForm(sent(request)[0])

    def write(values: dict[str, Any]) -> object:
        return services.case_reopen(case=case, actor=request.user, now=clock_now(), **values)

    return case_form(
        request, case, form, write, title="Open the case again", submit="Open it", done="The case is open again."
    )


def case_form(
    request: OfficeRequest,
    case: ConductCase,
    form: Any,
    write: Any,
    *,
    title: str,
    submit: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    """One form of the case: where its service takes it, back to the case with what was done."""
    if form_taken(request, form, write):
        messages.success(request, done)
        return redirect(case_url(case))
    return form_page(
        request, form, title=title, submit=submit, back=case_url(case), trail=case_trail(case, title), **context
    )
