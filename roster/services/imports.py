"""A roster file from its upload to the roster it became: received, named, planned, taken over or dropped.

The file and what was read of it lie sealed until the end, whichever it is, and are removed then.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import IO, Any, Final

from django.db import connection, transaction

from district.audit import Actor, audited
from district.clock import local_day
from district.encryption import SealBroken
from district.models import School, User
from district.refusals import Refused
from district.sealedfiles import sealed_file_discard, sealed_file_keep, sealed_file_open
from district.selectors import district_current
from district.tables.packages import Package, Unusable, file_package
from roster.importing.committing import Stale, roster_lock, staged_take
from roster.importing.counting import counts_of
from roster.importing.fields import FIELDS, columns_proposed, columns_wrong, headers_key
from roster.importing.oneroster import oneroster_read
from roster.importing.plaincsv import plain_read, plain_table
from roster.importing.planning import Planner
from roster.importing.rows import Reading
from roster.importing.schools import SchoolFinder, as_compared
from roster.importing.settling import settle
from roster.importing.staging import stage_drop, staged
from roster.models import ColumnMapping, ImportSource, ImportState, RosterImport, SchoolAlias
from roster.services.enrolment import enrolment_count

USERS: Final = "users.csv"
WHOLE, COLUMNS = "whole", "fields"  # in RosterImport.columns
MANY_GONE: Final = 20  # per cent of the active pupils: more need a second word
FEW: Final = 10  # so few gone are never "many"
PLANS_LIE: Final = timedelta(days=14)
OPEN_STATES: Final = (ImportState.MAPPING, ImportState.READING, ImportState.PLANNED)
PLANNING: Final = 8126  # the first half of the advisory lock on one import


def is_oneroster(package: Package) -> bool:
    return package.bundle and package.part(USERS) is not None


def import_receive(
    *, file_name: str, chunks: Iterable[bytes], whole: bool, actor: Actor, now: datetime
) -> RosterImport:
    """Keep an uploaded file, sealed. A OneRoster package is then READING; a plain CSV waits for its columns.

    `whole`: the file names every pupil, so that who is not in it is gone. Refused where it cannot be used at all.
    """
    digest = hashlib.sha256()
    kept = sealed_file_keep(_digested(chunks, digest.update))
    try:
        package = _package(kept, file_name)
        source, state, columns = _looked_at(package, whole)
        with audited(actor=actor, reason="Roster file handed in"):
            return RosterImport.objects.create(
                source=source,
                state=state,
                columns=columns,
                file_name=file_name[:255],
                file_sha256=digest.hexdigest(),
                sealed_file=kept,
                by=actor if isinstance(actor, User) else None,
                created_at=now,
            )
    except Unusable as why:
        sealed_file_discard(kept)
        raise Refused(str(why), field="file") from why


def import_from_package(*, package: Package, file_name: str, whole: bool, actor: Actor, now: datetime) -> RosterImport:
    """An import of a file that lies on this machine: nothing is copied. Raises Refused."""
    try:
        source, state, columns = _looked_at(package, whole)
    except Unusable as why:
        raise Refused(str(why), field="file") from why
    with audited(actor=actor, reason="Roster file read by command"):
        return RosterImport.objects.create(
            source=source, state=state, columns=columns, file_name=file_name[:255], created_at=now
        )


def import_columns_set(
    *, batch: RosterImport, columns: Mapping[str, int], header: list[str], actor: Actor, now: datetime
) -> None:
    """Say which column is what, and remember it for files with the same headers. Raises Refused."""
    chosen = {name: place for name, place in columns.items() if name in FIELDS}
    if wrong := columns_wrong(chosen, one_school=School.objects.count() == 1):
        raise Refused(wrong)
    with audited(actor=actor, reason="Columns of a roster file named"):
        values = {"name": batch.file_name[:120], "columns": chosen}
        ColumnMapping.objects.update_or_create(headers_key=headers_key(header), defaults=values)
        batch.columns = {**batch.columns, COLUMNS: chosen}
        _move(batch, ImportState.READING, (ImportState.MAPPING, ImportState.PLANNED), columns=batch.columns)


def import_plan(*, batch: RosterImport, actor: Actor, now: datetime, package: Package | None = None) -> RosterImport:
    """Read the file and stage what it would change; PLANNED, or REFUSED with a sentence. Safe to run again.

    `package`: where the file lies outside the store. Not to be called within a transaction: its progress is seen by
    others as it goes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [PLANNING, batch.pk])
        if not cursor.fetchone()[0]:
            return batch
    try:
        batch.refresh_from_db()
        if batch.state == ImportState.READING:
            _planned(batch, package, actor, now)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [PLANNING, batch.pk])
    return batch


