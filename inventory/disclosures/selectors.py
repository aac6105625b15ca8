"""Reads of the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from contracts.models import Agreement
from contracts.review_selectors import findings_standing
from district.models import User
from inventory.disclosures.cover import OPEN_VERDICTS, ORDER, Cover, cover_of
from inventory.models import DataElement, Disclosure
from vendors.models import Operator

SEE = "inventory.view_disclosure"
ADD = "inventory.add_disclosure"
CHANGE = "inventory.change_disclosure"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the register with how it stands."""

    disclosure: Disclosure
    cover: Cover


def disclosures_visible_to(user: User) -> QuerySet[Disclosure]:
    """The register, for those who may read it; nothing for others. Documents' keys are opened when asked for."""
    rows = Disclosure.objects.select_related("agreement", "operator").defer("document_sealed")
    return rows if user.has_perm(SEE) else rows.none()


def entries_on(rows: QuerySet[Disclosure], day: date) -> list[Entry]:
    """Every entry with how it stands on a day, those that lack something first: three queries."""
    elements = DataElement.objects.order_by("group", "name")
    found = list(rows.order_by("recipient", "pk").prefetch_related(Prefetch("elements", queryset=elements)))
    gaps = open_findings([row.agreement_id for row in found if row.agreement_id is not None])
    entries = [Entry(row, cover_of(row, day, gaps.get(row.agreement_id or 0, 0))) for row in found]
    return sorted(entries, key=lambda entry: ORDER.index(entry.cover.code))


def open_findings(agreements: Sequence[int]) -> dict[int, int]:
    """By agreement: provisions that its newest check, and people's decisions, leave open. One query, or none."""
    if not agreements:
        return {}
    rows = findings_standing().filter(agreement__in=agreements, standing__in=OPEN_VERDICTS)
    return {row["agreement"]: row["open"] for row in rows.values("agreement").annotate(open=Count("pk"))}


def lacking_count(user: User, day: date) -> int:
    """How many entries lack an agreement or an exception with its document, for the home page: two queries."""
    rows = list(disclosures_visible_to(user).filter(Q(ended_on=None) | Q(ended_on__gt=day)))
    gaps = open_findings([row.agreement_id for row in rows if row.agreement_id is not None])
    return sum(cover_of(row, day, gaps.get(row.agreement_id or 0, 0)).lacking for row in rows)


def agreements_choosable(user: User) -> QuerySet[Agreement]:
    """Agreements that may be named as the cover, newest first."""
    rows = Agreement.objects.select_related("operator").order_by("title", "pk")
    return rows if user.has_perm("contracts.view_agreement") else rows.none()


def operators_choosable() -> QuerySet[Operator]:
    return Operator.objects.order_by("name")


def elements_choosable() -> QuerySet[DataElement]:
    """Kinds of information about pupils, as the state forms group them."""
    return DataElement.objects.filter(about_staff=False).order_by("group", "name")
