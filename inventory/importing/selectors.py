"""Imports as people see them: all of them, one with its rows, and those that wait for a worker."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from district.importstates import ImportState
from district.models import User
from inventory.models import InventoryDouble, InventoryImport, InventoryImportRow, SheetMapping

PATIENCE: Final = timedelta(minutes=2)  # before a message counts as lost
VIEW: Final = "inventory.view_inventoryimport"
ADD: Final = "inventory.add_inventoryimport"
CHANGE: Final = "inventory.change_inventoryimport"


def imports_listed() -> QuerySet[InventoryImport]:
    return InventoryImport.objects.select_related("by")


def imports_visible_to(user: User) -> QuerySet[InventoryImport]:
    """All with the right to view, none without."""
    return imports_listed() if user.has_perm(VIEW) else InventoryImport.objects.none()


def rows_of(batch: InventoryImport, verdict: str = "") -> QuerySet[InventoryImportRow]:
    """Rows in the order of the file: all of them, or those with one verdict."""
    rows = batch.rows.order_by("line")
    return rows.filter(verdict=verdict) if verdict else rows


def doubles_of(batch: InventoryImport) -> QuerySet[InventoryDouble]:
    """Names that look like doubles, those of operators first: an app's operator is settled before the app."""
    return batch.doubles.order_by("kind", "first_line", "pk")


def sources_known() -> list[str]:
    """Where files came from before."""
    return sorted(set(SheetMapping.objects.values_list("source", flat=True)))


def imports_waiting(*, now: datetime) -> list[int]:
    """Ids of imports that have been a worker's turn for two minutes. One at work is locked, not begun again."""
    at_work = [ImportState.READING, ImportState.COMMITTING]
    rows = InventoryImport.objects.filter(state__in=at_work, created_at__lte=now - PATIENCE).exclude(sealed_file="")
    return list(rows.order_by("pk").values_list("pk", flat=True))


def files_waiting() -> set[str]:
    """Names of the sealed files that imports name."""
    return set(InventoryImport.objects.exclude(sealed_file="").values_list("sealed_file", flat=True))
