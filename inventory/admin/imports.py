"""Imports of the inventory and what they leave, read-only: they are worked with under Imports and Apps seen in use."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from district.office import OfficeModelAdmin
from inventory.models import (
    InventoryDouble,
    InventoryImport,
    InventoryImportRow,
    OtherName,
    SeenApp,
    SheetMapping,
    Sighting,
)


class ReadOnlyAdmin(OfficeModelAdmin):
    """Rows that services write and nobody edits here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(InventoryImport)
class InventoryImportAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "purpose", "source", "state", "by", "created_at", "committed_at")
    list_filter = ("purpose", "state")
    list_select_related = ("by",)
    search_fields = ("file_name", "source")


@admin.register(InventoryImportRow)
class InventoryImportRowAdmin(ReadOnlyAdmin):
    list_display = ("batch", "line", "verdict", "operator_name", "product_name", "reason")
    list_filter = ("verdict",)
    list_select_related = ("batch",)
    ordering = ("-batch", "line")


@admin.register(InventoryDouble)
class InventoryDoubleAdmin(ReadOnlyAdmin):
    list_display = ("written", "kind", "operator_written", "decision", "decided_by", "decided_at")
    list_filter = ("kind", "decision")
    list_select_related = ("decided_by",)


@admin.register(SheetMapping)
class SheetMappingAdmin(ReadOnlyAdmin):
    list_display = ("source", "purpose", "used_at")
    deletion_allowed = True


@admin.register(OtherName)
class OtherNameAdmin(ReadOnlyAdmin):
    list_display = ("written", "kind", "operator", "product", "said_by", "said_at")
    list_filter = ("kind",)
    list_select_related = ("operator", "product__operator", "said_by")
    search_fields = ("written",)
    deletion_allowed = True


@admin.register(SeenApp)
class SeenAppAdmin(ReadOnlyAdmin):
    list_display = ("written", "product", "state", "users", "last_seen_on")
    list_filter = ("state",)
    list_select_related = ("product__operator",)
    search_fields = ("written",)


@admin.register(Sighting)
class SightingAdmin(ReadOnlyAdmin):
    list_display = ("app", "source", "users", "seen_on")
    list_select_related = ("app",)
