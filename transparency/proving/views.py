"""Public addresses of the proof: pages, keys, the chain, the signed texts and the program that checks them."""

import base64
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from district import clock
from district.printing import PrintingUnavailable
from transparency import (
    converters,  # noqa: F401 - registered before addresses name them
    proof,
)
from transparency.dataset import apps_json
from transparency.downloads import opened_to_all
from transparency.kept import kept_open, mark_short
from transparency.models import SigningKey, SnapshotProof
from transparency.pages import etag_matches, headers_set, public_page, public_past
from transparency.place import place_own
from transparency.proving import pages, papers
from transparency.proving.context import version_then
from transparency.signing.keys import public_pem
from transparency.signing.selectors import key_current, key_named, keys_told, proof_of, publications_told
from transparency.speaking import in_english
from transparency.versions import Version, version_current

PEM = "application/x-pem-file"
TEXT = "text/plain; charset=utf-8"


@public_page
def publication_page(request: HttpRequest, version: Version, number: int) -> str:
    return pages.publication(version, number)


@public_past
def app_then_page(request: HttpRequest, version: Version, day: str, slug: str) -> str:
    return pages.app_then(version, day, slug)


def sent(request: HttpRequest, name: str, media_type: str, make: Callable[[Version], bytes]) -> Any:
    """A small file, with an ETag like the pages'."""
    version = version_current(clock.now())
    etag = f'"{name}-{mark_short(version)}"'
    if etag_matches(request, etag):
        return opened_to_all(headers_set(HttpResponseNotModified(), etag))
    response = HttpResponse(make(version), content_type=media_type)
    return opened_to_all(headers_set(response, etag))


@require_safe
def key_pem(request: HttpRequest) -> Any:
    """The public key that signed what is public now; a newer one proves nothing before it signs a publication."""
    return sent(request, "key", PEM, lambda version: _pem(_key_of(version)))


def _key_of(version: Version) -> SigningKey | None:
    signed = proof_of(version.snapshot)
    return signed.key if signed is not None else key_current()


@require_safe
def key_pem_named(request: HttpRequest, fingerprint: str) -> Any:
    """Any public key of the installation, by its fingerprint."""
    return sent(request, f"key-{fingerprint[:16]}", PEM, lambda version: _pem(key_named(fingerprint)))


def _pem(key: Any) -> bytes:
    if key is None:
        raise Http404("Nothing has been signed with such a key.")
    return public_pem(key.public).encode()


@require_safe
def chain_json(request: HttpRequest) -> Any:
    """Every publication and every key, the oldest first: what proof.py takes as --chain."""
    return sent(request, "publications", "application/json", chain_written)


def chain_written(version: Version) -> bytes:
    """The chain up to the publication that the version names."""
    rows = [row for row in publications_told() if row["number"] <= (version.snapshot_number or 0)]
    content = {
        "schema": 1,
        "district": version.district.name if version.district else None,
        "keys": keys_told(),
        "publications": rows,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


@cache
def program() -> bytes:
    return Path(proof.__file__).read_bytes()


@require_safe
def program_file(request: HttpRequest) -> Any:
    """The program that checks, as this release has it."""
    return sent(request, "program", TEXT, lambda version: program())


@require_safe
def statement_txt(request: HttpRequest, number: int) -> Any:
    """The very bytes that were signed."""
    return sent(request, f"statement-{number}", TEXT, lambda version: _proof(number).statement.encode())


@require_safe
def signature_bin(request: HttpRequest, number: int) -> Any:
    """The signature as openssl takes it: 64 bytes."""
    octets = "application/octet-stream"
    return sent(request, f"signature-{number}", octets, lambda version: base64.b64decode(_proof(number).signature))


def _proof(number: int) -> SnapshotProof:
    found = proof_of(pages.publication_or_404(number))
    if found is None:
        raise Http404("This publication was not signed: the installation had no key yet.")
    return found


@require_safe
def publication_json(request: HttpRequest, number: int) -> Any:
    """Everything that a publication showed, whatever was published since, in the form of the download."""

    def write(stream: IO[bytes], version: Version) -> None:
        for piece in apps_json(version_then(version, pages.publication_or_404(number)), place_own()):
            stream.write(piece.encode())

    return kept_sent(request, number, "apps.json", "application/json", write)


@require_safe
def publication_pdf(request: HttpRequest, number: int) -> Any:
    """The statement of proof, in English like the signed text."""

    def write(stream: IO[bytes], version: Version) -> None:
        with in_english():
            stream.write(papers.statement_pdf(pages.publication_or_404(number), version))

    try:
        return kept_sent(request, number, "proof.pdf", "application/pdf", write)
    except PrintingUnavailable as error:
        return HttpResponse(str(error), status=503, content_type=TEXT, headers={"Cache-Control": "no-store"})


def kept_sent(
    request: HttpRequest, number: int, name: str, media_type: str, write: Callable[[IO[bytes], Version], None]
) -> Any:
    """A file of a publication that takes long to make: made once, then kept."""
    version = version_current(clock.now())
    pages.publication_or_404(number)
    etag = f'"{name}-{number}-{mark_short(version)}"'
    if etag_matches(request, etag):
        return opened_to_all(headers_set(HttpResponseNotModified(), etag))
    stream = kept_open(f"{number}-{name}", version, lambda file: write(file, version))
    response = FileResponse(stream, content_type=media_type, filename=name, as_attachment=True)
    return opened_to_all(headers_set(response, etag))


urlpatterns: list[URLPattern] = [
    path("proof/key.pem", key_pem, name="proof-key"),
    path("proof/keys/<sha256:fingerprint>.pem", key_pem_named, name="proof-key-named"),
    path("proof/publications.json", chain_json, name="proof-chain"),
    path("proof/proof.py", program_file, name="proof-program"),
    path("proof/<int:number>/", publication_page, name="publication"),
    path("proof/<int:number>/statement.txt", statement_txt, name="publication-statement"),
    path("proof/<int:number>/signature", signature_bin, name="publication-signature"),
    path("proof/<int:number>/apps.json", publication_json, name="publication-json"),
    path("proof/<int:number>/proof.pdf", publication_pdf, name="publication-pdf"),
    path("history/<isoday:day>/apps/<slug:slug>/", app_then_page, name="app-then"),
]
