"""Reads of the rule of publishing, and of what waits for a second person."""

from typing import Final

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from district.models import User
from transparency.models import ApprovalState, PublicationApproval, PublishingRule

APPROVE: Final = "transparency.approve_publication"
PUBLISH: Final = "transparency.add_snapshot"
CHANGE_RULE: Final = "transparency.change_publishingrule"


def two_people_needed() -> bool:
    """Whether a second person approves what is published. Not unless the district said so."""
    return PublishingRule.objects.filter(two_people=True).exists()


def approval_waiting() -> PublicationApproval | None:
    """What waits for a second person: one at most."""
    return approvals_listed().filter(state=ApprovalState.WAITING).first()


def approval_waiting_for(user: User) -> PublicationApproval | None:
    """What waits, where this person may approve it: nobody approves what they asked for."""
    if not user.has_perm(APPROVE):
        return None
    return approvals_listed().filter(state=ApprovalState.WAITING).exclude(asked_by=user).first()


def may_end_two_people(user: User) -> bool:
    """Whether a person may let one person alone publish: they approve, and do not publish themselves."""
    return user.has_perm(APPROVE) and not user.has_perm(PUBLISH)


def people_who_may(*permissions: str) -> QuerySet[User]:
    """People whose role has one of these rights of the public page, such as APPROVE, by name."""
    codenames = [permission.removeprefix("transparency.") for permission in permissions]
    rights = Permission.objects.filter(content_type__app_label="transparency", codename__in=codenames)
    people = User.objects.filter(groups__permissions__in=rights, is_active=True)
    return people.distinct().order_by("name", "pk")


def approvals_listed() -> QuerySet[PublicationApproval]:
    return PublicationApproval.objects.select_related("asked_by", "decided_by")
