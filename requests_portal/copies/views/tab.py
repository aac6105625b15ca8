"""The tab "Copies" of a case: files gathered and looked through, what was given, and the one next thing to do."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, sent
from requests_portal.copies.forms import AddFilesForm
from requests_portal.copies.paper import electronic_asked, fee_for, waiver_asked
from requests_portal.copies.presenters import delivery_lines, file_lines
from requests_portal.copies.standing import Standing, deliveries_of, files_standing
from requests_portal.decisions.selectors import holders_missing
from requests_portal.desk.common import MAY_WORK, case_render, request_or_refuse, request_page
from requests_portal.holders.selectors import tasks_listed
from requests_portal.models import FilePurpose, PrivacyRequest, RequestKind
from requests_portal.selectors import portal_settings
from requests_portal.services.files import FileRefused, file_keep
from roster.services import student_looked_at

TEMPLATE: Final = "staff/requests/copies/tab.html"


@request_page()
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything at a glance; posting adds files."""
    case = request_or_refuse(request.user, pk, MAY_WORK if request.method == "POST" else "")
    now = clock_now()
    if request.method != "POST" and case.student is not None:
        student_looked_at(student=case.student, actor=request.user, now=now)
    form = AddFilesForm(*sent(request), holders=_holders(case))
    if request.method == "POST" and form.is_valid() and _added(request, case, form):
        return redirect("requests:copies", pk=pk)
    standings = files_standing(case)
    lines = file_lines(standings)
    return case_render(
        request,
        TEMPLATE,
        case,
        "copies",
        status=422 if form.errors else 200,
        form=form,
        lines=[line for line in lines if line.code != "kept"],
        others=[line for line in lines if line.code == "kept"],
        deliveries=delivery_lines(deliveries_of(case)),
        next=next_thing(case, standings),
        ready=[standing for standing in standings if standing.may_be_given],
        facts=_facts(case),
        zone=district_current().time_zone,
        is_content=case.kind == RequestKind.CONTENT,
        missing=holders_missing(case),
    )


def next_thing(case: PrivacyRequest, standings: list[Standing]) -> tuple[str, str]:
    """The one next step: what its button says, and where it leads; empty words where nothing is to be done."""
    if not case.is_open:
        return "", ""
    if not case.is_identified:
        return "Settle who asks", reverse("requests:identity", args=[case.pk])
    waiting = next((one for one in standings if one.code in {"unchecked", "marked", "failed"}), None)
    if waiting is not None:
        return "Look through the next file", reverse("requests:copies-file", args=[case.pk, waiting.file.pk])
    if any(standing.may_be_given for standing in standings):
        way = "copies-link" if case.asker_email else "copies-paper"
        if case.kind == RequestKind.INSPECT:
            way = "copies-inspection"
        elif case.kind == RequestKind.COPY and not electronic_asked(case):
            way = "copies-paper"
        return GIVE[way], reverse(f"requests:{way}", args=[case.pk])
    return "Add files", "#add"


GIVE: Final = {
    "copies-link": "Give it to download",
    "copies-paper": "Give it on paper",
    "copies-inspection": "Propose an appointment",
}


def _facts(case: PrivacyRequest) -> list[tuple[str, str]]:
    """What the family asked for, and what paper would cost."""
    details: dict[str, Any] = case.details or {}
    settings = portal_settings()
    cents, _fee = fee_for(1, settings)
    rows = [("Asked for", str(details.get("what", "")) or "everything that is held")]
    if case.kind == RequestKind.COPY:
        rows.append(("As", "an electronic copy" if electronic_asked(case) else "a copy on paper"))
    if case.kind == RequestKind.CONTENT:
        moved = details.get("keep") == "transfer"
        rows.append(("How", f"moved to {details.get('account', 'an account')}" if moved else "to download"))
    rows.append(("On paper", f"{cents} cents a page ({settings.fee_source})" if cents else "no fee"))
    if waiver_asked(case):
        rows.append(("Fee", "waived: the family ticked that it cannot pay, and need not prove it"))
    return rows


def _holders(case: PrivacyRequest) -> list[tuple[int, str]]:
    return [(task.pk, task.holder_name) for task in tasks_listed(case)]


def _added(request: OfficeRequest, case: PrivacyRequest, form: AddFilesForm) -> bool:
    """Keep what can be kept, and say of each other file why not. True where all were kept."""
    chosen = form.cleaned_data.get("holder")
    task = next((task for task in tasks_listed(case) if task.pk == chosen), None)
    kept = 0
    for file in form.cleaned_data["uploads"]:
        try:
            file_keep(
                request=case,
                content=file,
                name=file.name,
                purpose=FilePurpose.GATHERED,
                actor=request.user,
                now=clock_now(),
                task=task,
            )
        except FileRefused as refusal:
            form.add_error("uploads", f"{file.name}: {refusal}")
        else:
            kept += 1
    if kept:
        messages.success(request, "1 file was added." if kept == 1 else f"{kept} files were added.")
    return not form.errors