def import_commit_ask(*, batch: RosterImport, confirmed_gone: bool, actor: Actor, now: datetime) -> None:
    """Decide that the plan is taken over; a worker does it. Refused where many would go and nobody confirmed that."""
    if not pupils_in(batch.counts):
        raise Refused("There is nothing to take over: every row comes back.")
    if many_gone(batch.counts) and not confirmed_gone:
        raise Refused(f"{batch.counts['students_gone']} pupils would be marked gone: confirm that.", field="gone")
    with audited(actor=actor, reason="Roster import decided"):
        _move(batch, ImportState.COMMITTING, (ImportState.PLANNED,), progress=0)


def import_commit(*, batch: RosterImport, actor: Actor, now: datetime) -> RosterImport:
    """Take a decided plan over, in one transaction. Where the roster changed since, the file is READING again."""
    try:
        with audited(actor=actor, reason=f"Roster taken over from {batch.file_name}"):
            roster_lock()
            batch = RosterImport.objects.select_for_update().get(pk=batch.pk)
            if batch.state != ImportState.COMMITTING:
                return batch
            if batch.rests_on != last_committed() or not staged(batch.pk):
                raise Stale
            today = local_day(now, district_current().time_zone)
            staged_take(batch.pk, today=today, now=now)
            enrolment_count(day=today, actor=actor)
            batch.state, batch.committed_at = ImportState.COMMITTED, now
            batch.save(update_fields=["state", "committed_at"])
            _removed(batch, actor)
    except Stale:
        with audited(actor=actor, reason="The roster changed since the file was planned"):
            _move(batch, ImportState.READING, (ImportState.COMMITTING,), rests_on=None)
    return batch


def import_drop(*, batch: RosterImport, actor: Actor, now: datetime) -> None:
    """Give a file up: nothing of it stays but this line. Refused once it is being taken over."""
    with audited(actor=actor, reason="Roster file dropped"):
        _move(batch, ImportState.DROPPED, OPEN_STATES)
        _removed(batch, actor)


def schools_named(*, batch: RosterImport, meant: Mapping[str, School | None], actor: Actor, now: datetime) -> None:
    """Say which schools the file means (None: none of this district), for this file and all later ones."""
    with audited(actor=actor, reason="Names of schools in roster files"):
        for written, school in meant.items():
            SchoolAlias.objects.update_or_create(written=as_compared(written), defaults={"school": school})
        _move(batch, ImportState.READING, (ImportState.PLANNED,), progress=0)


def imports_tidy(*, actor: Actor, now: datetime) -> None:
    """Drop plans that nobody decided on, and remove what lies on of those that are over."""
    for batch in RosterImport.objects.filter(state__in=OPEN_STATES, created_at__lte=now - PLANS_LIE):
        import_drop(batch=batch, actor=actor, now=now)
    over = (ImportState.COMMITTED, ImportState.DROPPED, ImportState.REFUSED)
    for batch in RosterImport.objects.filter(state__in=over).exclude(sealed_file=""):
        _removed(batch, actor)


def many_gone(counts: Mapping[str, int]) -> bool:
    """Whether so many pupils would be marked gone that it looks like half a file."""
    gone, before = counts.get("students_gone", 0), counts.get("students_before", 0)
    return gone > FEW and gone * 100 > MANY_GONE * before


def pupils_in(counts: Mapping[str, int]) -> int:
    """Pupils whom the plan would add, change or leave as they are."""
    return sum(counts.get(f"students_{verdict}", 0) for verdict in ("added", "changed", "unchanged"))


def last_committed() -> int | None:
    rows = RosterImport.objects.filter(state=ImportState.COMMITTED).order_by("-committed_at", "-pk")
    return rows.values_list("pk", flat=True).first()


