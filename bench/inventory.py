"""What an import of the inventory costs beside a bare bulk insert of the rows that come of it.

    python -m bench.inventory          5,000 rows, 5 rounds
    QUICK=1 python -m bench.inventory  500 rows, 3 rounds

Works in a database of its own on DATABASE_URL's server, dropped at the end. Each round takes a spreadsheet of so many
rows (an app each, with its operator, use, school and three kinds of information) into an empty inventory: kept sealed,
read, planned row by row, and taken over, as a person and the worker do it. Then the same tables are emptied, and the
rows that came of it are inserted by Django's bulk_create alone: operators, products, uses, links to schools, kinds of
information, in one transaction, into the same tables with their triggers, keys and checks (`time_vs_bulk_insert`).
Beside it stand the same for a workbook instead of a CSV file, and the cost of the same file a second time, when nothing
in it has changed. All figures are medians; the files are written beforehand.
"""

import io
import json
import os
import statistics
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

from bench._measuring import ratio, seconds, server

QUICK: Final = os.environ.get("QUICK") == "1"
ROWS: Final = 500 if QUICK else 5_000
ROUNDS: Final = 3 if QUICK else 5
APPS_AN_OPERATOR: Final = 2
NAME: Final = "bench_inventory"
NOW: Final = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
HEAD: Final = (
    *("Operator", "Business address", "Operator website", "App", "Description", "Website", "Purpose", "Content area"),
    *("Grades", "Schools", "In use since", "Kinds of information"),
)
FIRST: Final = ("Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Heron", "Indigo", "Juniper")
SECOND: Final = ("Abacus", "Beacon", "Canvas", "Drum", "Easel", "Fable", "Globe", "Harp", "Island", "Journal")
THIRD: Final = ("North", "Orchard", "Prairie", "Quarry", "River", "Summit", "Timber", "Upland", "Valley", "Willow")


