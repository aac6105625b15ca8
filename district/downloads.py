"""Files for one person: saved, never shown as a page of ours, and never kept by browsers or caches in between."""

from typing import Final

from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

# A file from outside is never a page of ours: it loads nothing, runs nothing and stands in no frame.
FILE_POLICY: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


def file_answer(response: HttpResponseBase, name: str = "") -> HttpResponseBase:
    """A file for this person alone, saved under `name` where one is given; never a page of ours."""
    if name:
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    response["Cache-Control"] = "private, no-store"
    return response
