"""Pictures of a document's pages, for people who may see its agreement."""

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response

from contracts.clauses.document import Unreadable
from contracts.deskpages import leaves
from contracts.pagepictures import WIDTHS, picture, picture_tag
from contracts.views.common import OfficeRequest, document_or_refuse, office_page
from district.downloads import FILE_POLICY

# Kept by the person's own browser only, and asked about each time: a right that is taken away counts at once.
PRIVATE = "private, no-cache"


@office_page(methods=("GET", "HEAD"), cacheable=True)
def page_picture(request: OfficeRequest, pk: int, page: int, width: int) -> HttpResponse:
    """A page as PNG, in one of a few widths; a sentence with status 422 where it cannot be drawn."""
    document = document_or_refuse(request.user, pk)
    if width not in WIDTHS or not document.page_copy_sha256 or not 1 <= page <= len(leaves(document)):
        raise Http404
    tag = picture_tag(document, page, width)
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None:
        return _private(unchanged, tag)
    try:
        drawn = picture(document, page, width)
    except Unreadable as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    return _private(HttpResponse(drawn.png, content_type="image/png"), tag)


def _private(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = PRIVATE
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    return response
