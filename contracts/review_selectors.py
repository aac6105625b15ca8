"""Reads of the review beyond one agreement's desk: earlier decisions, and how findings stand over many agreements."""

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from contracts.models import Agreement, Check, Decision, Document, DocumentStanding, Finding


def decision_before(check: Check, provision: str) -> Decision | None:
    """The newest decision on a provision in the agreement's earlier checks, whatever version they were of."""
    earlier = Decision.objects.filter(
        finding__provision=provision,
        finding__review_check__document__agreement=check.document.agreement_id,
        finding__review_check__lt=check.pk,
    )
    rows = earlier.select_related("finding__review_check__document", "decided_by").defer(
        "finding__review_check__document__text",
        "finding__review_check__document__pages",
        "finding__review_check__document__page_copy_pages",
    )
    return rows.order_by("-finding__review_check", "-decided_at", "-pk").first()


def findings_current() -> QuerySet[Any]:
    """The findings of the newest check of each agreement's reviewed version, as `document_reviewed` chooses it.

    With `agreement`, an id. What an operator only offered, and what stands beside the agreement, does not count here.
    """
    versions = Document.objects.filter(standing=DocumentStanding.VERSION)
    reviewed = versions.order_by("agreement_id", "signed_copy", "-version").distinct("agreement_id")
    checks = Check.objects.filter(document__in=reviewed.values("pk")).order_by("document_id", "-ran_at", "-pk")
    newest = checks.distinct("document_id").values("pk")
    return (
        Finding.objects.filter(review_check__in=newest)
        .annotate(agreement=F("review_check__document__agreement"))
        .order_by()
    )


def findings_standing() -> QuerySet[Any]:
    """The current findings with `standing`: the verdict after people's decisions."""
    decisions = Decision.objects.filter(finding=OuterRef("pk")).order_by("-decided_at", "-pk")
    return findings_current().annotate(standing=Coalesce(Subquery(decisions.values("verdict")[:1]), F("verdict")))


def agreements_by_findings(
    agreements: QuerySet[Agreement], *, law: str = "", provision: str = "", verdicts: Collection[str] = ()
) -> QuerySet[Agreement]:
    """Agreements with a finding that stands so: of a law (pack id) or one provision, with one of the verdicts."""
    if not (law or provision or verdicts):
        return agreements
    findings = findings_standing()
    if law:
        findings = findings.filter(provision__startswith=f"{law}.")
    if provision:
        findings = findings.filter(provision=provision)
    if verdicts:
        findings = findings.filter(standing__in=verdicts)
    return agreements.filter(pk__in=findings.values("agreement"))


def findings_tally(agreements: QuerySet[Agreement]) -> dict[tuple[str, str], set[int]]:
    """How findings stand over these agreements: {(provision, verdict): ids of agreements}, in two queries.

    The checker's verdicts are counted by the database. The few that people changed are then moved: asking for each
    finding's newest decision in the same statement took three times as long over 500 agreements.
    """
    current = findings_current().filter(review_check__document__agreement__in=agreements.order_by().values("pk"))
    rows = current.values("provision", "verdict").annotate(
        agreements=ArrayAgg("review_check__document__agreement", distinct=True)
    )
    tally = {(row["provision"], row["verdict"]): set(row["agreements"]) for row in rows}
    newest = Decision.objects.order_by("finding_id", "-decided_at", "-pk").distinct("finding_id")
    changed = Decision.objects.filter(pk__in=newest.values("pk"), finding__in=current.values("pk"))
    for provision, before, now, agreement in changed.exclude(verdict=F("finding__verdict")).values_list(
        "finding__provision", "finding__verdict", "verdict", "finding__review_check__document__agreement"
    ):
        tally[provision, before].discard(agreement)
        tally.setdefault((provision, now), set()).add(agreement)
    return tally


def operators_with_agreements(agreements: QuerySet[Agreement], most: int) -> list[tuple[int, str, int]]:
    """Operators by the number of these agreements, the most first: (id, name, number), at most so many."""
    rows = agreements.order_by().values_list("operator", "operator__name").annotate(number=Count("pk"))
    return list(rows.order_by("-number", "operator__name")[:most])
