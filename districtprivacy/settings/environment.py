"""The one place that reads the process environment. `NAME_FILE` names a file that holds the value."""

import json
import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def secret(name: str, default: str | None = None) -> str:
    """The value of NAME, or the stripped content of the file that NAME_FILE names.

    Raises ImproperlyConfigured where neither is set and there is no default, or the file cannot be read.
    """
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error.strerror}") from error
    if default is None:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE.")
    return default


def json_secret(name: str, default: Any) -> Any:
    """As `secret`, read as JSON; ImproperlyConfigured names the place of a mistake."""
    text = secret(name, default="")
    try:
        return json.loads(text) if text.strip() else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not JSON: {error}") from error
