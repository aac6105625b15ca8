"""The API's description: paths and lists from the views, whole entries from the schema of the public file."""

import json
from copy import deepcopy
from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from transparency.api.answering import list_shape
from transparency.dataset import schema_text


def of_file(name: str, *, many: bool = False) -> dict[str, Any]:
    """The shape that the file's schema gives to one of its parts; with `many`, a page of a list of them."""
    part = {"$ref": f"#/components/schemas/File_{name}"}
    return list_shape({"type": "array", "items": part}) if many else part


@lru_cache(maxsize=2)
def document(place: str) -> dict[str, Any]:
    """The whole description for the page at this address. It is shared: nobody changes it."""
    from transparency.api import urls  # the views name parts of this module

    found: dict[str, Any] = SchemaGenerator(patterns=urls.urlpatterns).get_schema(request=None, public=True)
    found["servers"] = [{"url": place.rstrip("/")}]
    parts = {f"File_{name}": _renamed(part) for name, part in json.loads(schema_text())["$defs"].items()}
    found["components"]["schemas"] |= parts
    return found


def _renamed(part: Any) -> Any:
    """References within the file's schema, as references within the description."""
    if isinstance(part, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/File_") if key == "$ref" else _renamed(value)
            for key, value in part.items()
        }
    return [_renamed(item) for item in part] if isinstance(part, list) else deepcopy(part)