def import_package(batch: RosterImport) -> Package:
    """The file of an import, from the store. Raises Unusable where it is gone or its key is."""
    try:
        return _package(batch.sealed_file, batch.file_name)
    except (FileNotFoundError, SealBroken) as why:
        raise Unusable("The file is not there any more, or its key is gone: hand it in again.") from why


def _planned(batch: RosterImport, package: Package | None, actor: Actor, now: datetime) -> None:
    rests_on = last_committed()
    try:
        reading = _reading(batch, package or import_package(batch))
        planner = Planner(batch.pk, reading, SchoolFinder(), _teller(batch))
        planner.plan()
        settle(planner)
        counts = counts_of(batch.pk)
        if not pupils_in(counts) + counts["conflicts"] + counts["left_out"]:
            raise Unusable("There is no pupil in it.")
    except (Unusable, SealBroken) as why:
        with audited(actor=actor, reason="Roster file refused"):
            _move(batch, ImportState.REFUSED, (ImportState.READING,), problem=str(why), progress=100)
            _removed(batch, actor)
        return
    with audited(actor=actor, reason="Roster file planned"):
        values: dict[str, Any] = {"counts": counts, "notes": reading.notes, "rests_on": rests_on, "planned_at": now}
        _move(batch, ImportState.PLANNED, (ImportState.READING,), progress=100, source=reading.source, **values)


def _reading(batch: RosterImport, package: Package) -> Reading:
    whole = bool(batch.columns.get(WHOLE, True))
    if is_oneroster(package):
        read = oneroster_read(package, batch.file_name)
        read.file = read.users.name
        read.complete = read.complete and whole
        return read
    one_school = School.objects.count() == 1
    return plain_read(plain_table(package), batch.columns.get(COLUMNS, {}), complete=whole, one_school=one_school)


def _looked_at(package: Package, whole: bool) -> tuple[str, str, dict[str, Any]]:
    """Source, first state and columns of a new import. Raises Unusable."""
    if is_oneroster(package):
        read = oneroster_read_version(package)
        return read, ImportState.READING, {WHOLE: whole}
    table = plain_table(package)
    known = ColumnMapping.objects.filter(headers_key=headers_key(table.header)).first()
    columns = known.columns if known is not None else columns_proposed(table.header)
    return ImportSource.CSV, ImportState.MAPPING, {WHOLE: whole, COLUMNS: columns, "remembered": known is not None}


def oneroster_read_version(package: Package) -> str:
    """Which OneRoster a package seems to be; reading it says for certain."""
    return ImportSource.ONEROSTER_12 if package.part("roles.csv") is not None else ImportSource.ONEROSTER_11


def _package(kept: str, file_name: str) -> Package:
    with sealed_file_open(kept) as stream:
        size = stream.seek(0, 2)

    def opened() -> IO[bytes]:
        return sealed_file_open(kept)

    return file_package(file_name, size, opened)


def _digested(chunks: Iterable[bytes], update: Callable[[bytes], object]) -> Iterator[bytes]:
    for chunk in chunks:
        update(chunk)
        yield chunk


def _teller(batch: RosterImport) -> Callable[[int], None]:
    def tell(percent: int) -> None:
        RosterImport.objects.filter(pk=batch.pk).update(progress=percent)

    return tell


def _move(batch: RosterImport, to: ImportState, expected: tuple[ImportState, ...], **values: Any) -> None:
    """Compare and set: of two people at once, one is told. Raises Refused."""
    if not RosterImport.objects.filter(pk=batch.pk, state__in=expected).update(state=to, **values):
        raise Refused("Somebody, or the worker, was faster: look at the import again.")
    batch.refresh_from_db()


def _removed(batch: RosterImport, actor: Actor) -> None:
    """Nothing of the file stays, once the transaction that ends it is there."""

    def remove() -> None:
        stage_drop(batch.pk)
        if batch.sealed_file:
            sealed_file_discard(batch.sealed_file)
            with audited(actor=actor, reason="Roster file removed"):
                RosterImport.objects.filter(pk=batch.pk).update(sealed_file="")

    transaction.on_commit(remove)
