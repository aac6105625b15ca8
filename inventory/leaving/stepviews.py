"""What is done about an end: the option, asking, closing, withdrawing, who sees to it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current, packs_adopted
from district.taskpages import OfficeRequest, office_page, sent
from district.templatetags.words import day_in_words
from inventory.asking.forms import BecauseForm, moment_of
from inventory.asking.taking import form_page, form_taken
from inventory.leaving.forms import AskForm, ByHandForm, CloseForm, OptionForm, OwnerForm
from inventory.leaving.grounds import grounds_of
from inventory.leaving.selectors import MAY_WORK, asks_of, people_working
from inventory.leaving.services import (
    day_proposed,
    leaving_ask,
    leaving_close,
    leaving_reopen,
    leaving_withdraw,
    option_choose,
    owner_set,
)
from inventory.leaving.views import leaving_or_refuse, trail_to
from inventory.models import AskState, Leaving, OperatorAsk
from vendors.selectors import contacts_of


@office_page()
def option(request: OfficeRequest, pk: int) -> HttpResponse:
    """Return, transfer, or nothing back."""
    leaving = leaving_or_refuse(request, pk, MAY_WORK)
    form = OptionForm(sent(request)[0], initial={"option": leaving.option, "words": leaving.option_words})

    def write(given: dict[str, Any]) -> object:
        return option_choose(leaving=leaving, actor=request.user, now=clock_now(), **given)

    return _form(request, leaving, form, write, title="What happens to the data", submit="Keep it", done="Kept.")


@office_page()
def ask(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask for every part at once, by one private link."""
    leaving = leaving_or_refuse(request, pk, MAY_WORK)
    asks, contacts = _to_ask(leaving), contacts_of(leaving.agreement.operator_id)
    if not asks or not leaving.option or not contacts:
        return _cannot(request, leaving, asks, has_contacts=bool(contacts))
    form = AskForm(
        sent(request)[0],
        asks=asks,
        days=days_hinted(leaving, asks),
        contacts=contacts,
        initial={"contact": leaving.contact_id or contacts[0].pk},
    )

    def write(given: dict[str, Any]) -> object:
        return leaving_ask(
            leaving=leaving, given=form.given(), contact=given["contact"], actor=request.user, now=clock_now()
        )

    intro = "It reads this behind a private link. The mail itself names the agreement and the days alone."
    title, done = f"Ask {leaving.agreement.operator}", f"{leaving.agreement.operator} was asked."
    return _form(request, leaving, form, write, title=title, submit="Send it", done=done, intro=intro)


@office_page()
def by_hand(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter that it was asked outside of this office."""
    leaving = leaving_or_refuse(request, pk, MAY_WORK)
    asks, now, zone = _to_ask(leaving), clock_now(), district_current().time_zone
    if not asks or not leaving.option:
        return _cannot(request, leaving, asks, has_contacts=True)
    form = ByHandForm(
        sent(request)[0], asks=asks, days=days_hinted(leaving, asks), initial={"asked_on": local_day(now, zone)}
    )

    def write(given: dict[str, Any]) -> object:
        at = moment_of(given["asked_on"], zone=zone, earliest=leaving.opened_at, now=now)
        return leaving_ask(
            leaving=leaving, given=form.given(), how=given["how"], asked_at=at, actor=request.user, now=now
        )

    return _form(request, leaving, form, write, title="Asked another way", submit="Write it down", done="Kept.")


@office_page()
def owner(request: OfficeRequest, pk: int) -> HttpResponse:
    """Who sees to it."""
    leaving = leaving_or_refuse(request, pk, MAY_WORK)
    form = OwnerForm(sent(request)[0], people=people_working(), initial={"owner": leaving.owner_id})

    def write(given: dict[str, Any]) -> object:
        return owner_set(leaving=leaving, owner=given["owner"], actor=request.user, now=clock_now())

    return _form(request, leaving, form, write, title="Who sees to it", submit="Keep it", done="Kept.")


@office_page()
def close(request: OfficeRequest, pk: int) -> HttpResponse:
    """Close it with what came of it."""
    leaving = leaving_or_refuse(request, pk, MAY_WORK)
    intro = "Its result is the worst of its parts: one refusal makes it refused, one part without proof unproven."

    def write(given: dict[str, Any]) -> object:
        return leaving_close(leaving=leaving, because=given["because"], actor=request.user, now=clock_now())

    form = CloseForm(sent(request)[0])
    return _form(request, leaving, form, write, title="Close it", submit="Close it", done="Closed.", intro=intro)


@office_page()
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """There was no end after all."""
    leaving = leaving_or_refuse(request, pk, MAY_WORK)
    intro = "Its clocks stop and the operator's link leads nowhere. If the operator was asked, tell it yourself."

    def write(given: dict[str, Any]) -> object:
        return leaving_withdraw(leaving=leaving, because=given["because"], actor=request.user, now=clock_now())

    form = BecauseForm(sent(request)[0])
    title = "Withdraw it"
    return _form(request, leaving, form, write, title=title, submit=title, done="Withdrawn.", intro=intro, danger=True)


@office_page()
def reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    """Something came after it was closed."""
    leaving = leaving_or_refuse(request, pk, MAY_WORK)

    def write(given: dict[str, Any]) -> object:
        return leaving_reopen(leaving=leaving, because=given["because"], actor=request.user, now=clock_now())

    form = BecauseForm(sent(request)[0])
    return _form(request, leaving, form, write, title="Open it again", submit="Open it again", done="Open again.")


def days_hinted(leaving: Leaving, asks: list[OperatorAsk]) -> dict[str, tuple[date | None, str]]:
    """By part: the day to propose, and why. A day that is over is said, and not proposed."""
    now, zone = clock_now(), district_current().time_zone
    today, grounds = local_day(now, zone), grounds_of(leaving.agreement, packs_adopted(local_day(now, zone)))
    found: dict[str, tuple[date | None, str]] = {}
    for row in asks:
        named = day_proposed(leaving, grounds, row.kind, now)
        if named is None:
            found[row.kind] = (None, "Neither the agreement nor an adopted law names a day: it is yours to set.")
        elif named.last_day < today:
            found[row.kind] = (None, f"{named.because} That was {day_in_words(named.last_day)}, which is over.")
        else:
            found[row.kind] = (named.last_day, named.because)
    return found


def _to_ask(leaving: Leaving) -> list[OperatorAsk]:
    return [one for one in asks_of(leaving) if one.state == AskState.OPEN]


def _cannot(request: OfficeRequest, leaving: Leaving, asks: list[OperatorAsk], *, has_contacts: bool) -> HttpResponse:
    if not leaving.option:
        messages.info(request, "First choose what happens to the data.")
        return redirect("leaving:option", pk=leaving.pk)
    if not asks:
        messages.info(request, "Everything was asked already.")
    elif not has_contacts:
        messages.error(request, "Nobody to write to is known. Add a contact to the operator, or ask another way.")
    return redirect("leaving:page", pk=leaving.pk)


def _form(
    request: OfficeRequest,
    leaving: Leaving,
    form: Any,
    write: Any,
    *,
    title: str,
    submit: str,
    done: str,
    **more: Any,
) -> HttpResponse:
    if form_taken(request, form, write):
        messages.success(request, done)
        return redirect("leaving:page", pk=leaving.pk)
    back = reverse("leaving:page", args=[leaving.pk])
    return form_page(request, form, title=title, submit=submit, back=back, trail=trail_to(leaving), **more)
