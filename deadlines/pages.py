"""A clock's own page, and what may be done to it: each action a page with a form, each with its right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from deadlines.documents import document_path
from deadlines.errors import DeadlineRefused
from deadlines.forms import HoldForm, LiftForm, MeetForm, WithdrawForm
from deadlines.models import Deadline, DeadlineState
from deadlines.presenters import UNVERIFIED, due_in_words, event_in_words, reason_in_words, status_in_words, status_tone
from deadlines.selectors import alarms_of, deadline_reasons, deadlines_visible_to, hold_in_force, hold_of, holds_of
from deadlines.services import deadline_meet, deadline_withdraw, hold_lift, hold_place
from deadlines.services.holding import rule_allows_hold
from district.clock import now as clock_now
from district.models import User
from district.office import trail_address
from district.roles import ROLE_NAMES
from district.selectors import district_current
from rulebook.errors import RulebookError

LAYOUT: Final = "admin/base_site.html"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that may be done to a clock."""

    name: str
    title: str
    verb: str
    form: type[forms.Form]
    intro: str
    done: str
    danger: bool = False

    @property
    def address(self) -> str:
        """Name of its page among the office's addresses."""
        return f"admin:deadlines_deadline_{self.name}"


ACTIONS: Final = {
    action.name: action
    for action in (
        Action("meet", "Has this been done?", "Mark as met", MeetForm, "", "The clock is met."),
        Action(
            "withdraw",
            "Does this not apply?",
            "Withdraw the clock",
            WithdrawForm,
            "A withdrawn clock stays in the record, with your reason, and cannot be opened again.",
            "The clock is withdrawn.",
            danger=True,
        ),
        Action(
            "hold",
            "Has an agency asked in writing to wait?",
            "Place the hold",
            HoldForm,
            "The clock keeps its date and grows quiet. When the hold is lifted, the duty is due at once or on that "
            "date, whichever is later.",
            "The hold is in force.",
        ),
        Action(
            "lift",
            "Is the reason to wait gone?",
            "Lift the hold",
            LiftForm,
            "The duty is then due at once or on its original date, whichever is later.",
            "The hold is lifted.",
        ),
    )
}


def actions_for(user: User, deadline: Deadline) -> list[Action]:
    """What this person may do to this clock as it stands. Meeting it is open to those who answer for it."""
    if deadline.state != DeadlineState.OPEN:
        return []
    manages = user.has_perm("deadlines.change_deadline")
    answers = manages or deadline.owner_id == user.pk or user.has_role(deadline.role)
    may = {
        "meet": answers,
        "hold": manages and not deadline.held and rule_allows_hold(deadline.rule),
        "lift": manages and deadline.held,
        "withdraw": manages,
    }
    return [ACTIONS[name] for name, allowed in may.items() if allowed]


def clock_or_refuse(request: HttpRequest, pk: int) -> Deadline:
    """The clock, for people who may see it; 404 for others, as if it were not there."""
    return get_object_or_404(deadlines_visible_to(person(request)).select_related("owner"), pk=pk)


def person(request: HttpRequest) -> User:
    return cast("User", request.user)


def clock_page(request: HttpRequest, pk: int) -> HttpResponse:
    """When it is due, why, what has rung and will ring, its holds, and what may be done."""
    deadline = clock_or_refuse(request, pk)
    zone, moment = district_current().time_zone, clock_now()
    reckonings = deadline_reasons(deadline)
    context = {
        "title": deadline.title,
        "deadline": deadline,
        "zone": zone,
        "status": status_in_words(deadline, moment),
        "tone": status_tone(deadline, moment),
        "due": due_in_words(deadline, zone),
        "reason": reason_in_words(deadline, reckonings[0] if reckonings else None, zone),
        "doubt": "" if deadline.verified else UNVERIFIED,
        "event": event_in_words(deadline.event),
        "role_name": ROLE_NAMES.get(deadline.role, deadline.role),
        "reckonings": reckonings,
        "holds": holds_of(deadline),
        "alarms": alarms_of(deadline),
        "actions": actions_for(person(request), deadline),
        "trail": trail_address(kind="deadlines.deadline", record=deadline.pk),
    }
    return office_page(request, "admin/deadlines/clock.html", context)


