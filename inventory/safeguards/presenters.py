"""What the pages of safeguards say: numbers of each service, cards of questions, rows of evidence and consents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from district.templatetags.words import day_in_words
from inventory.asking.words import AskStanding, ask_standing
from inventory.leaving.presenters import Act, acts_of
from inventory.models import ConsentRecord, KeptFile, OperatorAsk, SafeguardEvidence
from inventory.safeguards.checklist import Known, Line, checklist
from inventory.safeguards.rules import Asked
from vendors.models import Product


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service in the list: how many of its safeguards are shown, lack, expired, or are being asked about."""

    product: Product
    shown: int
    lacking: int
    expired: int
    asked: int
    overdue: int
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class AskCard:
    ask: OperatorAsk
    title: str
    standing: AskStanding
    files: tuple[KeptFile, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    evidence: SafeguardEvidence
    url: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    record: ConsentRecord
    tone: str
    words: str


def service_rows(products: Sequence[Product], asked: Sequence[Asked], known: Known, today: date) -> list[ServiceRow]:
    """The ones that lack most first. Reads nothing more."""
    rows = [_service(product, checklist(product.pk, asked, known, today)) for product in products]
    return sorted(rows, key=lambda row: (-(row.lacking + row.expired), row.product.name))


def _service(product: Product, lines: Sequence[Line]) -> ServiceRow:
    shown = sum(line.good for line in lines)
    expired = sum(line.code == "expired" for line in lines)
    lacking = len(lines) - shown - expired
    asked = sum(line.ask is not None for line in lines)
    overdue = sum(line.ask_words.startswith("Overdue") for line in lines)
    words = f"{shown} of {len(lines)} shown" + (f", {expired} expired" if expired else "")
    tone = "done" if lines and shown == len(lines) else ("late" if expired else "needs_person")
    return ServiceRow(product, shown, lacking, expired, asked, overdue, tone if lines else "off", words)


def ask_cards(asks: Sequence[OperatorAsk], lines: Sequence[Line], *, today: date, may_work: bool) -> list[AskCard]:
    titles = {line.asked.id: line.asked.rule.title for line in lines}
    return [
        AskCard(
            ask=ask,
            title=titles.get(ask.rule, ask.rule),
            standing=ask_standing(ask, today),
            files=tuple(ask.files.all()),
            acts=tuple(acts_of(ask)) if may_work else (),
        )
        for ask in asks
    ]


def evidence_rows(evidence: Sequence[SafeguardEvidence], known: Known, today: date) -> list[EvidenceRow]:
    standing = {mark.evidence_id for mark in known.marks.values()}
    return [_evidence(one, one.pk in standing, today) for one in evidence]


def _evidence(one: SafeguardEvidence, used: bool, today: date) -> EvidenceRow:
    url = reverse("safeguards:evidence-page", args=[one.pk])
    if not used:
        return EvidenceRow(one, url, "off", "Replaced")
    if one.expires_on is None:
        return EvidenceRow(one, url, "done", "Good, without an end")
    if one.expires_on < today:
        return EvidenceRow(one, url, "late", f"Expired on {day_in_words(one.expires_on)}")
    return EvidenceRow(one, url, "done", f"Good until {day_in_words(one.expires_on)}")


def consent_rows(records: Sequence[ConsentRecord], today: date) -> list[ConsentRow]:
    return [ConsentRow(record, *_consent(record, today)) for record in records]


def _consent(record: ConsentRecord, today: date) -> tuple[str, str]:
    if record.withdrawn_at is not None:
        return "withdrawn", "Withdrawn"
    if record.good_until is not None and record.good_until < today:
        return "late", f"Ended on {day_in_words(record.good_until)}"
    if not record.authorised_by:
        return "needs_person", "Consent without the district’s authorization"
    return "done", f"Holds until {day_in_words(record.good_until)}" if record.good_until else "Holds"
