"""The bodies of the public pages, as text, in the language that is active.

Views send them; the command `publish --out` writes them as files, `static=True`: nothing in a file needs an answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.utils.html import escape
from django.utils.safestring import SafeString

from transparency import apppage, presenters, selectors
from transparency.asof import AsOf
from transparency.breaches import breach_slug, breaches_in_words, posting_rules, touching
from transparency.content import content_read
from transparency.fields import chosen
from transparency.finding import Found
from transparency.frames import page, page_filled
from transparency.glossary import glossary_of, rights_of
from transparency.kinds import Kind, app_with_kind, kind_of, kind_shown, kinds_grouped, kinds_of
from transparency.links import PageLink, links_drawn, links_of
from transparency.models import PublicEntry
from transparency.narrowing import narrowing_write, value_of
from transparency.presenters import plain_day
from transparency.proving.context import proof_context
from transparency.rows import holders_filled, rows_filled
from transparency.selectors import Narrowing
from transparency.speaking import address, language_now
from transparency.versions import Version

if TYPE_CHECKING:
    Base = Paginator[Any]
else:  # Django's own class takes no parameters at run time
    Base = Paginator

ROWS_PER_PAGE = 50
ROWS_KEPT = 5000  # by a process, for searches: some 5 MB


class CountedPaginator(Base):
    """A paginator whose number of rows may be known beforehand, which spares the count."""

    def __init__(self, rows: Any, per_page: int, known: int | None = None) -> None:
        super().__init__(rows, per_page)
        if known is not None:
            self.__dict__["count"] = known


def page_of(rows: Any, number: str | int, known: int | None = None) -> Page[Any]:
    """A page of rows. Http404 for a page that does not exist."""
    try:
        return CountedPaginator(rows, ROWS_PER_PAGE, known).page(int(number or "1"))
    except (ValueError, EmptyPage) as error:
        raise Http404("There is no such page.") from error


def shown_by(version: Version, *, static: bool) -> QuerySet[PublicEntry]:
    """Files must all be of one publication, even if another one follows while they are written; pages are of now."""
    return selectors.entries_of(version.snapshot) if static else selectors.entries_current()


def apps(version: Version, narrowing: Narrowing, number: str | int = 1, *, static: bool = False) -> str:
    """The list of apps."""
    if version.snapshot is None:
        return page("empty.html", version, "/", static=static)
    if narrowing.asked:
        shown = page_of(Found(version.snapshot, narrowing), number)
        return apps_body(version, narrowing, shown, rows_kept(version, shown), static=static)
    rows = selectors.entries_narrowed(narrowing, shown_by(version, static=static))
    shown = page_of(rows, number, version.snapshot.entries)
    return apps_body(version, narrowing, shown, rows_filled(shown, version.as_of), static=static)


def rows_kept(version: Version, numbers: Iterable[int]) -> SafeString:
    """Rows of the entries with these ids. Searches find the same apps over and over: each row is filled once."""
    kept, language = version.rows, language_now()
    rows = {number: kept.get((number, language)) for number in numbers}
    if lacking := [number for number, row in rows.items() if row is None]:
        if len(kept) > ROWS_KEPT:
            kept.clear()
        for number, row in selectors.rows_by_number(lacking).items():
            rows[number] = kept[number, language] = rows_filled([row], version.as_of)
    return SafeString("".join(row for row in rows.values() if row is not None))


def apps_body(
    version: Version, narrowing: Narrowing, shown: Page[Any], rows: SafeString, *, static: bool = False
) -> str:
    """The same of rows that were filled. As a static file it has no form: nothing there could answer it."""
    query, fields = narrowing_write(narrowing), [] if static else version.fields()
    parts = {
        "words": escape(narrowing.words),
        "heading": escape(_counted(shown)),
        "rows": rows,
        "links": _links_drawn(shown, "/pages/" if static else "", query),
        **{field.name: chosen(field.options, value_of(narrowing, field.name)) for field in fields},
    }
    opened = replace(narrowing, words="").asked or narrowing.sort != "name"
    context = {"asked": narrowing.asked, "opened": opened, "found": bool(shown)}
    kind, here = tuple(context.values()), _here("/", shown.number, query, static=static)
    return page_filled("apps.html", version, "/", kind, parts, here=here, static=static, fields=fields, **context)


def _counted(shown: Page[Any]) -> str:
    return presenters.counted(shown.paginator.count, shown.start_index(), shown.end_index())


def _links_drawn(shown: Page[Any], folder: str, query: str) -> str:
    folder = address(folder) if folder else ""
    return links_drawn(shown.number, shown.paginator.num_pages, language_now(), folder=folder, query=query)


def _links(shown: Page[Any], folder: str, query: str) -> list[PageLink]:
    return links_of(shown.number, shown.paginator.num_pages, folder=address(folder) if folder else "", query=query)


def _here(path: str, number: int, query: str, *, static: bool) -> str:
    """The English address of a page of a list."""
    if static:
        return f"{path}pages/{number}/" if number > 1 else path
    asked = "&".join(part for part in (query, f"page={number}" if number > 1 else "") if part)
    return f"{path}?{asked}" if asked else path


def app(version: Version, slug: str, *, static: bool = False) -> str:
    found = selectors.content_current(slug)
    if found is None:
        raise Http404("No app with a posted agreement has this address.")
    return app_body(version, *found, static=static)


def app_body(version: Version, content: dict[str, Any], row: dict[str, Any], *, static: bool = False) -> str:
    slug, operator_slug = content["product"]["slug"], content["operator"]["slug"]
    past = touching(version.breaches, product=slug, operator=operator_slug)
    context = app_context(content, row, version.as_of) | {"breaches": breaches_in_words(past)}
    return page("app.html", version, "/", here=f"/apps/{slug}/", static=static, **context)


def app_context(content: dict[str, Any], row: dict[str, Any], as_of: AsOf) -> dict[str, Any]:
    """What an app's page shows, today or as of a past day. `row` is the entry's own, as entry_make gives it."""
    day, ids, read = as_of.day, row.get("agreements", ()), content_read(content)
    return {
        "app": read,
        "opening": apppage.opening_sentence(read, day),
        "status": presenters.app_status([presenters.term_of(row) for row in read["agreements"]], ids, as_of),
        "groups": apppage.elements_grouped(read["elements"]),
        "knows": apppage.knows_in_words(read["elements"]),
        "facts": apppage.facts_of(read),
        "agreements": apppage.agreements_shown(read, ids, as_of),
        "day": day,
    }


def operators(version: Version, words: str = "", number: str | int = 1, *, static: bool = False) -> str:
    entries = shown_by(version, static=static)
    shown = page_of(selectors.operators_of_entries(entries, words), number)
    told = selectors.operators_of(entries, [row["some_key"] for row in shown])
    return operators_body(version, words, shown, [told[row["some_key"]] for row in shown], static=static)


def operators_body(
    version: Version, words: str, shown: Page[Any], told: Sequence[dict[str, Any]], *, static: bool = False
) -> str:
    """The same of rows of selectors.operators_of_entries, and what the content of an app tells of each operator."""
    query = narrowing_write(Narrowing(words=words))
    return page(
        "operators.html",
        version,
        "/operators/",
        here=_here("/operators/", shown.number, query, static=static),
        static=static,
        words=words,
        count=presenters.operators_counted(shown.paginator.count),
        rows=[{**row, "operator": one} for row, one in zip(shown, told, strict=True)],
        links=_links(shown, "/operators/pages/" if static else "", query),
    )


def operator(version: Version, slug: str, *, static: bool = False) -> str:
    found = shown_by(version, static=static).filter(operator_slug=slug)
    rows = list(found.values(*selectors.ROW, "content__operator"))
    if not rows:
        raise Http404("No operator with a posted agreement has this address.")
    return operator_body(version, rows[0]["content__operator"], rows, static=static)


def operator_body(
    version: Version, told: dict[str, Any], rows: Sequence[dict[str, Any]], *, static: bool = False
) -> str:
    """An operator's page: what a content tells of it, and rows (selectors.ROW) of all its apps, by name."""
    slug = told["slug"]
    return page(
        "operator.html",
        version,
        "/operators/",
        here=f"/operators/{slug}/",
        static=static,
        operator=told,
        rows=rows_filled(rows, version.as_of, form="row_of_operator.html"),
        breaches=breaches_in_words(touching(version.breaches, operator=slug)),
    )


