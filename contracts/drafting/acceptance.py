"""The one page by which a district adopts another district's agreement (a general offer, Exhibit E)."""

from collections.abc import Sequence

from contracts.drafting.facts import AgreementFacts, OfferFacts, Side
from contracts.drafting.paper import DRAFT_MARK, DRAFT_WORDS, Article, Clause, Paper
from contracts.drafting.parts import parties_of, signatures
from rulebook.model import Pack


def acceptance(
    *,
    district: Side,
    operator: Side,
    agreement: AgreementFacts,
    offer: OfferFacts,
    products: Sequence[str],
    exceptions: Sequence[str],
    packs: Sequence[Pack],
) -> Paper:
    """Acceptance of the offer as it stands, for these products. `exceptions` are sentences, each naming its person."""
    clauses = [
        Clause(
            f"On {offer.offered_on} the Operator offered the terms of its agreement with {offer.originating_district} "
            f"({offer.originating_state}), version {offer.version}, to other districts of the State until "
            f"{offer.expires_on}."
        ),
        Clause(
            "The District accepts that offer. From the day of its signature the District and the Operator are bound "
            "by those "
            f"terms in full, with {district.name} in the place of {offer.originating_district}."
        ),
        Clause(
            f"The terms accepted are those of the file {agreement.file_name} with the SHA-256 {agreement.sha256}, "
            "which is "
            "attached. No other version is accepted."
        ),
        Clause(f"The products are: {'; '.join(products)}."),
        Clause(f"The information is, and is no more than: {'; '.join(offer.elements)}."),
    ]
    if exceptions:
        clauses.append(Clause("The District accepts although this differs:", items=tuple(exceptions)))
    return Paper(
        title=f"Acceptance of the general offer: {agreement.title}",
        head=DRAFT_MARK,
        notice=DRAFT_WORDS,
        parties=parties_of(district, operator, packs),
        recitals=(),
        articles=(Article("Acceptance", tuple(clauses)),),
        schedules=(),
        signatures=signatures(district, operator),
    )
