"""The public page: what families read, without an account, a cookie or a script."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404, HttpRequest

from district.selectors import district_current_or_none
from transparency import presenters, selectors
from transparency.fields import fields
from transparency.frames import page
from transparency.glossary import glossary, rights
from transparency.narrowing import narrowing_read, narrowing_write
from transparency.pages import public_page
from transparency.presenters import app_status, plain_day
from transparency.versions import Version

if TYPE_CHECKING:
    Base = Paginator[Any]
else:  # Django's own class takes no parameters at run time
    Base = Paginator

APPS_PER_PAGE = 50


class CountedPaginator(Base):
    """A paginator whose number of rows may be known beforehand, which spares the count."""

    def __init__(self, rows: Any, per_page: int, known: int | None = None) -> None:
        super().__init__(rows, per_page)
        if known is not None:
            self.__dict__["count"] = known


def page_of(rows: Any, number: str, known: int | None = None) -> Page[Any]:
    """A page of rows. Http404 for a page that does not exist."""
    try:
        return CountedPaginator(rows, APPS_PER_PAGE, known).page(int(number or "1"))
    except (ValueError, EmptyPage) as error:
        raise Http404("There is no such page.") from error


@public_page
def app_list(request: HttpRequest, version: Version) -> str:
    """Every app with a posted agreement; with a search, a narrowing or an order."""
    snapshot = selectors.snapshot_latest()
    if snapshot is None:
        return page("empty.html", version, "/")
    narrowing = narrowing_read(request.GET)
    found = selectors.entries_narrowed(narrowing)
    number = page_of(found, request.GET.get("page", "1"), None if narrowing.asked else snapshot.entries)
    return page(
        "apps.html",
        version,
        "/",
        narrowing=narrowing,
        page=number,
        rows=[presenters.list_row(row, version.day) for row in number],
        query=narrowing_write(narrowing),
        fields=fields(snapshot.facets, narrowing),
        narrowed=replace(narrowing, words="").asked,
        heading=presenters.counted(number.paginator.count, number.start_index(), number.end_index()),
    )


@public_page
def app_page(request: HttpRequest, version: Version, slug: str) -> str:
    entry = selectors.entry_current(slug)
    if entry is None:
        raise Http404("No app with a posted agreement has this address.")
    return page("app.html", version, "/", **app_context(entry.content, version.day))


def app_context(content: dict[str, Any], day: date) -> dict[str, Any]:
    """What an app's page shows, today or as of a past day."""
    return {
        "app": content,
        "opening": presenters.opening_sentence(content, day),
        "status": app_status([presenters.term_of(row) for row in content["agreements"]], day),
        "groups": presenters.elements_grouped(content["elements"]),
        "knows": presenters.knows_in_words(content["elements"]),
        "agreements": [presenters.agreement_shown(row, day) for row in content["agreements"]],
        "day": day,
    }


@public_page
def operator_list(request: HttpRequest, version: Version) -> str:
    words = narrowing_read(request.GET).words
    number = page_of(selectors.operators_current(words), request.GET.get("page", "1"))
    details = selectors.operators_of([row["some_key"] for row in number])
    rows = [{**row, "operator": details[row["some_key"]]} for row in number]
    query = narrowing_write(selectors.Narrowing(words=words))
    return page("operators.html", version, "/operators/", rows=rows, page=number, words=words, query=query)


@public_page
def operator_page(request: HttpRequest, version: Version, slug: str) -> str:
    entries = list(selectors.entries_of_operator(slug))
    if not entries:
        raise Http404("No operator with a posted agreement has this address.")
    rows = [presenters.list_row(presenters.row_of(entry), version.day) for entry in entries]
    operator = entries[0].content["operator"]
    return page("operator.html", version, "/operators/", operator=operator, rows=rows)


@public_page
def glossary_page(request: HttpRequest, version: Version) -> str:
    return page("glossary.html", version, "/glossary/", terms=glossary(version.day))


@public_page
def rights_page(request: HttpRequest, version: Version) -> str:
    return page("rights.html", version, "/your-rights/", rights=rights(version.day))


@public_page
def accessibility_page(request: HttpRequest, version: Version) -> str:
    return page("accessibility.html", version, "")


@public_page
def proof_page(request: HttpRequest, version: Version) -> str:
    """What proves what was public, and every act of publishing."""
    number = page_of(selectors.snapshots_listed(), request.GET.get("page", "1"))
    zone = district.time_zone if (district := district_current_or_none()) else "UTC"
    rows = [presenters.publication_shown(row, zone) for row in number]
    return page("proof.html", version, "", page=number, rows=rows)


@public_page
def day_page(request: HttpRequest, version: Version, day: str) -> str:
    """What the list said at the end of a past day (F4)."""
    district = district_current_or_none()
    asked = past_day(day, version.day)
    if district is None or asked is None:
        raise Http404("There is no such day.")
    entries = selectors.entries_on(asked, district.time_zone).values(*selectors.ROW)
    number = page_of(entries, request.GET.get("page", "1"))
    return page(
        "day.html",
        version,
        "",
        asked=plain_day(asked),
        then=selectors.snapshot_on(asked, district.time_zone),
        page=number,
        rows=[presenters.list_row(row, asked) for row in number],
    )


def past_day(text: str, today: date) -> date | None:
    """A day in ISO form that is not in the future; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= today else None
