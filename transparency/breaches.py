"""Breaches on the public page: built from their approved entries, frozen beside the apps under the same proof.

Content (schema 1) is what `breaches.publicentry.shown_of` gives, and `posted_on`, the ISO day on which the public first
read of it. Its key in the snapshot begins with "breaches/": no app's does.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet

from breaches.publicentry import days_in_words, kept_in_words
from breaches.publicfacts import breach_entries_public, reasons_ended
from breaches.publicwords import EntryWords, entry_words, students_in_words
from rulebook.loading import load_packs
from transparency.content import Content
from transparency.difference import Change, Difference
from transparency.models import PublicBreach, Snapshot
from transparency.proof import canonical
from transparency.selectors import breaches_current
from transparency.speaking import address

PREFIX: Final = "breaches/"
OVER: Final = "It has been listed for as long as the law asks."


@dataclass(frozen=True, slots=True)
class BuiltBreach:
    """One breach as it would be published now; `entry` is the id of the approved entry that it stands on."""

    key: str
    content: Content
    entry: int


def breaches_build(now: datetime, zone: str) -> tuple[BuiltBreach, ...]:
    """What the list of breaches would say, by key, in one query."""
    return tuple(
        BuiltBreach(PREFIX + row.key, {**row.shown, "posted_on": row.posted_on and row.posted_on.isoformat()}, row.pk)
        for row in breach_entries_public(now, zone)
    )


def breach_stamped(content: Content, day: date) -> Content:
    """The content as it is published on a day: what was not posted before carries that day."""
    return {**content, "posted_on": content["posted_on"] or day.isoformat()}


def breaches_shown() -> dict[str, Content]:
    """Content of every breach that is public, by key."""
    return dict(breaches_current().values_list("key", "content"))


def breach_difference(before: Mapping[str, Content], built: Iterable[BuiltBreach]) -> Difference:
    """What publishing would change in the list of breaches, in sentences, under a mark of its own."""
    after = {row.key: row.content for row in built}
    gone = [key for key in sorted(before) if key not in after]
    ended = reasons_ended([key.removeprefix(PREFIX) for key in gone]) if gone else {}
    changed = [key for key in sorted(after) if key in before and before[key] != after[key]]
    return Difference(
        added=tuple(_change(key, after[key], _arrival(after[key])) for key in sorted(after) if key not in before),
        changed=tuple(_change(key, after[key], _changes(before[key], after[key])) for key in changed),
        removed=tuple(_change(key, before[key], [ended.get(key.removeprefix(PREFIX), OVER)]) for key in gone),
        mark=hashlib.sha256(canonical({"before": dict(before), "after": after})).hexdigest(),
    )


def differences_joined(apps: Difference, breaches: Difference) -> Difference:
    """Both together, under one mark."""
    return Difference(
        added=apps.added + breaches.added,
        changed=apps.changed + breaches.changed,
        removed=apps.removed + breaches.removed,
        mark=hashlib.sha256(f"{apps.mark}|{breaches.mark}".encode()).hexdigest(),
    )


def _change(key: str, content: Content, what: Iterable[str]) -> Change:
    return Change(key, f"Breach {_days(content)}", content["operator"]["name"], tuple(what))


def _days(content: Content) -> str:
    first, last = (content[name] and date.fromisoformat(content[name]) for name in ("happened_from", "happened_until"))
    return days_in_words(first, last)


def _arrival(content: Content) -> Iterator[str]:
    yield from (f"Asked by {row['law']}: {row['at']}." for row in content["laws"])
    if words := students_in_words(content["students"]):
        yield f"Number of students: {words.rstrip('.')}."
    if content["notice"]:
        yield "With the notice" + (" in English and Spanish." if content["notice"]["es"] else " in English.")


def _changes(old: Content, new: Content) -> Iterator[str]:
    """A sentence for each thing that differs."""
    if _days(old) != _days(new):
        yield f"It happened {_days(new)}; so far it says {_days(old)}."
    if old["operator"] != new["operator"]:
        yield f"The operator is now {new['operator']['name']} (it was {old['operator']['name']})."
    if old["products"] != new["products"]:
        yield f"The apps are now: {', '.join(row['name'] for row in new['products']) or 'none named'}."
    before, after = (students_in_words(content["students"]) or "none" for content in (old, new))
    if before != after:
        yield f"Number of students: {after.rstrip('.')} (so far: {before.rstrip('.')})."
    if old["laws"] != new["laws"]:
        laws = "; ".join(f"{row['law']}: {row['at']}" for row in new["laws"])
        yield f"Asked by: {laws or 'no law'}."
    if old["notice"] != new["notice"]:
        yield "The notice is removed." if not new["notice"] else "The notice is changed."
    if old["posted_on"] != new["posted_on"]:
        yield "It counts as posted anew."


def breach_rows(
    built: Iterable[BuiltBreach], contents: Mapping[str, Content], hashes: Mapping[str, str], snapshot: Snapshot
) -> Iterator[PublicBreach]:
    """The rows of those that are new or changed in a publication."""
    for row in built:
        if row.key in contents:
            content = contents[row.key]
            yield PublicBreach(
                key=row.key,
                content=content,
                sha256=hashes[row.key],
                shown_from=snapshot.taken_at,
                first_snapshot=snapshot,
                happened_from=date.fromisoformat(content["happened_from"]),
                operator_slug=content["operator"]["slug"],
                products=[product["slug"] for product in content["products"]],
            )


def breaches_in_words(rows: Iterable[PublicBreach], known: Collection[str] = ()) -> list[EntryWords]:
    """Breaches as pages show them, in the language that is active; `known` are the addresses that may be linked to."""
    return [_in_words(row, known) for row in rows]


def _in_words(row: PublicBreach, known: Collection[str]) -> EntryWords:
    words = entry_words(row.content, posted_on=row.content["posted_on"], known=known)
    operator, *products = (replace(one, url=one.url and address(one.url)) for one in (words.operator, *words.products))
    return replace(words, operator=operator, products=tuple(products), url=address(f"/breaches/{breach_slug(row)}/"))


def breach_slug(row: PublicBreach) -> str:
    """The last part of the address of a breach's own page: never another breach's."""
    return row.key.removeprefix(PREFIX)


def touching(rows: Iterable[PublicBreach], *, product: str = "", operator: str = "") -> list[PublicBreach]:
    """Those of a product, or of its operator where no product is named; without `product`, all of the operator's."""
    own = [row for row in rows if row.operator_slug == operator]
    return [row for row in own if not product or not row.products or product in row.products]


@dataclass(frozen=True, slots=True)
class PostingRule:
    """What one adopted law asks to be listed, as the page of breaches says it."""

    law: str
    must: str
    at: str
    kept: str


def posting_rules(packs: Collection[str], day: date) -> list[PostingRule]:
    """What the adopted packs make public of breaches, in their order. How long is said only where it is verified."""
    book = load_packs()
    found = []
    for posting in book.breach_postings(packs, day):
        kept = posting.breach.kept if posting.breach else None
        words = kept_in_words(kept) if kept and kept.verified else ""
        found.append(PostingRule(book.pack_of(posting.id).short_title, posting.must, posting.cite.at, words))
    return found


def breaches_downloaded(rows: QuerySet[PublicBreach]) -> Iterator[tuple[str, str, Content]]:
    """(key, sha256, content) in order of key."""
    return rows.order_by("key").values_list("key", "sha256", "content").iterator(chunk_size=500)
