"""What the adopted packs say that a notice of a contract must hold, and which of its words hold it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from contracts.noticerules import notice_contents, notice_packs
from rulebook.model import LetterContent

UNKNOWN: Final = "This version of the product cannot tell whether the notice says it: ask whoever keeps the product."


@dataclass(frozen=True, slots=True)
class NoticeParts:
    """The parts of a notice, kept or proposed. `signed_on` is the day that the record of the agreement gives."""

    executed_on: date
    signed_on: date
    executed: str
    about: str
    information: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ContentCheck:
    """One mandated content: the words that meet it, or, where none do, what is missing."""

    content: LetterContent
    pack: str
    words: str
    missing: str

    @property
    def met(self) -> bool:
        return not self.missing


Answer = tuple[str, str]


def contents_checked(parts: NoticeParts, adopted: Collection[str]) -> list[ContentCheck]:
    """Every content that the adopted packs mandate, in their order. One that nobody taught this is never met."""
    return [
        ContentCheck(content, pack.short_title, *CHECKS.get(content.id, _unknown)(parts))
        for pack in notice_packs(adopted)
        for content in notice_contents(pack)
    ]


def missing_of(checks: Iterable[ContentCheck]) -> list[str]:
    return [f"{check.content.title}: {check.missing} ({check.content.cite.at})" for check in checks if not check.met]


def _executed(parts: NoticeParts) -> Answer:
    if parts.executed_on != parts.signed_on:
        return "", "The notice names another day than the record of the signing. Write it anew."
    return parts.executed, ""


def _purpose(parts: NoticeParts) -> Answer:
    about = parts.about.strip()
    return (about, "") if about else ("", "Nothing is said about the contract and its purpose.")


def _information(parts: NoticeParts) -> Answer:
    without = [product["product"] for product in parts.information if not product["kinds"]]
    if without or not parts.information:
        names = ", ".join(without) or "the agreement"
        return "", f"No kind of information about students is listed for {names}."
    kinds = dict.fromkeys(kind["name"] for product in parts.information for kind in product["kinds"])
    return ", ".join(kinds), ""


def _unknown(parts: NoticeParts) -> Answer:
    return "", UNKNOWN


CHECKS: Final[Mapping[str, Callable[[NoticeParts], Answer]]] = {
    "ct-student-data.notice.executed": _executed,
    "ct-student-data.notice.purpose": _purpose,
    "ct-student-data.notice.information": _information,
}
