"""The report of a check, as PDF and as JSON, for those who may see its agreement."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from contracts.compare_selectors import checks_visible_to
from contracts.models import Check
from contracts.reporting import TEMPLATE, Report, report_as_json, report_of
from contracts.selectors import agreements_visible_to
from contracts.views.common import OfficeRequest, office_page, office_render
from district.clock import now as clock_now
from district.models import User
from district.printing import PrintingUnavailable, pdf_rendered
from district.selectors import district_current

PRIVATE = "private, no-store"


@office_page(methods=("GET", "HEAD"))
def pdf(request: OfficeRequest, pk: int) -> HttpResponse:
    """One page for a person or a file. 503 with a sentence where this machine cannot lay out pages."""
    report = _report(request, pk)
    document = report.check.document
    title = f"Check of {document.agreement.title}"
    try:
        made = pdf_rendered(TEMPLATE, {"report": report, "zone": report.district.time_zone}, title=title)
    except PrintingUnavailable as problem:
        return office_render(
            request,
            "staff/contracts/no_report.html",
            status=503,
            title="The report cannot be made",
            problem=str(problem),
            check=report.check,
            agreement=document.agreement,
        )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{report.name}.pdf"'
    response["Cache-Control"] = PRIVATE
    return response


@office_page(methods=("GET", "HEAD"))
def json(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything of the check, for programs: docs/check-report.md."""
    report = _report(request, pk)
    response = JsonResponse(report_as_json(report), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{report.name}.json"'
    response["Cache-Control"] = PRIVATE
    return response


def _report(request: OfficeRequest, pk: int) -> Report:
    return report_of(_check_or_refuse(request.user, pk), district=district_current(), now=clock_now())


def _check_or_refuse(user: User, pk: int) -> Check:
    """403 for people who see no agreement, 404 where the check is not theirs to see or not there."""
    if not user.has_perm("contracts.view_agreement") and not agreements_visible_to(user).exists():
        raise PermissionDenied
    return get_object_or_404(checks_visible_to(user), pk=pk)
