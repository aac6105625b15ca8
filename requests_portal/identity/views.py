"""The tab "Who asks" of a case: what agrees with the records, and what a person does about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from district.clock import now as clock_now
from district.models import User
from district.selectors import district_current
from district.taskpages import OfficeRequest, right_needed, sent
from requests_portal.desk.common import MAY_WORK, case_render, request_or_refuse, request_page
from requests_portal.identity.forms import PupilForm, ReasonForm, SeenForm
from requests_portal.identity.matching import PupilFacts, identity_match, pupil_facts
from requests_portal.identity.presenters import attempt_lines, pupil_cards, said_lines
from requests_portal.identity.recipients import guardian_recipient, student_recipient
from requests_portal.identity.selectors import attempts_of, guardian_chosen, student_chosen
from requests_portal.identity.services import (
    THE_PUPIL,
    identity_in_person,
    identity_refuse,
    identity_undo,
    record_code_send,
)
from requests_portal.models import IdentityState, PrivacyRequest
from requests_portal.services import RequestRefused
from roster.familyrows import whole_name
from roster.selectors import VIEW as SEE_PUPILS
from roster.selectors import students_found
from roster.services import student_looked_at

UNDOABLE = (IdentityState.RECORDS, IdentityState.CODE, IdentityState.IN_PERSON)
MOST_CARDS = 5


@sensitive_post_parameters()
@request_page()
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was said beside what is on record; a search for the pupil is posted to the same page.

    Needs the right to see pupils as well. Every pupil shown leaves a line: who looked at whom.
    """
    case = _case(request.user, pk)
    now = clock_now()
    data, _ = sent(request)
    form = PupilForm(data)
    searched = request.method == "POST" and form.is_valid()
    pupils = _searched(request.user, case, form.cleaned_data, now) if searched else _matched(case, now)
    for one in pupils:
        student_looked_at(student=one.student, actor=request.user, now=now)
    return case_render(
        request,
        "staff/requests/identity/page.html",
        case,
        "identity",
        status=422 if form.errors else 200,
        form=form,
        searched=searched,
        said=said_lines(case),
        pupils=pupil_cards(case, pupils, request.user),
        attempts=attempt_lines(attempts_of(case)),
        undoable=case.identity in UNDOABLE,
        pending=case.is_open and case.identity == IdentityState.PENDING,
        known_name=whole_name(case.guardian.sealed) if case.guardian else "",
        zone=district_current().time_zone,
    )


@request_page()
def confirm(request: OfficeRequest, pk: int, student: int, guardian: int) -> HttpResponse:
    """Confirmed face to face, for a pupil and a guardian of the pupil (0: the pupil, or somebody not on record)."""
    case = _case(request.user, pk, MAY_WORK)
    chosen = student_chosen(request.user, student)
    adult = guardian_chosen(chosen, guardian)
    data, _ = sent(request)
    herself = not guardian and pupil_facts(case, chosen, clock_now()).of_age
    form = SeenForm(data, initial={"way": THE_PUPIL} if herself else {})
    who = whole_name(adult.sealed) if adult else "The person"
    return _form_answered(
        request,
        case,
        form,
        title="Confirm who asks",
        intro=f"{who} may ask about {whole_name(chosen.sealed)}. Look at papers if you need to, and give them back.",
        submit_label="Confirm",
        done="Confirmed. The request goes on.",
        take=lambda now: identity_in_person(
            request=case, student=chosen, guardian=adult, actor=request.user, now=now, **form.cleaned_data
        ),
    )


@request_page(methods=("POST",))
def code(request: OfficeRequest, pk: int, student: int, guardian: int) -> HttpResponse:
    """Send a code to the address on record of a guardian (0: of the pupil, who is of age)."""
    case = _case(request.user, pk, MAY_WORK)
    chosen = student_chosen(request.user, student)
    adult = guardian_chosen(chosen, guardian)
    now = clock_now()
    try:
        if adult is None and not pupil_facts(case, chosen, now).of_age:
            raise RequestRefused("Only a pupil of eighteen gets a code of her own.")
        to = guardian_recipient(adult, chosen) if adult else student_recipient(chosen)
        record_code_send(request=case, to=to, actor=request.user, now=now)
        messages.success(request, "A code is on its way to the address on record. The family types it on its page.")
    except RequestRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("requests:identity", case.pk)


@request_page()
def refuse(request: OfficeRequest, pk: int) -> HttpResponse:
    """It cannot be settled who asks, or the asker has no right: closed, with a reason that stays in the house."""
    case = _case(request.user, pk, MAY_WORK)
    form = ReasonForm(sent(request)[0])
    return _form_answered(
        request,
        case,
        form,
        title="Close: who asks could not be settled",
        intro="The request is closed and its clocks are withdrawn. The family is told that it may come to the school.",
        submit_label="Close the request",
        danger=True,
        done="Closed. The family reads that who asks could not be settled, and no reason.",
        take=lambda now: identity_refuse(request=case, actor=request.user, now=now, **form.cleaned_data),
    )


@request_page()
def undo(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a confirmation back."""
    case = _case(request.user, pk, MAY_WORK)
    form = ReasonForm(sent(request)[0])
    return _form_answered(
        request,
        case,
        form,
        title="Take the confirmation back",
        intro="The request waits again for somebody to say who asks. Its clocks go on.",
        submit_label="Take it back",
        danger=True,
        done="Taken back.",
        take=lambda now: identity_undo(request=case, actor=request.user, now=now, **form.cleaned_data),
    )


def _case(user: User, pk: int, may: str = "") -> PrivacyRequest:
    right_needed(user, SEE_PUPILS)
    return request_or_refuse(user, pk, may)


def _matched(case: PrivacyRequest, now: Any) -> list[PupilFacts]:
    """Those who are sure, else those who may be meant; nobody once the names were removed."""
    if case.forgotten_at is not None:
        return []
    if case.student is not None:
        return [pupil_facts(case, case.student, now)]
    found = identity_match(case, now).pupils
    sure = [one for one in found if one.sure]
    return list(sure or found)[:MOST_CARDS]


def _searched(user: User, case: PrivacyRequest, asked: dict[str, Any], now: Any) -> list[PupilFacts]:
    return [pupil_facts(case, student, now) for student in students_found(user, **asked)[:MOST_CARDS]]


def _form_answered(
    request: OfficeRequest,
    case: PrivacyRequest,
    form: Any,
    *,
    take: Callable[[Any], object],
    done: str,
    **context: Any,
) -> HttpResponse:
    """One form on a page of the case: refused in words, or done and back to the tab."""
    if request.method == "POST" and form.is_valid():
        try:
            take(clock_now())
        except RequestRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("requests:identity", case.pk)
    return case_render(
        request,
        "staff/requests/identity/form.html",
        case,
        "identity",
        status=422 if form.errors else 200,
        form=form,
        back_url=reverse("requests:identity", args=[case.pk]),
        **context,
    )
