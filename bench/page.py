"""The public list with 5,000 operators against a Django view that returns the same bytes from memory.

Through the same middleware, in one run, taken in turns, medians. QUICK=1 takes 1,500 operators and fewer turns, for a
busy machine with two processors, OPERATORS=800 TURNS=40 as many as they say; RESULT says how many (`operators`,
`apps`, `turns`).

    warm_vs_memory          a page that is kept, against memory, both in the public pages' own lane
    warm_untrusted_*        the same when the database is asked first, as once a second
    warm_shared_*           the same when another machine rendered the page: it comes from the shared cache
    cold_vs_memory          the first page in a process that keeps nothing, not even the mark, with an empty shared
                            cache: as after a restart. It comes from the disk, where a job laid it
    cold_app_vs_memory      an app's page in the same way
    cold_rendered_vs_memory the first page when it is not on the disk either, and is rendered
    rendered_vs_memory      a page that nobody asked for since the last publication, in a process at work: like all
                            of the following, after another page of its kind
    search_vs_memory        a search that nobody asked before
    filter_vs_memory        a narrowed list that nobody asked before
    not_modified_vs_memory  the answer 304
    app_vs_memory           an app's page, rendered
    kind_vs_memory          the page of one kind of information, rendered
    spanish_vs_memory       the first page in Spanish, rendered
    *_own_time              the same in this process's processor time: what a busy machine distorts least
    *_ordinary              the same against a memory view behind every middleware of the product

Needs DATABASE_URL; makes and drops a database of its own beside it. BENCH_TEMPLATE names a migrated, empty database
to be copied for it, which spares the migrations.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.local")

import django
from django.conf import settings

django.setup()

from django.core.cache import cache  # noqa: E402 - models can be imported only after setup
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402

from bench._page_data import database, operators_load  # noqa: E402
from district import clock  # noqa: E402
from transparency import disk, pages, preparing, versions  # noqa: E402
from transparency import urls as public_urls  # noqa: E402
from transparency.versions import version_current  # noqa: E402

QUICK = bool(os.environ.get("QUICK"))
OPERATORS = int(os.environ.get("OPERATORS", 1500 if QUICK else 5000))
TURNS = int(os.environ.get("TURNS", 15 if QUICK else 400))
UNCOUNTED = 3 if QUICK else 5  # turns that only warm up
NAMES = count()
MEMORY: dict[str, bytes] = {}


def from_memory(request: HttpRequest) -> HttpResponse:
    """The same bytes as the first page, with nothing else to do."""
    return HttpResponse(MEMORY["body"])


class Addresses:
    """The product's addresses and one more, outside the public lane."""

    from districtprivacy.urls import urlpatterns as ours

    urlpatterns = [path("bench-memory/", from_memory), *ours]


public_urls.urlpatterns.append(path("bench-memory-lane/", from_memory))


def seconds(work: Callable[[], Any]) -> tuple[float, float]:
    """By the wall, and of this process's own processor time (which leaves the database's out)."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - own


def settle(client: Client) -> None:
    """A page that was just rendered is kept, but the processor is still busy with the remains."""
    for _ in range(3):
        client.get("/")


def forget_page() -> None:
    pages.SHELF.clear()
    cache.clear()


def forget() -> None:
    forget_page()
    versions.version_of.cache_clear()
    versions.TRUST.forget()


def forget_here() -> None:
    pages.SHELF.clear()
    disk.pages_forget()


def forget_all() -> None:
    disk.pages_forget()
    forget()


def prepared() -> None:
    for address in ("/", "/apps/maple-reader-17/"):
        preparing.page_prepare(version_current(clock.now()), address, "en")
    forget()


def nothing() -> None:
    return None


def at_work(client: Client, other: str) -> Callable[[], object]:
    """Nothing is kept of the page that is measured, but the process answered another one of its kind before."""

    def before() -> object:
        disk.pages_forget()
        forget_page()
        return client.get(other)

    return before


def works(client: Client) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """For each figure: what is done beforehand, untimed, and what is timed."""
    etag = client.get("/").headers["ETag"]
    return {
        "memory": (nothing, lambda: client.get("/bench-memory-lane/")),
        "memory_ordinary": (nothing, lambda: client.get("/bench-memory/")),
        "warm": (lambda: settle(client), lambda: client.get("/")),
        "warm_shared": (forget_here, lambda: client.get("/")),
        "warm_untrusted": (versions.TRUST.forget, lambda: client.get("/")),
        "not_modified": (nothing, lambda: client.get("/", headers={"If-None-Match": etag})),
        "cold": (prepared, lambda: client.get("/")),
        "cold_app": (prepared, lambda: client.get("/apps/maple-reader-17/")),
        "cold_rendered": (forget_all, lambda: client.get("/")),
        "rendered": (at_work(client, "/?page=3"), lambda: client.get("/?page=2")),
        "search": (at_work(client, "/?q=maple"), lambda: client.get(f"/?q=reader+{next(NAMES)}")),
        "filter": (at_work(client, "/?subject=Science"), lambda: client.get("/?subject=Reading&grade=4")),
        "app": (at_work(client, "/apps/maple-reader-18/"), lambda: client.get("/apps/maple-reader-17/")),
        "kind": (at_work(client, "/information/kind-8/"), lambda: client.get("/information/kind-7/")),
        "spanish": (at_work(client, "/es/?page=3"), lambda: client.get("/es/")),
    }


def measure(client: Client) -> dict[str, tuple[float, float]]:
    """Median seconds of each work, by the wall and own, taken in turns so that the machine's moods fall on all."""
    everything = works(client)
    assert client.get("/bench-memory/").content == client.get("/bench-memory-lane/").content == client.get("/").content
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in everything}
    for turn in range(TURNS + UNCOUNTED):
        for name, (before, work) in everything.items():
            before()
            spent = seconds(work)
            if turn >= UNCOUNTED:
                taken[name].append(spent)
    return {
        name: (median(wall), median(own)) for name, rows in taken.items() for wall, own in [zip(*rows, strict=True)]
    }


def ratios(medians: dict[str, tuple[float, float]]) -> dict[str, float]:
    found = {}
    for name, (wall, own) in medians.items():
        if not name.startswith("memory"):
            found[f"{name}_vs_memory"] = round(wall / medians["memory"][0], 2)
            found[f"{name}_vs_memory_ordinary"] = round(wall / medians["memory_ordinary"][0], 2)
            found[f"{name}_vs_memory_own_time"] = round(own / medians["memory"][1], 2)
    return found


def main() -> int:
    """Load, measure, print; the last line is RESULT with the ratios."""
    settings.ROOT_URLCONF = Addresses
    settings.ALLOWED_HOSTS = ["testserver"]
    with database():
        start = time.perf_counter()
        entries = operators_load(OPERATORS, now=datetime(2026, 3, 2, 15, tzinfo=UTC))
        print(f"{OPERATORS} operators, {entries} apps published in {time.perf_counter() - start:.1f} s")
        client = Client()
        MEMORY["body"] = client.get("/").content
        print(f"first page: {len(MEMORY['body']) / 1000:.1f} kB")
        medians = measure(client)
    counts = {"operators": OPERATORS, "apps": entries, "turns": TURNS}
    for name, (wall, own) in medians.items():
        print(f"{name:16} {wall * 1000:8.3f} ms, own processor time {own * 1000:8.3f} ms")
    print("RESULT " + json.dumps(counts | ratios(medians), sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
