"""What the public pages depend on, as one mark: it changes when, and only when, a page could.

A warm page costs one small query for this mark, once a second. Entries are read only where no page is kept under it.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from contracts.models import Agreement
from contracts.outofforce import OUT_OF_FORCE, agreements_out_of_force
from district.audit import Actor
from district.clock import local_day
from district.models import AdoptedPack, District
from district.selectors import district_current_or_none, packs_adopted
from transparency.asof import AsOf
from transparency.fields import Field, fields
from transparency.models import PageReview, PublicBreach, SigningKey, Snapshot, YearNotice
from transparency.refreshing.selectors import DueDay, due_days
from transparency.selectors import addresses_known, breaches_of, entries_of, snapshot_numbered

# One round trip. The text form of a whole row changes with any of its columns, new ones included.
QUERY = f"""
SELECT snapshot.sha256, snapshot.id, district.time_zone, md5(district::text),
       (SELECT md5(string_agg(pack::text, '|' ORDER BY pack.id)) FROM {AdoptedPack._meta.db_table} AS pack),
       (SELECT md5(string_agg(gone.id || gone.state, '|' ORDER BY gone.id)) FROM {Agreement._meta.db_table} AS gone
        WHERE gone.state IN ({", ".join(f"'{state}'" for state in OUT_OF_FORCE)})),
       (SELECT concat_ws('|', (SELECT max(id) FROM {PageReview._meta.db_table}),
                         (SELECT max(id) FROM {SigningKey._meta.db_table}),
                         (SELECT md5(string_agg(id || approved_at::text, '|' ORDER BY id))
                          FROM {YearNotice._meta.db_table} WHERE approved_at IS NOT NULL)))
