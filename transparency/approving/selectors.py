"""Reads of the rule of publishing, and of what waits for a second person."""

from django.db.models import QuerySet

from transparency.models import ApprovalState, PublicationApproval, PublishingRule


def two_people_needed() -> bool:
    """Whether a second person approves what is published. Not unless the district said so."""
    return PublishingRule.objects.filter(two_people=True).exists()


def approval_waiting() -> PublicationApproval | None:
    """What waits for a second person: one at most."""
    return approvals_listed().filter(state=ApprovalState.WAITING).first()


def approvals_listed() -> QuerySet[PublicationApproval]:
    return PublicationApproval.objects.select_related("asked_by", "decided_by")
