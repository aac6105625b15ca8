"""Lists of pupils that are sent in: kept sealed until a worker has read them, then matched in one transaction.

Reading only adds at its end: whoever kills it in the middle loses nothing, and it is begun again.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any, Final

from django.db.models import Q, QuerySet

from breaches.listmatching import Match, matched
from breaches.listreading import PupilList, list_open
from breaches.models import TO_SETTLE, AffectedList, AffectedListRow, Breach, How, ListState, RowFate
from breaches.services.states import BreachRefused, breach_locked_open
from breaches.services.students import affected_add
from district.audit import audited
from district.encryption import SealBroken
from district.models import User
from district.sealedfiles import sealed_file_discard, sealed_file_keep, sealed_file_open
from district.tables.packages import Part, Unusable
from roster.familyrows import among
from roster.models import Student

CLAIM: Final = timedelta(minutes=20)  # longer than a worker may take: no list has two readers
LOST_AFTER: Final = timedelta(minutes=2)  # a list that nobody took up has lost its message
MOST_ATTEMPTS: Final = 3
# A list that gives so many rows back is the wrong list; nothing of it is taken.
MOST_RETURNED: Final = 50_000
PIECE: Final = 1 << 20
GAVE_UP: Final = "Reading it was begun three times and never ended. Tell whoever keeps this installation."
NO_ROSTER: Final = "The roster is empty: bring it in first, so that pupils can be found."


def list_receive(*, breach: Breach, name: str, file: IO[bytes], size: int, actor: User, now: datetime) -> AffectedList:
    """Keep a list for reading, once its header was looked at. Queue `tasks.list_soon` for it.

    BreachRefused, at the field `file`, for what is no list of pupils, and where the breach is over or a drill.
    """
    if breach.drill:
        raise BreachRefused("A drill has invented pupils only: real ones stay out of it.")
    if not Student.objects.exists():
        raise BreachRefused(NO_ROSTER, "file")
    digest = hashlib.sha256()
    sealed = sealed_file_keep(_digested(file, digest))
    try:
        list_open(Part(name, size, lambda: sealed_file_open(sealed)))
        with audited(actor=actor, reason="List of affected pupils sent in"):
            locked = breach_locked_open(breach)
            return AffectedList.objects.create(
                breach=locked,
                file_name=name[-255:],
                sha256=digest.hexdigest(),
                size=size,
                sealed_key=sealed,
                by=actor,
                at=now,
            )
    except Unusable as unusable:
        sealed_file_discard(sealed)
        raise BreachRefused(str(unusable), "file") from unusable
    except BaseException:
        sealed_file_discard(sealed)
        raise


def _digested(file: IO[bytes], digest: Any) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(PIECE):
        digest.update(chunk)
        yield chunk


def lists_waiting(*, now: datetime) -> list[int]:
    """Lists whose message or worker was lost."""
    unclaimed = Q(state=ListState.WAITING, at__lte=now - LOST_AFTER)
    abandoned = Q(state=ListState.READING, claimed_at__lte=now - CLAIM)
    return list(AffectedList.objects.filter(unclaimed | abandoned).order_by("pk").values_list("pk", flat=True))


def files_waiting() -> set[str]:
    """Names of the sealed copies that lists name."""
    return set(AffectedList.objects.exclude(sealed_key="").values_list("sealed_key", flat=True))


def list_claim(*, list_id: int, now: datetime) -> AffectedList | None:
    """Take a list up for reading; None where it is read, or another worker has it. Given up after three attempts."""
    free = Q(state=ListState.WAITING) | Q(state=ListState.READING, claimed_at__lte=now - CLAIM)
    lists: QuerySet[AffectedList] = AffectedList.objects.select_for_update(skip_locked=True, of=("self",))
    with audited(actor=_asker(list_id), reason="List of affected pupils taken up"):
        source = lists.select_related("breach", "by").filter(free, pk=list_id).first()
        if source is None:
            return None
        if source.attempts >= MOST_ATTEMPTS:
            _refused(source, GAVE_UP, now)
            return None
        source.state, source.claimed_at, source.attempts = ListState.READING, now, source.attempts + 1
        source.save(update_fields=["state", "claimed_at", "attempts"])
    return source


def _asker(list_id: int) -> User:
    return AffectedList.objects.select_related("by").get(pk=list_id).by


def list_read(*, source: AffectedList, now: datetime) -> AffectedList:
    """Read and match a claimed list: pupils that were found are added, the other rows kept with their reasons."""
    try:
        pupils = list_open(Part(source.file_name, source.size, lambda: sealed_file_open(source.sealed_key)))
        found, returned = _read(source, pupils)
        with audited(actor=source.by, reason="List of affected pupils read"):
            _taken(source, pupils, found, returned, now)
    except (Unusable, BreachRefused) as refusal:
        _refused(source, str(refusal), now)
    except (FileNotFoundError, SealBroken) as missing:
        _refused(source, f"The sealed copy of the list cannot be opened any more: {missing}", now)
    sealed_file_discard(source.sealed_key)
    return source


def _read(source: AffectedList, pupils: PupilList) -> tuple[dict[int, str], list[Match]]:
    """Pupils by id with how the list named them, and the rows that gave none."""
    found: dict[int, str] = {}
    returned: list[Match] = []
    rows = size = 0
    for chunk in matched(pupils.lines()):
        for match in chunk:
            if match.student is None:
                returned.append(match)
            else:
                found[match.student] = match.line.shown
            size += sum(map(len, match.line.cells)) + len(match.line.cells)
        rows += len(chunk)
        if len(returned) > MOST_RETURNED:
            raise Unusable(
                f"{len(returned):,} of its first {rows:,} rows give no pupil: this is hardly the right list."
            )
        _progress(source, rows, size)
    if not rows:
        raise Unusable("There is no row below the header.")
    source.rows_read = rows
    return found, returned


def _progress(source: AffectedList, rows: int, size: int) -> None:
    with audited(actor=source.by, reason="Reading a list of affected pupils"):
        progress = min(99, size * 100 // max(1, source.size))
        AffectedList.objects.filter(pk=source.pk).update(rows_read=rows, progress=progress)


def _taken(
    source: AffectedList, pupils: PupilList, found: dict[int, str], returned: list[Match], now: datetime
) -> None:
    """Everything that a list gives, within the caller's transaction."""
    students = Student.objects.filter(pk__in=among(found))
    added = affected_add(
        breach=source.breach,
        students=students,
        how=How.LIST,
        what=f"list {source.file_name}"[:300],
        actor=source.by,
        now=now,
        source=source,
        given=found,
    )
    AffectedListRow.objects.bulk_create([_row(source, match) for match in returned], batch_size=2000)
    fates = Counter(match.fate for match in returned)
    source.counts = {
        "rows": source.rows_read,
        "added": added.added,
        "already": added.already,
        **{fate: fates.get(fate, 0) for fate in RowFate.values},
        "header": list(pupils.header),
        "note": pupils.note,
    }
    source.state, source.progress, source.read_at = ListState.DONE, 100, now
    source.save(update_fields=["counts", "state", "progress", "read_at", "rows_read"])