def action_page(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The form of one action; refused (403) to those who may not do it, told plainly where the clock has moved on."""
    deadline = clock_or_refuse(request, pk)
    action = next((one for one in actions_for(person(request), deadline) if one.name == name), None)
    if action is None:
        if deadline.state != DeadlineState.OPEN and request.method == "POST":
            messages.error(request, f"This clock is {deadline.get_state_display()} already: nothing was changed.")
            return HttpResponseRedirect(clock_address(deadline))
        raise PermissionDenied
    zone, moment = district_current().time_zone, clock_now()
    with timezone.override(zone):
        form = form_of(action, request, moment)
        if request.method == "POST" and form.is_valid() and done(action, form, deadline, request, moment):
            messages.success(request, action.done)
            return HttpResponseRedirect(clock_address(deadline))
        return office_page(request, "form_page.html", form_context(action, form, deadline, zone))


def form_of(action: Action, request: HttpRequest, moment: datetime) -> forms.Form:
    if request.method == "POST":
        return action.form(request.POST, request.FILES)
    return action.form(initial={"met_at": timezone.localtime(moment)})


def form_context(action: Action, form: forms.Form, deadline: Deadline, zone: str) -> dict[str, Any]:
    return {
        "title": action.title,
        "caption": f"{deadline.title}: {deadline.subject_name}. {due_in_words(deadline, zone)}",
        "intro": action.intro,
        "form": form,
        "submit_label": action.verb,
        "danger": action.danger,
        "back_url": clock_address(deadline),
        "layout": LAYOUT,
    }


def done(action: Action, form: forms.Form, deadline: Deadline, request: HttpRequest, moment: datetime) -> bool:
    """Do it; what the service refuses becomes a sentence on the form."""
    try:
        DOING[action.name](form.cleaned_data, deadline, person(request), moment)
    except (DeadlineRefused, RulebookError) as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _meet(values: dict[str, Any], deadline: Deadline, actor: User, moment: datetime) -> None:
    deadline_meet(deadline=deadline, at=values["met_at"], actor=actor, now=moment, evidence=values["evidence"])


def _withdraw(values: dict[str, Any], deadline: Deadline, actor: User, moment: datetime) -> None:
    deadline_withdraw(deadline=deadline, reason=values["reason"], actor=actor, now=moment)


def _hold(values: dict[str, Any], deadline: Deadline, actor: User, moment: datetime) -> None:
    again, zone = values["ask_again_on"], ZoneInfo(district_current().time_zone)
    hold_place(
        deadline=deadline,
        document=values["document"].read(),
        document_name=values["document"].name,
        requested_by=values["requested_by"],
        actor=actor,
        now=moment,
        ask_again_at=datetime.combine(again, time.min, zone) if again else None,
    )


def _lift(values: dict[str, Any], deadline: Deadline, actor: User, moment: datetime) -> None:
    hold = hold_in_force(deadline)
    if hold is None:
        raise DeadlineRefused("This clock is not held any more.")
    hold_lift(hold=hold, actor=actor, now=moment)


DOING: Final[dict[str, Callable[[dict[str, Any], Deadline, User, datetime], None]]] = {
    "meet": _meet,
    "withdraw": _withdraw,
    "hold": _hold,
    "lift": _lift,
}


def hold_document(request: HttpRequest, pk: int, hold_pk: int) -> FileResponse:
    """The written request behind a hold, as a download; for those who manage clocks or read all of them."""
    deadline = clock_or_refuse(request, pk)
    if not person(request).has_perm("deadlines.view_hold"):
        raise PermissionDenied
    hold = hold_of(deadline, hold_pk)
    if hold is None or not document_path(hold.document_sha256).exists():
        raise Http404
    return FileResponse(
        document_path(hold.document_sha256).open("rb"),
        as_attachment=True,
        filename=hold.document_name,
        content_type="application/octet-stream",
    )


def clock_address(deadline: Deadline) -> str:
    return reverse("admin:deadlines_deadline_change", args=[deadline.pk])


def office_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context})
