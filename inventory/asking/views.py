"""Pages of one ask: its answer entered, accepted, sent back; unproven, not needed; its files."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, sent
from inventory.asking.files import file_remove, kept_file_answer
from inventory.asking.forms import (
    AcceptForm,
    AskBackForm,
    AskOfficeAnswerForm,
    BecauseForm,
    ContactForm,
    ShownForm,
    moment_of,
)
from inventory.asking.selectors import MAY_WORK, SEE, asks_visible_to, files_visible_to
from inventory.asking.services import (
    ask_answer,
    ask_not_needed,
    ask_prove,
    ask_prove_otherwise,
    ask_send_back,
    ask_take_up,
    ask_unproven,
    link_send,
)
from inventory.asking.services.asking import operator_id_of
from inventory.asking.taking import acted, form_page, form_taken
from inventory.models import KeptFile, OperatorAsk
from inventory.sealing import GivenFile
from vendors.selectors import contacts_of

BACK_DAYS: Final = 14  # proposed; the person chooses the day


def ask_or_refuse(request: OfficeRequest, pk: int, may: str = MAY_WORK) -> OperatorAsk:
    """403 without the right, 404 where there is none."""
    if not request.user.has_perm(SEE) or not request.user.has_perm(may):
        raise PermissionDenied
    return get_object_or_404(asks_visible_to(request.user), pk=pk)


def home_of(ask: OperatorAsk) -> str:
    """The page on which the ask stands."""
    if ask.leaving_id is not None:
        return reverse("leaving:page", args=[ask.leaving_id]) + f"#part-{ask.kind}"
    return reverse("safeguards:product", args=[ask.product_id]) + f"#ask-{ask.pk}"


def trail_of(ask: OperatorAsk) -> tuple[tuple[str, str], ...]:
    if ask.leaving is not None:
        lists = ("Data after the end", reverse("leaving:list"))
        return (lists, (str(ask.leaving.agreement), reverse("leaving:page", args=[ask.leaving_id])))
    lists = ("Safeguards", reverse("safeguards:list"))
    return (lists, (str(ask.product), reverse("safeguards:product", args=[ask.product_id])))


def given_files(uploads: Any) -> list[GivenFile]:
    return [GivenFile(one.name, one) for one in uploads]


@office_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """An ask stands on the page of what it belongs to."""
    return redirect(home_of(ask_or_refuse(request, pk, SEE)))


@office_page()
def answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter an answer that came another way."""
    ask, now, zone = ask_or_refuse(request, pk), clock_now(), district_current().time_zone
    form = AskOfficeAnswerForm(*sent(request), initial={"answered_on": local_day(now, zone)})

    def write(given: dict[str, Any]) -> object:
        at = moment_of(given["answered_on"], zone=zone, earliest=ask.asked_at or now, now=now)
        return ask_answer(
            ask=ask,
            outcome=given["outcome"],
            statement=given["statement"],
            by=given["given_by"],
            files=given_files(given["attached"]),
            answered_at=at,
            actor=request.user,
            now=now,
        )

    return _form(request, ask, form, write, title="Enter an answer", submit="Enter it", done="The answer is kept.")


@office_page()
def accept(request: OfficeRequest, pk: int) -> HttpResponse:
    """The answer was looked at, and something shows it."""
    ask = ask_or_refuse(request, pk)

    def write(given: dict[str, Any]) -> object:
        return ask_prove(ask=ask, because=given["because"], actor=request.user, now=clock_now())

    form = AcceptForm(sent(request)[0])
    return _form(request, ask, form, write, title="It is proven", submit="Write it down", done="Proven.")


@office_page()
def shown(request: OfficeRequest, pk: int) -> HttpResponse:
    """Proven without an answer."""
    ask = ask_or_refuse(request, pk)

    def write(given: dict[str, Any]) -> object:
        return ask_prove_otherwise(
            ask=ask,
            because=given["because"],
            files=given_files(given["attached"]),
            actor=request.user,
            now=clock_now(),
        )

    form = ShownForm(*sent(request))
    return _form(request, ask, form, write, title="It is shown another way", submit="Write it down", done="Proven.")


