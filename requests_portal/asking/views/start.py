"""The start page: what may be asked, by whom, how long it takes and why, what happens then.

It is the same for everybody in one language, so that it is made once and kept until something that it says changes.
"""

import hashlib
from functools import lru_cache
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from district.clock import now as clock_now
from requests_portal.asking.startpage import StartMark, start_context, start_mark
from requests_portal.asking.views.wizard import question_url
from requests_portal.languages import language_current, speak

KEPT: Final = 8  # languages, and a page or two before a change


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Without a session and without a form: nothing on it is anybody's own."""
    body, etag = _body(start_mark(clock_now()), language_current(), request.path)
    known = request.headers.get("If-None-Match", "") == etag
    response = HttpResponse(status=304) if known else HttpResponse(body)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """The first question, by a short address for letters and handbooks."""
    return redirect(question_url("what"))


@lru_cache(maxsize=KEPT)
def _body(mark: StartMark, language: str, path: str) -> tuple[bytes, str]:
    """The page and its ETag. It is made for a request that knows of nobody, since all read it."""
    visitor = HttpRequest()
    visitor.path = visitor.path_info = path
    speak(visitor, language)
    context = {**start_context(mark), "ask_url": reverse("portal:begin")}
    body = render_to_string("portal/start.html", context, visitor).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'
