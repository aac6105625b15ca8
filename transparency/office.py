"""Publishing and looking back, inside the privacy office."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from breaches.publicfacts import posting_clocks_of
from district import clock
from district.selectors import DistrictMissing, district_current, district_current_or_none
from transparency import presenters, selectors
from transparency.asof import AsOf
from transparency.bodies import app_context, page_of
from transparency.breaches import breaches_in_words
from transparency.clocks import posting_clocks_foreseen, review_clocks
from transparency.difference import Change
from transparency.links import links_of
from transparency.narrowing import narrowing_read
from transparency.office_forms import DayForm
from transparency.services import Preview, PublicationChanged, page_review, publication_preview, publish
from transparency.versions import version_current

SHOWN_AT_MOST = 200


def require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def publish_view(request: HttpRequest) -> HttpResponse:
    """The difference first, then one button. A difference that went stale is shown anew, nothing is published."""
    require(request, "transparency.add_snapshot")
    now = clock.now()
    try:
        if request.method == "POST":
            return publish_post(request, now)
        return render(request, "staff/publish.html", preview_context(request, publication_preview(now), now))
    except DistrictMissing as error:
        return render(request, "staff/publish.html", office_context(request, "Publish", problem=str(error)))


def publish_post(request: HttpRequest, now: Any) -> HttpResponse:
    try:
        if "reviewed" in request.POST:
            return review_post(request, now)
        done = publish(actor=request.user, now=now, expected=request.POST.get("mark", ""))  # type: ignore[arg-type]
    except PublicationChanged as changed:
        context = preview_context(request, publication_preview(now), now, changed=str(changed))
        return render(request, "staff/publish.html", context, status=409)
    if done.made and done.snapshot:
        said = presenters.publication_summary(done.snapshot.difference, done.snapshot.entries, done.snapshot.breaches)
        messages.success(request, f"Published: {said}.")
    else:
        messages.info(request, "Nothing had changed: the page stands as it was.")
    return redirect("publish")


def review_post(request: HttpRequest, now: Any) -> HttpResponse:
    met = page_review(actor=request.user, now=now)  # type: ignore[arg-type]
    said = presenters.review_in_words(met.reviews, met.postings)
    messages.success(request, f"Reviewed, nothing to change: {said}.")
    return redirect("publish")


def preview_context(request: HttpRequest, preview: Preview, now: Any, changed: str = "") -> dict[str, Any]:
    difference = preview.difference
    clocks = posting_clocks_foreseen(preview.build.entries)
    met = [clock for clock in clocks if not clock.lacks]
    running = [clock for clock in clocks if clock.lacks]
    parts = [
        part_shown("Added", "found", difference.added),
        part_shown("Changed", "weaker", difference.changed),
        part_shown("Removed", "withdrawn", difference.removed),
    ]
    return office_context(
        request,
        "Publish the public page",
        changed=changed,
        difference=difference,
        parts=parts,
        summary=presenters.publication_summary(
            difference.as_json(), len(preview.build.entries), len(preview.build.breaches)
        ),
        breach_clocks=posting_clocks_of([row.entry for row in preview.build.breaches]),
        shortcomings=preview.build.shortcomings[:SHOWN_AT_MOST],
        shortcomings_more=max(0, len(preview.build.shortcomings) - SHOWN_AT_MOST),
        latest=selectors.snapshot_latest(),
        met=met[:SHOWN_AT_MOST],
        met_more=max(0, len(met) - SHOWN_AT_MOST),
        running=running[:SHOWN_AT_MOST],
        running_more=max(0, len(running) - SHOWN_AT_MOST),
        review=difference.empty and bool(met or review_clocks(district_current(), now)),
    )


def part_shown(name: str, tone: str, rows: tuple[Change, ...]) -> tuple[str, str, tuple[Change, ...], int, int]:
    """Name, tone, the first rows, their number in all, and how many are left out."""
    return name, tone, rows[:SHOWN_AT_MOST], len(rows), max(0, len(rows) - SHOWN_AT_MOST)


@require_safe
def public_on_view(request: HttpRequest) -> HttpResponse:
    """What was public on any past day: the list, and each app's page as it stood (F4)."""
    require(request, "transparency.view_publicentry")
    district, now = district_current_or_none(), clock.now()
    zone = district.time_zone if district else "UTC"
    today = clock.local_day(now, zone)
    form = DayForm(request.GET or None, today=today)
    context = office_context(request, "What was public on a day", form=form, zone=zone)
    if not form.is_valid():
        return render(request, "staff/public_on.html", context, status=400 if form.is_bound else 200)
    day = form.cleaned_data["day"]
    as_of = AsOf(day, version_current(now).as_of.out)
    context |= {"asked": day, "then": selectors.snapshot_on(day, zone)}
    entries = selectors.entries_on(day, zone)
    if key := form.cleaned_data["app"]:
        entry = entries.filter(key=key).first()
        context |= {"entry": entry, **(app_context(entry.content, entry.row, as_of) if entry else {})}
        return render(request, "staff/public_on.html", context, status=200 if entry else 404)
    words = narrowing_read(request.GET).words
    number = page_of(selectors.entries_worded(entries, words).values(*selectors.ROW), request.GET.get("page", "1"))
    kept = {"day": day.isoformat(), **({"q": words} if words else {})}
    context["breaches"] = breaches_in_words(selectors.breaches_on(day, zone)) if number.number == 1 else []
    context["links"] = links_of(number.number, number.paginator.num_pages, query=urlencode(kept))
    context["rows"] = [presenters.list_row(row, as_of) | {"key": row["key"]} for row in number]
    return render(request, "staff/public_on.html", context)


def office_context(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title, **more}
