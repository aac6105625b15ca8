"""A person's open clocks as an iCalendar file."""

from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from deadlines.models import Deadline
from deadlines.pages import clock_address, person
from deadlines.presenters import deadline_in_words, is_day_end
from deadlines.selectors import deadlines_of_person, deadlines_open, deadlines_visible_to, reckonings_latest
from district.clock import now as clock_now
from district.selectors import district_current_or_none


@login_required
@never_cache
@require_safe
def clocks_feed(request: HttpRequest) -> HttpResponse:
    """Mine, or with ?whose=everyone all that I may see: days for terms in days, moments for hours."""
    district, moment = district_current_or_none(), clock_now()
    visible = deadlines_visible_to(person(request))
    if not (person(request).has_perm("deadlines.view_deadline") or visible.exists()):
        raise PermissionDenied
    if district is None:
        raise Http404
    everyone = request.GET.get("whose") == "everyone"
    rows = deadlines_open(visible if everyone else deadlines_of_person(visible, person(request)))
    clocks = list(rows.order_by("due_at", "pk"))
    reckonings = reckonings_latest([clock.pk for clock in clocks])
    calendar = Calendar()
    calendar.add("prodid", "-//District Privacy//Clocks//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{district.name}: clocks")
    for clock in clocks:
        words = deadline_in_words(clock, reckonings.get(clock.pk), district.time_zone)
        calendar.add_component(event_of(clock, words, district.time_zone, moment))
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="clocks.ics"'
    return answer


def event_of(clock: Deadline, words: str, zone: str, moment: datetime) -> Event:
    address = urljoin(settings.SITE_ADDRESS, clock_address(clock))
    event = Event()
    event.add("uid", f"clock-{clock.pk}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("dtstamp", moment)
    event.add("summary", f"{'Held: ' if clock.held else ''}{clock.title}: {clock.subject_name}")
    event.add("description", words)
    event.add("url", address)
    if is_day_end(clock.due_at, zone):
        event.add("dtstart", clock.last_day)
        event.add("dtend", clock.last_day + timedelta(days=1))
    else:
        event.add("dtstart", clock.due_at)
        event.add("dtend", clock.due_at)
    return event
