"""`publish --out` of 5,000 operators, 8,000 products and 100,000 kinds of information in use, against its templates.

QUICK=1 takes 500 operators, OPERATORS=800 as many as it says; RESULT says how many.

    time_vs_templates    the first export into an empty folder, against the time within the templates alone, for
                         the same pages in both languages: no reading, reckoning, downloads and writing
    own_time_vs_templates  the same in this process's processor time: what a busy machine distorts least
    second_vs_first      an export after one app changed on the same day, against the first
    second_written       files that it wrote, `second_files` of them in all; `next_day_written`: by an export of that
                         publication on the day after, into the folder from before it
    identical            whether another folder has the same bytes
    live_vs_static       answers a second of the live list, warm, against a bare WSGI program that reads the same file
                         from the folder, both called in this process without a network

Needs DATABASE_URL; makes and drops a database of its own beside it. BENCH_TEMPLATE names a migrated, empty database
to be copied for it, which spares the migrations. No web server is started: what one would add to a
file (nginx, Apache) is not in these figures.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.local")

import django
from django.conf import settings

django.setup()

from django.test import Client  # noqa: E402 - models can be imported only after setup
from django.utils import translation  # noqa: E402

from bench._page_data import database, operators_load  # noqa: E402
from transparency import bodies, exportfiles, exportpages, versions  # noqa: E402
from transparency.embeds import bodies as embeds  # noqa: E402
from transparency.embeds import data  # noqa: E402
from transparency.exporting import Export, export  # noqa: E402
from transparency.models import PublicEntry, Snapshot  # noqa: E402
from transparency.proof import entry_sha256, snapshot_sha256  # noqa: E402
from transparency.speaking import LANGUAGES  # noqa: E402
from transparency.versions import Version, version_current  # noqa: E402

QUICK = bool(os.environ.get("QUICK"))
OPERATORS = int(os.environ.get("OPERATORS", 500 if QUICK else 5000))
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
PLACE = "https://privacy.prairie-lantern.example/"
TURNS = 2000


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def own_seconds(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """By the wall, and of this process's own processor time: what a busy machine distorts least."""
    own = time.process_time()
    wall, done = seconds(work)
    return wall, time.process_time() - own, done


def version_at(now: datetime) -> Version:
    versions.version_of.cache_clear()
    versions.TRUST.forget()
    return version_current(now)


class Timed:
    """Counts the seconds within the functions that render templates, wherever pages are made."""

    def __init__(self) -> None:
        self.spent = self.own = 0.0

    def around(self, work: Callable[..., str]) -> Callable[..., str]:
        def timed(*args: Any, **context: Any) -> str:
            spent, own, text = own_seconds(lambda: work(*args, **context))
            self.spent += spent
            self.own += own
            return str(text)

        return timed


def templates_alone(version: Version) -> Timed:
    """The seconds that templates take for all pages of an export, without what pages read and reckon beforehand."""
    timed = Timed()
    with (
        mock.patch.object(bodies, "page", timed.around(bodies.page)),
        mock.patch.object(data, "page", timed.around(data.page)),
        mock.patch.object(embeds, "render_to_string", timed.around(embeds.render_to_string)),
    ):
        for page in exportpages.Pages(version, PLACE):
            for language in LANGUAGES:
                with translation.override(language):
                    page.make()
    return timed


def app_change(now: datetime) -> None:
    """One app says something else in a publication of its own."""
    before = PublicEntry.objects.get(key="maple-reader-7", shown_until=None)
    content = json.loads(json.dumps(before.content))
    content["product"]["description"] = "Something quite new."
    PublicEntry.objects.filter(pk=before.pk).update(shown_until=now)
    before.pk, before.content, before.shown_from, before.sha256 = None, content, now, entry_sha256(content)
    latest = Snapshot.objects.order_by("-taken_at").first()
    assert latest is not None
    change = {"key": before.key, "name": before.name, "operator": before.operator_name, "what": ["It is new."]}
    snapshot = Snapshot.objects.create(
        taken_at=now,
        published_by="bench",
        sha256="",
        entries=latest.entries,
        facets=latest.facets,
        difference={"added": [], "changed": [change], "removed": []},
    )
    before.first_snapshot = snapshot
    before.save(force_insert=True)
    hashes = PublicEntry.objects.filter(shown_until=None).values_list("key", "sha256")
    snapshot.sha256 = snapshot_sha256(hashes)
    snapshot.save(update_fields=["sha256"])


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files."""
    names = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    if names != sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file()):
        return False
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def rate(work: Callable[[], Any]) -> float:
    """Calls a second: the median of five rounds."""
    work()
    rounds = [seconds(lambda: [work() for _ in range(TURNS // 5)])[0] for _ in range(5)]
    return TURNS / 5 / median(rounds)


def live_and_static(folder: Path) -> dict[str, float]:
    """Answers a second of the live list and of the file, each through one call without a network."""
    client = Client()

    def static() -> Iterable[bytes]:
        return [(folder / "index.html").read_bytes()]

    live, file = rate(lambda: client.get("/")), rate(static)
    return {"live_per_second": round(live), "file_per_second": round(file), "live_vs_static": round(live / file, 3)}


def counted() -> dict[str, int]:
    found = PublicEntry.objects.filter(shown_until=None)
    return {
        "operators": found.values("operator_slug").distinct().count(),
        "apps": found.count(),
        "uses": sum(found.values_list("element_count", flat=True)),
    }


def measure(root: Path) -> dict[str, Any]:
    """Exports into folders below `root`."""
    version = version_at(NOW)
    for page in exportpages.single_pages(version, PLACE):  # what starts once with a process is not the export's
        with translation.override("en"):
            page.make()
    first, own, done = own_seconds(lambda: export(root / "a", version, PLACE))
    print(f"first export: {first:.1f} s, {done.files} files")
    templates = templates_alone(version_at(NOW))
    print(f"templates alone: {templates.spent:.1f} s")
    export(root / "b", version_at(NOW), PLACE)
    identical = same(root / "a", root / "b")
    app_change(NOW + timedelta(hours=1))
    second, again = seconds(lambda: export(root / "a", version_at(NOW + timedelta(hours=1)), PLACE))
    print(f"second export after one change: {second:.1f} s, {again.written} files written")
    later: Export = export(root / "b", version_at(NOW + timedelta(days=1)), PLACE)
    return {
        "time_vs_templates": round(first / templates.spent, 2),
        "own_time_vs_templates": round(own / templates.own, 2),
        "second_vs_first": round(second / first, 2),
        "second_written": again.written,
        "second_files": again.files,
        "next_day_written": later.written,
        "identical": identical,
        "first_seconds": round(first, 1),
        **live_and_static(root / "a"),
    }


def copy_opened(sha256: str) -> BytesIO:
    return BytesIO(b"%PDF-1.4\n% fictional agreement " + sha256.encode())


def main() -> int:
    """Load, measure, print; the last line is RESULT with the ratios."""
    settings.ALLOWED_HOSTS = ["testserver"]
    with database(), tempfile.TemporaryDirectory() as folder:
        operators_load(OPERATORS, now=NOW)
        # The agreements of the measurement are numbers without files: each is exported as its number.
        with mock.patch.object(exportfiles, "open_verified", copy_opened):
            found = {**counted(), **measure(Path(folder))}
    print("RESULT " + json.dumps(found, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
