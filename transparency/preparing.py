"""Public pages rendered before anybody asks: after each publication, on each new day, after an update.

A job looks each minute whether the pages of the present mark are there. The lists come first, then each app's page, in
both languages. Two workers that do the same do no harm: a page is written whole, and is the same.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from django.http import HttpRequest
from django.urls import resolve
from django.utils import translation

from district import clock
from transparency.disk import body_write, folder_of, marks_clear
from transparency.pages import name_of
from transparency.selectors import entries_of, operator_slugs
from transparency.speaking import LANGUAGES, address_in
from transparency.versions import Version, version_current

SINGLE = (
    "/",
    "/operators/",
    "/information/",
    "/breaches/",
    "/notices/",
    "/your-rights/",
    "/glossary/",
    "/accessibility/",
)
LIST_PAGES = 10  # of the list of apps: further ones are rendered when somebody turns so far
BEGUN, DONE = "begun", "done"
GIVEN_UP_AFTER = timedelta(minutes=30)  # a worker that died leaves its mark begun and never done


def pages_prepare(now: datetime) -> int:
    """Render what is not there of the present mark; the number of pages. Nothing where all of it was done before."""
    version = version_current(now)
    folder = folder_of(version.mark)
    if (folder / DONE).exists() or _somebody_is_at_it(folder, now):
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    marks_clear(folder)
    (folder / BEGUN).touch()
    made = 0
    for path in addresses(version):
        if version_current(clock.now()).mark != version.mark:
            return made  # published again meanwhile: the next run makes those pages
        made += sum(page_prepare(version, path, language) for language in LANGUAGES)
    (folder / DONE).touch()
    return made


def _somebody_is_at_it(folder: Path, now: datetime) -> bool:
    try:
        age = now.timestamp() - (folder / BEGUN).stat().st_mtime
    except FileNotFoundError:
        return False
    return bool(age < GIVEN_UP_AFTER.total_seconds())


def addresses(version: Version) -> Iterator[str]:
    """English addresses of everything that is prepared, what is read most first."""
    entries = entries_of(version.snapshot)
    number = version.snapshot.entries if version.snapshot else 0
    yield from SINGLE
    yield from (f"/?page={page}" for page in range(2, min(LIST_PAGES, -(-number // 50)) + 1))
    codes = (row[0] for row in (version.snapshot.facets if version.snapshot else {}).get("information", []))
    yield from chain(
        (f"/information/{code}/" for code in codes),
        (f"/apps/{key}/" for key in entries.order_by("key").values_list("key", flat=True)),
        (f"/operators/{slug}/" for slug in operator_slugs(entries)),
    )


def page_prepare(version: Version, path: str, language: str) -> bool:
    """Ask the page's own view, and lay what it answers on the disk; whether there is such a page."""
    plain, _, query = path.partition("?")
    request = HttpRequest()
    request.method = "GET"
    request.path = address_in(plain, language)
    request.META["QUERY_STRING"] = query
    match = resolve(plain, "transparency.urls")
    with translation.override(language):
        response = match.func(request, *match.args, **match.kwargs)
        if response.status_code == 200:
            body_write(version.mark, name_of(version, request.path, query), response.content)
    return bool(response.status_code == 200)