@office_page()
def back(request: OfficeRequest, pk: int) -> HttpResponse:
    """What came is not enough."""
    ask = ask_or_refuse(request, pk)
    today = local_day(clock_now(), district_current().time_zone)

    def write(given: dict[str, Any]) -> object:
        return ask_send_back(ask=ask, actor=request.user, now=clock_now(), **given)

    form = AskBackForm(sent(request)[0], initial={"last_day": today + timedelta(days=BACK_DAYS)})
    return _form(
        request, ask, form, write, title="Ask again", submit="Send it back", done="The operator is asked again."
    )


@office_page()
def unproven(request: OfficeRequest, pk: int) -> HttpResponse:
    """Nobody waits any longer, and nothing shows it."""
    ask = ask_or_refuse(request, pk)
    intro = "It will be called unproven wherever it stands: that the operator did not do it is not said by that."

    def write(given: dict[str, Any]) -> object:
        return ask_unproven(ask=ask, because=given["because"], actor=request.user, now=clock_now())

    form = BecauseForm(sent(request)[0])
    title, done = "Leave it unproven", "Unproven. What comes later can still be entered."
    return _form(request, ask, form, write, title=title, submit="Leave it unproven", done=done, intro=intro)


@office_page()
def not_needed(request: OfficeRequest, pk: int) -> HttpResponse:
    ask = ask_or_refuse(request, pk)

    def write(given: dict[str, Any]) -> object:
        return ask_not_needed(ask=ask, because=given["because"], actor=request.user, now=clock_now())

    form = BecauseForm(sent(request)[0])
    return _form(request, ask, form, write, title="It is not needed", submit="Write it down", done="Not needed.")


@office_page(methods=("POST",))
def take_up(request: OfficeRequest, pk: int) -> HttpResponse:
    ask = ask_or_refuse(request, pk)
    acted(request, lambda: ask_take_up(ask=ask, actor=request.user, now=clock_now()), "Taken up again.")
    return redirect(home_of(ask))


@office_page()
def link(request: OfficeRequest, pk: int) -> HttpResponse:
    """A new private link, perhaps to another contact."""
    ask = ask_or_refuse(request, pk)

    def write(given: dict[str, Any]) -> object:
        return link_send(ask=ask, contact=given["contact"], actor=request.user, now=clock_now())

    form = ContactForm(sent(request)[0], contacts=contacts_of(operator_id_of(ask)), initial={"contact": ask.contact_id})
    done = "A new link was sent. Earlier ones lead nowhere any more."
    return _form(request, ask, form, write, title="Send a new link", submit="Send it", done=done)


@office_page(methods=("GET", "HEAD"))
def file(request: OfficeRequest, file: int) -> HttpResponseBase:
    """A file that an operator sent, for those who work on it."""
    return kept_file_answer(_file(request, file))


@office_page()
def remove(request: OfficeRequest, file: int) -> HttpResponse:
    """Remove a file's content, such as returned data that lies where it belongs now."""
    row = _file(request, file)
    if row.ask is None:
        raise PermissionDenied
    ask = ask_or_refuse(request, row.ask.pk)

    def write(given: dict[str, Any]) -> object:
        return file_remove(file=row, because=given["because"], actor=request.user, now=clock_now())

    intro = "Its content is gone for good; that it was there, its size and its hash stay."
    title, form = f"Remove {row.name}", BecauseForm(sent(request)[0])
    return _form(request, ask, form, write, title=title, submit="Remove it", done="Removed.", intro=intro, danger=True)


def _file(request: OfficeRequest, pk: int) -> KeptFile:
    if not request.user.has_perm(MAY_WORK):
        raise PermissionDenied
    return get_object_or_404(files_visible_to(request.user).select_related("ask"), pk=pk)


def _form(
    request: OfficeRequest, ask: OperatorAsk, form: Any, write: Any, *, title: str, submit: str, done: str, **more: Any
) -> HttpResponse:
    if form_taken(request, form, write):
        messages.success(request, done)
        return redirect(home_of(ask))
    whole = f"{ask.get_kind_display().capitalize()}: {title[:1].lower()}{title[1:]}"
    return form_page(request, form, title=whole, submit=submit, back=home_of(ask), trail=trail_of(ask), ask=ask, **more)
