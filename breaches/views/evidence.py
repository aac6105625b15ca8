"""The evidence file of a breach: what is in it, having one made, and those that were made."""

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from breaches.evidence.files import files_of
from breaches.evidence.telling import CONTENTS
from breaches.evidencetasks import make_evidence
from breaches.models import Breach, EvidenceState
from breaches.services.evidence import evidence_ask
from breaches.services.states import BreachRefused
from breaches.views.common import breach_or_refuse, breach_page, room_render
from district.clock import now as clock_now
from district.downloads import file_answer
from district.selectors import district_current
from district.storage import StoredFileChanged, open_verified
from district.taskpages import OfficeRequest

MAKE = "breaches.add_evidencefile"
READ = "breaches.view_evidencefile"


@breach_page()
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """What the file holds, the files that were made, and how far the next one is: it asks again by itself."""
    breach = breach_or_refuse(request.user, pk, may=MAKE if request.method == "POST" else READ)
    if request.method == "POST":
        return _asked(request, breach)
    return _rendered(request, breach)


def _asked(request: OfficeRequest, breach: Breach) -> HttpResponse:
    try:
        file = evidence_ask(breach=breach, actor=request.user, now=clock_now())
    except BreachRefused as refusal:
        return _rendered(request, breach, problem=str(refusal), status=409)
    transaction.on_commit(lambda: make_evidence.delay(file.pk))
    messages.success(request, "The evidence file is being made. It appears here when it is ready.")
    return redirect("breaches:evidence", pk=breach.pk)


def _rendered(request: OfficeRequest, breach: Breach, *, problem: str = "", status: int = 200) -> HttpResponse:
    files = files_of(breach)
    making = next((file for file in files if file.under_way), None)
    response = room_render(
        request,
        "staff/breaches/evidence.html",
        breach,
        "evidence",
        status=status,
        contents=CONTENTS,
        files=files,
        making=making,
        problem=problem,
        may_make=request.user.has_perm(MAKE),
        zone=district_current().time_zone,
    )
    if making is not None and request.method != "POST":
        response["Refresh"] = "3"
    return response


@breach_page(methods=("GET", "HEAD"))
def download(request: OfficeRequest, pk: int, file: int) -> HttpResponseBase:
    """A file that was made, after its hash was compared; 409 where it was changed on disk."""
    breach = breach_or_refuse(request.user, pk, may=READ)
    row = get_object_or_404(breach.evidence_files.filter(state=EvidenceState.MADE), pk=file)
    try:
        stream = open_verified(row.sha256)
    except StoredFileChanged as problem:
        return _rendered(request, breach, problem=str(problem), status=409)
    name = f"evidence-{breach.number}-{row.day}.pdf"
    return file_answer(FileResponse(stream, content_type="application/pdf"), name)
