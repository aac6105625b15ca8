"""Reads of the review beyond one agreement's desk: earlier decisions, and how findings stand over many agreements."""

from contracts.models import Check, Decision


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