def information(version: Version, *, static: bool = False) -> str:
    """Every kind of information that some app has."""
    groups = kinds_grouped(kinds_of(version.snapshot))
    return page("information.html", version, "/information/", static=static, groups=groups)


def kind(version: Version, code: str, number: str | int = 1, *, static: bool = False) -> str:
    """Who gets one kind of information: each app, with how it is used, why, and to whom it is given."""
    found = kind_of(version.snapshot, code)
    if found is None:
        raise Http404("No app has a kind of information with this address.")
    rows = selectors.entries_with_kind(shown_by(version, static=static), code, found.name)
    shown = page_of(rows, number, found.apps)
    return kind_body(version, found, shown, said_of(found, shown), static=static)


def said_of(kind: Kind, shown: Page[Any]) -> dict[int, dict[str, Any]]:
    """What the apps of a page (rows of selectors.entries_with_kind) say of a kind of information, by the entry's id."""
    return selectors.kind_said((row["pk"] for row in shown), kind.code, kind.name)


def kind_body(
    version: Version, found: Kind, shown: Page[Any], said: dict[int, dict[str, Any]], *, static: bool = False
) -> str:
    """One page of the apps that have a kind of information."""
    path, shown_kind = f"/information/{found.code}/", kind_shown(found)
    rows = [app_with_kind(row, said.get(row["pk"])) for row in shown]
    parts = {
        "plain": escape(shown_kind["plain"]),
        "name": shown_kind["name"],
        "explanation": shown_kind["explanation"],
        "special": escape(shown_kind["special"]),
        "disclosed": escape(shown_kind["disclosed"]),
        "heading": escape(_counted(shown)),
        "rows": holders_filled(rows),
        "links": _links_drawn(shown, f"{path}pages/" if static else "", ""),
    }
    context = {"explained": bool(found.explanation), "set_apart": bool(shown_kind["special"])}
    here = _here(path, shown.number, "", static=static)
    kind = tuple(context.values())
    return page_filled("kind.html", version, "/information/", kind, parts, here=here, static=static, **context)


