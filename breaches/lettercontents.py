"""What the adopted packs say that the letter about a breach must hold, and where it stands in letter and e-mail.

Pure: no database. A content is there when its words are found in the text itself, as it would go out.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from html.parser import HTMLParser
from typing import Final

from breaches.letterwords import FRAUD_ALERTS
from rulebook.loading import load_packs
from rulebook.model import LetterContent, Pack

LETTER: Final = "E3 parent notification letter"
UNKNOWN: Final = "This version of the product cannot tell whether the letter says it: ask whoever keeps the product."
SOURCES: Final = "sources"
PEOPLE: Final = re.compile(
    r"(\d[\d,. ]*\d|\d)[ \t]+(?:illinois[ \t]+)?(?:residents?|students?|pupils?|people|persons?|families|children|"
    r"residentes?|estudiantes?|alumn[oa]s?|personas?|familias?|niñ[oa]s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """An agency that the letter names."""

    name: str
    address: str
    telephone: str
    website: str = ""


@dataclass(frozen=True, slots=True)
class LetterParts:
    """The typed parts of the letter in one language, as BreachLetter keeps them."""

    language: str
    dates: str = ""
    happened: str = ""
    information: str = ""
    measures: str = ""
    advice: str = ""
    operator_contact: str = ""
    district_contact: str = ""
    more: str = ""
    signer: str = ""
    email_subject: str = ""
    email_body: str = ""

    @property
    def kinds(self) -> list[str]:
        return [line.strip(" -•\t") for line in self.information.splitlines() if line.strip(" -•\t")]


TYPED: Final = tuple(one.name for one in fields(LetterParts) if one.name != "language")
# Without these the letter is not whole, whatever the packs ask.
NEEDED: Final = ("happened", "measures", "signer", "email_subject")


@dataclass(frozen=True, slots=True)
class Told:
    """Letter and e-mail as they would go out, in plain words, with what they were made of."""

    parts: LetterParts
    letter: str
    email: str
    agencies: Sequence[Source] = ()
    commission: Source | None = None
    has_operator: bool = True
    personal: bool = False
    credentials: bool = False
    affected: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """Words that must stand in the text, under which heading, and the field that gives them."""

    words: tuple[str, ...]
    heading: str
    field: str
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """One mandated content: the words that meet it and where they stand, or what lacks and which field gives it."""

    content: LetterContent
    pack: str
    asked: bool
    words: str = ""
    where: str = ""
    lacks: str = ""
    field: str = ""

    @property
    def met(self) -> bool:
        return not self.asked or not self.lacks


def letter_packs(adopted: Collection[str]) -> list[Pack]:
    """Those of the adopted packs that say what the letter must hold."""
    known = load_packs().packs
    return [known[one] for one in adopted if one in known and letter_contents(known[one])]


def letter_contents(pack: Pack) -> tuple[LetterContent, ...]:
    return tuple(content for content in pack.contents if content.letter == LETTER)


def contents_checked(told: Told, adopted: Collection[str]) -> list[Stands]:
    """Every content that the adopted packs mandate, in their order. One that nobody taught this is never met."""
    return [_checked(content, pack, told) for pack in letter_packs(adopted) for content in letter_contents(pack)]


def lacking(told: Told, stands: Iterable[Stands], labels: Mapping[str, str]) -> list[str]:
    """Why nothing can be sent, each with the field that a person must fill."""
    found = [
        f"{labels.get(name, name)}: it is empty, and the letter needs it."
        for name in NEEDED
        if not getattr(told.parts, name).strip()
    ]
    return found + [
        f"{one.content.title}: {one.lacks} ({one.content.cite.at}) Field: {labels.get(one.field, one.field)}."
        for one in stands
        if not one.met
    ]


def plain_words(page: str) -> str:
    """The words of an HTML page's body, in single spaces."""
    reader = _Words()
    reader.feed(page)
    return squeezed(" ".join(reader.found))


def squeezed(text: str) -> str:
    return " ".join(text.split())