FROM (SELECT 1) AS one
LEFT JOIN {District._meta.db_table} AS district ON true
LEFT JOIN LATERAL (
    SELECT sha256, id FROM {Snapshot._meta.db_table} ORDER BY taken_at DESC, id DESC LIMIT 1
) AS snapshot ON true
"""  # noqa: S608 - table names of our own models, no value from outside


@dataclass(frozen=True)
class Version:
    """The mark of everything behind a public page, and the district's present day.

    What surrounds every page is read once per mark: the mark would be another one if any of it had changed.
    `around` is the mark without the publication.
    """

    mark: str
    day: date
    snapshot_number: int | None
    any_gone: bool = True
    around: str = ""

    @cached_property
    def district(self) -> District | None:
        return district_current_or_none()

    @cached_property
    def snapshot(self) -> Snapshot | None:
        """The very publication that the mark names, even if another one followed since."""
        return snapshot_numbered(self.snapshot_number)

    @cached_property
    def packs(self) -> list[str]:
        return packs_adopted(self.day)

    @cached_property
    def frames(self) -> dict[tuple[Any, ...], Any]:
        """What surrounds the pages, by what it depends on beside the mark (frames.page)."""
        return {}

    @property
    def around_any_day(self) -> str:
        """`around` without the day, which comes last."""
        return self.around.removesuffix(self.day.isoformat())

    @property
    def rows(self) -> dict[tuple[int, str], SafeString]:
        """Rows of the list that searches found, by the entry's id and language (bodies.rows_kept).

        An entry never changes: its row is another one only on another day, or by what `around` names.
        """
        return rows_around(self.around)

    def fields(self) -> list[Field]:
        """What the list can be narrowed by, in the language that is active."""
        key = ("fields", get_language())
        if key not in self.frames:
            self.frames[key] = fields(self.snapshot.facets if self.snapshot else {})
        found: list[Field] = self.frames[key]
        return found

    @cached_property
    def as_of(self) -> AsOf:
        """How agreements stand on the present day: those ended or made void say so before anybody publishes."""
        return as_of_day(self.day, self.zone) if self.any_gone else AsOf(self.day)

    @cached_property
    def breaches(self) -> list[PublicBreach]:
        """The breaches that the publication lists, the latest first: few, so each page looks among them."""
        return list(breaches_of(self.snapshot)) if self.snapshot is not None and self.snapshot.breaches else []

    @cached_property
    def breach_addresses(self) -> frozenset[str]:
        """Pages of the operators and apps that breaches name."""
        operators = [row.operator_slug for row in self.breaches]
        products = [slug for row in self.breaches for slug in row.products]
        return addresses_known(entries_of(self.snapshot), operators, products) if self.breaches else frozenset()

    @cached_property
    def reviews(self) -> list[DueDay]:
        """The days by which the page had to be reviewed, the latest first, and whether it was."""
        return due_days(self.day, self.zone)

    @property
    def zone(self) -> str:
        return self.district.time_zone if self.district else "UTC"


def as_of_day(day: date, zone: str) -> AsOf:
    """How agreements stand on a day, by what is recorded now."""
    gone = agreements_out_of_force().items()
    return AsOf(day, {pk: (row.state, local_day(row.since, zone).isoformat() if row.since else "") for pk, row in gone})


Row = tuple[str | None, int | None, str | None, str | None, str | None, str | None, str]


class Trust:
    """The row of QUERY as last read, believed for PUBLIC_MARK_TRUSTED seconds in this process.

    Publishing forgets it at once: its own process shows the new page with its next answer, every other one within that
    time. Without it each answer would wait for the database, which on a busy machine is most of a kept page's time.
    """

    def __init__(self) -> None:
        self.kept: tuple[float, Row] | None = None

    def row(self) -> Row:
        kept, moment = self.kept, monotonic()
        if kept is not None and moment - kept[0] < settings.PUBLIC_MARK_TRUSTED:
            return kept[1]
        row = row_read()
        self.kept = (moment, row)
        return row

    def forget(self) -> None:
        self.kept = None


TRUST = Trust()


def trust_forget(*, agreement: Agreement, because: str, actor: Actor, now: datetime) -> None:
    """An agreement is out of force: the process that wrote it says so with its next answer, others within a second."""
    transaction.on_commit(TRUST.forget)


def row_read() -> Row:
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        row: Row = cursor.fetchone()
        return row


def version_current(now: datetime) -> Version:
    """Read the mark. The day is part of it: an agreement that expired yesterday says so today.

    So is every agreement that was ended or made void: it says so within the second that a mark is trusted.
    """
    sha256, snapshot, zone, district, packs, gone, papers = TRUST.row()
    day = local_day(now, zone or "UTC")
    around = f"{release()}|{district}|{packs}|{gone}|{papers}|{day.isoformat()}"
    return version_of(f"{snapshot}|{sha256}|{around}", day, snapshot, gone is not None, around)


@lru_cache(maxsize=4)
def version_of(mark: str, day: date, snapshot_number: int | None, any_gone: bool, around: str) -> Version:
    return Version(mark, day, snapshot_number, any_gone, around)


@lru_cache(maxsize=2)
def rows_around(around: str) -> dict[tuple[int, str], SafeString]:
    return {}


@cache
def release() -> str:
    """A hash over the code, templates and styles of the public pages, so that a new release never serves old pages."""
    root = Path(settings.ROOT)
    digest = hashlib.sha256()
    for folder, pattern in (
        ("transparency", "**/*.py"),
        ("breaches", "public*.py"),
        ("district", "grades.py"),
        ("district/templatetags", "words.py"),
        ("contracts", "noticerules.py"),
        ("requests_portal/asking", "terms.py"),
        ("inventory", "taxonomy.py"),
        ("templates/public", "**/*"),
        ("templates/embeds", "*"),
        ("templates/components", "*"),
        ("templates/letters", "**/*"),
        ("locale/es/LC_MESSAGES", "*.mo"),
        ("static/css", "*"),
        ("rulebook/packs", "*.yaml"),
    ):
        for path in sorted(path for path in (root / folder).glob(pattern) if path.is_file() and path.suffix != ".pyc"):
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    digest.update((root / "templates" / "base.html").read_bytes())
    return digest.hexdigest()[:16]
