"""What is done about one holder: asked, answered for, sent back, done, not needed, given to a person."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, sent
from district.templatetags.words import day_in_words
from inventory.asking.forms import ContactForm, OfficeAnswerForm, moment_of
from requests_portal.desk.common import request_page
from requests_portal.holders.asked import pupil_known, what_proposed
from requests_portal.holders.forms import AskForm, BackForm, ByHandForm, EvidenceForm, OwnerForm, ReasonForm
from requests_portal.holders.services import (
    HolderFile,
    task_answer,
    task_ask,
    task_asked_by_hand,
    task_done,
    task_link_send,
    task_not_needed,
    task_owner_set,
    task_send_back,
    task_write,
)
from requests_portal.holders.services.asking import may_be_asked
from requests_portal.holders.services.clocks import day_by_law, day_latest
from requests_portal.holders.views.common import form_page, form_taken, task_or_refuse, task_url
from requests_portal.models import PrivacyRequest, RequestTask, TaskState
from requests_portal.selectors import people_working
from vendors.selectors import contacts_of

LAST_DAYS = "The law names the days: they are counted from its notice."


def day_hint(case: PrivacyRequest) -> str:
    latest = day_latest(case, clock_now())
    if latest is None:
        return "No law names a day for this. May stay empty; then nobody reminds the operator."
    return f"The district itself must answer by {day_in_words(latest)}."


@request_page()
def ask(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """Edit what is asked, then send it, or keep it for later."""
    case, row = task_or_refuse(request, pk, task)
    contacts = contacts_of(row.operator_id or 0)
    if row.state != TaskState.OPEN or row.operator is None or not contacts:
        return _cannot_ask(request, row)
    what, by_law, now = what_proposed(row), day_by_law(case), clock_now()
    form = AskForm(
        sent(request)[0],
        contacts=contacts,
        pupil=pupil_known(case),
        by_law=by_law,
        day_hint=day_hint(case),
        initial={
            "contact": row.contact_id or contacts[0].pk,
            "asks": what["asks"],
            "pupil": list(what["pupil"]),
            "last_day": day_latest(case, now),
        },
    )
    later = request.POST.get("action") == "keep"
    if form_taken(request, form, lambda given: _kept(request, row, given) if later else _sent(request, row, given)):
        messages.success(request, "Kept. Nothing was sent." if later else f"{row.holder_name} was asked.")
        return redirect("requests:holders", pk=case.pk)
    return form_page(
        request,
        case,
        form,
        template="staff/requests/holders/ask.html",
        title=f"Ask {row.holder_name}",
        submit="Send it",
        back=task_url(row),
        by_law=LAST_DAYS if by_law else "",
        not_yet=may_be_asked(case),
        warn_unsaved=True,
    )


def _cannot_ask(request: OfficeRequest, row: RequestTask) -> HttpResponse:
    if row.state != TaskState.OPEN:
        messages.info(request, f"{row.holder_name}: {row.get_state_display()}.")
    else:
        messages.error(request, f"{row.holder_name}: nobody to write to is known. Add a contact, or ask another way.")
    return redirect(task_url(row))


def _sent(request: OfficeRequest, row: RequestTask, given: dict[str, Any]) -> object:
    return task_ask(task=row, actor=request.user, now=clock_now(), **given)


def _kept(request: OfficeRequest, row: RequestTask, given: dict[str, Any]) -> object:
    return task_write(task=row, asks=given["asks"], pupil=given["pupil"], actor=request.user, now=clock_now())


@request_page()
def by_hand(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """Enter that it was asked by letter, by telephone or otherwise."""
    case, row = task_or_refuse(request, pk, task)
    now, zone, by_law = clock_now(), district_current().time_zone, day_by_law(case)
    form = ByHandForm(
        sent(request)[0],
        by_law=by_law,
        day_hint=day_hint(case),
        initial={"asked_on": local_day(now, zone), "last_day": day_latest(case, now)},
    )

    def write(given: dict[str, Any]) -> object:
        at = moment_of(given["asked_on"], zone=zone, earliest=case.asked_at, now=now)
        return task_asked_by_hand(
            task=row, how=given["how"], asked_at=at, last_day=given.get("last_day"), actor=request.user, now=now
        )

    if form_taken(request, form, write):
        messages.success(request, f"{row.holder_name} was asked.")
        return redirect("requests:holders", pk=case.pk)
    return form_page(
        request,
        case,
        form,
        title=f"{row.holder_name}: asked another way",
        submit="Write it down",
        back=task_url(row),
        intro=LAST_DAYS if by_law else "",
    )


@request_page()
def link(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """A new private link, perhaps to another contact."""
    case, row = task_or_refuse(request, pk, task)
    form = ContactForm(
        sent(request)[0], contacts=contacts_of(row.operator_id or 0), initial={"contact": row.contact_id}
    )

    def write(given: dict[str, Any]) -> object:
        return task_link_send(task=row, contact=given["contact"], actor=request.user, now=clock_now())

    if form_taken(request, form, write):
        messages.success(request, "The new link is on its way. Earlier ones lead nowhere any more.")
        return redirect(task_url(row))
    return form_page(
        request, case, form, title=f"{row.holder_name}: a new link", submit="Send a new link", back=task_url(row)
    )


@request_page()
def answer(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """Enter an answer that came by letter, by telephone or by e-mail."""
    case, row = task_or_refuse(request, pk, task)
    now, zone = clock_now(), district_current().time_zone
    form = OfficeAnswerForm(*sent(request), initial={"answered_on": local_day(now, zone)})

    def write(given: dict[str, Any]) -> object:
        at = moment_of(given["answered_on"], zone=zone, earliest=row.asked_at or now, now=now)
        return task_answer(
            task=row,
            outcome=given["outcome"],
            statement=given["statement"],
            by=given["given_by"],
            files=[HolderFile(one.name, one) for one in given["attached"]],
            at=at,
            actor=request.user,
            now=now,
        )

    if form_taken(request, form, write):
        messages.success(request, "The answer is written down. Look at it, and accept it or send it back.")
        return redirect(task_url(row))
    return form_page(
        request,
        case,
        form,
        title=f"{row.holder_name}: enter an answer",
        submit="Write it down",
        back=task_url(row),
        intro="For what did not come through the private link.",
    )


@request_page()
def send_back(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """The answer is not enough."""
    case, row = task_or_refuse(request, pk, task)
    form = BackForm(sent(request)[0], by_law=day_by_law(case), day_hint=day_hint(case))

    def write(given: dict[str, Any]) -> object:
        return task_send_back(task=row, actor=request.user, now=clock_now(), **given)

    if form_taken(request, form, write):
        messages.success(request, f"{row.holder_name} was asked again.")
        return redirect("requests:holders", pk=case.pk)
    return form_page(
        request, case, form, title=f"{row.holder_name}: send it back", submit="Send it back", back=task_url(row)
    )


@request_page()
def done(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """Done by hand, with what shows it."""
    case, row = task_or_refuse(request, pk, task)
    form = EvidenceForm(sent(request)[0])

    def write(given: dict[str, Any]) -> object:
        return task_done(task=row, actor=request.user, now=clock_now(), **given)

    if form_taken(request, form, write):
        messages.success(request, f"{row.holder_name}: done. The family sees it.")
        return redirect("requests:holders", pk=case.pk)
    return form_page(request, case, form, title=f"{row.holder_name}: done", submit="It is done", back=task_url(row))


@request_page()
def not_needed(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """Nothing is to be had there."""
    case, row = task_or_refuse(request, pk, task)
    form = ReasonForm(sent(request)[0])

    def write(given: dict[str, Any]) -> object:
        return task_not_needed(task=row, actor=request.user, now=clock_now(), **given)

    if form_taken(request, form, write):
        messages.success(request, f"{row.holder_name}: not needed.")
        return redirect("requests:holders", pk=case.pk)
    return form_page(
        request, case, form, title=f"{row.holder_name}: not needed", submit="Not needed", back=task_url(row)
    )


@request_page()
def owner(request: OfficeRequest, pk: int, task: int) -> HttpResponse:
    """Who of the district sees to it."""
    case, row = task_or_refuse(request, pk, task)
    form = OwnerForm(sent(request)[0], people=people_working(), initial={"owner": row.owner_id})

    def write(given: dict[str, Any]) -> object:
        return task_owner_set(task=row, actor=request.user, now=clock_now(), **given)

    if form_taken(request, form, write):
        messages.success(request, "Kept.")
        return redirect(task_url(row))
    return form_page(
        request, case, form, title=f"{row.holder_name}: who sees to it", submit="Give it to them", back=task_url(row)
    )
