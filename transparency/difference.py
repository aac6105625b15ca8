"""What publishing would change, in words that the person who decides can check."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from district.templatetags.words import day_in_words
from transparency.content import content_comparable, content_read
from transparency.proof import canonical
from vendors.models import SignIn

Content = Mapping[str, Any]
AgreementKey = tuple[str, str]
Gone = Mapping[str, Mapping[AgreementKey, str]]
LONGEST_VALUE = 160
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# Name of a field in a sentence, by its path in the content.
FIELDS: Mapping[str, str] = {
    "product.name": "the app's name",
    "product.kind": "the kind of app",
    "product.description": "what the app is",
    "product.description_es": "what the app is, in Spanish",
    "product.website": "the app's website",
    "product.sign_in": "how one signs in",
    "product.data_location": "where the information is kept",
    "product.data_location_es": "where the information is kept, in Spanish",
    "operator.name": "the operator's name",
    "operator.kind": "the kind of operator",
    "operator.address": "the business address",
    "operator.website": "the operator's website",
    "operator.subcontractors_url": "the link to the list of subcontractors",
    "use.purpose": "the purpose",
    "use.purpose_es": "the purpose, in Spanish",
    "use.content_area": "the subject",
    "use.lowest_grade": "the lowest grade",
    "use.highest_grade": "the highest grade",
    "use.schools": "the schools",
    "use.users_under_13": "whether children under 13 use it",
    "use.under_13_consent": "the consent for children under 13",
    "use.since": "the day since which it is in use",
    "use.ended_on": "the day on which use ended",
}
# Values that the content holds as codes, in the words of the office; what is not known counts as not said.
CODES: Mapping[str, Mapping[str, str]] = {
    "product.sign_in": {value: str(label) for value, label in SignIn.choices},
    "use.users_under_13": {"yes": "yes", "no": "no", "unknown": ""},
}
ELEMENT_FIELDS: Mapping[str, str] = {
    "group": "its group",
    "class": "its class",
    "explanation": "what it is",
    "about_staff": "whether it is about staff",
    "collected": "whether it is collected",
    "maintained": "whether it is kept",
    "disclosed": "whether it is disclosed",
    "how_used": "how it is used",
    "how_used_es": "how it is used, in Spanish",
    "disclosed_to": "to whom it is disclosed",
    "disclosed_to_es": "to whom it is disclosed, in Spanish",
    "purpose": "why",
    "purpose_es": "why, in Spanish",
}
AGREEMENT_FIELDS: Mapping[str, str] = {
    "title": "title",
    "kind": "kind",
    "description": "explanation",
    "signed_on": "day of signing",
    "starts_on": "first day",
    "ends_on": "last day",
    "renews": "renewal by itself",
    "amended_on": "day of the last amendment",
    "offered_until": "last day of the offer to other districts",
    "posted_on": "day of posting",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One app that would be added, changed or removed. `what` holds sentences (of an added one: what stands out)."""

    key: str
    name: str
    operator: str
    what: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"key": self.key, "name": self.name, "operator": self.operator, "what": list(self.what)}


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that publishing would change, and the mark by which a later act proves that it is still this."""

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    removed: tuple[Change, ...]
    mark: str

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.removed)

    def as_json(self) -> dict[str, Any]:
        return {
            "added": [change.as_json() for change in self.added],
            "changed": [change.as_json() for change in self.changed],
            "removed": [change.as_json() for change in self.removed],
        }


def difference_between(
    before: Mapping[str, Content], after: Mapping[str, Content], gone: Gone | None = None
) -> Difference:
    """Compare contents by key: what is public with what would be. `gone`: why public agreements do not hold any more.

    The mark is of the contents alone: the sentences may come and go with the day.
    """
    why = gone or {}
    both = [key for key in sorted(after) if key in before and _differ(before[key], after[key])]
    return Difference(
        added=tuple(_change(key, after[key], _arrival(after[key])) for key in sorted(after) if key not in before),
        changed=tuple(
            _change(key, after[key], changes_in_words(content_read(before[key]), after[key], why.get(key, {})))
            for key in both
        ),
        removed=tuple(
            _change(key, before[key], why.get(key, {}).values()) for key in sorted(before) if key not in after
        ),
        mark=_mark(before, after),
    )


def _differ(before: Content, after: Content) -> bool:
    return before != after and content_comparable(before) != content_comparable(after)


def _mark(before: Mapping[str, Content], after: Mapping[str, Content]) -> str:
    digest = hashlib.sha256()
    for side in (before, after):
        for key in sorted(side):
            digest.update(hashlib.sha256(canonical({"key": key, "content": side[key]})).digest())
        digest.update(b"|")
    return digest.hexdigest()


def _change(key: str, content: Content, what: Iterable[str]) -> Change:
    return Change(key, content["product"]["name"], content["operator"]["name"], tuple(what))


def _arrival(content: Content) -> Iterable[str]:
    titles = ", ".join(row["title"] for row in content["agreements"])
    yield f"With the agreement {titles}."
    for row in content["agreements"]:
        yield from _with_notice(row)
    count = len(content["elements"])
    yield (
        f"{count} {'kind' if count == 1 else 'kinds'} of information explained."
        if count
        else ("No kind of information is listed yet.")
    )


def changes_in_words(before: Content, after: Content, gone: Mapping[AgreementKey, str]) -> Iterable[str]:
    """A sentence for each thing that differs between two contents of one app."""
    for path, label in FIELDS.items():
        old, new = _at(before, path), _at(after, path)
        if (old or None) != (new or None):  # an app that was in no use before said nothing of it
            yield _sentence(label, old, new)
    yield from _subcontractors(before["operator"]["subcontractors"], after["operator"]["subcontractors"])
    yield from _elements(before["elements"], after["elements"])
    yield from _agreements(before["agreements"], after["agreements"], gone)


def _at(content: Content, path: str) -> Any:
    part, name = path.split(".")
    value = (content[part] or {}).get(name)
    return CODES[path].get(str(value), value) if path in CODES else value


def _sentence(label: str, old: Any, new: Any) -> str:
    start = f"{label[0].upper()}{label[1:]}"
    if old in (None, "", []):
        return f"{start} is now said: {in_words(new)}."
    if new in (None, "", []):
        return f"{start} is no longer said (it was {in_words(old)})."
    return f"{start} changes from {in_words(old)} to {in_words(new)}."


def in_words(value: Any) -> str:
    """A value of the content as a sentence shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, "", []):
        return "nothing"
    if isinstance(value, list):
        return f"“{', '.join(str(part) for part in value)}”"
    text = str(value)
    if ISO_DAY.fullmatch(text):
        return day_in_words(date.fromisoformat(text))
    return f"“{text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1].rstrip() + '…'}”"


