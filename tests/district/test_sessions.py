"""Sessions are Django's own, read in fewer steps: what ended is over, and what is kept is read by either."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from district.sessions import SessionStore

NOON = datetime.fromisoformat("2026-03-02T12:00:00+00:00")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def key() -> str:
    """Of a session that holds something."""
    made = SessionStore()
    made["portal"] = {"1": [2, 3]}
    made.create()
    return str(made.session_key)


def test_what_is_kept_is_read_in_one_query(key: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = SessionStore(key)
        assert found["portal"] == {"1": [2, 3]}
    assert found.session_key == key
    assert len(asked) == 1


def test_djangos_own_store_reads_the_same_and_is_read(key: str) -> None:
    plain = db.SessionStore(key)
    assert plain["portal"] == {"1": [2, 3]}
    plain["portal"] = "changed"
    plain.save()
    assert SessionStore(key)["portal"] == "changed"


def test_a_session_that_was_ended_elsewhere_is_empty_and_gives_its_key_back(key: str) -> None:
    Session.objects.filter(session_key=key).delete()
    found = SessionStore(key)
    assert found.get("portal") is None
    assert found.session_key is None


def test_a_session_is_over_at_its_last_instant(key: str, time_machine: Any) -> None:
    row = Session.objects.get(session_key=key)
    time_machine.move_to(row.expire_date - timedelta(seconds=1), tick=False)
    assert SessionStore(key).get("portal") is not None
    time_machine.move_to(row.expire_date, tick=False)
    assert SessionStore(key).get("portal") is None


@pytest.mark.parametrize("kept", ["", "nothing", "eyJhIjoxfQ:1abcde:forged"])
def test_what_nobody_here_signed_is_nothing(key: str, kept: str) -> None:
    Session.objects.filter(session_key=key).update(session_data=kept)
    assert dict(SessionStore(key).items()) == {}


@pytest.mark.parametrize("invented", ["a" * 32, "' OR 1=1 --     ", "½" * 40, "x" * 4000])
def test_an_invented_key_finds_nothing_and_is_not_taken_over(key: str, invented: str) -> None:
    found = SessionStore(invented)
    assert found.get("portal") is None
    assert found.session_key is None
