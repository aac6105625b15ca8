"""The product under gunicorn, and two views that do nothing: one behind its middleware, one in bare Django."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.local")

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - the product can be imported only after setup
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import path  # noqa: E402

from districtprivacy import urls  # noqa: E402

BARE = "/bench-bare/"
BEHIND = "/portal/bench-behind/"


def nothing(request: HttpRequest) -> HttpResponse:
    """The least that a view can do."""
    return HttpResponse(b"ok", headers={"Content-Length": "2"})


urls.urlpatterns[:0] = [path(BARE.lstrip("/"), nothing), path(BEHIND.lstrip("/"), nothing)]
product = WSGIHandler()
with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Bare Django for its own address, the product for every other."""
    handler = bare if environ["PATH_INFO"] == BARE else product
    return handler(environ, start_response)
