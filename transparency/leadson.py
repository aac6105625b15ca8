"""Permanent addresses of records that were merged into others lead there for good."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

View = Callable[..., HttpResponse]


def leads_on(slug_now: Callable[[str], str]) -> Callable[[View], View]:
    """Decorator of a page that takes `slug`: where it is not found, `slug_now` may know what became of it ("": no)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def found(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return view(request, slug=slug)
            except Http404:
                new = slug_now(slug)
                if not new:
                    raise
                return HttpResponsePermanentRedirect(f"{request.path.removesuffix(f'{slug}/')}{new}/")

        return found

    return wrap
