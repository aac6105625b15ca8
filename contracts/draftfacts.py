"""From the records to what a paper says: the two sides, the products with their data, and what is proposed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.cure.gaps import cured_provisions
from contracts.drafting.facts import AgreementFacts, ProductLine, Side, Superseded
from contracts.drafting.provisions import Asked, FieldAsked
from contracts.findings import MISSING, FindingState
from contracts.inventoried import products_inventoried
from contracts.models import Agreement, Document
from contracts.readiness import ReviewState
from district.models import District
from rulebook.errors import UnknownRule
from rulebook.loading import load_packs
from rulebook.model import Pack
from vendors.models import Operator, Product

MOST_QUOTED = 1_200  # characters of one superseded passage


@dataclass(frozen=True, slots=True)
class Gap:
    """A finding that an addendum may deal with. `asked` is None where the pack has no wording, or is gone."""

    state: FindingState
    asked: Asked | None
    superseded: tuple[Superseded, ...]

    @property
    def provision(self) -> str:
        return self.state.finding.provision

    @property
    def lacking(self) -> bool:
        """Whether the agreement, as things stand, does not give what is asked; else it only says the opposite too."""
        return self.state.verdict in MISSING


def gaps_of(review: ReviewState) -> list[Gap]:
    """What an addendum may deal with, in the order of the findings: what lacks, and what is found and taken back.

    What an addendum in force beside the agreement gives already is left out.
    """
    if review.document is None:
        return []
    cured = cured_provisions(review.document.agreement)
    shown = (state for state in review.findings if state.finding.provision not in cured)
    return [_gap(state) for state in shown if state.verdict in MISSING or state.finding.conflicts]


def _gap(state: FindingState) -> Gap:
    quotes = tuple(Superseded(_shortened(str(quote["text"])), int(quote["page"])) for quote in state.finding.conflicts)
    return Gap(state, asked_or_none(state.finding.provision), quotes)


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED].rsplit(' ', 1)[0]} …"


def asked_or_none(provision_id: str) -> Asked | None:
    known = load_packs()
    try:
        provision = known.provision(provision_id)
    except UnknownRule:
        return None
    return Asked(known.pack_of(provision_id), provision) if provision.drafting is not None else None


def asked_by(packs: Iterable[Pack]) -> list[Asked]:
    """Every provision of these packs."""
    return [Asked(pack, provision) for pack in packs for provision in pack.provisions]


def district_side(district: District) -> Side:
    return Side(district.name, district.address, f"For the {district.board_name}")


def operator_side(operator: Operator) -> Side:
    return Side(operator.name, operator.business_address)


def agreement_facts(agreement: Agreement, document: Document) -> AgreementFacts:
    return AgreementFacts(
        title=agreement.title,
        dated=f"from {day(agreement.starts_on)}",
        file_name=document.name,
        version=document.version,
        sha256=document.sha256,
    )


def product_lines(products: Sequence[Product]) -> list[ProductLine]:
    """The products with what the inventory knows of them; a product that is not in use has no data yet."""
    known = products_inventoried([product.pk for product in products])
    lines = []
    for product in products:
        line = ProductLine(product.name, product.description, product.get_kind_display())
        if (use := known.get(product.pk)) is not None:
            elements = tuple(replace(element, product=product.name) for element in use.elements)
            line = replace(line, purpose=use.purpose, grades=use.grades, elements=elements)
        lines.append(line)
    return lines


def proposals(fields: Sequence[FieldAsked], district: District, products: Sequence[ProductLine]) -> dict[str, str]:
    """What each field is proposed to say: the pack's default, or what the records know. Empty: nothing is known."""
    filled = {
        "data elements": "\n".join(dict.fromkeys(one.name for product in products for one in product.elements)),
        "products": "; ".join(_service(one) for one in products),
        "district contact": district_contact(district),
    }
    return {one.field.name: filled.get(one.field.filled, "") or one.parties.named(one.field.default) for one in fields}


def district_contact(district: District) -> str:
    ways = [way for way in (district.telephone, district.email) if way]
    return f"the privacy officer of {district.name}, {', '.join(ways)}" if ways else ""


def _service(product: ProductLine) -> str:
    """What a product is, in its own description, which may begin with its name."""
    words = " ".join(product.description.split()).rstrip(".")
    return words if words.startswith(product.name) else f"{product.name}: {words}"


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