def _row(source: AffectedList, match: Match) -> AffectedListRow:
    sealed = {"cells": list(match.line.cells)}
    return AffectedListRow(list=source, line=match.line.line, fate=match.fate, reason=match.reason[:300], sealed=sealed)


def _refused(source: AffectedList, problem: str, now: datetime) -> None:
    with audited(actor=source.by, reason="List of affected pupils refused"):
        source.state, source.problem, source.read_at = ListState.REFUSED, problem, now
        source.save(update_fields=["state", "problem", "read_at"])


def list_row_settle(*, row: AffectedListRow, student: Student, actor: User, now: datetime) -> None:
    """Say whom a row means: the pupil is added. BreachRefused where the row is settled already or cannot be."""
    with audited(actor=actor, reason="Row of a list settled"):
        breach = breach_locked_open(row.list.breach)
        locked = _row_open(row)
        affected_add(
            breach=breach,
            students=Student.objects.filter(pk=student.pk),
            how=How.LIST,
            what=f"list {row.list.file_name}, line {row.line}, by hand"[:300],
            actor=actor,
            now=now,
            source=row.list,
            given={student.pk: ", ".join(cell for cell in locked.sealed["cells"] if cell)[:300]},
        )
        locked.student, locked.settled_at, locked.settled_by = student, now, actor
        locked.save(update_fields=["student", "settled_at", "settled_by"])


def list_rows_leave(
    *, source: AffectedList, row_ids: list[int] | None, because: str, actor: User, now: datetime
) -> int:
    """Leave rows as they are, with the reason; None: all that are open. How many.

    BreachRefused without a reason, or where none of them is open.
    """
    if not because.strip():
        raise BreachRefused("Say why nobody is added for it: the reason is kept.", "because")
    with audited(actor=actor, reason=f"Rows of a list left: {because.strip()}"):
        breach_locked_open(source.breach)
        rows = source.rows.filter(settled_at=None, fate__in=TO_SETTLE)
        if row_ids is not None:
            rows = rows.filter(pk__in=row_ids)
        count = rows.update(settled_at=now, settled_by=actor, settled_because=because.strip()[:300])
        if not count:
            raise BreachRefused("These rows are settled already.")
    return count


def _row_open(row: AffectedListRow) -> Any:
    locked = AffectedListRow.objects.select_for_update().filter(pk=row.pk, settled_at=None).first()
    if locked is None:
        raise BreachRefused("This row is settled already.")
    if locked.fate not in TO_SETTLE:
        raise BreachRefused("This row is mended in the file, and sent again.")
    return locked
