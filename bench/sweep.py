"""What firing costs beside one plain SQL statement that marks as many alarms, and what an idle tick costs.

    python -m bench.sweep          1,000,000 open clocks against 10,000; 1,000 are due in each round
    QUICK=1 python -m bench.sweep  fewer, within 50 seconds on a busy machine

Works in two databases of its own on DATABASE_URL's server, dropped at the end. Every round has 1,000 alarms of its own,
one per clock: first a bare UPDATE marks and commits one thousand, then the sweep rings the next thousand, which is
claiming, looking at each clock again, the lines of digests (950) and messages at once (50), the heartbeat, the commit.
Every clock has three alarms and one person to tell, who is also its owner. Idle ticks with few and with many clocks
take turns. All figures are medians. RESULT says the counts: with QUICK,
idle_million_vs_ten_thousand compares `open` clocks, which are no million, with `few`.
"""

import json
import os
import statistics
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter
from typing import Any, Final

from bench._measuring import ratio, seconds, server

QUICK: Final = os.environ.get("QUICK") == "1"
MANY: Final = 50_000 if QUICK else 1_000_000
FEW: Final = 10_000
DUE: Final = 1_000
ROUNDS: Final = 8 if QUICK else 15
IDLE_ROUNDS: Final = 40 if QUICK else 60
NOW: Final = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
FEW_NAME, MANY_NAME = "bench_sweep_few", "bench_sweep_many"

BARE: Final = """
UPDATE deadlines_alarm SET state = 'fired', outcome = 'told', fired_at = %s
WHERE state = 'pending' AND fires_at <= %s
"""
# Clock n rings in round (n - 1) / 1000, a minute after the round before; clocks beyond the rounds ring within a year.
CLOCKS: Final = """
INSERT INTO deadlines_deadline (id, rule, source, title, subject_type_id, subject_id, subject_name, event, started_at,
    due_at, last_day, role, owner_id, state, held, closed_by, closed_reason, verified)
SELECT n, 'il-soppa.agreement.post', 'statute', 'Post the agreement', %(type)s, n, 'Maple Reader ' || n,
    'agreement_signed', due - CASE WHEN n %% 20 = 0 THEN interval '48 hours' ELSE interval '14 days' END,
    due, due::date, role.name, role.id, 'open', false, '', '', true
FROM (SELECT n, %(now)s::timestamptz + CASE WHEN n <= %(ring)s THEN (n - 1) / %(due)s * interval '1 minute'
    ELSE interval '1 day' + (n %% 31536000) * interval '1 second' END AS due
    FROM generate_series(1, %(clocks)s) n) AS clock
JOIN unnest(%(roles)s::text[], %(people)s::bigint[]) WITH ORDINALITY AS role (name, id, place)
    ON role.place = 1 + n %% 4
"""
ALARMS: Final = """
INSERT INTO deadlines_alarm (deadline_id, kind, step, fires_at, state, outcome, failures, last_error)
SELECT id, kind, step, due_at + away,
    CASE WHEN kind = 'reminder' AND id <= %(ring)s THEN 'fired' ELSE 'pending' END, '', 0, ''
FROM deadlines_deadline, (VALUES ('reminder', 1, interval '-12 hours'), ('due', 0, interval '0'),
    ('late', 1, interval '1 day')) AS alarm (kind, step, away)
"""
ROLES: Final = ("privacy_officer", "director", "business_manager", "records_custodian")


def main() -> int:
    make_databases()
    print(f"{MANY:,} open clocks against {FEW:,}; {DUE:,} due in each of {ROUNDS} rounds", flush=True)
    use(MANY_NAME)
    bare, fired = fire_rounds()
    idle = idle_rounds()
    report("bare UPDATE", bare)
    report("sweep", fired)
    report(f"idle tick, {FEW:,}", idle[FEW_NAME])
    report(f"idle tick, {MANY:,}", idle[MANY_NAME])
    result = {
        "fire_vs_sql": ratio(fired, bare),
        "idle_million_vs_ten_thousand": ratio(idle[MANY_NAME], idle[FEW_NAME]),
        "open": MANY,
        "few": FEW,
        "due": DUE,
        "rounds": ROUNDS,
        "idle_rounds": IDLE_ROUNDS,
        "quick": QUICK,
    }
    drop_databases()
    print("RESULT " + json.dumps(result))
    return 0


