"""Task pages for closed days: several at once, and from a calendar file, with a look at it before anything is saved."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from district import clock
from district.forms import CalendarFileForm, ClosedRangeForm
from district.icsreading import CalendarEvent, CalendarUnreadable, calendar_read
from district.office import OfficeModelAdmin
from district.services import ClosedDay, closure_add_range, closures_import

SALT = "district.closures"
LOOK_LASTS = 3600  # seconds between looking at a file and saving what was chosen

Page = Callable[[OfficeModelAdmin, HttpRequest], HttpResponse]


def closure_urls(office: OfficeModelAdmin) -> list[URLPattern]:
    """Addresses beside the list of closed days."""

    def guarded(page: Page) -> Any:
        def view(request: HttpRequest) -> HttpResponse:
            if not office.has_add_permission(request):
                raise PermissionDenied("Closed days are entered by the privacy officer.")
            return page(office, request)

        return office.admin_site.admin_view(view)

    return [
        path("several/", guarded(closures_several), name="closures_several"),
        path("import/", guarded(closures_file), name="closures_file"),
    ]


def closures_several(office: OfficeModelAdmin, request: HttpRequest) -> HttpResponse:
    """A range of days under one name."""
    form = ClosedRangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = closure_add_range(**form.cleaned_data, actor=office.actor(request), now=clock.now())
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            return _done(request, len(added))
    words = {"title": "Enter several closed days", "form": form, "submit_label": "Close these days"}
    return _page(office, request, "form_page.html", words)


def closures_file(office: OfficeModelAdmin, request: HttpRequest) -> HttpResponse:
    """First the file is read and shown; then what was ticked is saved."""
    if "offered" in request.POST:
        return _chosen(office, request)
    form = CalendarFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read = calendar_read(file.read(), today=clock.now().date())
        except CalendarUnreadable as problem:
            form.add_error("file", str(problem))
        else:
            return _look(office, request, read.events, read.left_out, source=file.name[:200])
    words = {
        "title": "Read closed days from a calendar file",
        "intro": "You see what the file holds before anything is saved.",
        "form": form,
        "submit_label": "Look at the file",
    }
    return _page(office, request, "form_page.html", words)


def _look(
    office: OfficeModelAdmin,
    request: HttpRequest,
    events: tuple[CalendarEvent, ...],
    left_out: tuple[str, ...],
    source: str,
) -> HttpResponse:
    offered = [[event.name, [day.isoformat() for day in event.days]] for event in events]
    words = {
        "title": "Which of these days are the offices closed?",
        "events": events,
        "left_out": left_out,
        "offered": signing.dumps({"events": offered, "source": source}, salt=SALT, compress=True),
    }
    return _page(office, request, "staff/closures_look.html", words)


def _chosen(office: OfficeModelAdmin, request: HttpRequest) -> HttpResponse:
    try:
        offered = signing.loads(request.POST["offered"], salt=SALT, max_age=LOOK_LASTS)
    except signing.BadSignature:
        messages.error(request, "That look at the file is too old or incomplete: choose the file again.")
        return HttpResponseRedirect(reverse("admin:closures_file"))
    ticked = {int(number) for number in request.POST.getlist("event") if number.isdecimal()}
    days = [
        ClosedDay(date.fromisoformat(day), name)
        for number, (name, event_days) in enumerate(offered["events"])
        if number in ticked
        for day in event_days
    ]
    added = closures_import(days=days, source=offered["source"], actor=office.actor(request), now=clock.now())
    return _done(request, len(added))


def _done(request: HttpRequest, count: int) -> HttpResponse:
    what = "1 closed day was" if count == 1 else f"{count} closed days were"
    messages.success(
        request,
        f"{what} added. Running clocks were reckoned again."
        if count
        else "Nothing was added: these days are closed already, or none was chosen.",
    )
    return HttpResponseRedirect(reverse("admin:district_closure_changelist"))


def _page(office: OfficeModelAdmin, request: HttpRequest, template: str, words: dict[str, Any]) -> HttpResponse:
    context = {
        **office.admin_site.each_context(request),
        "layout": "admin/base_site.html",
        "opts": office.model._meta,
        "back_url": reverse("admin:district_closure_changelist"),
        **words,
    }
    return TemplateResponse(request, template, context)
