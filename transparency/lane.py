"""The public pages' own lane: no session, no user, no messages, no language but that of the address.

Everything that makes an answer depend on the person comes after this middleware. So a public page cannot, by mistake,
show a visitor's name, set a cookie, or become unfit for caches that many people share. A page in Spanish has the
address of the English one under /es/; what has one address for both languages is not found there.
"""

from collections.abc import Callable

from django.core.handlers.exception import response_for_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, get_resolver
from django.utils import translation

from transparency.speaking import PREFIX

ADDRESSES = "transparency.urls"


class PublicLane:
    """Middleware, before sessions: answers the addresses of `transparency.urls` and hands on everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.resolver = get_resolver(ADDRESSES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path, language = request.path_info, "en"
        if path.startswith(f"{PREFIX}/"):
            path, language = path.removeprefix(PREFIX), "es"
        try:
            match = self.resolver.resolve(path)
        except Resolver404:
            return self.get_response(request)
        if language != "en" and not getattr(match.func, "in_each_language", False):
            return self.get_response(request)
        with translation.override(language):
            try:
                response: HttpResponse = match.func(request, *match.args, **match.kwargs)
            except Http404 as error:
                response = response_for_exception(request, error)
        if not getattr(response, "xframe_options_exempt", False):  # the list that is made for frames
            response.headers.setdefault("X-Frame-Options", "DENY")
        return response