def _subcontractors(old: list[dict[str, str]], new: list[dict[str, str]]) -> Iterable[str]:
    before, after = ({row["name"]: row["purpose"] for row in rows} for rows in (old, new))
    for name in sorted(after.keys() - before.keys()):
        yield f"Subcontractor added: {name}, {in_words(after[name])}."
    for name in sorted(before.keys() - after.keys()):
        yield f"Subcontractor removed: {name}."
    for name in sorted(name for name in before.keys() & after.keys() if before[name] != after[name]):
        yield _sentence(f"what the subcontractor {name} does", before[name], after[name])


def _elements(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterable[str]:
    before, after = ({row["name"]: row for row in rows} for rows in (old, new))
    if added := [name for name in after if name not in before]:
        yield f"Kinds of information added: {', '.join(added)}."
    if removed := [name for name in before if name not in after]:
        yield f"Kinds of information removed: {', '.join(removed)}."
    for name in (name for name in after if name in before):
        for field, label in ELEMENT_FIELDS.items():
            if before[name][field] != after[name][field]:
                yield f"{name}: {_sentence(label, before[name][field], after[name][field])}"


def _agreements(
    old: list[dict[str, Any]], new: list[dict[str, Any]], gone: Mapping[AgreementKey, str]
) -> Iterable[str]:
    before, after = ({agreement_key(row): row for row in rows} for rows in (old, new))
    for key in (key for key in after if key not in before):
        yield f"Agreement added: {after[key]['title']}, signed on {in_words(after[key]['signed_on'])}."
        yield from _with_notice(after[key])
    for key in (key for key in before if key not in after):
        yield f"Agreement removed: {before[key]['title']}. {gone.get(key, '')}".strip()
    for key in (key for key in after if key in before):
        yield from _agreement_changes(before[key], after[key])


def _with_notice(row: Mapping[str, Any]) -> Iterable[str]:
    if row.get("notice"):
        yield f"{row['title']}: with the notice of the agreement."


def agreement_key(row: Mapping[str, Any]) -> AgreementKey:
    """What tells the agreements of one app apart: the day of signing and the title."""
    return (row["signed_on"], row["title"])


def _agreement_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[str]:
    replaced = old["document"]["sha256"] != new["document"]["sha256"]
    if replaced:
        yield f"{new['title']}: {_copy_change(old['document'], new['document'])}"
    for field, label in AGREEMENT_FIELDS.items():
        before, after = old.get(field), new.get(field)  # entries of earlier releases lack what came later
        if before != after and not (replaced and field == "posted_on"):
            yield f"{new['title']}: {_sentence(label, before, after)}"
    if (notice := _notice_change(old.get("notice"), new.get("notice"))) is not None:
        yield f"{new['title']}: notice of the agreement {notice}."


def _copy_change(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """What takes the place of the posted copy. A redacted one never names the file that it stands for."""
    before, after = (document.get("redacted") for document in (old, new))
    if after is not None:
        places = "1 place" if after["places"] == 1 else f"{after['places']} places"
        instead = "the earlier redacted copy" if before is not None else "the whole copy, which is no longer public"
        return f"a copy with {places} hidden by agreement with the operator is posted instead of {instead}."
    whole = (
        "the whole copy is posted again, with nothing hidden, " if before is not None else "another copy is posted, "
    )
    return f"{whole}{new['name']} instead of {old['name']}."


def _notice_change(old: Any, new: Any) -> str | None:
    if old == new:
        return None
    return "removed" if new is None else "changed" if old is not None else "added"
