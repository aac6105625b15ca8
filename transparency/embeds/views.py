"""The embeddable list, and the page that says how to use what is published."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from district.selectors import district_current_or_none
from transparency.embeds import bodies, data
from transparency.narrowing import narrowing_read
from transparency.pages import public_list, public_page
from transparency.place import place_own
from transparency.versions import Version

View = Callable[..., HttpResponse]


def framed_by() -> list[str]:
    """Who may show the list in a frame: this page, the district's own website, and what EMBED_ANCESTORS names."""
    district = district_current_or_none()
    website = urlsplit(district.website) if district else None
    own = [f"{website.scheme}://{website.netloc}"] if website and website.netloc else []
    return [SELF, *own, *settings.EMBED_ANCESTORS]


def framable(view: View) -> View:
    """May be shown in a frame by those of `framed_by`; everything else of the product by nobody."""

    @wraps(view)
    def answer(request: HttpRequest, **address: Any) -> HttpResponse:
        response = view(request, **address)
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": framed_by()}  # type: ignore[attr-defined]
        return response

    return answer


def opened(view: View) -> View:
    """Scripts of other websites may read it."""

    @wraps(view)
    def answer(request: HttpRequest, **address: Any) -> HttpResponse:
        response = view(request, **address)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


@framable
@public_list
def embed_frame(request: HttpRequest, version: Version) -> str:
    words = narrowing_read(request.GET).words
    return bodies.frame(version, place_own(), words, request.GET.get("page", "1"))


@opened
@public_page
def embed_fragment(request: HttpRequest, version: Version) -> str:
    return bodies.fragment(version, place_own())


@public_page
def data_page(request: HttpRequest, version: Version) -> str:
    return data.data(version)
