"""Imports as people see them: all of them, one, and those that wait for a worker."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from district.models import School, User
from roster.models import ImportState, RosterImport

PATIENCE: Final = timedelta(minutes=2)  # before a message counts as lost
VIEW_IMPORTS: Final = "roster.view_rosterimport"


def imports_listed() -> QuerySet[RosterImport]:
    return RosterImport.objects.select_related("by")


def imports_visible_to(user: User) -> QuerySet[RosterImport]:
    """All with the right to view, none without."""
    return imports_listed() if user.has_perm(VIEW_IMPORTS) else RosterImport.objects.none()


def imports_waiting(*, now: datetime) -> list[int]:
    """Ids of imports that have been a worker's turn for two minutes. One at work is locked, not begun again."""
    at_work = [ImportState.READING, ImportState.COMMITTING]
    rows = RosterImport.objects.filter(state__in=at_work, created_at__lte=now - PATIENCE).exclude(sealed_file="")
    return list(rows.order_by("pk").values_list("pk", flat=True))


def schools_to_choose() -> QuerySet[School]:
    return School.objects.order_by("name")


def files_waiting() -> set[str]:
    """Names of the sealed files that imports name."""
    return set(RosterImport.objects.exclude(sealed_file="").values_list("sealed_file", flat=True))
