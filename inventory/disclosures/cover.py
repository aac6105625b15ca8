"""What covers a disclosure on a day: an agreement in force, a lawful exception with its document, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from contracts.standing import standing_of
from inventory.models import Disclosure
from rulebook.loading import load_packs
from rulebook.model import LawfulException, Restriction

Code = Literal["none", "lapsed", "not_signed", "no_document", "gaps", "covered", "exception", "ended"]
# Those that lack what the law asks for come first.
ORDER: Final[tuple[Code, ...]] = (
    *("none", "lapsed", "not_signed", "no_document", "gaps"),
    *("covered", "exception", "ended"),
)
LACKING: Final[frozenset[Code]] = frozenset(ORDER[:5])
TONES: Final[dict[Code, str]] = {
    "none": "late",
    "lapsed": "late",
    "not_signed": "late",
    "no_document": "needs_person",
    "gaps": "weaker",
    "covered": "done",
    "exception": "done",
    "ended": "off",
}
OPEN_VERDICTS: Final = ("not_found", "weaker", "contradicted", "needs_person")


@dataclass(frozen=True, slots=True)
class Cover:
    """How a disclosure stands: a code for programs, words for people."""

    code: Code
    words: str

    @property
    def tone(self) -> str:
        return TONES[self.code]

    @property
    def lacking(self) -> bool:
        return self.code in LACKING


@dataclass(frozen=True, slots=True)
class Lawful:
    """A pack's lawful exception as a form offers it. `key` is the restriction's id and the exception's number."""

    key: str
    text: str
    citation: str


def cover_of(disclosure: Disclosure, day: date, open_findings: int) -> Cover:
    """How it stands on a day. `open_findings`: how many provisions its agreement still lacks by its newest check."""
    if disclosure.ended_on is not None and disclosure.ended_on <= day:
        return Cover("ended", "no longer given")
    if disclosure.exception:
        if not disclosure.document_sha256:
            return Cover("no_document", "lawful exception, its document is missing")
        return Cover("exception", "lawful exception")
    if disclosure.agreement is None:
        return Cover("none", "no written agreement, no exception")
    standing = standing_of(disclosure.agreement, day)
    if standing.code in ("not_signed", "not_begun"):
        return Cover("not_signed", f"agreement not in force yet: {standing.words}")
    if not standing.in_force:
        return Cover("lapsed", f"agreement no longer in force: {standing.words}")
    if open_findings:
        some = "1 provision is" if open_findings == 1 else f"{open_findings} provisions are"
        return Cover("gaps", f"agreement in force, {some} open in it")
    return Cover("covered", f"agreement {standing.words}")


def restrictions_on_sharing(packs: Iterable[str]) -> list[Restriction]:
    """What adopted packs say the district itself must not do, where they name lawful exceptions."""
    held = load_packs().packs
    return [
        rule
        for pack in packs
        if pack in held
        for rule in held[pack].restrictions
        if rule.who == "district" and rule.exceptions
    ]


def exceptions_offered(packs: Iterable[str]) -> list[Lawful]:
    """Lawful exceptions that the adopted packs name, with their citations."""
    return [
        Lawful(f"{rule.id}#{number}", one.text, _citation(one))
        for rule in restrictions_on_sharing(packs)
        for number, one in enumerate(rule.exceptions, 1)
    ]


def _citation(exception: LawfulException) -> str:
    return exception.cite.at