def fire_rounds() -> tuple[list[float], list[float]]:
    """Seconds of the bare statement and of the sweep, in turn; the first round warms up and is not counted."""
    from django.db import connection

    from deadlines.sweep import sweep

    bare, fired = [], []
    for number in range(ROUNDS + 1):
        first, second = (NOW + timedelta(minutes=2 * number + add) for add in (0, 1))
        with connection.cursor() as cursor:
            bare.append(seconds(partial(cursor.execute, BARE, [first, first])))
            assert cursor.rowcount == DUE
        started = perf_counter()
        swept = sweep(now=second)
        fired.append(perf_counter() - started)
        assert swept.told == DUE
    return bare[1:], fired[1:]


def idle_rounds() -> dict[str, list[float]]:
    """Seconds of a tick that finds nothing due, with few and with many clocks in turn."""
    from deadlines.sweep import sweep

    before = NOW - timedelta(days=1)
    times: dict[str, list[float]] = {FEW_NAME: [], MANY_NAME: []}
    for number in range(IDLE_ROUNDS + 5):
        for name, taken in times.items():
            use(name)
            lasted = seconds(lambda: sweep(now=before))
            if number >= 5:
                taken.append(lasted)
    return times


def report(what: str, times: list[float]) -> None:
    middle, least, most = statistics.median(times), min(times), max(times)
    print(
        f"{what:24} {middle * 1000:8.2f} ms   ({least * 1000:.2f} to {most * 1000:.2f}, {len(times)} times)", flush=True
    )


def make_databases() -> None:
    """Both from one migrated database; Django's `default` can then be either."""
    drop_databases()
    server(f'CREATE DATABASE "{FEW_NAME}"')
    set_up_django()
    from django.core.management import call_command
    from django.db import connections

    use(FEW_NAME)
    call_command("migrate", verbosity=0)
    people()
    connections[FEW_NAME].close()
    server(f'CREATE DATABASE "{MANY_NAME}" TEMPLATE "{FEW_NAME}"')
    for name, clocks in ((FEW_NAME, FEW), (MANY_NAME, MANY)):
        use(name)
        fill(clocks)


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.test")
    import django
    from django.conf import settings

    default = settings.DATABASES["default"]
    for name in (FEW_NAME, MANY_NAME):
        settings.DATABASES[name] = {**default, "NAME": name}
    django.setup()


def use(name: str) -> None:
    """Make one of the two databases Django's own."""
    from django.db import connections

    connections["default"] = connections[name]
    connections[name].ensure_connection()


def people() -> None:
    from django.contrib.auth.models import Group

    from district.models import District, User

    District.objects.create(
        name="Bench District", address="1 Bench Way", state="IL", time_zone="America/Chicago", enrolment=4000
    )
    for role in ROLES:
        user = User.objects.create_user(f"{role}@bench-district.example", name=role)
        user.groups.add(Group.objects.get(name=role))


def fill(clocks: int) -> None:
    """Rows by INSERT ... SELECT. The triggers that keep history are off: history is not what is measured."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection

    from district.models import District, User

    ids = dict(User.objects.values_list("name", "pk"))
    values: dict[str, Any] = {
        "type": ContentType.objects.get_for_model(District).pk,
        "clocks": clocks,
        "ring": min(clocks, 2 * (ROUNDS + 1) * DUE),
        "due": DUE,
        "now": NOW,
        "roles": list(ROLES),
        "people": [ids[role] for role in ROLES],
    }
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE deadlines_deadline DISABLE TRIGGER USER")
        cursor.execute(CLOCKS, values)
        cursor.execute(ALARMS, values)
        cursor.execute("ALTER TABLE deadlines_deadline ENABLE TRIGGER USER")
        cursor.execute("VACUUM (ANALYZE) deadlines_deadline, deadlines_alarm")


def drop_databases() -> None:
    if "django.db" in sys.modules:
        from django.db import connections

        for name in (FEW_NAME, MANY_NAME):
            connections[name].close()
    for name in (FEW_NAME, MANY_NAME):
        server(f'DROP DATABASE IF EXISTS "{name}"')


if __name__ == "__main__":
    sys.exit(main())
