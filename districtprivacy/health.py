"""/healthz: whether each part answers, and how long ago it last showed itself. No sign-in, nothing personal."""

from datetime import datetime
from typing import Any, Final

import redis
from django.conf import settings
from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deadlines.selectors import WATCHED, heartbeats
from district.clock import now

REDIS_SECONDS: Final = 2


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part is well, 503 when one is away or has been silent for longer than HEARTBEAT_STALE_AFTER."""
    moment = now()
    try:
        seen = heartbeats()
    except Error:
        parts = {"database": silent("unreachable"), **{name: silent("unknown") for name in WATCHED}}
    else:
        parts = {"database": sign_of(moment, moment), **{name: sign_of(seen.get(name), moment) for name in WATCHED}}
    parts["redis"] = sign_of(moment, moment) if redis_answers() else silent("unreachable")
    well = all(part["status"] == "well" for part in parts.values())
    return JsonResponse({"status": "well" if well else "unwell", **parts}, status=200 if well else 503)


def sign_of(at: datetime | None, moment: datetime) -> dict[str, Any]:
    """A component's last sign of life: when, how old in seconds, and whether that is too old."""
    if at is None:
        return silent("never seen")
    age = moment - at
    status = "stale" if age > settings.HEARTBEAT_STALE_AFTER else "well"
    return {"status": status, "last_seen": at.isoformat(), "age_seconds": round(max(0.0, age.total_seconds()), 1)}


def silent(status: str) -> dict[str, Any]:
    """A component that gave no sign of life."""
    return {"status": status, "last_seen": None, "age_seconds": None}


def redis_answers() -> bool:
    try:
        with redis_client(settings.CELERY_BROKER_URL) as client:
            client.ping()
    except redis.RedisError:
        return False
    return True


def redis_client(url: str) -> redis.Redis:
    """Celery writes a socket's address as redis+socket:// with virtual_host; redis-py as unix:// with db."""
    address = url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=")
    return redis.Redis.from_url(address, socket_connect_timeout=REDIS_SECONDS, socket_timeout=REDIS_SECONDS)