@dataclass
class _Words(HTMLParser):
    found: list[str] = field(default_factory=list)
    hidden: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"head", "style"}

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"head", "style"}

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def _checked(content: LetterContent, pack: Pack, told: Told) -> Stands:
    asked = {"personal": told.personal, "credentials": told.credentials}.get(content.when_elements, True)
    need = NEEDS.get(content.id, _unknown)(told)
    if need.lacks:
        return Stands(content, pack.short_title, asked, lacks=need.lacks, field=need.field)
    letter, email = squeezed(told.letter), squeezed(told.email)
    for words in need.words:
        if squeezed(words) not in letter:
            return Stands(
                content, pack.short_title, asked, lacks=f"The letter does not say “{words}”.", field=need.field
            )
        if squeezed(words) not in email:
            lacks = f"The e-mail does not say “{squeezed(words)}”."
            return Stands(content, pack.short_title, asked, lacks=lacks, field="email_body")
    return Stands(content, pack.short_title, asked, "; ".join(map(squeezed, need.words)), need.heading)


def _date(told: Told) -> Need:
    dates = told.parts.dates.strip()
    return Need((dates,), "What happened", "dates", "" if dates else "No date is given.")


def _information(told: Told) -> Need:
    kinds = tuple(told.parts.kinds)
    return Need(
        kinds, "What information was involved", "information", "" if kinds else "No kind of information is named."
    )


def _contacts(told: Told) -> Need:
    parts = told.parts
    if told.has_operator and not parts.operator_contact.strip():
        return Need((), "", "operator_contact", "How to reach the operator is not said.")
    if not parts.district_contact.strip():
        return Need((), "", "district_contact", "How to reach the district is not said.")
    words = (parts.operator_contact, parts.district_contact) if told.has_operator else (parts.district_contact,)
    return Need(words, "Whom to ask", "district_contact")


def _agencies(told: Told) -> Need:
    words = tuple(word for one in told.agencies for word in (one.name, one.address, one.telephone))
    lacks = "" if told.agencies else "No consumer reporting agency is entered and confirmed."
    return Need(words, "Consumer reporting agencies", SOURCES, lacks)


def _commission(told: Told) -> Need:
    one = told.commission
    if one is None:
        return Need(
            (), "", SOURCES, "The Federal Trade Commission's number and addresses are not entered and confirmed."
        )
    return Need((one.name, one.address, one.telephone, one.website), "Federal Trade Commission", SOURCES)


def _freezes(told: Told) -> Need:
    if not told.agencies or told.commission is None:
        return Need((), "", SOURCES, "It is said together with the agencies and the Commission, which are not entered.")
    return Need((FRAUD_ALERTS[told.parts.language],), "What you can do", SOURCES)


def _passwords(told: Told) -> Need:
    advice = told.parts.advice.strip()
    return Need((advice,), "What you can do", "advice", "" if advice else "Nothing is said about changing passwords.")


def _no_number(told: Told) -> Need:
    """Met by what is not there: a count of people, or the very number of the breach."""
    for name in TYPED:
        words = getattr(told.parts, name)
        found = PEOPLE.search(words) or _the_number(words, told.affected)
        if found:
            return Need((), "", name, f"It says “{found.group().strip()}”: how many were affected must not be said.")
    return Need((), "nowhere", "happened")


def _the_number(words: str, affected: int) -> re.Match[str] | None:
    """The number of affected pupils, however its thousands are parted. Small ones may mean something else."""
    if affected < 100:
        return None
    return re.search(r"(?<!\d)" + r"[,.\s]?".join(f"{affected:,}".split(",")) + r"(?!\d)", words)


def _unknown(told: Told) -> Need:
    return Need((), "", "", UNKNOWN)


NEEDS: Final[Mapping[str, Callable[[Told], Need]]] = {
    "il-soppa.letter.breach-date": _date,
    "il-soppa.letter.breach-information": _information,
    "il-soppa.letter.breach-contacts": _contacts,
    "il-soppa.letter.breach-agencies": _agencies,
    "il-soppa.letter.breach-trade-commission": _commission,
    "il-soppa.letter.breach-freezes": _freezes,
    "il-soppa.letter.breach-passwords": _passwords,
    "il-soppa.letter.breach-no-number": _no_number,
}
