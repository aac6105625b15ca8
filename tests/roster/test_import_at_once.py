"""Two imports at once, and keys that change between the plan and its taking over."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction

from district.models import District
from roster.importing.committing import roster_lock
from roster.models import ImportState, RosterImport, Student
from roster.services.imports import import_commit, import_commit_ask
from tests.factories.district import SchoolFactory
from tests.roster.importfiles import NOW, TESTER, oneroster, plan, pupil

WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
"""


@pytest.fixture
def decided(db: None, tmp_path: Path, district: District) -> Callable[[], RosterImport]:
    """An import that only needs to be written."""

    def make() -> RosterImport:
        SchoolFactory(name="Lantern School", code="LS")
        batch = plan(oneroster(tmp_path / "r", [pupil()]))
        import_commit_ask(batch=batch, confirmed_gone=False, actor=TESTER, now=NOW)
        return batch

    return make


@pytest.mark.django_db(transaction=True)
def test_a_second_import_waits_until_the_first_is_written(decided: Callable[[], RosterImport]) -> None:
    batch = decided()

    def second() -> None:
        import_commit(batch=batch, actor=TESTER, now=NOW)
        connections.close_all()

    thread = Thread(target=second)
    with transaction.atomic():
        roster_lock()
        thread.start()
        while not _waiting():
            assert thread.is_alive()
        assert Student.objects.count() == 0
    thread.join()
    batch.refresh_from_db()
    assert (batch.state, Student.objects.count()) == (ImportState.COMMITTED, 1)


def test_a_plan_sealed_by_an_older_key_is_made_again(decided: Callable[[], RosterImport], settings: Any) -> None:
    batch = decided()
    settings.FIELD_KEYS = f"{'11' * 32},{settings.FIELD_KEYS}"
    assert import_commit(batch=batch, actor=TESTER, now=NOW).state == ImportState.READING
    assert not Student.objects.exists()


def _waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])
