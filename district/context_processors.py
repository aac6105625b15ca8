"""What every template may say about the district."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from district.selectors import district_current_or_none


def district(request: HttpRequest) -> dict[str, Any]:
    """`district`: the one row, read only by templates that name it; None before the first set-up."""
    if hasattr(request, "district"):
        return {"district": request.district}
    return {"district": SimpleLazyObject(district_current_or_none)}
