"""The public pages' own lane: no session, no user, no messages, no language of the visitor's.

Everything that makes an answer depend on the person comes after this middleware. So a public page cannot, by mistake,
show a visitor's name, set a cookie, or become unfit for caches that many people share.
"""

from collections.abc import Callable

from django.core.handlers.exception import response_for_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, get_resolver
from django.utils import translation

from transparency.pages import LANGUAGE

ADDRESSES = "transparency.urls"


class PublicLane:
    """Middleware, before sessions: answers the addresses of `transparency.urls` and hands on everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.resolver = get_resolver(ADDRESSES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            match = self.resolver.resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        with translation.override(LANGUAGE):
            try:
                response: HttpResponse = match.func(request, *match.args, **match.kwargs)
            except Http404 as error:
                response = response_for_exception(request, error)
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response
