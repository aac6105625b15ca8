"""Reads of what is public, now and on any past day. All of it may be seen by anyone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Func, JSONField, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from transparency.content import Content
from transparency.folding import folded
from transparency.models import PublicBreach, PublicEntry, Snapshot

# What a list reads of an entry: never its content, which may be long.
ROW = ("key", "name", "operator_name", "operator_slug", "element_count", "row")
MOST_WORDS = 8
KIND_PATH = "$.elements[*] ? (@.code == $code || (!exists(@.code) && @.name == $name))"
SORTS = {
    "name": ("name_sorted", "key"),
    "operator": ("operator_sorted", "name_sorted", "key"),
    "posted": ("-posted_on", "name_sorted", "key"),
    "information": ("-element_count", "name_sorted", "key"),
}


class JSONPathField(TextField):
    """A path within a JSON document, for the database's own functions."""

    def db_type(self, connection: Any) -> str:
        return "jsonpath"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a visitor asked the list for. Empty strings: not asked."""

    words: str = ""
    area: str = ""
    grade: str = ""
    school: str = ""
    element: str = ""
    sort: str = "name"

    @property
    def asked(self) -> bool:
        return any((self.words, self.area, self.grade, self.school, self.element))


def snapshot_latest() -> Snapshot | None:
    """The snapshot that is public, or None before the first act of publishing."""
    return Snapshot.objects.order_by("-taken_at", "-pk").first()


def snapshot_numbered(number: int | None) -> Snapshot | None:
    """One publication, without its difference: that of a first one names every app."""
    return None if number is None else Snapshot.objects.defer("difference").filter(pk=number).first()


def snapshots_listed() -> QuerySet[Snapshot]:
    """Every act of publishing, newest first, without its facets."""
    return Snapshot.objects.defer("facets")


def entries_current() -> QuerySet[PublicEntry]:
    return PublicEntry.objects.filter(shown_until=None)


def entries_shown() -> dict[str, tuple[Content, list[int]]]:
    """Content of everything public, by key, and the ids of its agreements (none of an earlier release's entries)."""
    rows = entries_current().values_list("key", "content", "row__agreements")
    return {key: (content, ids or []) for key, content, ids in rows}


def content_current(key: str) -> tuple[Content, dict[str, Any]] | None:
    """(content, row) of what is public of an app; None where nothing is."""
    found = entries_current().filter(key=key).order_by().values_list("content", "row")[:1]
    return next(iter(found), None)


def entries_worded(entries: QuerySet[PublicEntry], words: str) -> QuerySet[PublicEntry]:
    """Entries in which every word stands somewhere, whatever its case and accents."""
    for word in folded(words).split()[:MOST_WORDS]:
        entries = entries.filter(search_text__contains=word)
    return entries


def entries_narrowed(
    narrowing: Narrowing, entries: QuerySet[PublicEntry] | None = None
) -> QuerySet[PublicEntry, dict[str, Any]]:
    """Rows of the list (ROW) in the order asked for, among the current or other entries. Every word must stand."""
    found = entries_worded(entries_current() if entries is None else entries, narrowing.words)
    if narrowing.area:
        found = found.filter(content_area=narrowing.area)
    if narrowing.grade:
        found = found.filter(grades__contains=[narrowing.grade])
    if narrowing.school:  # an app of no named school is used in all of them
        found = found.filter(Q(schools__contains=[narrowing.school]) | Q(schools=[]))
    if narrowing.element:
        found = found.filter(elements__contains=[narrowing.element])
    return found.order_by(*SORTS[narrowing.sort]).values(*ROW)


def operators_of_entries(entries: QuerySet[PublicEntry], words: str = "") -> "QuerySet[PublicEntry, Any]":
    """Operators of entries, with `apps` (number) and `some_key` (one app's key), by name."""
    found = entries
    for word in folded(words).split()[:MOST_WORDS]:
        found = found.filter(operator_sorted__contains=word)
    return (
        found.order_by("operator_sorted", "operator_slug")
        .values("operator_sorted", "operator_slug", "operator_name")
        .annotate(apps=Count("pk"), some_key=Max("key"))
    )


def operator_slugs(entries: QuerySet[PublicEntry]) -> list[str]:
    """Every operator of entries, in order."""
    return list(entries.order_by("operator_slug").values_list("operator_slug", flat=True).distinct())


def entries_with_kind(entries: QuerySet[PublicEntry], code: str, name: str) -> "QuerySet[PublicEntry, Any]":
    """Rows of the apps that have a kind of information (ROW and pk), by name.

    Entries of an earlier release know their kinds by name only.
    """
    found = entries.filter(Q(element_codes__contains=[code]) | Q(element_codes=[], elements__contains=[name]))
    return found.order_by(*SORTS["name"]).values("pk", *ROW)


def kind_said(numbers: Iterable[int], code: str, name: str) -> dict[int, Content]:
    """What the contents of these entries say of one kind of information, by the entry's id.

    The database takes it out of each content; asked of the rows of a page alone, for each content is unpacked for it.
    """
    said = Func(
        F("content"),
        Cast(Value(KIND_PATH), JSONPathField()),
        Value({"code": code, "name": name}, output_field=JSONField()),
        function="jsonb_path_query_first",
        output_field=JSONField(),
    )
    return dict(PublicEntry.objects.filter(pk__in=list(numbers)).values_list("pk", said))


def operators_of(entries: QuerySet[PublicEntry], keys: list[str]) -> dict[str, Content]:
    """The operator's part of those of the entries that have these keys, by key."""
    return dict(entries.filter(key__in=keys).values_list("key", "content__operator"))


def document_is_public(sha256: str) -> dict[str, Any] | None:
    """What the page says about a posted copy ({sha256, name, media_type, size}); None unless it is posted now."""
    contents = entries_current().filter(documents__contains=[sha256]).values_list("content__agreements", flat=True)[:1]
    for agreements in contents:
        for row in agreements:
            if row["document"]["sha256"] == sha256:
                return dict(row["document"])
    return None


def day_ends(day: date, zone: str) -> datetime:
    """The first instant after a day of the district's calendar."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))


def entries_on(day: date, zone: str) -> QuerySet[PublicEntry]:
    """What was public at the end of a day (F4)."""
    end = day_ends(day, zone)
    return PublicEntry.objects.filter(shown_from__lt=end).filter(Q(shown_until=None) | Q(shown_until__gte=end))


def snapshot_on(day: date, zone: str) -> Snapshot | None:
    """The snapshot that stood at the end of a day."""
    return Snapshot.objects.filter(taken_at__lt=day_ends(day, zone)).order_by("-taken_at", "-pk").first()


def entries_of(snapshot: Snapshot | None) -> QuerySet[PublicEntry]:
    """What a publication showed, whatever was published since. Nothing before the first."""
    if snapshot is None:
        return PublicEntry.objects.none()
    at = snapshot.taken_at
    return PublicEntry.objects.filter(shown_from__lte=at).filter(Q(shown_until=None) | Q(shown_until__gt=at))


def breaches_current() -> QuerySet[PublicBreach]:
    """Every breach that is public now, the latest first."""
    return PublicBreach.objects.filter(shown_until=None)


def breaches_on(day: date, zone: str) -> QuerySet[PublicBreach]:
    """The breaches that were public at the end of a day (F4)."""
    end = day_ends(day, zone)
    return PublicBreach.objects.filter(shown_from__lt=end).filter(Q(shown_until=None) | Q(shown_until__gte=end))


def breaches_of(snapshot: Snapshot | None) -> QuerySet[PublicBreach]:
    """The breaches that a publication listed, whatever was published since."""
    if snapshot is None:
        return PublicBreach.objects.none()
    at = snapshot.taken_at
    return PublicBreach.objects.filter(shown_from__lte=at).filter(Q(shown_until=None) | Q(shown_until__gt=at))


def addresses_known(entries: QuerySet[PublicEntry], operators: list[str], products: list[str]) -> frozenset[str]:
    """Which of these operators and products have a page, as addresses: one query."""
    rows = entries.filter(Q(key__in=products) | Q(operator_slug__in=operators)).values_list("key", "operator_slug")
    return frozenset(address for key, slug in rows for address in (f"/apps/{key}/", f"/operators/{slug}/"))


def entries_downloaded(snapshot: Snapshot | None) -> Iterator[tuple[str, str, Content, dict[str, Any]]]:
    """(key, sha256, content, row) of everything that a publication showed, in order of key, a few at a time."""
    columns = ("key", "sha256", "content", "row")
    return entries_of(snapshot).order_by("key").values_list(*columns).iterator(chunk_size=500)


class Line(NamedTuple):
    """What the export knows of an entry without reading what it says. `file`: the address of its first copy."""

    pk: int
    key: str
    sha256: str
    operator_slug: str
    codes: list[str]
    elements: list[str]
    agreements: list[int] | None
    documents: list[str]
    file: str | None

    @property
    def mark(self) -> tuple[int, str, list[int] | None]:
        """What a row of a list is made of, beside the day."""
        return self.pk, self.sha256, self.agreements

    def has(self, code: str, name: str) -> bool:
        """Whether entries_with_kind would find it."""
        return code in self.codes or (not self.codes and name in self.elements)


def entry_lines(entries: QuerySet[PublicEntry]) -> list[Line]:
    """A line for each entry, by name."""
    columns = ("pk", "key", "sha256", "operator_slug", "element_codes", "elements", "row__agreements", "documents")
    return [Line(*row) for row in entries.order_by(*SORTS["name"]).values_list(*columns, "row__file__url")]


def entries_indexed(snapshot: Snapshot) -> Iterator[tuple[int, str, str, list[str], list[str], list[str]]]:
    """(id, search text, content area, grades, schools, kinds of information) of a publication's entries, by name."""
    columns = ("pk", "search_text", "content_area", "grades", "schools", "elements")
    return entries_of(snapshot).order_by(*SORTS["name"]).values_list(*columns).iterator(chunk_size=2000)


def entries_numbered(numbers: Iterable[int]) -> QuerySet[PublicEntry]:
    """The entries with these ids, in no order."""
    return PublicEntry.objects.filter(pk__in=list(numbers)).order_by()


def rows_by_number(numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Rows (ROW and pk) of the entries with these ids."""
    return {row["pk"]: row for row in entries_numbered(numbers).values("pk", *ROW)}


def contents_by_number(numbers: Iterable[int]) -> dict[int, tuple[Content, dict[str, Any]]]:
    """(content, row) of the entries with these ids."""
    found = PublicEntry.objects.filter(pk__in=list(numbers)).order_by().values_list("pk", "content", "row")
    return {pk: (content, row) for pk, content, row in found}


def operators_by_number(numbers: Iterable[int]) -> dict[int, Content]:
    """The operator's part of the contents of the entries with these ids."""
    found = PublicEntry.objects.filter(pk__in=list(numbers)).order_by()
    return dict(found.values_list("pk", "content__operator"))


def agreements_by_number(numbers: Iterable[int]) -> dict[int, list[Content]]:
    """The agreements of the contents of the entries with these ids."""
    found = PublicEntry.objects.filter(pk__in=list(numbers)).order_by()
    return dict(found.values_list("pk", "content__agreements"))
