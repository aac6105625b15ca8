"""What must be done before an app is approved (B3): read from the adopted packs, looked at live, never kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from django.urls import reverse

from contracts.findings import decided_count, missing
from contracts.models import Agreement, AgreementState
from contracts.readiness import DISTRICT_ASKS, ReadinessItem, ReviewState, check_outdated, readiness_of, review_state
from district.clock import local_day
from district.selectors import district_current, packs_adopted
from inventory.models import AppRequest, GateException, ProductUse, UnderThirteen
from inventory.safeguards.selectors import consents_in_force
from inventory.selectors import gap_of, uses_with_elements
from rulebook.loading import load_packs
from vendors.models import Product

State = Literal["passed", "open", "excepted"]
TONES: Final[dict[State, tuple[str, str]]] = {
    "passed": ("done", "passed"),
    "open": ("late", "open"),
    "excepted": ("needs_person", "passed over in writing"),
}
COUNSEL: Final = "counsel-cleared"
OVER: Final = (AgreementState.VOID, AgreementState.ENDED)


@dataclass(frozen=True, slots=True)
class Asked:
    """One gate as a pack (or the district itself) asks it."""

    id: str
    title: str
    must: str
    asks: str
    source: str
    verified: bool
    doubt: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen: whether it is done, in words, and where one does something about it (empty: nowhere)."""

    done: bool
    words: str
    act: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class GateState:
    """One gate with what was seen, and the exception that a person wrote, if any."""

    asked: Asked
    looked: Looked
    exception: GateException | None

    @property
    def state(self) -> State:
        if self.looked.done:
            return "passed"
        return "open" if self.exception is None else "excepted"

    @property
    def tone(self) -> str:
        return TONES[self.state][0]

    @property
    def words(self) -> str:
        return TONES[self.state][1]

    def kept(self) -> dict[str, str]:
        """As it is kept with the decision."""
        words = self.looked.words
        if self.state == "excepted" and self.exception is not None:
            words = f"{words} Passed over by {self.exception.person_name}: {self.exception.reason}"
        return {"gate": self.asked.id, "title": self.asked.title, "state": self.state, "words": words}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gates look at, read once."""

    product: Product
    use: ProductUse | None
    agreement: Agreement | None
    review: ReviewState | None
    lines: tuple[ReadinessItem, ...]
    day: date


def gates_of(request: AppRequest, *, now: datetime) -> list[GateState]:
    """Every gate of the adopted packs, in their order, as it stands at this moment."""
    district = district_current()
    day = local_day(now, district.time_zone)
    asked = gates_asked(day, counsel_always=district.counsel_reviews_all)
    if not asked:
        return []
    written = {one.gate: one for one in GateException.objects.filter(request=request).select_related("person")}
    facts = facts_of(request.product, day, now=now) if request.product is not None else None
    return [GateState(gate, looked_at(gate, facts, request), written.get(gate.id)) for gate in asked]


def gates_open(gates: list[GateState]) -> list[GateState]:
    """Those that stand in the way of an approval."""
    return [gate for gate in gates if gate.state == "open"]


def gates_asked(day: date, *, counsel_always: bool = False) -> list[Asked]:
    """The gates of the packs adopted on a day; counsel's review too where the district asks it by itself."""
    book = load_packs()
    found = [
        Asked(
            gate.id,
            gate.title,
            gate.must,
            gate.asks,
            f"{book.pack_of(gate.id).short_title}: {gate.cite.at}",
            gate.verified,
            gate.doubt,
        )
        for gate in book.gates(packs_adopted(day))
        if gate.effective is None or gate.effective <= day
    ]
    if counsel_always and not any(gate.asks == COUNSEL for gate in found):
        found.append(Asked("district.counsel", "Counsel's review", DISTRICT_ASKS, COUNSEL, "the district", True, ""))
    return found


def facts_of(product: Product, day: date, *, now: datetime) -> Facts:
    agreement = agreement_speaking(product)
    review = review_state(agreement, now=now) if agreement is not None else None
    lines = tuple(readiness_of(agreement, now=now, state=review)) if agreement is not None else ()
    use = uses_with_elements([product.pk]).get(product.pk)
    return Facts(product, use, agreement, review, lines, day)


def agreement_speaking(product: Product) -> Agreement | None:
    """The agreement that is looked at: a signed one before one being negotiated, the newest of them."""
    rows = Agreement.objects.filter(products=product).exclude(state__in=OVER).select_related("operator")
    return min(rows, key=_speaks_first, default=None)


