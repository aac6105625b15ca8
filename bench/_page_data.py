"""Published entries of many fictional operators, by bulk inserts, made by the same functions that publishing uses."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.test.utils import get_runner

from district.models import AdoptedPack, District
from transparency.entryrows import entry_make, facets_of
from transparency.models import PublicEntry, Snapshot
from transparency.proof import entry_sha256, snapshot_sha256

AREAS = ["Reading", "Mathematics", "Science", "Art", "Music", "School administration", "Languages", "Transport"]
ELEMENTS = [f"Kind of information {number}" for number in range(45)]
STREETS = ["Maple", "Birch", "Alder", "Rowan", "Linden"]


@contextmanager
def database() -> Iterator[None]:
    """A database of its own, migrated or copied from BENCH_TEMPLATE, dropped at the end."""
    if template := os.environ.get("BENCH_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(old)


def operators_load(operators: int, *, now: datetime) -> int:
    """One snapshot with 1.6 apps per operator; the number of apps."""
    District.objects.create(
        name="Prairie Lantern District 900",
        address="1 Lantern Way\nPrairie Lantern, IL 60000",
        state="IL",
        time_zone="America/Chicago",
        enrolment=4012,
    )
    AdoptedPack.objects.create(pack="il-soppa", adopted_on="2021-07-01")
    snapshot = Snapshot.objects.create(
        taken_at=now, published_by="bench", sha256="", entries=0, difference={"added": [], "changed": [], "removed": []}
    )
    chance = random.Random(7)
    contents = {f"maple-reader-{number}": app(number, operators, chance) for number in range(operators * 8 // 5)}
    rows = [entry_make(key, content, entry_sha256(content), snapshot, now) for key, content in contents.items()]
    PublicEntry.objects.bulk_create(rows, batch_size=500)
    snapshot.entries = len(rows)
    snapshot.sha256 = snapshot_sha256((row.key, row.sha256) for row in rows)
    snapshot.facets = facets_of(PublicEntry.objects.all())
    snapshot.save()
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {PublicEntry._meta.db_table}")  # as the server does by itself after such a change
    return len(rows)


def app(number: int, operators: int, chance: random.Random) -> dict[str, object]:
    """Content of one app, as transparency.content describes it."""
    operator = number % operators
    street = f"{chance.randrange(1, 999)} {chance.choice(STREETS)} Street"
    return {
        "schema": 2,
        "product": {
            "slug": f"maple-reader-{number}",
            "name": f"Maple Reader {number}",
            "kind": "online application",
            "description": "A library of graded texts that reads aloud and asks questions.",
            "description_es": "Una biblioteca de textos por nivel que lee en voz alta y hace preguntas.",
            "sign_in": "district",
            "data_location": "United States",
            "data_location_es": "Estados Unidos",
            "website": f"https://reader{number}.example",
        },
        "operator": {
            "slug": f"maple-fictional-{operator}",
            "name": f"Maple Fictional {operator}, Inc.",
            "kind": "operator",
            "address": [street, "Fictional Falls, IL 60000"],
            "website": "",
            "subcontractors": [{"name": "Cloudlet Fictional", "purpose": "Keeps the servers."}],
            "subcontractors_url": "",
        },
        "use": {
            "purpose": "Students practice at their own level, and teachers see what to do next.",
            "purpose_es": "Los estudiantes practican a su nivel y los maestros ven qué sigue.",
            "users_under_13": "yes",
            "under_13_consent": "The school consents for an educational purpose only.",
            "content_area": chance.choice(AREAS),
            "lowest_grade": "3",
            "highest_grade": chance.choice(["5", "8", "12"]),
            "schools": chance.sample(["Lantern Elementary", "Lantern Middle", "Lantern High"], chance.randrange(3)),
            "since": "2025-08-18",
            "ended_on": None,
        },
        "elements": [
            element(number) for number in sorted(chance.sample(range(len(ELEMENTS)), chance.randrange(6, 20)))
        ],
        "agreements": [agreement(number)],
    }


def element(number: int) -> dict[str, object]:
    return {
        "code": f"kind-{number}",
        "name": ELEMENTS[number],
        "group": "Fictional group",
        "class": "ordinary",
        "explanation": "Something about a student that only measurements know.",
        "about_staff": False,
        "collected": True,
        "maintained": True,
        "disclosed": False,
        "how_used": "Shown to the teacher beside each text.",
        "how_used_es": "Se muestra al maestro junto a cada texto.",
        "disclosed_to_es": "",
        "purpose_es": "Para elegir textos del nivel adecuado.",
        "disclosed_to": "",
        "purpose": "To choose texts of the right level.",
    }


def agreement(number: int) -> dict[str, object]:
    return {
        "title": f"Data agreement {number}",
        "kind": "data-privacy agreement with exhibits",
        "description": "It lets the operator run the app for our students.",
        "signed_on": "2026-02-23",
        "starts_on": "2026-03-01",
        "ends_on": "2027-06-30",
        "renews": False,
        "amended_on": None,
        "offered_until": None,
        "posted_on": "2026-03-02",
        "document": {
            "sha256": f"{number:064x}",
            "name": "agreement.pdf",
            "media_type": "application/pdf",
            "size": 412_345,
        },
    }
