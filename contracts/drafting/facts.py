"""What a paper is about, as plain values that a caller has read from the records."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two who sign: name, and address with one line a line."""

    name: str
    address: str
    signs_as: str = "Authorized representative"


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """The paper that an addendum amends, or that an acceptance adopts: exactly this file and no other."""

    title: str
    dated: str
    file_name: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Superseded:
    """Words of the agreement that say the opposite, on which page."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class ElementLine:
    """A kind of information that a product holds, and what is done with it, in plain words."""

    product: str
    name: str
    how_used: str = ""
    purpose: str = ""
    handled: tuple[str, ...] = ()
    disclosed_to: str = ""


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product as the schedule of services says it. `purpose` and `grades` are empty where nothing is recorded."""

    name: str
    description: str
    kind: str = ""
    purpose: str = ""
    grades: str = ""
    elements: tuple[ElementLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """A general offer and the agreement that it was made in."""

    originating_district: str
    originating_state: str
    version: str
    offered_on: str
    expires_on: str
    products: tuple[str, ...] = ()
    elements: tuple[str, ...] = field(default=())
