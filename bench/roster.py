"""What an import costs beside a bare COPY: a OneRoster package read, sealed, hashed, planned and taken over.

    python -m bench.roster          100,000 pupils with 150,000 guardians, 3 rounds
    QUICK=1 python -m bench.roster  5,000 pupils with 7,500 guardians, 2 rounds

Works in a database of its own on DATABASE_URL's server, dropped at the end. Each round imports the package into an
empty roster, as `manage.py importroster --commit` does, copies the rows that came of it out to files, empties the
tables again, and loads those files by COPY: pupils, guardians, households and guardianships in one transaction, into
the same tables with their indexes and foreign keys (`time_vs_copy`). Beside it stands COPY of the same files into
tables without any index, key or check (`time_vs_copy_without_indexes`), and what the same package costs a second
time, when nothing in it has changed (`again_vs_copy`). All figures are medians; the package is written beforehand.
"""

import json
import os
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

from bench._measuring import ratio, seconds, server

QUICK: Final = os.environ.get("QUICK") == "1"
STUDENTS: Final = 5_000 if QUICK else 100_000
ROUNDS: Final = 2 if QUICK else 3
NAME: Final = "bench_roster"
NOW: Final = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
# In an order that foreign keys allow.
TABLES: Final = ("roster_household", "roster_student", "roster_guardian", "roster_guardianship")
SCHOOLS: Final = (
    ("PLHS", "Prairie Lantern High School", "09", "12"),
    ("CWMS", "Cottonwood Middle School", "06", "08"),
    ("MLES", "Meadowlark Elementary School", "KG", "05"),
    ("LAES", "Little Acorn Elementary School", "PK", "05"),
)


def main() -> int:
    server(f'DROP DATABASE IF EXISTS "{NAME}"')
    server(f'CREATE DATABASE "{NAME}"')
    set_up()
    times: dict[str, list[float]] = {name: [] for name in ("plan", "commit", "import", "copy", "bare", "again")}
    with TemporaryDirectory() as folder:
        package, files = Path(folder) / "package", Path(folder) / "files"
        package.mkdir()
        files.mkdir()
        rows = write_package(package)
        for _ in range(ROUNDS):
            one_round(package, files, times)
        counts = rows_of()
    print(f"{rows:,} rows of users.csv became " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
    for name, taken in times.items():
        report(name, taken)
    result = {
        "time_vs_copy": ratio(times["import"], times["copy"]),
        "time_vs_copy_without_indexes": ratio(times["import"], times["bare"]),
        "again_vs_copy": ratio(times["again"], times["copy"]),
        "seconds": round(statistics.median(times["import"]), 2),
        "copy_seconds": round(statistics.median(times["copy"]), 2),
        "students": counts["roster_student"],
        "guardians": counts["roster_guardian"],
        "rounds": ROUNDS,
        "quick": QUICK,
    }
    close()
    server(f'DROP DATABASE IF EXISTS "{NAME}"')
    print("RESULT " + json.dumps(result))
    return 0


def one_round(package: Path, files: Path, times: dict[str, list[float]]) -> None:
    empty()
    plan, commit = imported(package, committed=True)
    times["plan"].append(plan)
    times["commit"].append(commit)
    times["import"].append(plan + commit)
    times["again"].append(sum(imported(package, committed=True)))
    copy_out(files)
    empty()
    times["copy"].append(seconds(lambda: copy_in(files, "{}")))
    times["bare"].append(bare_copied(files))


def imported(package: Path, *, committed: bool) -> tuple[float, float]:
    """Seconds of the dry run and of taking it over."""
    from district.audit import SystemActor
    from district.tables.packages import package_of
    from roster.models import ImportState
    from roster.services.imports import import_commit, import_commit_ask, import_from_package, import_plan

    actor = SystemActor("command:bench")
    started = perf_counter()
    opened = package_of(package)
    batch = import_from_package(package=opened, file_name="bench", whole=True, actor=actor, now=NOW)
    import_plan(batch=batch, actor=actor, now=NOW, package=opened)
    planned = perf_counter()
    assert batch.state == ImportState.PLANNED, batch.problem
    import_commit_ask(batch=batch, confirmed_gone=False, actor=actor, now=NOW)
    done = import_commit(batch=batch, actor=actor, now=NOW)
    assert done.state == ImportState.COMMITTED
    return planned - started, perf_counter() - planned


def write_package(folder: Path) -> int:
    """The package; the number of people in it."""
    from districtprivacy.demo.rosterfiles import EVEN, Invention

    Invention(STUDENTS, SCHOOLS, 2025, EVEN).write(folder)
    with (folder / "users.csv").open(encoding="utf-8") as lines:
        return sum(1 for _ in lines) - 1


def copy_out(files: Path) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in TABLES:
            with (files / table).open("wb") as out:
                cursor.copy_expert(f"COPY {table} TO STDOUT", out)


def copy_in(files: Path, name: str) -> None:
    """Every file into its table, in one transaction."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            with (files / table).open("rb") as rows:
                cursor.copy_expert(f"COPY {name.format(table)} FROM STDIN", rows)


def bare_copied(files: Path) -> float:
    """Seconds of COPY into tables that have columns and nothing else."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table})")
    taken = seconds(lambda: copy_in(files, "bare_{}"))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE " + ", ".join(f"bare_{table}" for table in TABLES))
    return taken


def empty() -> None:
    """Nothing in the roster; where the role may ask for it, nothing left to be written to disk from before either."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY CASCADE")
        cursor.execute("SELECT pg_has_role('pg_checkpoint', 'USAGE')")
        if cursor.fetchone()[0]:
            cursor.execute("CHECKPOINT")


def rows_of() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        counts = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


def report(what: str, times: list[float]) -> None:
    print(f"{what:8} {statistics.median(times):8.2f} s   ({min(times):.2f} to {max(times):.2f}, {len(times)} times)")


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.test")
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = NAME
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    people_and_schools()


def people_and_schools() -> None:
    from district.models import District, School

    place: dict[str, Any] = {"state": "IL", "time_zone": "America/Chicago", "enrolment": STUDENTS}
    District.objects.create(name="Bench District", address="1 Bench Way", **place)
    School.objects.bulk_create(
        School(name=name, code=code, lowest_grade="PK", highest_grade="12") for code, name, _, _ in SCHOOLS
    )


def close() -> None:
    from django.db import connections

    connections["default"].close()


if __name__ == "__main__":
    sys.exit(main())
