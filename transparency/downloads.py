"""The list as files for people and machines, and posted copies of agreements. Sent in pieces, whatever the number."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.views.decorators.http import require_safe

from contracts.storage import StoredFileChanged
from district import clock
from district.csvwriting import csv_pieces
from district.selectors import district_current_or_none
from transparency import selectors
from transparency.asof import AsOf
from transparency.breaches import breaches_downloaded
from transparency.content import SCHEMA, Content
from transparency.copies import COPIES
from transparency.pages import etag_matches, headers_set
from transparency.presenters import file_url, handling_in_words, term_of, terms_statuses
from transparency.versions import Version, version_current

APPS_HEADER = (
    "app", "operator", "operator_kind", "business_address", "subject", "lowest_grade", "highest_grade", "schools",
    "purpose", "kinds_of_information", "agreement", "signed_on", "begins_on", "ends_on", "renews_by_itself",
    "posted_on", "agreement_sha256", "address", "standing", "notice_executed_on",
)  # fmt: skip
INFORMATION_HEADER = (
    "app", "operator", "kind_of_information", "group", "what_it_is", "handling", "how_it_is_used", "disclosed_to",
    "for_what_purpose", "about_staff",
)  # fmt: skip
BREACHES_HEADER = (
    "happened_from", "happened_until", "operator", "apps", "students", "number_withheld", "posted_on", "laws",
    "notice", "notice_spanish",
)  # fmt: skip
# Browsers' own viewers need their styles and an object; in a sandbox they show nothing. What is saved needs no rights.
POLICY_PDF = "default-src 'none'; object-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
COPY_AWAY = "This copy cannot be shown at the moment. Ask the district's privacy office for it.\n"
UNKEPT = {"Cache-Control": "no-store"}
POLICY_OTHER = "default-src 'none'; sandbox"
logger = logging.getLogger(__name__)
Pieces = Callable[[Version], Iterable[str]]


def apps_csv(version: Version) -> Iterator[str]:
    """A row per app and agreement of a publication, with how the agreement stands today."""
    entries = selectors.entries_downloaded(version.snapshot)
    rows = (
        row for _, _, content, shown in entries for row in _app_rows(content, standings(content, shown, version.as_of))
    )
    return csv_pieces(APPS_HEADER, rows)


def standings(content: Content, shown: Mapping[str, Any], as_of: AsOf) -> list[str]:
    """How each agreement of an entry stands, in a word. `shown`: the entry's row, as entry_make gives it."""
    terms = [term_of(row) for row in content["agreements"]]
    return [status.text for status in terms_statuses(terms, shown.get("agreements", ()), as_of)]


def _app_rows(content: Content, standing: list[str]) -> Iterator[tuple[Any, ...]]:
    product, operator, use = content["product"], content["operator"], content["use"] or {}
    for agreement, word in zip(content["agreements"], standing, strict=True):
        yield (
            product["name"], operator["name"], operator["kind"], ", ".join(operator["address"]),
            use.get("content_area"), use.get("lowest_grade"), use.get("highest_grade"),
            "; ".join(use.get("schools", [])) or "all", use.get("purpose"),
            "; ".join(row["name"] for row in content["elements"]),
            agreement["title"], agreement["signed_on"], agreement["starts_on"], agreement["ends_on"],
            agreement["renews"], agreement["posted_on"], agreement["document"]["sha256"], f"/apps/{product['slug']}/",
            word, (agreement.get("notice") or {}).get("executed_on"),
        )  # fmt: skip


def information_csv(version: Version) -> Iterator[str]:
    """A row per app and kind of information of a publication."""
    contents = (content for _, _, content, _ in selectors.entries_downloaded(version.snapshot))
    return csv_pieces(INFORMATION_HEADER, (row for content in contents for row in _information_rows(content)))


def _information_rows(content: Content) -> Iterator[tuple[Any, ...]]:
    for row in content["elements"]:
        yield (
            content["product"]["name"], content["operator"]["name"], row["name"], row["group"], row["explanation"],
            handling_in_words(row), row["how_used"], row["disclosed_to"], row["purpose"], row["about_staff"],
        )  # fmt: skip


def breaches_csv(version: Version) -> Iterator[str]:
    """A row per breach that a publication listed."""
    rows = (_breach_row(content) for _, _, content in breaches_downloaded(selectors.breaches_of(version.snapshot)))
    return csv_pieces(BREACHES_HEADER, rows)


def _breach_row(content: Content) -> tuple[Any, ...]:
    notice = content["notice"] or {}
    return (
        content["happened_from"], content["happened_until"], content["operator"]["name"],
        "; ".join(row["name"] for row in content["products"]), content["students"]["number"],
        content["students"]["withheld"], content["posted_on"],
        "; ".join(f"{row['law']}: {row['at']}" for row in content["laws"]), notice.get("en"), notice.get("es"),
    )  # fmt: skip


def apps_json(version: Version) -> Iterator[str]:
    """{"schema", "district", "day", "published": {"at", "sha256"}, "apps": [{"key", "sha256", "content", "standing"}],
    "breaches": [{"key", "sha256", "content"}]}.

    docs/proof.md says how to prove it. `standing` is of that day and no part of what is proven.
    """
    district, snapshot = district_current_or_none(), version.snapshot
    published = {"at": snapshot.taken_at.isoformat(), "sha256": snapshot.sha256} if snapshot else None
    yield f'{{"schema":{SCHEMA},"district":{_json(district.name if district else None)},'
    yield f'"day":{_json(version.day.isoformat())},"published":{_json(published)},"apps":['
    for number, (key, sha256, content, shown) in enumerate(selectors.entries_downloaded(snapshot)):
        standing = standings(content, shown, version.as_of)
        entry = {"key": key, "sha256": sha256, "content": content, "standing": standing}
        yield (",\n" if number else "\n") + _json(entry)
    yield '\n],"breaches":['
    for number, (key, sha256, content) in enumerate(breaches_downloaded(selectors.breaches_of(snapshot))):
        yield (",\n" if number else "\n") + _json({"key": key, "sha256": sha256, "content": content})
    yield "\n]}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def download(pieces: Pieces, media_type: str, name: str) -> Callable[[HttpRequest], Any]:
    """A view that sends pieces of text as a file, with an ETag like the pages'."""

    @require_safe
    @wraps(pieces)
    def view(request: HttpRequest) -> Any:
        version = version_current(clock.now())
        etag = f'"{name}-{_short(version.mark)}"'
        if etag_matches(request, etag):
            return headers_set(HttpResponseNotModified(), etag)
        body = (piece.encode() for piece in (() if request.method == "HEAD" else pieces(version)))
        response = StreamingHttpResponse(body, content_type=media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return headers_set(response, etag)

    return view


def _short(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()[:24]


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
