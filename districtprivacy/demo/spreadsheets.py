"""The demonstration's spreadsheets: an export of the sign-on portal, taken over, and a messy table that waits."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from district.clock import local_day
from district.csvwriting import csv_pieces
from district.models import User
from districtprivacy.demo.foundation import ZONE
from inventory.importing.services import (
    import_columns_set,
    import_commit,
    import_commit_ask,
    import_plan,
    import_receive,
)
from inventory.models import ImportPurpose, InventoryImport, SeenApp, SeenState
from inventory.seen.services import seen_decide

# Name in the portal, web address, people, days since it was last used. Plainly invented, as everything here.
SEEN: Final = (
    ("Maple Reader", "maple-reader.example", 412, 1),
    ("Abacus Orchard", "abacus-orchard.example", 388, 1),
    ("Heron Gradebook", "heron-gradebook.example", 961, 0),
    ("Kettle Labs", "kettle-labs.example", 143, 2),
    ("Fern Benchmark", "fern-benchmarks.example", 205, 4),
    ("Cinder Blocks", "cinder-block.example", 97, 3),
    ("Moth Lantern Chat", "moth-chat.example", 64, 1),
    ("Paper Boat Video", "paper-boat.example", 51, 2),
    ("Pebble Quiz Party", "pebble-quiz.example", 44, 6),
    ("Tin Whistle Flashcards", "tin-whistle.example", 18, 9),
    ("Village Weather Page", "village-weather.example", 230, 0),
    ("Browser new tab", "", 977, 0),
)
HEAD: Final = ("Vendor", "App name", "URL", "Grade levels", "Purpose", "Data collected", "Shoe box")
TABLE: Final = (
    ("Maple Reader Fictional Inc", "Maple Reader Phonics", "", "K-2", "Practice sounds", "Name; Grade level", ""),
    ("Maple Readers Fictional", "Maple Reader Plus", "", "3-5", "Practice reading aloud", "Name", "shelf 2"),
    ("Abacus Orchard Fictional, LLC", "Abacus Orchards", "", "1-8", "Practice arithmetic", "Name, Grade level", ""),
    ("Willow Bark Music Fictional", "Willow Bark Scores", "willow-bark.example", "6-12", "Read music", "Name", ""),
    ("Willow Bark Music Fictional", "Willow Bark Choir", "", "banana", "Sing together", "Name", ""),
    ("Copper Kettle Science Fictional, Inc.", "Kettle Labs", "no address", "6-12", "Simulate", "Star sign", ""),
)  # fmt: skip


def spreadsheets_make(people: dict[str, User], *, now: datetime) -> None:
    """What the portal saw a week ago, with a decision; and a registry's table whose likely doubles nobody settled."""
    day = local_day(now, ZONE)
    rows = [(name, site, str(users), (day - timedelta(days=days)).isoformat()) for name, site, users, days in SEEN]
    head = ("Application", "Domain", "Unique users", "Last used")
    batch = _planned("portal-usage.csv", ImportPurpose.SEEN, "Sign-on portal", (head, *rows), people["dana"], now)
    import_commit_ask(batch=batch, actor=people["dana"], now=now)
    import_commit(batch=batch, actor=people["dana"], now=now)
    for name, state, why in (
        ("Browser new tab", SeenState.NOT_AN_APP, "The browser's own start page."),
        ("Moth Lantern Chat", SeenState.BLOCKED, "It shows advertising to pupils; the filter blocks it from now on."),
    ):
        app = SeenApp.objects.get(written=name)
        seen_decide(app=app, state=state, reason=why, actor=people["dana"], now=now)
    _planned("registry of spring.csv", ImportPurpose.INVENTORY, "Registry", (HEAD, *TABLE), people["dana"], now)


def _planned(
    name: str, purpose: str, source: str, rows: Iterable[Sequence[str]], actor: User, now: datetime
) -> InventoryImport:
    head, *below = rows
    data = "".join(csv_pieces(head, below)).encode()
    batch = import_receive(file_name=name, chunks=[data], purpose=purpose, source=source, actor=actor, now=now)
    import_columns_set(batch=batch, columns=batch.columns["fields"], defaults={}, actor=actor, now=now)
    return import_plan(batch=batch, actor=actor, now=now)
