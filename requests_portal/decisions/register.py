"""The register of requests for directory information: who asked, for what, what was determined, what was disclosed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, QuerySet, Subquery

from district.clock import local_day
from district.models import User
from requests_portal.models import About, Determination, PrivacyRequest, RequestKind, Result
from requests_portal.selectors import requests_visible_to

OPEN: Final = "open"
RESULTS: Final = (Result.DISCLOSED, Result.WITHHELD, Result.NOT_SCHOOL)
COLUMNS: Final = (
    "Number",
    "Asked on",
    "Who asked",
    "Purpose",
    "For school purposes",
    "Disclosed",
    "What was disclosed",
    "To whom",
    "Disclosed on",
    "Reason",
    "Rule",
    "Determined on",
    "Determined by",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One request of the register; `row` is None where nothing was determined yet."""

    request: PrivacyRequest
    row: Determination | None

    @property
    def purpose(self) -> str:
        """As it was determined; until then as it was asked."""
        details = self.request.details if isinstance(self.request.details, dict) else {}
        return str((self.row.words.get("purpose") if self.row else "") or details.get("purpose", ""))

    @property
    def for_school(self) -> bool | None:
        return None if self.row is None else self.row.result != Result.NOT_SCHOOL

    @property
    def disclosed(self) -> bool | None:
        return None if self.row is None else self.row.result == Result.DISCLOSED

    @property
    def disclosed_on(self) -> date | None:
        typed = self.row.words.get("disclosed_on") if self.row else None
        return date.fromisoformat(typed) if typed else None

    def said(self, name: str) -> str:
        return str(self.row.words.get(name, "")) if self.row else ""


def directory_requests(
    user: User, *, result: str = "", since: date | None = None, until: date | None = None, zone: str
) -> QuerySet[PrivacyRequest]:
    """Requests for directory information that were confirmed, newest first; by result, and by days of asking.

    `result` is one of RESULTS, OPEN for what is not determined yet, or empty for all.
    """
    current = Determination.objects.filter(request=OuterRef("pk"), about=About.DIRECTORY, replaced_by=None)
    rows = requests_visible_to(user).filter(kind=RequestKind.DIRECTORY, confirmed_at__isnull=False)
    rows = rows.annotate(
        determination_id=Subquery(current.values("pk")[:1]), determined_as=Subquery(current.values("result")[:1])
    )
    if result:
        rows = rows.filter(determined_as=None) if result == OPEN else rows.filter(determined_as=result)
    if since:
        rows = rows.filter(asked_at__gte=_midnight(since, zone))
    if until:
        rows = rows.filter(asked_at__lt=_midnight(until + timedelta(days=1), zone))
    return rows.order_by(F("asked_at").desc(), "-pk")


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))


def entries_of(requests: Iterable[PrivacyRequest]) -> list[Entry]:
    """With their determinations, in one further query."""
    rows = list(requests)
    ids: list[Any] = [getattr(row, "determination_id", None) for row in rows]
    found = Determination.objects.select_related("by").in_bulk([pk for pk in ids if pk])
    return [Entry(row, found.get(pk) if pk else None) for row, pk in zip(rows, ids, strict=True)]


def register_lines(requests: QuerySet[PrivacyRequest], zone: str, *, size: int = 500) -> Iterator[list[Any]]:
    """Rows of the register as a spreadsheet, in the order of COLUMNS; read piece by piece."""
    batch: list[PrivacyRequest] = []
    for request in requests.iterator(chunk_size=size):
        batch.append(request)
        if len(batch) == size:
            yield from (_line(entry, zone) for entry in entries_of(batch))
            batch = []
    yield from (_line(entry, zone) for entry in entries_of(batch))


def _line(entry: Entry, zone: str) -> list[Any]:
    row = entry.row
    return [
        entry.request.number,
        local_day(entry.request.asked_at, zone),
        entry.request.asker_name,
        entry.purpose,
        entry.for_school,
        entry.disclosed,
        entry.said("disclosed"),
        entry.said("recipient") if entry.disclosed else "",
        entry.disclosed_on,
        entry.said("reason"),
        row.law.get("cite", "") if row else "",
        local_day(row.at, zone) if row else None,
        row.by.name if row else "",
    ]
