"""The list as files for people and machines, and posted copies of agreements."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import IO, Any, Final
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import URLPattern, path
from django.utils import translation
from django.views.decorators.http import require_safe

from contracts.storage import StoredFileChanged
from district import clock
from transparency import feed, selectors, workbook
from transparency.copies import COPIES
from transparency.dataset import SCHEMA_NAME, apps_json, schema_text
from transparency.kept import kept_open, mark_short
from transparency.pages import etag_matches, headers_set
from transparency.place import place_own
from transparency.presenters import file_url
from transparency.tables import APPS, BREACHES, INFORMATION, TABLES, csv_of
from transparency.versions import Version, version_current

# Browsers' own viewers need their styles and an object; in a sandbox they show nothing. What is saved needs no rights.
POLICY_PDF = "default-src 'none'; object-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
COPY_AWAY = "This copy cannot be shown at the moment. Ask the district's privacy office for it.\n"
UNKEPT = {"Cache-Control": "no-store"}
POLICY_OTHER = "default-src 'none'; sandbox"
CSV: Final = "text/csv; charset=utf-8"
JSON: Final = "application/json"
LANGUAGE: Final = "en"  # of what files say in words of their own; Spanish texts have columns beside
logger = logging.getLogger(__name__)
Pieces = Callable[[Version, str], Iterable[str]]
Writer = Callable[[IO[bytes], Version, str], None]


@dataclass(frozen=True, slots=True)
class Download:
    """One file: its name under /downloads/, and how it is written for a publication and an address of the page.

    `shown`: browsers and readers open it in place instead of saving it.
    """

    name: str
    media_type: str
    write: Writer
    shown: bool = False

    def written(self, stream: IO[bytes], version: Version, place: str) -> None:
        with translation.override(LANGUAGE):
            self.write(stream, version, place)


def text(pieces: Pieces) -> Writer:
    """A writer of a file that is given as pieces of text."""

    def write(stream: IO[bytes], version: Version, place: str) -> None:
        for piece in pieces(version, place):
            stream.write(piece.encode())

    return write


def apps_xlsx(stream: IO[bytes], version: Version, place: str) -> None:
    """Every table as a sheet, and one that says of what they are."""
    sheets = [workbook.Sheet(table.title, table.columns, table.rows(version, place)) for table in TABLES]
    name = version.district.name if version.district else "District Privacy"
    snapshot = version.snapshot
    about: list[tuple[str, Any]] = [
        ("district", name),
        ("address", place),
        ("published", snapshot.taken_at.isoformat() if snapshot else "nothing was published yet"),
        ("sha256", snapshot.sha256 if snapshot else ""),
        ("standing_as_of", version.day),
    ]
    made = snapshot.taken_at.astimezone(UTC) if snapshot else datetime.combine(version.day, time.min, UTC)
    sheets.append(workbook.Sheet("About this file", ("what", "is"), about))
    workbook.workbook_write(stream, sheets, title=f"{name}: apps that hold students' information", made=made)


DOWNLOADS: Final = (
    Download("apps.csv", CSV, text(csv_of(APPS))),
    Download("information.csv", CSV, text(csv_of(INFORMATION))),
    Download("breaches.csv", CSV, text(csv_of(BREACHES))),
    Download("apps.xlsx", workbook.MEDIA_TYPE, apps_xlsx),
    Download("apps.json", JSON, text(apps_json)),
    Download(SCHEMA_NAME, "application/schema+json", text(lambda version, place: [schema_text()]), shown=True),
    Download(feed.NAME, feed.MEDIA_TYPE, text(feed.changes_atom), shown=True),
)


def view_of(download: Download) -> Callable[[HttpRequest], Any]:
    """A view that sends the file, with an ETag like the pages', and lets programs of other pages read it."""

    @require_safe
    def view(request: HttpRequest) -> Any:
        version = version_current(clock.now())
        etag = f'"{download.name}-{mark_short(version)}"'
        if etag_matches(request, etag):
            return opened_to_all(headers_set(HttpResponseNotModified(), etag))
        stream = kept_open(download.name, version, lambda file: download.written(file, version, place_own()))
        response = FileResponse(
            stream, content_type=download.media_type, filename=download.name, as_attachment=not download.shown
        )
        return opened_to_all(headers_set(response, etag))

    return view


def opened_to_all(response: Any) -> Any:
    """Nothing here depends on who asks, and no cookie is looked at."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


urlpatterns: list[URLPattern] = [
    path(f"downloads/{download.name}", view_of(download), name=download.name.replace(".", "-"))
    for download in DOWNLOADS
]


@require_safe
def agreement_file(request: HttpRequest, sha256: str, ending: str) -> Any:
    """A posted copy, for as long as it is posted. Browsers show a PDF or plain text, and save anything else."""
    document = selectors.document_is_public(sha256)
    if document is None or not file_url(document).endswith(f".{ending}"):
        raise Http404("No posted agreement has this file.")
    etag = f'"{sha256}"'
    if etag_matches(request, etag):
        return headers_set(HttpResponseNotModified(), etag)
    try:
        stream = COPIES.open(sha256)
    except StoredFileChanged as error:
        logger.error("A posted copy cannot be sent: %s", error)
        return HttpResponse(COPY_AWAY, status=503, content_type="text/plain; charset=utf-8", headers=UNKEPT)
    shown = document["media_type"] in ("application/pdf", "text/plain")
    response: Any = FileResponse(stream)
    if request.method == "HEAD":
        stream.close()
        response = HttpResponse()
    response.headers["Content-Type"] = document["media_type"]
    response.headers["Content-Length"] = str(document["size"])
    response.headers["Content-Disposition"] = disposition(document["name"], inline=shown)
    response.headers["Content-Security-Policy"] = POLICY_PDF if shown else POLICY_OTHER
    return headers_set(response, etag)


def disposition(name: str, *, inline: bool) -> str:
    """The header that names a file, in ASCII and in UTF-8 (RFC 6266)."""
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\' else "_" for letter in name
    )
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
