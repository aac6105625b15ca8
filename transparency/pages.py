"""How a public page is answered: no session, no cookie, an ETag, and the rendered body kept until something changes.

Bodies are kept three times: the most recently used in the process, for speed; on the disk, where a job lays them before
anybody asks (`preparing`) and where they outlast a restart; and in the shared cache, so that a page is rendered once
for all machines. They are looked for in this order: the disk answers without waiting for another process. Only the job
writes there: no visitor waits for that. The shared cache and the disk hold only addresses whose number the published
records bound: the pages themselves and the numbered pages of a list. What visitors make up (searches, narrowings,
unknown parameters, any past day) stays on the process's own shelf, which has a size. All are keyed by the mark of
`versions`, so nothing ever has to be thrown away by hand. Where the shared cache does not answer, pages are rendered
without it.
"""

import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from district import clock
from transparency.disk import body_read
from transparency.speaking import language_now
from transparency.versions import Version, version_current

LANGUAGE = "en"  # of what has one address for everybody; pages have one in each language
SECONDS_KEPT = 3600
LONGEST_QUERY_KEPT = 200  # longer ones are rendered each time
NUMBERED = re.compile(r"page=[1-9][0-9]{0,6}")  # in range, too: a page that does not exist is not found, and not kept

logger = logging.getLogger(__name__)
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
    return _view(render, lambda query: not query)


def public_list(render: Renderer) -> Callable[..., HttpResponse]:
    """The same for a list with numbered pages, which the processes share too."""
    return _view(render, lambda query: not query or NUMBERED.fullmatch(query) is not None)


def public_past(render: Renderer) -> Callable[..., HttpResponse]:
    """The same for an address that visitors choose among thousands: each process keeps it for itself."""
    return _view(render, lambda query: False)


def _view(render: Renderer, shared: Callable[[str], bool]) -> Callable[..., HttpResponse]:
    """`shared` says of a query string whether the page with it belongs into the shared cache."""

    @require_safe
    @wraps(render)
    def view(request: HttpRequest, **address: Any) -> HttpResponse:
        version = version_current(clock.now())
        query = request.META.get("QUERY_STRING", "")
        name = name_of(version, request.path, query)
        etag = f'"{name}"'
        if etag_matches(request, etag):
            return headers_set(HttpResponseNotModified(), etag)
        keep = len(query) <= LONGEST_QUERY_KEPT
        body = body_kept(name, version, shared=shared(query)) if keep else None
        if body is None:
            body = body_render(render, request, version, address)
            if keep:
                body_keep(name, body, shared=shared(query))
        return headers_set(HttpResponse(body, headers={"Content-Language": language_now()}), etag)

    view.in_each_language = True  # type: ignore[attr-defined]
    return view


def name_of(version: Version, path: str, query: str) -> str:
    """What a page in the language that is active is kept under."""
    return hashlib.sha256(f"{version.mark}|{language_now()}|{path}?{query}".encode()).hexdigest()[:40]


def body_render(render: Renderer, request: HttpRequest, version: Version, address: dict[str, Any]) -> bytes:
    return render(request, version, **address).encode()


def body_kept(name: str, version: Version, *, shared: bool) -> bytes | None:
    """The body under a name, from the process or, where it is shared, the disk or the shared cache."""
    body = SHELF.get(name)
    if body is None and shared:
        body = body_read(version.mark, name) or SHARED.get(name)
        if body is not None:
            SHELF.put(name, body)
    return body


def body_keep(name: str, body: bytes, *, shared: bool) -> None:
    SHELF.put(name, body)
    if shared:
        SHARED.put(name, body)


class Shared:
    """The shared cache, which may be away: then nothing is kept there, and the log says so once until it is back."""

    def __init__(self) -> None:
        self.away = False

    def get(self, name: str) -> bytes | None:
        return self._ask(lambda: cache.get(f"public:{name}"))

    def put(self, name: str, body: bytes) -> None:
        self._ask(lambda: cache.set(f"public:{name}", body, SECONDS_KEPT))

    def _ask(self, question: Callable[[], Any]) -> Any:
        try:
            answer = question()
        except (RedisError, OSError) as error:
            if not self.away:
                logger.warning("The shared cache does not answer; public pages are rendered without it: %s", error)
            self.away = True
            return None
        self.away = False
        return answer


SHARED = Shared()


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