def _speaks_first(agreement: Agreement) -> tuple[bool, int, int]:
    return agreement.state != AgreementState.SIGNED, -agreement.starts_on.toordinal(), -agreement.pk


def looked_at(gate: Asked, facts: Facts | None, request: AppRequest) -> Looked:
    if facts is None:
        words = "The request names no product of the inventory yet."
        return Looked(False, words, "Name the product", reverse("committee:triage", args=[request.pk]))
    return LOOKS[gate.asks](gate, facts)


def _agreement(gate: Asked, facts: Facts) -> Looked:
    """A person decided every finding of the gate's own pack, and each provision stands in the agreement."""
    if facts.product.general_audience:
        return Looked(True, f"Made for everyone: {facts.product.general_audience_reason}")
    if facts.agreement is None or facts.review is None:
        url = reverse("admin:contracts_agreement_add") + f"?products={facts.product.pk}"
        return Looked(False, "There is no agreement for it.", "Enter an agreement", url)
    url = reverse("contracts:agreement", args=[facts.agreement.pk])
    document, check = facts.review.document, facts.review.check
    if document is None:
        return Looked(False, f"{facts.agreement}: no file was uploaded.", "Upload the file", url)
    if check is None:
        return Looked(False, f"{facts.agreement}: it was not checked yet.", "Open the agreement", url)
    if check_outdated(check, facts.review.packs):
        return Looked(False, f"{facts.agreement}: a pack or the checker changed since its check.", "Check again", url)
    return _findings(gate, facts, url)


def _findings(gate: Asked, facts: Facts, url: str) -> Looked:
    pack = gate.id.partition(".")[0]
    own = [one for one in facts.review.findings if one.finding.provision.startswith(f"{pack}.")] if facts.review else []
    decided, lacking = decided_count(own), missing(own)
    if decided < len(own):
        words = f"{facts.agreement}: {decided} of {len(own)} findings decided by a person."
        return Looked(False, words, "Decide the findings", url)
    if lacking:
        words = f"{facts.agreement}: {len(lacking)} of {len(own)} provisions not as asked."
        return Looked(False, words, "See what is missing", url)
    return Looked(True, f"{facts.agreement}: every finding decided, every provision stands in it.", url=url)


def _counsel(gate: Asked, facts: Facts) -> Looked:
    if facts.agreement is None:
        return Looked(facts.product.general_audience, "There is no agreement for counsel to review.")
    url = reverse("contracts:agreement", args=[facts.agreement.pk])
    line = next((line for line in facts.lines if line.code == "counsel"), None)
    if line is None:
        return Looked(False, f"{facts.agreement}: counsel has not been asked.", "Open the agreement", url)
    words = line.detail if line.done else f"{facts.agreement}: {line.detail}"
    return Looked(line.done, words, "" if line.done else "Open the agreement", url)


def _elements(gate: Asked, facts: Facts) -> Looked:
    gap = gap_of(facts.product, facts.use)
    if gap is None:
        return Looked(True, "Everything that the public page must explain is there.", url=product_url(facts))
    return Looked(False, f"It lacks {', '.join(gap.lacks)}.", "Complete the inventory", product_url(facts))


def _under_13(gate: Asked, facts: Facts) -> Looked:
    use, url = facts.use, product_url(facts)
    if use is None or use.users_under_13 == UnderThirteen.UNKNOWN:
        return Looked(False, "Nobody has said whether children under 13 use it.", "Say it in the inventory", url)
    if use.users_under_13 == UnderThirteen.NO:
        return Looked(True, "No child under 13 uses it.", url=url)
    if not use.under_13_consent.strip():
        return Looked(False, "Children under 13 use it: say who consents for them.", "Say it in the inventory", url)
    return Looked(True, f"Children under 13 use it. {use.under_13_consent}", url=url)


def _consent(gate: Asked, facts: Facts) -> Looked:
    records = consents_in_force([facts.product.pk], facts.day).get(facts.product.pk)
    if not records:
        url = reverse("safeguards:product", args=[facts.product.pk])
        return Looked(False, "No consent with the district's authorization is recorded.", "Record the consent", url)
    record = records[0]
    return Looked(True, f"{record.covers}: {record.get_method_display()}, authorized by {record.authorised_by}.")


def product_url(facts: Facts) -> str:
    """Where the inventory's words about the product are kept."""
    return reverse("products:product", args=[facts.product.pk])


LOOKS: Final[dict[str, Callable[[Asked, Facts], Looked]]] = {
    "agreement-checked": _agreement,
    "counsel-cleared": _counsel,
    "elements-complete": _elements,
    "under-13-settled": _under_13,
    "consent-recorded": _consent,
}
