"""Reads of tasks, contacts, costs and claims of a breach."""

from django.db.models import QuerySet

from breaches.models import Breach, BreachContact, BreachCost, BreachTask, Claim, Told
from district.models import User


def tasks_of(breach: Breach) -> list[BreachTask]:
    """In the order of the list, with their owners."""
    return list(breach.tasks.select_related("owner").order_by("position", "pk"))


def told_of(breach: Breach) -> list[Told]:
    """Who was told when it was reported, with the message's state."""
    return list(breach.told.select_related("message", "contact").order_by("pk"))


def task_people() -> QuerySet[User]:
    """Who may be given a task: everybody with an account and a role."""
    return User.objects.filter(is_active=True, groups__isnull=False).distinct().order_by("name")


def contacts_listed() -> list[BreachContact]:
    """Those that are in use first."""
    return list(BreachContact.objects.order_by("-active", "kind", "name"))


def contacts_of_district() -> QuerySet[BreachContact]:
    return BreachContact.objects.all()


def costs_taken_back(breach: Breach) -> list[BreachCost]:
    return list(breach.costs.filter(taken_back_at__isnull=False).order_by("spent_on", "pk"))


def claims_of(breach: Breach) -> list[Claim]:
    """Newest first."""
    return list(breach.claims.select_related("made_by", "message").order_by("-made_at", "-pk"))


def files_named() -> set[str]:
    """SHA-256 of every letter and document that these rows name: what the private store must keep."""
    named: set[str] = set()
    for model, column in ((Told, "letter_sha256"), (BreachCost, "document_sha256"), (Claim, "pdf_sha256")):
        named.update(model._default_manager.exclude(**{column: ""}).values_list(column, flat=True))
    return named
