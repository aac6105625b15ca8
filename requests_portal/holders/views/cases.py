"""A case against an operator that stays silent or refuses: opened, looked at, tied to a cure notice, closed."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from contracts.cure.selectors import notices_visible_to
from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, right_needed, sent
from inventory.conduct.selectors import case_from as conduct_case_from
from inventory.conduct.services import case_open as conduct_case_open
from requests_portal.desk.common import case_render, request_page
from requests_portal.holders.forms import CaseCloseForm, CaseForm
from requests_portal.holders.selectors import agreements_in_question, cures_beside
from requests_portal.holders.services import case_close, case_cure_link, case_open_for
from requests_portal.holders.services.cases import PROPOSED_DAYS, evidence_of, notice_proposed
from requests_portal.holders.views.common import acted, form_page, form_taken, task_or_refuse, task_url
from requests_portal.models import OperatorCase, RequestTask, TaskState
from vendors.selectors import contacts_of

MAY_OPEN = "inventory.add_conductcase"


@request_page()
def open_case(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """Write the notice, and send it."""
    case, row = task_or_refuse(request, pk, task)
    contacts = contacts_of(row.operator_id or 0)
    if row.state not in (TaskState.SILENT, TaskState.REFUSED) or not contacts:
        messages.error(request, f"{row.holder_name}: a case needs a silent operator and somebody to write to.")
        return redirect(task_url(row))
    agreements = agreements_in_question(row)
    today = local_day(clock_now(), district_current().time_zone)
    form = CaseForm(
        sent(request)[0],
        contacts=contacts,
        agreements=agreements,
        initial={
            "contact": row.contact_id or contacts[0].pk,
            "notice": notice_proposed(row),
            "answer_by": today + timedelta(days=PROPOSED_DAYS),
            "agreement": agreements[0].pk if agreements else None,
        },
    )

    def write(given: dict[str, Any]) -> object:
        return case_open_for(task=row, actor=request.user, now=clock_now(), **given)

    if form_taken(request, form, write):
        messages.success(request, f"The case is open, and {row.holder_name} is written to.")
        return redirect(task_url(row))
    return form_page(
        request,
        case,
        form,
        template="staff/requests/holders/case_open.html",
        title=f"Open a case: {row.holder_name}",
        submit="Open the case and send the notice",
        back=task_url(row),
        evidence=evidence_of(row),
        warn_unsaved=True,
    )


@request_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int, task: int, operator_case: int) -> HttpResponse:
    """The case: evidence, notice, the cure notice beside it, and what came of it."""
    case, row = task_or_refuse(request, pk, task, may="")
    one = _case(row, operator_case)
    return case_render(
        request,
        "staff/requests/holders/case.html",
        case,
        "holders",
        title=f"{case.number}: case against {row.holder_name}",
        one=one,
        task=row,
        cures=cures_beside(one, request.user),
        cure_add=_cure_address(request, one),
        conduct=conduct_case_from(request.path),
        may_go_on=request.user.has_perm(MAY_OPEN),
        zone=district_current().time_zone,
        back_url=task_url(row),
    )


@request_page(methods=("POST",))
def link_cure(request: OfficeRequest, pk: int, task: int, operator_case: int, notice: int) -> HttpResponse:
    """Say that a cure notice belongs to it."""
    case, row = task_or_refuse(request, pk, task)
    one = _case(row, operator_case)
    cure = get_object_or_404(notices_visible_to(request.user), pk=notice)
    write = lambda: case_cure_link(case=one, notice=cure, actor=request.user, now=clock_now())  # noqa: E731
    return acted(request, case, write, "The cure notice belongs to the case now.")


@request_page(methods=("POST",))
def further(request: OfficeRequest, pk: int, task: int, operator_case: int) -> HttpResponse:
    """Go on with it as a case against the operator: end of its services, report to the authorities."""
    case, row = task_or_refuse(request, pk, task)
    right_needed(request.user, MAY_OPEN)
    one = _case(row, operator_case)
    place = reverse("requests:holder-case-page", args=[case.pk, row.pk, one.pk])
    known = conduct_case_from(place)
    if known is None:
        known = conduct_case_open(
            operator=one.operator,
            agreement=one.agreement,
            title=f"No answer to {case.number}",
            suspicion=one.evidence,
            noticed_on=local_day(one.opened_at, district_current().time_zone),
            owner=request.user,
            origin=case.number,
            origin_path=place,
            actor=request.user,
            now=clock_now(),
        )
        messages.success(request, f"Case {known.number} is open.")
    return redirect("conduct:case", pk=known.pk)


@request_page()
def close(request: OfficeRequest, pk: int, task: int, operator_case: int) -> HttpResponse:
    """What came of it."""
    case, row = task_or_refuse(request, pk, task)
    one = _case(row, operator_case)
    form = CaseCloseForm(sent(request)[0])
    back = reverse("requests:holder-case-page", args=[case.pk, row.pk, one.pk])

    def write(given: dict[str, Any]) -> object:
        return case_close(case=one, actor=request.user, now=clock_now(), **given)

    if form_taken(request, form, write):
        messages.success(request, "The case is closed.")
        return redirect(back)
    return form_page(request, case, form, title="Close the case", submit="Close it", back=back)


def _case(row: RequestTask, pk: int) -> OperatorCase:
    one = get_object_or_404(row.cases.select_related("cure_notice", "agreement", "operator"), pk=pk)
    one.task = row
    return one


def _cure_address(request: OfficeRequest, one: OperatorCase) -> str:
    """Where a cure notice of the agreement in question is written, for those who may."""
    may = one.agreement_id is not None and not one.outcome and request.user.has_perm("contracts.add_curenotice")
    return reverse("contracts:cure-add", args=[one.agreement_id]) if may else ""