def main() -> int:
    server(f'DROP DATABASE IF EXISTS "{NAME}"')
    server(f'CREATE DATABASE "{NAME}"')
    with TemporaryDirectory() as folder:
        set_up(folder)
        times = {name: list[float]() for name in ("import", "plan", "commit", "again", "workbook", "insert")}
        files = {"csv": as_csv(table()), "xlsx": as_workbook(table())}
        for _ in range(ROUNDS):
            one_round(files, times)
        counts = rows_of()
    print(f"{ROWS:,} rows became " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
    for name, taken in times.items():
        print(
            f"{name:9} {statistics.median(taken):7.2f} s   ({min(taken):.2f} to {max(taken):.2f}, {len(taken)} times)"
        )
    result = {
        "time_vs_bulk_insert": ratio(times["import"], times["insert"]),
        "workbook_vs_bulk_insert": ratio(times["workbook"], times["insert"]),
        "again_vs_bulk_insert": ratio(times["again"], times["insert"]),
        "seconds": round(statistics.median(times["import"]), 2),
        "insert_seconds": round(statistics.median(times["insert"]), 2),
        "rows": ROWS,
        "rounds": ROUNDS,
        "quick": QUICK,
    }
    close()
    server(f'DROP DATABASE IF EXISTS "{NAME}"')
    print("RESULT " + json.dumps(result))
    return 0


def one_round(files: dict[str, bytes], times: dict[str, list[float]]) -> None:
    empty()
    plan, commit = imported(files["csv"], "apps.csv")
    times["plan"].append(plan)
    times["commit"].append(commit)
    times["import"].append(plan + commit)
    times["again"].append(imported(files["csv"], "apps.csv")[0])
    insert = inserting()
    empty()
    times["insert"].append(seconds(insert))
    empty()
    times["workbook"].append(sum(imported(files["xlsx"], "apps.xlsx")))


def imported(data: bytes, name: str) -> tuple[float, float]:
    """Seconds from the upload to the plan, and of taking it over; 0 where nothing is left to take over."""
    from district.audit import SystemActor
    from district.importstates import ImportState
    from inventory.importing.services import (
        import_columns_set,
        import_commit,
        import_commit_ask,
        import_plan,
        import_receive,
        writes_in,
    )

    actor = SystemActor("command:bench")
    started = perf_counter()
    batch = import_receive(file_name=name, chunks=[data], purpose="inventory", source="Bench", actor=actor, now=NOW)
    import_columns_set(batch=batch, columns=batch.columns["fields"], defaults={}, actor=actor, now=NOW)
    import_plan(batch=batch, actor=actor, now=NOW)
    planned = perf_counter()
    wrong = batch.state != ImportState.PLANNED or batch.counts["refused"] or batch.counts["double"]
    if wrong:
        raise SystemExit(f"The file did not come through: {batch.state} {batch.problem} {batch.counts}")
    if not writes_in(batch.counts):
        return planned - started, 0.0
    import_commit_ask(batch=batch, actor=actor, now=NOW)
    done = import_commit(batch=batch, actor=actor, now=NOW)
    if done.state != ImportState.COMMITTED:
        raise SystemExit(f"It was not taken over: {done.state}")
    return planned - started, perf_counter() - planned


def inserting() -> Callable[[], None]:
    """What inserts again the rows that are there now; they are read before the clock starts."""
    from django.db import transaction

    kept = [(model, list(model.objects.order_by("pk"))) for model in models()]

    def insert() -> None:
        with transaction.atomic():
            for model, rows in kept:
                model.objects.bulk_create(rows, batch_size=1_000)

    return insert


def models() -> tuple[Any, ...]:
    """Tables in an order that foreign keys allow."""
    from inventory.models import ElementUse, ProductUse
    from vendors.models import Operator, Product

    return Operator, Product, ProductUse, ProductUse.schools.through, ElementUse


def table() -> list[tuple[str, ...]]:
    """Plainly invented apps whose names are no doubles of each other."""
    day = date(2025, 8, 18)
    found: list[tuple[str, ...]] = []
    for number in range(ROWS):
        maker = name_of(number // APPS_AN_OPERATOR)
        app = f"{maker} {SECOND[number % 10]} {('Reader', 'Counter')[number % APPS_AN_OPERATOR]}"
        found.append(
            (
                f"{maker} Fictional, Inc.",
                f"{number // APPS_AN_OPERATOR + 1} Nowhere Lane\nMaple Falls, IL 60000",
                f"https://maker-{number // APPS_AN_OPERATOR}.example",
                app,
                f"{app} is a library of graded texts that reads aloud.",
                f"https://app-{number}.example",
                "Students practice at their own level; the teacher sees how far they came.",
                "Reading",
                "K-5",
                f"School {number % 8}",
                day.isoformat(),
                "Name; Date of birth; Grade level",
            )
        )
    return found


def name_of(number: int) -> str:
    """A name of three words and a code, so unlike its neighbours that nobody would take them for one."""
    words = (FIRST[number % 10], THIRD[number // 10 % 10], SECOND[number // 100 % 10])
    code = "".join(chr(97 + (number * 7919 >> shift) % 26) * 3 for shift in (0, 3, 6, 9))
    return f"{code.title()} {' '.join(words)}"


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    from district.csvwriting import csv_pieces

    return "".join(csv_pieces(HEAD, rows)).encode()


def as_workbook(rows: list[tuple[str, ...]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Apps")
    for row in (HEAD, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def empty() -> None:
    """Nothing in the inventory, and nothing of earlier imports; where the role may ask for it, a checkpoint too."""
    from django.db import connection

    tables = [model._meta.db_table for model in (*models(), *past())]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        cursor.execute("SELECT pg_has_role('pg_checkpoint', 'USAGE')")
        if cursor.fetchone()[0]:
            cursor.execute("CHECKPOINT")


def past() -> tuple[Any, ...]:
    from inventory.models import InventoryImport, InventoryImportRow

    return InventoryImport, InventoryImportRow


def rows_of() -> dict[str, int]:
    return {model._meta.db_table: model.objects.count() for model in models()}


def set_up(folder: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.test")
    os.environ["DISTRICTPRIVACY_VAR"] = folder
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = NAME
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from district.models import District, School

    place: dict[str, Any] = {"state": "IL", "time_zone": "America/Chicago", "enrolment": 4000}
    District.objects.create(name="Bench District", address="1 Bench Way", **place)
    School.objects.bulk_create(
        School(name=f"School {number}", code=f"S{number}", lowest_grade="PK", highest_grade="12") for number in range(8)
    )


def close() -> None:
    from django.db import connections

    connections["default"].close()


if __name__ == "__main__":
    sys.exit(main())
