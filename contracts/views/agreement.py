"""The page of one agreement: what to do next, what is missing, its files, clocks and history."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from contracts.actions import Standpoint, actions_of, may_upload
from contracts.cure.gaps import gaps_of
from contracts.cure.presenters import notice_tone, notice_words
from contracts.cure.selectors import notices_of
from contracts.draft_selectors import drafts_of, offer_of
from contracts.draftpresenters import draft_lines
from contracts.hooks import agreement_beside
from contracts.packs import packs_applying
from contracts.presenters import (
    DOCUMENT_TONES,
    STATE_TONES,
    checklist_lines,
    clock_lines,
    next_step,
)
from contracts.readiness import readiness_of, review_state
from contracts.selectors import opinions_of, postings_listed, states_of, versions_of
from contracts.services import StepRefused, agreement_ready
from contracts.standing import standing_of
from contracts.views.common import OfficeRequest, agreement_or_refuse, office_page, office_render
from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current


@office_page(methods=("GET", "HEAD"))
def agreement_page(request: OfficeRequest, pk: int) -> HttpResponse:
    agreement = agreement_or_refuse(request.user, pk)
    now, zone = clock_now(), district_current().time_zone
    state = review_state(agreement, now=now)
    items = readiness_of(agreement, now=now, state=state)
    user = request.user
    standing = standing_of(agreement, local_day(now, zone))
    step = next_step(agreement, items, state, user, standing)
    gaps, versions = gaps_of(agreement, state), list(versions_of(agreement))
    return office_render(
        request,
        "staff/contracts/agreement.html",
        title=str(agreement),
        agreement=agreement,
        products=list(agreement.products.all()),
        tone=STATE_TONES[agreement.state],
        standing=standing,
        step=step,
        actions=actions_of(Standpoint(agreement, user, state, gaps, versions), step),
        checklist=checklist_lines(agreement, items, state.document, user),
        packs=packs_applying(agreement, state.adopted, local_day(now, zone), zone),
        versions=[(document, DOCUMENT_TONES[document.state]) for document in versions],
        review=state,
        clocks=clock_lines(agreement, user, now=now, zone=zone),
        opinions=opinions_of(agreement),
        states=states_of(agreement),
        postings=postings_listed(agreement),
        cure_notices=[(notice, notice_tone(notice), notice_words(notice)) for notice in notices_of(agreement)],
        gaps=gaps,
        drafts=draft_lines(drafts_of(agreement)),
        offer=offer_of(agreement),
        beside=agreement_beside(agreement=agreement, user=user),
        zone=zone,
        may_upload=may_upload(agreement, user),
    )


@office_page(methods=("POST",))
def ready(request: OfficeRequest, pk: int) -> HttpResponse:
    """Mark the agreement as ready to sign, or say what is missing."""
    agreement = agreement_or_refuse(request.user, pk, may="contracts.change_agreement")
    try:
        agreement_ready(agreement=agreement, actor=request.user, now=clock_now())
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Ready to sign.")
    return redirect("contracts:agreement", pk=pk)
