"""`make run` and work on one machine: servers from var/services.json, secrets made on first use and kept in var/."""

import contextlib
import json
import os
import secrets
from pathlib import Path

from districtprivacy.settings.base import *  # noqa: F403
from districtprivacy.settings.base import VAR
from districtprivacy.settings.environment import env, secret


def kept_secret(path: Path, made: str = "") -> str:
    """A random secret that stays the same from one start to the next, readable by its owner only.

    Written whole before it gets its name: of processes that start at once, all read the one that was first.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        beside.touch(mode=0o600)
        beside.write_text(made or secrets.token_urlsafe(48), encoding="utf-8")
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
        beside.unlink()
    return path.read_text(encoding="utf-8").strip()


def services() -> dict[str, str]:
    """Addresses written by the supervisor; empty before its first start, so that commands without a database work."""
    try:
        return dict(json.loads((VAR / "services.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


_services = services()
SECRET_KEY = kept_secret(VAR / "secret_key")
FIELD_KEYS = secret("FIELD_KEYS", default="") or kept_secret(VAR / "field_keys", secrets.token_hex(32))
SEARCH_KEY = secret("SEARCH_KEY", default="") or kept_secret(VAR / "search_key", secrets.token_hex(32))
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
_database_url = env.str("DATABASE_URL", default=_services.get("database_url", "postgres://app@127.0.0.1:1/none"))
DATABASES = {"default": {**env.db_url_config(_database_url), "CONN_MAX_AGE": 60, "ATOMIC_REQUESTS": False}}
CELERY_BROKER_URL = env.str("REDIS_URL", default=_services.get("redis_url", "redis://127.0.0.1:1/0"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CELERY_BROKER_URL}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {  # no collectstatic needed for a first look
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # browsers allow security keys on http://localhost
# The demonstration's sign-ins are printed by the supervisor only where this is on.
DEMONSTRATION = True
