"""The little case of a hearing: asked for, set for a day, moved, decided, withdrawn."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, sent
from requests_portal.decisions.forms import (
    HearingAskedForm,
    HearingOutcomeForm,
    HearingSetForm,
    HearingWithdrawnForm,
)
from requests_portal.decisions.grounds import hearing_rules
from requests_portal.decisions.hearings import hearing_ask, hearing_decide, hearing_set, hearing_withdraw
from requests_portal.decisions.presenters import holder_choices
from requests_portal.decisions.selectors import hearings_of
from requests_portal.decisions.views.common import HEAR, form_answered, today
from requests_portal.desk.common import request_or_refuse, request_page
from requests_portal.models import Hearing, PrivacyRequest


def _hearing(case: PrivacyRequest, pk: int) -> Hearing:
    """An open hearing of this case; 404 for every other."""
    row = next((one for one in hearings_of(case) if one.pk == pk and not one.outcome), None)
    if row is None:
        raise Http404("There is no such hearing.")
    row.request = case
    return row


def _context(case: PrivacyRequest, title: str, intro: str, submit: str) -> dict[str, Any]:
    return {
        "title": f"{case.number}: {title}",
        "heading": title,
        "intro": intro,
        "submit_label": submit,
        "law": hearing_rules(today()),
        "zone": district_current().time_zone,
    }


@request_page()
def ask(request: OfficeRequest, pk: int) -> HttpResponse:
    """The family asked for one on paper, by telephone or in person."""
    case = request_or_refuse(request.user, pk, may=HEAR)
    form = HearingAskedForm(sent(request)[0])

    def take() -> None:
        given = form.cleaned_data
        hearing_ask(
            request=case,
            words=given["words"],
            through=given["through"],
            asked_at=given["asked_at"],
            actor=request.user,
            now=clock_now(),
        )

    return form_answered(
        request,
        case,
        form,
        take=take,
        done="The hearing was asked for. Next: its day.",
        **_context(case, "A hearing was asked for", "", "Enter it"),
    )


@request_page()
def set_day(request: OfficeRequest, pk: int, hearing: int) -> HttpResponse:
    """Its day, place and who holds it; or another day, with the reason."""
    case = request_or_refuse(request.user, pk, may=HEAR)
    row = _hearing(case, hearing)
    moves = row.held_on is not None
    names = ("held_on", "held_time", "place", "officer")
    form = HearingSetForm(sent(request)[0], moves=moves, initial={name: getattr(row, name) for name in names})

    def take() -> str:
        hearing_set(hearing=row, actor=request.user, now=clock_now(), **form.cleaned_data)
        return reverse("requests:decision_letter", args=[case.pk])

    return form_answered(
        request,
        case,
        form,
        take=take,
        done="The day is set. Its letter is begun: look at it, then send it.",
        **_context(
            case, "Move the hearing" if moves else "Set the hearing", "The family is written the day.", "Set it"
        ),
    )


@request_page()
def outcome(request: OfficeRequest, pk: int, hearing: int) -> HttpResponse:
    """What came of it. Where it corrects, the correction begins."""
    case = request_or_refuse(request.user, pk, may=HEAR)
    row = _hearing(case, hearing)
    details = case.details if isinstance(case.details, dict) else {}
    form = HearingOutcomeForm(
        sent(request)[0],
        in_spanish=case.language == "es",
        holders=holder_choices(case, clock_now()),
        initial={"right": details.get("right")},
    )

    def take() -> str:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "outcome"}
        chosen = form.cleaned_data["outcome"]
        hearing_decide(hearing=row, outcome=chosen, facts=facts, actor=request.user, now=clock_now())
        return reverse("requests:decision_letter", args=[case.pk])

    return form_answered(
        request,
        case,
        form,
        take=take,
        done="The outcome is kept. Its letter is begun: look at it, then send it.",
        **_context(
            case,
            "What came of the hearing",
            "If it is to be corrected, that takes the place of the refusal, and the request is worked on again.",
            "Keep the outcome",
        ),
    )


@request_page()
def withdraw(request: OfficeRequest, pk: int, hearing: int) -> HttpResponse:
    """The family no longer wants it."""
    case = request_or_refuse(request.user, pk, may=HEAR)
    row = _hearing(case, hearing)
    form = HearingWithdrawnForm(sent(request)[0])

    def take() -> None:
        hearing_withdraw(hearing=row, because=form.cleaned_data["because"], actor=request.user, now=clock_now())

    return form_answered(
        request,
        case,
        form,
        take=take,
        done="The hearing was withdrawn. The decision stands as it was told.",
        **_context(case, "The family withdrew the hearing", "The decision stands as it was told.", "Withdraw it"),
    )