def breaches(version: Version, *, static: bool = False) -> str:
    """Every breach that is listed, the latest first, and what the law says is listed."""
    return page(
        "breaches.html",
        version,
        "/breaches/",
        static=static,
        breaches=breaches_in_words(version.breaches, version.breach_addresses),
        rules=posting_rules(version.packs, version.day),
    )


def breach(version: Version, slug: str, *, static: bool = False) -> str:
    """One breach, at an address of its own."""
    rows = [row for row in version.breaches if breach_slug(row) == slug]
    if not rows:
        raise Http404("No breach that is listed has this address.")
    entry = breaches_in_words(rows, version.breach_addresses)[0]
    return page("breach_page.html", version, "/breaches/", here=f"/breaches/{slug}/", static=static, entry=entry)


def glossary(version: Version, *, static: bool = False) -> str:
    return page("glossary.html", version, "/glossary/", static=static, terms=glossary_of(version.packs))


def rights(version: Version, *, static: bool = False) -> str:
    found = rights_of(version.packs, version.day)
    return page("rights.html", version, "/your-rights/", static=static, rights=found)


def accessibility(version: Version, *, static: bool = False) -> str:
    return page("accessibility.html", version, "", here="/accessibility/", static=static)


def proof(version: Version, number: str | int = 1, *, static: bool = False) -> str:
    """What proves what was public, and every act of publishing."""
    shown = page_of(selectors.snapshots_listed(), number)
    rows = [presenters.publication_shown(row, version.zone) | {"number": row.pk} for row in shown]
    links = [] if static else _links(shown, "", "")
    here = _here("/proof/", 1 if static else shown.number, "", static=static)
    return page("proof.html", version, "", here=here, static=static, rows=rows, links=links, **proof_context(version))


def past(version: Version, day: str, number: str | int = 1) -> str:
    """What the list said at the end of a past day (F4)."""
    asked = past_day(day, version.day)
    if asked is None:
        raise Http404("There is no such day, or it has not come yet.")
    shown = page_of(selectors.entries_on(asked, version.zone).values(*selectors.ROW), number)
    return page(
        "day.html",
        version,
        "",
        here=_here(f"/history/{day}/", shown.number, "", static=False),
        asked=plain_day(asked),
        then=selectors.snapshot_on(asked, version.zone),
        rows=rows_filled(shown, AsOf(asked, version.as_of.out), form="row_past.html"),
        links=_links(shown, "", ""),
        breaches=breaches_in_words(selectors.breaches_on(asked, version.zone)) if shown.number == 1 else [],
    )


def past_day(text: str, today: date) -> date | None:
    """A day in ISO form that is not in the future; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= today else None
