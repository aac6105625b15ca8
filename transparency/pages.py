"""How a public page is answered: no session, no cookie, an ETag, and the rendered body kept until something changes.

Bodies are kept twice: a few in the process, for speed, and all of them in the shared cache, so that a page is rendered
once for all processes. Both are keyed by the mark of `versions`, so nothing ever has to be thrown away by hand.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from district import clock
from transparency.versions import Version, version_current

LANGUAGE = "en"  # the only language that the public pages are written in yet
SECONDS_KEPT = 3600
LONGEST_QUERY_KEPT = 200  # longer ones are rendered each time: strangers cannot fill the cache with them

Renderer = Callable[..., str]


class Shelf:
    """The most recently used bodies, up to a number of bytes. Safe between threads."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.bodies: OrderedDict[str, bytes] = OrderedDict()
        self.lock = Lock()

    def get(self, key: str) -> bytes | None:
        with self.lock:
            body = self.bodies.get(key)
            if body is not None:
                self.bodies.move_to_end(key)
            return body

    def put(self, key: str, body: bytes) -> None:
        with self.lock:
            self.bytes += len(body) - len(self.bodies.pop(key, b""))
            self.bodies[key] = body
            while self.bytes > self.most_bytes:
                self.bytes -= len(self.bodies.popitem(last=False)[1])

    def clear(self) -> None:
        with self.lock:
            self.bodies.clear()
            self.bytes = 0


SHELF = Shelf(most_bytes=16_000_000)


def public_page(render: Renderer) -> Callable[..., HttpResponse]:
    """Make a view of `render(request, version, **address) -> str`. Raised Http404s pass through, unkept."""

    @require_safe
    @wraps(render)
    def view(request: HttpRequest, **address: Any) -> HttpResponse:
        version = version_current(clock.now())
        query = request.META.get("QUERY_STRING", "")
        name = hashlib.sha256(f"{version.mark}|{LANGUAGE}|{request.path}?{query}".encode()).hexdigest()[:40]
        etag = f'"{name}"'
        if etag_matches(request, etag):
            return headers_set(HttpResponseNotModified(), etag)
        keep = len(query) <= LONGEST_QUERY_KEPT
        body = body_kept(name) if keep else None
        if body is None:
            body = body_render(render, request, version, address)
            if keep:
                body_keep(name, body)
        return headers_set(HttpResponse(body, headers={"Content-Language": LANGUAGE}), etag)

    return view


def body_render(render: Renderer, request: HttpRequest, version: Version, address: dict[str, Any]) -> bytes:
    return render(request, version, **address).encode()


def body_kept(name: str) -> bytes | None:
    """The body under a name, from the process or the shared cache."""
    body = SHELF.get(name)
    if body is None:
        body = cache.get(f"public:{name}")
        if body is not None:
            SHELF.put(name, body)
    return body


def body_keep(name: str, body: bytes) -> None:
    SHELF.put(name, body)
    cache.set(f"public:{name}", body, SECONDS_KEPT)


def etag_matches(request: HttpRequest, etag: str) -> bool:
    """Whether the visitor has this already (RFC 9110, 13.1.2: weak comparison, a list, or a star)."""
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    return bool(asked) and (
        asked.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in asked.split(","))
    )


def headers_set(response: HttpResponseBase, etag: str) -> Any:
    """ETag; anybody may keep a copy and asks each time whether it still holds, which costs a 304."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
