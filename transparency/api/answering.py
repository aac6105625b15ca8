"""How the API answers: to everyone alike, within a number of questions a minute, with an ETag, of one publication."""

import hashlib
import logging
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from redis.exceptions import RedisError
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from district import clock
from transparency.kept import mark_short
from transparency.pages import etag_matches, headers_set
from transparency.place import place_own
from transparency.versions import Version, version_current

ROWS: Final = 50
MOST_ROWS: Final = 200
LONGEST_PARAMETER: Final = 120
logger = logging.getLogger(__name__)


def list_shape(results: dict[str, Any]) -> dict[str, Any]:
    """The shape of a page of a list, for the API's description (JSON Schema)."""
    link = {"type": ["string", "null"], "format": "uri"}
    return {
        "type": "object",
        "required": ["count", "next", "previous", "results"],
        "properties": {"count": {"type": "integer"}, "next": link, "previous": link, "results": results},
    }


class NotModified(Exception):
    """Whoever asks has this answer already."""


class PublicThrottle(AnonRateThrottle):
    """So many questions a minute from one address (see the settings). Without the shared cache nobody is refused."""

    scope = "public"

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except (RedisError, OSError) as error:
            logger.warning("The shared cache does not answer; questions to the API are not counted: %s", error)
            return True


class Pages(PageNumberPagination):
    """`page` and `page_size`; links lead to the page's own address, whatever the question said it was."""

    page_size = ROWS
    page_size_query_param = "page_size"
    max_page_size = MOST_ROWS

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return list_shape(schema)

    def get_next_link(self) -> str | None:
        return self._link(self.page.next_page_number()) if self.page is not None and self.page.has_next() else None

    def get_previous_link(self) -> str | None:
        if self.page is None or not self.page.has_previous():
            return None
        return self._link(self.page.previous_page_number())

    def _link(self, number: int) -> str:
        assert self.request is not None, "set by paginate_queryset"  # noqa: S101
        address = place_own() + self.request.get_full_path().lstrip("/")
        return remove_query_param(address, "page") if number == 1 else replace_query_param(address, "page", number)


class PublicView(APIView):
    """A view that everyone may read. `self.version` is the publication that the answer is of."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (PublicThrottle,)
    renderer_classes = (JSONRenderer,)
    metadata_class = None
    http_method_names = ("get", "head", "options")
    pagination_class = Pages
    version: Version
    etag: str

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.version = version_current(clock.now())
        name = f"{mark_short(self.version)} {request.get_full_path()}"
        self.etag = f'"{hashlib.sha256(name.encode()).hexdigest()[:40]}"'
        if etag_matches(request._request, self.etag):
            raise NotModified

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, NotModified):
            return HttpResponseNotModified()  # type: ignore[return-value]
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any) -> Any:
        """Rendered here, for the public pages' lane stands before what renders answers otherwise."""
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        if response.status_code in (200, 304):
            headers_set(response, self.etag)
        response.headers["Access-Control-Allow-Origin"] = "*"
        if isinstance(response, Response):
            response.render()
        return response

    def paged(self, rows: Any, make: Any) -> Response:
        """A page of rows, each as `make` says it. `rows`: a query or a list."""
        pages = self.pagination_class()
        found: list[Any] | None = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response([make(row) for row in found or ()])


def parameters(request: Request, known: tuple[str, ...]) -> Mapping[str, str]:
    """The question's parameters by name, empty where one is not asked. ValidationError for any that is not known."""
    strange = sorted(set(request.query_params) - {*known, "page", "page_size"})
    if strange:
        raise ValidationError({"detail": f"Unknown parameter: {', '.join(strange)[:200]}. Known: {', '.join(known)}."})
    return {name: request.query_params.get(name, "").replace("\x00", "")[:LONGEST_PARAMETER] for name in known}
