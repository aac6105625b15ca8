"""An entry as the database keeps it: beside its content what lists show, search, sort and narrow by."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from district.grades import grades_between, grades_sorted
from transparency.content import Content, content_read
from transparency.folding import folded
from transparency.models import PublicEntry, Snapshot
from transparency.presenters import row_make
from transparency.speaking import plainly_worded


def entry_make(
    key: str, content: Content, sha256: str, snapshot: Snapshot, now: datetime, agreements: Sequence[int] = ()
) -> PublicEntry:
    """The row of an entry. `agreements`: ids in the content's order."""
    use, read = content["use"], content_read(content)
    posted = [row["posted_on"] for row in content["agreements"] if row["posted_on"]]
    return PublicEntry(
        key=key,
        content=content,
        sha256=sha256,
        shown_from=now,
        first_snapshot=snapshot,
        name=content["product"]["name"],
        name_sorted=folded(content["product"]["name"])[:240],
        operator_name=content["operator"]["name"],
        operator_sorted=folded(content["operator"]["name"])[:240],
        operator_slug=content["operator"]["slug"],
        content_area=use["content_area"] if use else "",
        element_count=len(content["elements"]),
        grades=grades_between(use["lowest_grade"], use["highest_grade"]) if use else [],
        schools=use["schools"] if use else [],
        elements=[row["name"] for row in content["elements"]],
        element_codes=[row["code"] for row in read["elements"]],
        documents=sorted({row["document"]["sha256"] for row in content["agreements"]}),
        posted_on=date.fromisoformat(max(posted)) if posted else None,
        row=row_make(content) | {"agreements": list(agreements)},
        search_text=folded(" ".join(_words(read))),
    )


def _words(content: Content) -> Iterator[str]:
    """What a search finds: in the words of the page in either language."""
    use = content["use"] or {}
    yield from (content["product"]["name"], content["operator"]["name"], content["product"]["description"])
    yield from (use.get("content_area", ""), use.get("purpose", ""))
    yield from (row["name"] for row in content["elements"])
    yield from (row["name"] for row in content["operator"]["subcontractors"])
    yield from (content["product"]["description_es"], use.get("purpose_es", ""))
    with override("es"):
        yield from (spanish for row in content["elements"] if (spanish := plainly_worded(row["name"])) != row["name"])


def facets_of(entries: QuerySet[PublicEntry]) -> dict[str, list[list[Any]]]:
    """facets_counted of rows of the table, and `information`: every kind of information, by group and name.

    Each is [code, name, group, class, explanation, apps that have it, apps that disclose it].
    """
    rows = entries.values_list("content_area", "grades", "schools", "elements").iterator(chunk_size=2000)
    kinds: dict[str, list[Any]] = {}
    for content in entries.order_by("key").values_list("content", flat=True).iterator(chunk_size=500):
        kinds_count(kinds, content_read(content))
    return {**facets_counted(rows), "information": kinds_sorted(kinds)}


def kinds_count(kinds: dict[str, list[Any]], content: Content) -> None:
    """Add the kinds of information of one app."""
    for row in content["elements"]:
        if not row["about_staff"]:
            said = [row["code"], row["name"], row["group"], row["class"], row["explanation"]]
            known = kinds.setdefault(row["code"], [*said, 0, 0])
            known[:5] = said
            known[5] += 1
            known[6] += bool(row["disclosed"])


def kinds_sorted(kinds: dict[str, list[Any]]) -> list[list[Any]]:
    return sorted(kinds.values(), key=lambda kind: (folded(kind[2]), folded(kind[1])))


def facets_counted(rows: Iterable[tuple[str, list[str], list[str], list[str]]]) -> dict[str, list[list[Any]]]:
    """Each value that lists can be narrowed by, with the number of entries that have it."""
    areas: Counter[str] = Counter()
    grades: Counter[str] = Counter()
    schools: Counter[str] = Counter()
    elements: Counter[str] = Counter()
    for area, its_grades, its_schools, its_elements in rows:
        areas.update([area] if area else [])
        grades.update(its_grades)
        schools.update(its_schools)
        elements.update(its_elements)
    return {
        "areas": [[area, areas[area]] for area in sorted(areas, key=folded)],
        "grades": [[grade, grades[grade]] for grade in grades_sorted(grades)],
        "schools": [[school, schools[school]] for school in sorted(schools, key=folded)],
        "elements": [[element, elements[element]] for element in sorted(elements, key=folded)],
    }
