"""Entries as they would be published now, read from the other rooms in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from contracts.models import Agreement, Redaction
from contracts.models.redaction import OPEN_STATES
from contracts.selectors import PostedFile, agreements_postable, posted_file_of, postings_of
from district.clock import local_day
from district.selectors import district_current
from inventory.selectors import gap_of, uses_with_elements
from transparency.breaches import BuiltBreach, breaches_build
from transparency.content import Content, content_of
from transparency.noticing.selectors import notices_standing
from vendors.models import Product


@dataclass(frozen=True, slots=True)
class Built:
    """One product's entry, and the agreements with their files that it stands on.

    `lacks`: what is missing of the law's items 3.a to 3.e beside the agreement: the operator's business address, the
    purpose, and the kinds of information, each explained. Subcontractors are complete as listed: there may be none.
    """

    key: str
    content: Content
    agreements: tuple[tuple[Agreement, PostedFile], ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Something that the law asks to be posted and that is not there yet. `blocks`: the agreement cannot be posted."""

    name: str
    lacks: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Build:
    """Everything that publishing now would show, in order of key, what is missing from it, and the district's zone."""

    entries: tuple[Built, ...]
    shortcomings: tuple[Shortcoming, ...]
    zone: str
    breaches: tuple[BuiltBreach, ...] = ()


def entries_build(now: datetime) -> Build:
    """What the public page would say. Raises DistrictMissing before the first set-up."""
    zone = district_current().time_zone
    agreements = list(agreements_postable().prefetch_related("operator__subcontractors").order_by("-signed_at", "pk"))
    posted = {pair: local_day(at, zone) for pair, at in postings_of(agreements).items()}
    by_product: dict[Product, list[Agreement]] = defaultdict(list)
    for agreement in agreements:
        for product in agreement.products.all():
            by_product[product].append(agreement)
    uses = uses_with_elements(product.pk for product in by_product)
    notices = notices_standing(agreements, zone)
    entries: list[Built] = []
    short: list[Shortcoming] = [*_without_product(agreements)]
    for product, its in sorted(by_product.items(), key=lambda item: item[0].slug):
        use = uses.get(product.pk)
        rows = [(agreement, _file(agreement), _posted(posted, agreement)) for agreement in its]
        content = content_of(product, its[0].operator, use, rows, notices, zone)
        gap = gap_of(product, use)
        lacks = tuple(f"{product.name}: {lack}" for lack in (gap.lacks if gap else ()))
        if not content["operator"]["address"]:
            lacks += (f"{content['operator']['name']}: its business address",)
        entries.append(Built(product.slug, content, tuple((agreement, file) for agreement, file, _ in rows), lacks))
        short += [Shortcoming(product.name, lack, blocks=False) for lack in (gap.lacks if gap else ())]
    short += [*_redactions_open(agreements), *_operators_short(agreements)]
    return Build(tuple(entries), tuple(short), zone, breaches_build(now, zone))


def _file(agreement: Agreement) -> PostedFile:
    return posted_file_of(agreement.current_documents[0])  # type: ignore[attr-defined]


def _posted(posted: dict[tuple[int, int], date], agreement: Agreement) -> date | None:
    return posted.get((agreement.pk, _file(agreement).document.pk))


def _without_product(agreements: Iterable[Agreement]) -> Iterable[Shortcoming]:
    for agreement in agreements:
        if not agreement.products.all():
            yield Shortcoming(f"{agreement.operator.name}: {agreement.title}", "its products", blocks=True)


def _redactions_open(agreements: Iterable[Agreement]) -> Iterable[Shortcoming]:
    """Redactions that were begun: until they are finished, the file is posted with nothing hidden."""
    by_document = {_file(agreement).document.pk: agreement for agreement in agreements}
    begun = Redaction.objects.filter(document__in=by_document, state__in=OPEN_STATES).order_by("document")
    for document in begun.values_list("document", flat=True):
        agreement = by_document[document]
        name = f"{agreement.operator.name}: {agreement.title}"
        yield Shortcoming(
            name, "the redaction that was begun: published now, its file has nothing hidden", blocks=False
        )


def _operators_short(agreements: Iterable[Agreement]) -> Iterable[Shortcoming]:
    for operator in sorted({agreement.operator for agreement in agreements}, key=lambda operator: operator.name):
        if not operator.business_address.strip():
            yield Shortcoming(operator.name, "its business address", blocks=False)
