"""The book besides the requests: decisions and their ends, conditions, the rubric, the settings."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from district.clock import local_day
from district.clock import now as clock_now
from district.refusals import Refused
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from inventory.committee.forms import BecauseForm, EarlierForm, MetForm, QuestionFormSet, SettingsForm
from inventory.committee.people import SEE, may_run, settings_current
from inventory.committee.presenters import condition_line, standing_words
from inventory.committee.rubric import Question, rubric_version_add
from inventory.committee.selectors import (
    conditions_visible_to,
    decisions_listed,
    decisions_visible_to,
    rubric_versions,
)
from inventory.committee.services import (
    Terms,
    approval_end,
    approval_record,
    condition_meet,
    review_open,
    settings_save,
)
from inventory.committee.views.forms import form_done
from inventory.models import CommitteeDecision

SETTINGS = "inventory.change_committeesettings"
PER_PAGE = 50


def keeper_needed(request: OfficeRequest) -> None:
    """Refuse people who do not keep the committee's book (403)."""
    if not may_run(request.user, settings_current()):
        raise PermissionDenied


def page_form(
    request: OfficeRequest, form: forms.BaseForm, change: Callable[[], Any], *, done: str, to: str, **words: Any
) -> HttpResponse:
    """A page with one form outside of any request. `words`: title, submit_label; optional: intro, danger, about."""
    if request.method == "POST" and form_done(form, change):
        messages.success(request, done)
        return redirect(to)
    status = 422 if form.is_bound else 200
    return office_render(request, "staff/committee/page_form.html", status=status, form=form, back=to, **words)


@office_page(methods=("GET", "HEAD"))
def decisions(request: OfficeRequest) -> HttpResponse:
    """Every decision, newest first, with how it stands today."""
    right_needed(request.user, SEE)
    page = Paginator(decisions_listed(decisions_visible_to(request.user)), PER_PAGE).get_page(request.GET.get("page"))
    today = local_day(clock_now(), district_current().time_zone)
    return office_render(
        request,
        "staff/committee/decisions.html",
        title="Decisions",
        page=page,
        rows=[(one, *standing_words(one, today)) for one in page.object_list],
        runs=may_run(request.user, settings_current()),
    )


@office_page()
def earlier(request: OfficeRequest) -> HttpResponse:
    """A decision from before this book was kept."""
    keeper_needed(request)
    form = EarlierForm(sent(request)[0])

    def change() -> CommitteeDecision:
        given = form.cleaned_data
        return approval_record(
            product=given["product"],
            outcome=given["outcome"],
            reason=given["reason"],
            decided_on=given["decided_on"],
            terms=Terms("", "", given["review_on"], given["expires_on"]),
            actor=request.user,
            now=clock_now(),
        )

    return page_form(
        request,
        form,
        change,
        done="Recorded.",
        to="committee:decisions",
        title="Record an earlier decision",
        intro="What the committee decided before this book was kept. It has no votes and no gates here.",
        submit_label="Record it",
    )


def approval_or_404(request: OfficeRequest, pk: int) -> CommitteeDecision:
    keeper_needed(request)
    rows = decisions_visible_to(request.user).select_related("product__operator", "product__use", "request")
    return get_object_or_404(rows, pk=pk)


@office_page()
def approval_end_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """An approval holds no more."""
    decision = approval_or_404(request, pk)
    form = BecauseForm(sent(request)[0])
    return page_form(
        request,
        form,
        lambda: approval_end(
            decision=decision, because=form.cleaned_data["because"], actor=request.user, now=clock_now()
        ),
        done="Ended. Whoever asked for it was told.",
        to="committee:decisions",
        title=f"End the approval of {decision.product}",
        intro="From today on it stands on the approved list no more. Staff read your reason.",
        submit_label="End the approval",
        danger=True,
    )


@office_page(methods=("POST",))
def review(request: OfficeRequest, pk: int) -> HttpResponse:
    """Look at an approval again before its day."""
    decision = approval_or_404(request, pk)
    now = clock_now()
    try:
        opened = review_open(decision=decision, actor=request.user, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("committee:decisions")
    if opened.asked_at != now:
        messages.info(request, f"The review was open already: {opened.number}.")
    return redirect("committee:item", pk=opened.pk)


@office_page()
def condition(request: OfficeRequest, pk: int) -> HttpResponse:
    """One condition: its owner, or the keeper of the book, says how it was met."""
    row = get_object_or_404(conditions_visible_to(request.user), pk=pk)
    today = local_day(clock_now(), district_current().time_zone)
    form = MetForm(sent(request)[0])
    may = row.owner_id == request.user.pk or may_run(request.user, settings_current())
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form_done(
            form,
            lambda: condition_meet(condition=row, how=form.cleaned_data["how"], actor=request.user, now=clock_now()),
        ):
            messages.success(request, "Recorded as met.")
            return redirect("committee:condition", pk=row.pk)
    return office_render(
        request,
        "staff/committee/condition.html",
        status=422 if form.is_bound else 200,
        title=f"Condition for {row.decision.product}",
        line=condition_line(row, today),
        form=form,
        may=may and row.met_on is None,
    )


@office_page(methods=("GET", "HEAD"))
def rubric(request: OfficeRequest) -> HttpResponse:
    """The rubric in use, with its earlier versions."""
    right_needed(request.user, SEE)
    return office_render(
        request,
        "staff/committee/rubric.html",
        title="Rubric",
        versions=list(rubric_versions()),
        runs=may_run(request.user, settings_current()),
    )


@office_page()
def rubric_new(request: OfficeRequest) -> HttpResponse:
    """A new version, from the one in use."""
    keeper_needed(request)
    newest = rubric_versions().first()
    started = [
        {"area": one.area, "question": one.question, "guidance": one.guidance, "weight": one.weight}
        for one in (newest.criteria.all() if newest else ())
    ]
    rows = QuestionFormSet(sent(request)[0], initial=started, prefix="question")
    note = request.POST.get("note", "")[:300]
    problem = ""
    if request.method == "POST" and rows.is_valid():
        given = [row.cleaned_data for row in rows if row.cleaned_data.get("question", "").strip()]
        questions = [Question(one["area"], one["question"], one["guidance"], one["weight"]) for one in given]
        try:
            rubric_version_add(questions=questions, note=note, actor=request.user, now=clock_now())
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, "The new version is in use for requests from now on.")
            return redirect("committee:rubric")
    return office_render(
        request,
        "staff/committee/rubric_new.html",
        status=422 if rows.is_bound else 200,
        title="A new version of the rubric",
        rows=rows,
        note=note,
        problem=problem,
    )


@office_page()
def settings_page(request: OfficeRequest) -> HttpResponse:
    """Quorum, rules of the vote, how long approvals hold."""
    right_needed(request.user, SETTINGS)
    form = SettingsForm(sent(request)[0], instance=settings_current())
    return page_form(
        request,
        form,
        lambda: settings_save(settings=form.save(commit=False), actor=request.user, now=clock_now()),
        done="Kept.",
        to="committee:settings",
        title="Settings of the committee",
        intro="No law names these numbers: they are the district’s own.",
        submit_label="Keep the settings",
    )
