"""Model wording for a provision: the pack's own words, with named fields for what each district must decide."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from rulebook.errors import RulebookError

FieldKind = Literal["days", "text", "lines", "choice"]
FIELD_KINDS: Final = ("days", "text", "lines", "choice")
# What a program can fill a field from, as a proposal that a person sees and may change.
FILLED_FROM: Final = ("data elements", "products", "district contact")
PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
MOST_DAYS: Final = 3650


class DraftingRefused(RulebookError):
    """A wording cannot be written out: `field` is missing or does not fit; the message says which, for people."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Parties:
    """What a law calls the two sides and the paper between them, such as Contractor, Board and contract."""

    operator: str = "Operator"
    district: str = "District"
    agreement: str = "Agreement"

    def named(self, text: str) -> str:
        """The text with {operator}, {district} and {agreement} put in; other placeholders stay."""
        names = {"operator": self.operator, "district": self.district, "agreement": self.agreement}
        return PLACEHOLDER.sub(lambda found: names.get(found[1], found[0]), text)


PARTY_NAMES: Final = ("operator", "district", "agreement")


@dataclass(frozen=True, slots=True)
class DraftField:
    """One thing that the law leaves open and the district decides.

    `default` is a proposal and `because` says whose choice it is: no number is a default that no source names.
    `options` are the wordings of a choice; `filled` names what a program may propose a value from, or is empty.
    """

    name: str
    kind: FieldKind
    asks: str
    help: str = ""
    default: str = ""
    because: str = ""
    options: tuple[str, ...] = ()
    filled: str = ""

    def accepted(self, value: str, parties: Parties) -> str:
        """The value as it stands in the wording. DraftingRefused where it is missing or does not fit."""
        said = self._lines(value) if self.kind == "lines" else " ".join(value.split())
        if not said:
            raise DraftingRefused(f"{self.asks}: this must be filled in.", self.name)
        if self.kind == "days":
            return self._days(said)
        if self.kind == "choice":
            return self._choice(said, parties)
        if "{" in said or "}" in said or "__" in said:
            raise DraftingRefused(f"{self.asks}: write it out, without blanks and braces.", self.name)
        return said.rstrip(".;")

    def _days(self, said: str) -> str:
        if not (said.isascii() and said.isdigit() and 1 <= int(said) <= MOST_DAYS):
            raise DraftingRefused(f"{self.asks}: give a whole number of days from 1 to {MOST_DAYS}.", self.name)
        return str(int(said))

    def _choice(self, said: str, parties: Parties) -> str:
        for option in self.options:
            if said in (option, parties.named(option)):
                return parties.named(option)
        raise DraftingRefused(f"{self.asks}: choose one of those that are offered.", self.name)

    def _lines(self, value: str) -> str:
        lines = (" ".join(line.split()).rstrip(".;,") for line in value.splitlines())
        return "; ".join(dict.fromkeys(line for line in lines if line))


@dataclass(frozen=True, slots=True)
class Drafting:
    """The wording of one provision. `text` names parties and fields in braces; nothing is left blank in it."""

    heading: str
    text: str
    fields: tuple[DraftField, ...] = ()

    def written(self, answers: Mapping[str, str], parties: Parties) -> str:
        """The wording with everything put in. `answers`: {field: value}. DraftingRefused where one does not fit."""
        values = {field.name: field.accepted(answers.get(field.name, ""), parties) for field in self.fields}
        named = parties.named(self.text)
        return PLACEHOLDER.sub(lambda found: values[found[1]], named)
