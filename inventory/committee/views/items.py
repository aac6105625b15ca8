"""One request: its page, and what the keeper of the committee's book does with it."""

from django.http import HttpResponse

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, sent
from inventory.committee.forms import AnswerForm, JoinForm, NoteForm, TriageForm
from inventory.committee.people import EXCEPT
from inventory.committee.presenters import column_of, condition_line, standing_words, vote_rows
from inventory.committee.reading import decider_or_refuse, item_of, item_render, request_or_refuse
from inventory.committee.rubric import grid_of
from inventory.committee.selectors import apps_near
from inventory.committee.services import app_request_answer, app_request_join, app_request_triage, note_add
from inventory.committee.views.forms import item_form


@office_page(methods=("GET", "HEAD"))
def item(request: OfficeRequest, pk: int) -> HttpResponse:
    """The case as one column, the gates, the evaluations, the vote and the decision."""
    one = request_or_refuse(request.user, pk)
    now = clock_now()
    read = item_of(one, now=now)
    today = local_day(now, district_current().time_zone)
    decision = read.decision
    near = [row for row in apps_near(one.product_name, today) if row.product.pk != one.product_id]
    return item_render(
        request,
        "staff/committee/item.html",
        one,
        request.user,
        item=read,
        title=str(one),
        near=near,
        grid=grid_of(one.rubric_version, read.evaluations),
        votes=vote_rows(read, request.user) if one.voting_round else [],
        column=column_of(
            read,
            notes=one.notes.select_related("written_by"),
            conflicts=one.conflicts.select_related("member", "declared_by"),
            exceptions=one.exceptions.all(),
        ),
        conflicts=one.conflicts.filter(lifted_at=None).select_related("member"),
        elements=one.elements.order_by("group", "name"),
        conditions=[condition_line(row, today) for row in decision.conditions.select_related("owner")]
        if decision
        else [],
        standing=standing_words(decision, today) if decision else None,
        may_except=request.user.has_perm(EXCEPT),
    )


@office_page()
def triage(request: OfficeRequest, pk: int) -> HttpResponse:
    """Name the product and open the evaluations."""
    one = decider_or_refuse(request.user, pk)
    form = TriageForm(sent(request)[0], initial={"product": one.product, "owner": one.owner or request.user})

    def change() -> object:
        given = form.cleaned_data
        return app_request_triage(
            request=one, product=given["product"], owner=given["owner"], actor=request.user, now=clock_now()
        )

    return item_form(
        request,
        one,
        form,
        change,
        done="The members were told: it is open for evaluations.",
        template="staff/committee/triage.html",
        title="Sort the request",
        submit_label="Open the evaluations",
        near=apps_near(one.product_name, local_day(clock_now(), district_current().time_zone)),
    )


@office_page()
def answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """End it without a vote; the requester is told why."""
    one = decider_or_refuse(request.user, pk)
    form = AnswerForm(sent(request)[0])
    return item_form(
        request,
        one,
        form,
        lambda: app_request_answer(
            request=one, answer=form.cleaned_data["answer"], actor=request.user, now=clock_now()
        ),
        done="Answered: the requester was told.",
        title="Answer without a vote",
        intro="Such as: it is approved already, or it needs no approval. The requester reads your words.",
        submit_label="Send the answer",
    )


@office_page()
def join(request: OfficeRequest, pk: int) -> HttpResponse:
    """Somebody asked for the same before."""
    one = decider_or_refuse(request.user, pk)
    form = JoinForm(sent(request)[0], request=one)
    return item_form(
        request,
        one,
        form,
        lambda: app_request_join(request=one, into=form.cleaned_data["into"], actor=request.user, now=clock_now()),
        done="Joined: the requester was told, and hears the decision too.",
        title="Join it to another request",
        submit_label="Join it",
    )


@office_page()
def note(request: OfficeRequest, pk: int) -> HttpResponse:
    """A word among the committee, or to the requester."""
    one = request_or_refuse(request.user, pk)
    form = NoteForm(sent(request)[0])
    return item_form(
        request,
        one,
        form,
        lambda: note_add(
            request=one,
            text=form.cleaned_data["text"],
            shown=form.cleaned_data["shown"],
            actor=request.user,
            now=clock_now(),
        ),
        done="Written down.",
        title="Write a note",
        submit_label="Write it down",
    )
