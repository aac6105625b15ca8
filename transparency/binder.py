"""The binder: all that the public page says, as one PDF to be laid out for inspection, in either language.

Made by a job after a publication and kept as a file. Apps come in parts: a run lays out one part at most, so that the
largest list stays within the time that a job has, and needs no more memory than the smallest. A list of one part is an
accessible PDF (PDF/UA); joined parts lose the marks that a screen reader follows, which the page of apps keeps.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final
from uuid import uuid4

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from district import clock
from district.clock import local_day
from district.printing import PrintingUnavailable, pdf_rendered
from transparency import bodies, selectors
from transparency.breaches import breaches_in_words
from transparency.disk import marks_clear
from transparency.glossary import glossary_of
from transparency.models import Snapshot
from transparency.presenters import counted, plain_day
from transparency.speaking import LANGUAGES, language_now
from transparency.versions import Version, release, version_current

PART: Final = 150  # apps laid out at once
TEMPLATE: Final = "public/binder.html"
logger = logging.getLogger(__name__)


def folder_of(snapshot: Snapshot) -> Path:
    """Binders of a publication, as this release lays them out."""
    return Path(settings.PUBLIC_FILES_ROOT) / "binders" / f"{snapshot.pk}-{snapshot.sha256[:24]}-{release()}"


def binder_path(snapshot: Snapshot, language: str) -> Path:
    return folder_of(snapshot) / f"binder-{language}.pdf"


def binders_make(now: datetime) -> int:
    """Take the binders of the present publication one part further; the number of parts or files made, 0 when done."""
    version = version_current(now)
    if version.snapshot is None:
        return 0
    for language in LANGUAGES:
        if not binder_path(version.snapshot, language).exists():
            try:
                return binder_step(version, version.snapshot, language)
            except PrintingUnavailable as error:
                logger.warning("The binder cannot be made here: %s", error)
                return 0
    return 0


def binder_step(version: Version, snapshot: Snapshot, language: str) -> int:
    """Lay out the first part that is missing, or join all of them."""
    parts = max(1, -(-snapshot.entries // PART))
    paths = [folder_of(snapshot) / f"part-{language}-{number}.pdf" for number in range(1, parts + 1)]
    for number, path in enumerate(paths, start=1):
        if not path.exists():
            whole_write(path, part_rendered(version, snapshot, language, number, parts))
            break
    if all(path.exists() for path in paths):
        parts_join(paths, binder_path(snapshot, language))
        marks_clear(folder_of(snapshot))
    return 1


def part_rendered(version: Version, snapshot: Snapshot, language: str, number: int, parts: int) -> bytes:
    with override(language):
        title = _("Apps that hold our students’ information")
        context = part_context(version, snapshot, number, parts)
        return pdf_rendered(TEMPLATE, context, title=title, language=language)


def part_context(version: Version, snapshot: Snapshot, number: int, parts: int) -> dict[str, Any]:
    """What one part says. The first opens the binder; the last ends it with breaches and words."""
    first, last = number == 1, number == parts
    return {
        "first": first,
        "last": last,
        "counted": counted(snapshot.entries, 0, 0),
        "published_on": plain_day(local_day(snapshot.taken_at, version.zone)),
        "day": plain_day(version.day),
        "sha256": snapshot.sha256,
        "address": settings.SITE_ADDRESS,
        "apps": list(apps_of_part(version, snapshot, number)),
        "breaches": breaches_in_words(version.breaches) if last else [],
        "terms": glossary_of(version.packs) if last else [],
        "past": True,
    }


def apps_of_part(version: Version, snapshot: Snapshot, number: int) -> Iterator[dict[str, Any]]:
    rows = selectors.entries_of(snapshot).order_by("name_sorted", "key").values_list("content", "row")
    for content, row in rows[(number - 1) * PART : number * PART]:
        yield bodies.app_context(content, row, version.as_of)


def parts_join(paths: list[Path], target: Path) -> None:
    """One file of all parts, which are removed. A single part is the binder as it is."""
    if len(paths) == 1:
        paths[0].replace(target)
        return
    import pikepdf

    joined = pikepdf.new()
    for path in paths:
        with pikepdf.open(path) as part:
            joined.pages.extend(part.pages)
    stream = BytesIO()
    joined.save(stream)
    whole_write(target, stream.getvalue())
    for path in paths:
        path.unlink(missing_ok=True)


def whole_write(path: Path, content: bytes) -> None:
    """Whole or not at all, as it is read while it is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{uuid4().hex}")
    beside.write_bytes(content)
    beside.replace(path)


def binder_open(snapshot: Snapshot | None, language: str) -> IO[bytes] | None:
    """The binder, open for reading; None while it is being made."""
    if snapshot is None:
        return None
    try:
        return binder_path(snapshot, language).open("rb")
    except OSError:
        return None


@require_safe
def binder_file(request: HttpRequest) -> Any:
    """The binder in the language of the address; while it is being made, a sentence that says so."""
    snapshot, language = version_current(clock.now()).snapshot, language_now()
    if snapshot is None:
        raise Http404("Nothing has been posted yet.")
    stream = binder_open(snapshot, language)
    if stream is None:
        words = _("The binder is being made. Try again in a few minutes.")
        return HttpResponse(
            f"{words}\n",
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Cache-Control": "no-store", "Retry-After": "120", "Content-Language": language},
        )
    response = FileResponse(stream, content_type="application/pdf", filename=f"binder-{language}.pdf")
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers["Content-Language"] = language
    return response


binder_file.in_each_language = True  # type: ignore[attr-defined]
