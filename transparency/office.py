"""Publishing and looking back, inside the privacy office."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from breaches.publicfacts import posting_clocks_of
from district import clock
from district.models import User
from district.printing import PrintingUnavailable
from district.selectors import DistrictMissing, district_current, district_current_or_none
from transparency import presenters, selectors
from transparency.approving.selectors import (
    APPROVE,
    CHANGE_RULE,
    approval_waiting,
    may_end_two_people,
    people_who_may,
    two_people_needed,
)
from transparency.approving.services import (
    ApprovalRefused,
    RuleRefused,
    approval_ask,
    approval_give,
    approval_refuse,
    publishing_rule_set,
)
from transparency.asof import AsOf
from transparency.bodies import app_context, page_of
from transparency.breaches import breaches_in_words
from transparency.clocks import posting_clocks_foreseen
from transparency.difference import Change
from transparency.links import links_of
from transparency.models import PublicationApproval
from transparency.narrowing import narrowing_read
from transparency.office_forms import DayForm
from transparency.proving.papers import statement_pdf
from transparency.refreshing.selectors import due_days
from transparency.refreshing.words import review_said
from transparency.services import (
    ApprovalNeeded,
    Preview,
    Publication,
    PublicationChanged,
    postings_settle,
    publication_preview,
    publish,
)
from transparency.signing.services import SigningRefused
from transparency.versions import version_current

SHOWN_AT_MOST = 200


def require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def publish_view(request: HttpRequest) -> HttpResponse:
    """The difference first, then one button. A difference that went stale is shown anew, nothing is published."""
    if not request.user.has_perm("transparency.approve_publication"):
        require(request, "transparency.add_snapshot")
    now = clock.now()
    try:
        if request.method == "POST":
            return publish_post(request, now)
        return render(request, "staff/publish.html", preview_context(request, publication_preview(now), now))
    except DistrictMissing as error:
        return render(request, "staff/publish.html", office_context(request, "Publish", problem=str(error)))


def publish_post(request: HttpRequest, now: Any) -> HttpResponse:
    act = next((act for name, act in ACTS.items() if name in request.POST), publish_now)
    try:
        act(request, now)
    except (PublicationChanged, ApprovalNeeded, ApprovalRefused, SigningRefused) as refused:
        context = preview_context(request, publication_preview(now), now, changed=str(refused))
        return render(request, "staff/publish.html", context, status=409)
    return redirect("publish")


def publish_now(request: HttpRequest, now: Any) -> None:
    require(request, "transparency.add_snapshot")
    said_published(request, publish(actor=person(request), now=now, expected=request.POST.get("mark", "")))


def said_published(request: HttpRequest, done: Publication) -> None:
    if done.made and done.snapshot:
        said = presenters.publication_summary(done.snapshot.difference, done.snapshot.entries, done.snapshot.breaches)
        messages.success(request, f"Published: {said}. Signed with the district's key.")
    else:
        messages.info(request, "Nothing had changed: the page stands as it was.")


def settle_now(request: HttpRequest, now: Any) -> None:
    require(request, "transparency.add_snapshot")
    met = postings_settle(actor=person(request), now=now)
    messages.success(request, f"Everything is posted: {presenters.review_in_words(0, met)}.")


def ask_now(request: HttpRequest, now: Any) -> None:
    require(request, "transparency.add_snapshot")
    note = request.POST.get("note", "")[:500]
    approval_ask(mark=request.POST.get("mark", ""), note=note, actor=person(request), now=now)
    if people_who_may(APPROVE).exclude(pk=person(request).pk).exists():
        messages.success(request, "Asked. Everybody else who may approve was told.")
    else:
        messages.warning(request, "Asked, but nobody else may approve it: give somebody a role that does.")


def approve_now(request: HttpRequest, now: Any) -> None:
    require(request, "transparency.approve_publication")
    waiting = waiting_or_refuse()
    if request.POST.get("mark", "") != waiting.mark:
        raise PublicationChanged("Something else waits by now. Look at the changes below, then approve them.")
    said_published(request, approval_give(approval=waiting, actor=person(request), now=now))


def send_back_now(request: HttpRequest, now: Any) -> None:
    waiting = waiting_or_refuse()
    if waiting.asked_by_id != person(request).pk:
        require(request, "transparency.approve_publication")
    approval_refuse(approval=waiting, reason=request.POST.get("reason", "")[:500], actor=person(request), now=now)
    messages.success(request, "Sent back. Nothing was published.")


def rule_now(request: HttpRequest, now: Any) -> None:
    """On by who keeps the rule; off by another role, which the service looks at, with a reason."""
    two_people = "two_people" in request.POST
    require(request, CHANGE_RULE if two_people else APPROVE)
    because = request.POST.get("because", "")[:400]
    try:
        publishing_rule_set(two_people=two_people, because=because, actor=person(request), now=now)
    except RuleRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Kept. Everybody who publishes or approves is told.")


ACTS: Mapping[str, Callable[[HttpRequest, Any], None]] = {
    "settle": settle_now,
    "ask": ask_now,
    "approve": approve_now,
    "send_back": send_back_now,
    "rule": rule_now,
}


def waiting_or_refuse() -> PublicationApproval:
    waiting = approval_waiting()
    if waiting is None:
        raise ApprovalRefused("Nothing waits for approval any more.")
    return waiting


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the office's pages ask for a sign-in first
    return request.user


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
        settle=difference.empty and bool(met),
        **approval_context(request, difference.mark),
        **reviews_context(now),
    )


def approval_context(request: HttpRequest, mark: str) -> dict[str, Any]:
    """What the page needs to know of the second person's approval."""
    waiting = approval_waiting()
    return {
        "two_people": two_people_needed(),
        "waiting": waiting,
        "waiting_holds": waiting is not None and waiting.mark == mark,
        "own": waiting is not None and waiting.asked_by_id == request.user.pk,
        "may_end_two_people": may_end_two_people(person(request)),
    }


def reviews_context(now: Any) -> dict[str, Any]:
    """Reviews by the days of the law that nobody attested yet."""
    district = district_current()
    days = due_days(clock.local_day(now, district.time_zone), district.time_zone)
    return {"reviews": [(due, review_said(due)) for due in days if due.open]}


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


@require_safe
def public_on_pdf(request: HttpRequest) -> HttpResponse:
    """The statement of proof of a day, or of one app on that day, on paper."""
    require(request, "transparency.view_publicentry")
    now = clock.now()
    version = version_current(now)
    form = DayForm(request.GET, today=version.day)
    if not form.is_valid():
        return HttpResponse("Choose a day that has come.\n", status=400, content_type="text/plain; charset=utf-8")
    day, key = form.cleaned_data["day"], form.cleaned_data["app"]
    snapshot = selectors.snapshot_on(day, version.zone)
    entry = selectors.entries_on(day, version.zone).filter(key=key).first() if key else None
    if snapshot is None or (key and entry is None):
        raise Http404("Nothing of the kind was public on that day.")
    app = app_context(entry.content, entry.row, AsOf(day, version.as_of.out)) if entry else {}
    try:
        pdf = statement_pdf(snapshot, version, asked=day, entry=entry, **app)
    except PrintingUnavailable as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    name = f"proof-{day.isoformat()}{'-' + key if key else ''}.pdf"
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition(name)})


def disposition(name: str) -> str:
    return f'attachment; filename="{name}"'


def office_context(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title, **more}
