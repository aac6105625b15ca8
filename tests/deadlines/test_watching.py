"""When a release brings other packs or holidays, the next tick counts the open clocks anew."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from deadlines import ticking
from deadlines.models import Deadline, Heartbeat
from deadlines.selectors import deadline_reasons, heartbeat_detail
from deadlines.services import rulebook_watch
from deadlines.services.watching import BECAUSE, holidays_fingerprint
from district.models import Closure, District
from local.paths import ROOT
from rulebook import calendars
from rulebook.loading import load_packs
from tests.factories.deadlines import DeadlineFactory, alarm_of
from tests.notices.smtp import free_port

SIGNED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LATER = SIGNED + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    holidays_fingerprint.cache_clear()
    yield
    holidays_fingerprint.cache_clear()


def test_the_first_look_only_remembers(posting: Deadline) -> None:
    assert rulebook_watch(now=SIGNED) is None
    assert heartbeat_detail("rulebook")["packs"]["il-soppa"] == load_packs().packs["il-soppa"].version


def test_without_a_district_there_is_nothing_to_look_at(db: None) -> None:
    assert rulebook_watch(now=SIGNED) is None
    assert not Heartbeat.objects.exists()


def test_nothing_new_costs_three_queries(posting: Deadline, django_assert_num_queries: Any) -> None:
    rulebook_watch(now=SIGNED)
    with django_assert_num_queries(3):
        assert rulebook_watch(now=LATER) is None


def test_another_version_of_a_pack_counts_the_clocks_anew_once(
    posting: Deadline, monkeypatch: pytest.MonkeyPatch
) -> None:
    rulebook_watch(now=SIGNED)
    known = load_packs()
    packs = {**known.packs, "il-soppa": replace(known.packs["il-soppa"], version="9999-1")}
    newer = replace(known, packs=packs)
    monkeypatch.setattr("deadlines.services.watching.rulebook_current", lambda: newer)
    result = rulebook_watch(now=LATER)
    assert result is not None
    assert (result.moved, result.stayed) == ([], 1)
    assert rulebook_watch(now=LATER) is None


def test_another_holiday_moves_the_clocks_and_says_why(posting: Deadline, monkeypatch: pytest.MonkeyPatch) -> None:
    rulebook_watch(now=SIGNED)
    known, added = calendars._holidays_in, date(2026, 3, 10)
    monkeypatch.setattr(
        calendars,
        "_holidays_in",
        lambda state, year: {**known(state, year), **({added: "Prairie Day"} if year == 2026 else {})},
    )
    holidays_fingerprint.cache_clear()  # as a new process begins
    rulebook_watch(now=LATER)
    posting.refresh_from_db()
    assert posting.last_day == date(2026, 3, 17)
    assert deadline_reasons(posting)[0].because == BECAUSE
    assert any("Prairie Day" in step for step in deadline_reasons(posting)[0].steps)


def test_a_closure_that_came_past_the_office_is_noticed(posting: Deadline) -> None:
    rulebook_watch(now=SIGNED)
    Closure.objects.create(day=date(2026, 3, 10), name="Snow day")
    result = rulebook_watch(now=LATER)
    assert result is not None
    assert result.moved == [posting.pk]


def fails(*, now: datetime) -> None:
    raise RuntimeError("no")


def test_what_fails_before_the_sweep_does_not_stop_it(
    district: District, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    alarm_of(DeadlineFactory(), "due", SIGNED)
    monkeypatch.setattr(ticking, "BEFORE", (fails,))
    assert ticking.tick_run(now=SIGNED).failing == 1  # nobody holds the role: it was tried
    assert "fails failed; the clocks are swept all the same" in caplog.text


def test_a_database_that_is_away_is_told_once_and_plainly() -> None:
    away = {"DATABASE_URL": f"postgres://nobody:x@127.0.0.1:{free_port()}/none", "PATH": "/usr/bin:/bin"}
    settings = {"DJANGO_SETTINGS_MODULE": "districtprivacy.settings.test"}
    done = subprocess.run(
        [sys.executable, "manage.py", "tick"],
        cwd=ROOT, env=away | settings, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The database cannot be used: ")
    assert done.stderr.count("\n") == 1
