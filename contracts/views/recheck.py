"""Agreements whose result may have changed: the list, the run over them with its progress, and what came of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from contracts.rechecking import (
    MOST_SHOWN,
    items_changed,
    outdated_among,
    progress_of,
    reasons_counted,
    recheck_running,
    rechecks_finished,
    rechecks_listed,
)
from contracts.rechecktasks import recheck_soon
from contracts.selectors import agreements_visible_to
from contracts.services.recheck import RecheckRefused, recheck_start
from contracts.views.common import OfficeRequest, must_have, office_page, office_render
from district.clock import now as clock_now
from district.selectors import district_current_or_none

READ, START = "contracts.view_recheck", "contracts.add_recheck"


@office_page()
def rechecks(request: OfficeRequest) -> HttpResponse:
    """What is outdated and why; a POST begins a run over all of it or over what was chosen."""
    must_have(request.user, READ)
    if request.method == "POST":
        return _started(request)
    return _rendered(request)


@office_page(methods=("GET", "HEAD"))
def run(request: OfficeRequest, pk: int) -> HttpResponse:
    """One run: how far it is, asking again by itself; then the agreements by what changed."""
    must_have(request.user, READ)
    recheck = get_object_or_404(rechecks_listed(), pk=pk)
    changed = items_changed(recheck, request.user)
    district = district_current_or_none()
    progress = progress_of(recheck)
    response = office_render(
        request,
        "staff/contracts/recheck_run.html",
        title="Checking again" if recheck.finished_at is None else "Checked again",
        recheck=recheck,
        progress=progress,
        progress_words=f"{progress.ended} of {progress.total} checked",
        items=list(changed[:MOST_SHOWN]),
        more=max(0, changed.count() - MOST_SHOWN),
        zone=district.time_zone if district is not None else "UTC",
    )
    if recheck.finished_at is None:
        response["Refresh"] = "3"
    return response


def _started(request: OfficeRequest) -> HttpResponse:
    must_have(request.user, START)
    everything = "all" in request.POST
    named = request.POST.getlist("agreement")
    chosen = {int(value) for value in named if value.isascii() and value.isdigit() and len(value) < 19}
    if not everything and not chosen:
        return _rendered(request, problem="Choose at least one agreement.", status=422)
    try:
        recheck = recheck_start(actor=request.user, now=clock_now(), agreements=None if everything else chosen)
    except RecheckRefused as refusal:
        return _rendered(request, problem=str(refusal), status=409)
    recheck_soon(recheck.pk)
    messages.success(request, "The check was started. Results stand beside the earlier ones, which are kept.")
    return redirect("contracts:recheck-run", pk=recheck.pk)


def _rendered(request: OfficeRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    outdated = outdated_among(agreements_visible_to(request.user), now=clock_now())
    district = district_current_or_none()
    return office_render(
        request,
        "staff/contracts/recheck.html",
        status=status,
        title="Agreements to look at again",
        outdated=outdated[:MOST_SHOWN],
        total=len(outdated),
        more=max(0, len(outdated) - MOST_SHOWN),
        reasons=reasons_counted(outdated),
        running=recheck_running(),
        finished=rechecks_finished(),
        may_start=request.user.has_perm(START),
        problem=problem,
        zone=district.time_zone if district is not None else "UTC",
    )
