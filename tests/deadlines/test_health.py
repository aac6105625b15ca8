"""/healthz: every part with its age; 503 when one is away or silent. And signs of life themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from celery.signals import beat_init, before_task_publish, worker_ready
from django.db import OperationalError, connection
from django.test import Client

from deadlines.models import Heartbeat
from deadlines.selectors import WATCHED, heartbeats, heartbeats_stale
from deadlines.services import heartbeat_write
from deadlines.tasks import pulse, tick
from district.models import District
from districtprivacy.celery import app, beat_signs
from districtprivacy.health import redis_client
from tests.notices.smtp import free_port

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


AWAY = {"status": "unreachable", "last_seen": None, "age_seconds": None}


def all_well() -> None:
    for name in WATCHED:
        heartbeat_write(name=name, now=NOW - timedelta(seconds=20))


@pytest.mark.django_db
def test_all_parts_well(client: Client) -> None:
    all_well()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "well",
        "database": {"status": "well", "last_seen": "2026-03-02T15:00:00+00:00", "age_seconds": 0.0},
        "worker": {"status": "well", "last_seen": "2026-03-02T14:59:40+00:00", "age_seconds": 20.0},
        "beat": {"status": "well", "last_seen": "2026-03-02T14:59:40+00:00", "age_seconds": 20.0},
        "tick": {"status": "well", "last_seen": "2026-03-02T14:59:40+00:00", "age_seconds": 20.0},
        "redis": {"status": "well", "last_seen": "2026-03-02T15:00:00+00:00", "age_seconds": 0.0},
    }
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["worker", "beat", "tick"])
def test_a_silent_part_makes_it_unwell(client: Client, name: str) -> None:
    all_well()
    heartbeat_write(name=name, now=NOW - timedelta(minutes=3, seconds=1))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"], answer.json()[name]["status"]) == (503, "unwell", "stale")


@pytest.mark.django_db
def test_a_part_that_was_never_seen_makes_it_unwell(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["beat"] == {"status": "never seen", "last_seen": None, "age_seconds": None}


@pytest.mark.django_db
def test_redis_away_is_said(client: Client, settings: Any) -> None:
    all_well()
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["redis"]) == (503, AWAY)


@pytest.mark.django_db
def test_a_database_away_is_said_and_not_raised(client: Client) -> None:

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("the server is gone: host=secret")

    with connection.execute_wrapper(away):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == AWAY
    assert answer.json()["tick"] == {"status": "unknown", "last_seen": None, "age_seconds": None}
    assert b"secret" not in answer.content


@pytest.mark.django_db
def test_nothing_personal_and_no_sign_in_and_no_writing(client: Client) -> None:
    assert client.get("/healthz").headers.get("Set-Cookie") is None
    assert client.post("/healthz").status_code == 405


def test_celerys_way_of_writing_a_socket_is_understood() -> None:
    pool = redis_client("redis+socket://:pw@/run/valkey.sock?virtual_host=3").connection_pool
    assert (pool.connection_kwargs["path"], pool.connection_kwargs["db"]) == ("/run/valkey.sock", 3)


def test_the_worker_signs_by_working(district: District) -> None:
    pulse.delay()
    assert heartbeats()["worker"] == NOW
    tick.delay()
    assert heartbeats()["tick"] == NOW


@pytest.mark.django_db(transaction=True)  # beat and worker first let go of connections that went stale
def test_worker_and_beat_sign_when_they_start_and_beat_whenever_it_sends() -> None:
    worker_ready.send(sender=app)
    beat_init.send(sender=app)
    try:
        assert heartbeats() == {"worker": NOW, "beat": NOW, "tick": NOW}
        Heartbeat.objects.all().delete()
        before_task_publish.send(sender="deadlines.tick")
        assert heartbeats() == {"beat": NOW}
    finally:
        before_task_publish.disconnect(beat_signs, dispatch_uid="beat_signs")


@pytest.mark.django_db
def test_sending_a_task_elsewhere_is_no_sign_of_beat() -> None:
    before_task_publish.send(sender="deadlines.tick")
    assert heartbeats() == {}


@pytest.mark.django_db
def test_the_office_names_the_silent_parts() -> None:
    heartbeat_write(name="worker", now=NOW)
    heartbeat_write(name="beat", now=NOW - timedelta(hours=1))
    assert heartbeats_stale(now=NOW, stale_after=timedelta(minutes=3)) == ["beat", "tick"]


def test_every_beat_entry_names_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
