"""A process killed in the middle of its work, with SIGKILL: all of it is done by the next one, and seen once."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from deadlines.models import Alarm
from deadlines.sweep import sweep
from district.models import District, User
from notices.models import Message, MessageLine
from notices.services import messages_send_due
from tests.factories.deadlines import DeadlineFactory, alarm_of

NOW = datetime(2026, 3, 17, 5, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)

KILLED_WHILE_TELLING = """
import os, signal
from deadlines import sweep
tell = sweep.firings_tell
def tell_and_die(firings, *, now):
    tell(firings, now=now)
    os.kill(os.getpid(), signal.SIGKILL)
sweep.firings_tell = tell_and_die
sweep.sweep(now=NOW)
"""
KILLED_AFTER_HANDING_OVER = """
import os, signal
from notices.services import sending
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
sending._mark_taken = die
sending.messages_send_due(now=NOW)
"""


@pytest.fixture
def told_of(transactional_db: None) -> None:
    District.objects.create(
        name="Prairie Lantern District 900",
        address="1 Lantern Way",
        state="IL",
        time_zone="America/Chicago",
        enrolment=9,
    )
    user = User.objects.create_user("bella@prairie-lantern.example", name="Bella Fictional")
    user.groups.add(Group.objects.get_or_create(name="business_manager")[0])
    for clock in DeadlineFactory.create_batch(5):
        alarm_of(clock, "due", NOW)


def run_and_be_killed(script: str, mail: Path) -> None:
    """Run the script in a process of its own, on this test's database, and see that SIGKILL ended it."""
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    opening = (
        "import django; django.setup()\n"
        "from datetime import datetime\n"
        "from django.conf import settings\n"
        f"settings.EMAIL_FILE_PATH = {str(mail)!r}\n"
        f"NOW = datetime.fromisoformat({NOW.isoformat()!r})\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", opening + script],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"postgres://{address}"},
        timeout=300,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL


def test_a_sweep_killed_before_its_commit_leaves_everything_to_the_next(told_of: None, tmp_path: Path) -> None:
    run_and_be_killed(KILLED_WHILE_TELLING, tmp_path)
    assert Alarm.objects.filter(state="pending").count() == 5
    assert not MessageLine.objects.exists()
    assert sweep(now=NOW).told == 5
    assert MessageLine.objects.count() == 5


def test_a_sender_killed_after_handing_over_sends_again_under_the_same_name(
    told_of: None, tmp_path: Path, settings: Any
) -> None:
    sweep(now=NOW)
    Message.objects.update(send_after=NOW)
    run_and_be_killed(KILLED_AFTER_HANDING_OVER, tmp_path)
    (first,) = tmp_path.iterdir()
    assert Message.objects.get().state == "queued"
    Message.objects.update(leased_until=NOW)  # its lease has run out
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "notices.emlfolder.EmailBackend", tmp_path
    assert messages_send_due(now=NOW).sent == 1
    assert list(tmp_path.iterdir()) == [first]
