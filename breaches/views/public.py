"""What the public is told of a breach: decided by rule, seen as the public will, approved, corrected, withdrawn."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from breaches.models import Breach, PublicEntry
from breaches.publicentry import Decision, PublicFacts, notice_proposed, shown_of
from breaches.publicfacts import entries_of, entry_standing, told_on
from breaches.publicforms import EntryForm, WithdrawForm
from breaches.publicwords import entry_words
from breaches.selectors import elements_of
from breaches.services.public import decision_now, public_entry_approve, public_entry_withdraw
from breaches.services.states import BreachRefused
from breaches.views.common import breach_or_refuse, breach_page, room_render
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, sent

APPROVE = "breaches.add_publicentry"
TYPED = ("notice_en", "notice_es", "enrolled", "listed_anyway", "because")
LOOK_AGAIN = "Look at the entry once more: it is not the one that you saw before."


@breach_page()
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """The decision with its reasons, the entry as the public will read it, and the form that approves it."""
    breach = breach_or_refuse(request.user, pk, may=APPROVE if request.method == "POST" else "")
    now = clock_now()
    standing = entry_standing(breach)
    known = standing.decided["typed"]["enrolled"] if standing else None
    facts, decision = decision_now(breach, now=now, enrolled=known)
    form = entry_form(request, breach, facts, decision, standing)
    typed = typed_in(form)
    if typed.get("enrolled") != known:
        facts, decision = decision_now(breach, now=now, enrolled=typed.get("enrolled"))
    shown = preview_of(decision, facts, typed)
    if request.method == "POST" and form.is_valid() and "approve" in request.POST:
        if form.cleaned_data["mark"] != mark_of(shown):
            form.add_error(None, LOOK_AGAIN)
        elif approved(request, breach, form, typed, now):
            return redirect("breaches:public", pk=breach.pk)
    return page_rendered(request, breach, decision, shown, standing, form)


def entry_form(
    request: OfficeRequest, breach: Breach, facts: PublicFacts, decision: Decision, standing: PublicEntry | None
) -> EntryForm:
    before = (standing.shown["notice"] or {}) if standing else {}
    typed = standing.decided["typed"] if standing else {}
    proposed = before.get("en") or (proposed_notice(breach, facts) if decision.notice else "")
    return EntryForm(
        sent(request)[0],
        asks_notice=decision.notice,
        asks_share=any(ruling.outcome in ("listed", "not_listed", "unknown") for ruling in decision.rulings),
        asks_listing=not decision.asked,
        corrects=standing is not None,
        initial={
            **typed,
            "notice_en": proposed,
            "notice_es": before.get("es", ""),
            "standing": standing.pk if standing else None,
        },
    )


def proposed_notice(breach: Breach, facts: PublicFacts) -> str:
    """The first text of the notice, from what is entered."""
    kinds = [element.element.name.lower() for element in elements_of(breach)]
    return notice_proposed(facts, kinds, breach.measures, told_on(breach, district_current().time_zone))


def typed_in(form: EntryForm) -> dict[str, Any]:
    """What stands in the form: as sent where it could be read, else as first shown."""
    if not form.is_bound:
        return {name: form.initial.get(name) for name in TYPED if name in form.fields}
    form.is_valid()
    return {name: form.cleaned_data.get(name) for name in TYPED if name in form.fields}


def preview_of(decision: Decision, facts: PublicFacts, typed: Mapping[str, Any]) -> dict[str, Any]:
    return shown_of(
        decision,
        facts,
        notice_en=(typed.get("notice_en") or "").strip(),
        notice_es=(typed.get("notice_es") or "").strip(),
        listed_anyway=bool(typed.get("listed_anyway")),
    )


def mark_of(shown: Mapping[str, Any]) -> str:
    """Which entry was looked at."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def approved(request: OfficeRequest, breach: Breach, form: EntryForm, typed: Mapping[str, Any], now: datetime) -> bool:
    """Whether the service took it; a refusal is said at its field."""
    given = {name: value for name, value in typed.items() if value not in (None, "")}
    try:
        public_entry_approve(
            breach=breach, standing=form.cleaned_data["standing"], actor=request.user, now=now, **given
        )
    except BreachRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    said = "it counts as posted in this drill" if breach.drill else "publish it, and the public reads it"
    messages.success(request, f"The public entry is approved: {said}.")
    return True


def page_rendered(
    request: OfficeRequest,
    breach: Breach,
    decision: Decision,
    shown: Mapping[str, Any],
    standing: PublicEntry | None,
    form: EntryForm,
) -> HttpResponse:
    unchanged = standing is not None and standing.shown == shown
    publishes = request.user.has_perm("transparency.add_snapshot") and not breach.drill
    return room_render(
        request,
        "staff/breaches/public.html",
        breach,
        "public",
        status=422 if form.errors else 200,
        form=form,
        decision=decision,
        entry=entry_words(shown, posted_on=None),
        has_entry=shown["listed"] or shown["notice"] is not None,
        mark=mark_of(shown),
        standing=standing,
        standing_words=entry_words(standing.shown, posted_on=None) if standing else None,
        unchanged=unchanged,
        may_approve=request.user.has_perm(APPROVE),
        publish_url=reverse("publish") if publishes else "",
        earlier=[entry for entry in entries_of(breach) if entry.ended_at is not None],
        zone=district_current().time_zone,
    )


@breach_page()
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the entry back, with the reason; the next publication no longer shows it."""
    breach = breach_or_refuse(request.user, pk, may=APPROVE)
    standing = entry_standing(breach)
    if standing is None and request.method != "POST":
        messages.info(request, "No entry stands: there is nothing to withdraw.")
        return redirect("breaches:public", pk=pk)
    initial = {"standing": standing.pk if standing else None}
    form = WithdrawForm(sent(request)[0], initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            public_entry_withdraw(breach=breach, actor=request.user, now=clock_now(), **form.cleaned_data)
        except BreachRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "The entry is withdrawn. The next publication no longer shows it.")
            return redirect("breaches:public", pk=pk)
    return room_render(
        request,
        "staff/breaches/public_withdraw.html",
        breach,
        "public",
        status=422 if form.errors else 200,
        form=form,
        title=f"{breach.number}: Withdraw the public entry",
    )
