"""Members evaluate by the rubric and declare their interests."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from district.clock import now as clock_now
from district.taskpages import OfficeRequest, office_page, sent
from inventory.committee.forms import BecauseForm, ConflictForm, EvaluationForm
from inventory.committee.people import concerned, electorate_of, is_member, may_run
from inventory.committee.reading import decider_or_refuse, request_or_refuse
from inventory.committee.services import conflict_declare, conflict_lift, evaluation_save
from inventory.committee.views.forms import item_form
from inventory.models import AppRequest, Evaluation


@office_page()
def evaluate(request: OfficeRequest, pk: int) -> HttpResponse:
    """The member's own evaluation; kept as a draft, or handed in."""
    one = request_or_refuse(request.user, pk)
    version = one.rubric_version
    if not electorate_of(one).may_vote(request.user) or version is None:
        raise PermissionDenied
    mine = one.evaluations.filter(member=request.user).first()
    form = EvaluationForm(sent(request)[0], version=version, initial=started(one, mine))
    hand_in = request.POST.get("do") != "draft"

    def change() -> Evaluation:
        return evaluation_save(
            request=one,
            scores=form.scores(),
            comment=form.cleaned_data["comment"],
            advice=form.cleaned_data["advice"],
            hand_in=hand_in,
            actor=request.user,
            now=clock_now(),
        )

    return item_form(
        request,
        one,
        form,
        change,
        done="Your evaluation is handed in." if hand_in else "Kept as a draft: nobody else sees it yet.",
        template="staff/committee/evaluate.html",
        title="Evaluate",
        submit_label="Hand it in",
        version=version,
        warn_unsaved=True,
    )


def started(request: AppRequest, mine: Evaluation | None) -> dict[str, Any]:
    """What the member wrote before."""
    if mine is None:
        return {}
    given: dict[str, Any] = {"advice": mine.advice, "comment": mine.comment}
    for score in mine.scores.all():
        given[f"score_{score.criterion_id}"] = score.score or ""
        given[f"remark_{score.criterion_id}"] = score.remark
    return given


@office_page()
def conflict(request: OfficeRequest, pk: int) -> HttpResponse:
    """One's own interest; or a member's, as the keeper of the book writes it down."""
    one = request_or_refuse(request.user, pk)
    runs, member = may_run(request.user, electorate_of(one).settings), is_member(request.user)
    others = runs and not concerned(one, request.user)
    if not (others or member):
        raise PermissionDenied
    form = ConflictForm(sent(request)[0], others=others, initial={"member": request.user.pk if member else None})

    def change() -> object:
        return conflict_declare(
            request=one,
            member=form.cleaned_data.get("member") or request.user,
            interest=form.cleaned_data["interest"],
            actor=request.user,
            now=clock_now(),
        )

    return item_form(
        request,
        one,
        form,
        change,
        done="Declared. The member neither evaluates nor votes on it.",
        title="Declare a conflict of interest",
        intro="Whoever has an interest in it neither evaluates nor votes. A vote cast already does not count.",
        submit_label="Declare it",
    )


@office_page()
def lift(request: OfficeRequest, pk: int, conflict_pk: int) -> HttpResponse:
    """It was none, or does not stand any more."""
    one = decider_or_refuse(request.user, pk)
    row = get_object_or_404(one.conflicts.select_related("member", "request"), pk=conflict_pk, lifted_at=None)
    form = BecauseForm(sent(request)[0])
    return item_form(
        request,
        one,
        form,
        lambda: conflict_lift(conflict=row, because=form.cleaned_data["because"], actor=request.user, now=clock_now()),
        done="Lifted: the member may evaluate and vote again.",
        title=f"Lift the conflict of interest of {row.member}",
        submit_label="Lift it",
    )
