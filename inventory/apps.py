from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def sync_elements(using: str = "default", **_: Any) -> None:
    """After every migration, so that a new version's list is there without a step that someone could forget."""
    from django.db import connections

    from district import clock
    from district.audit import SystemActor
    from inventory.services import elements_sync

    if "inventory_dataelement" in connections[using].introspection.table_names():  # not when migrating back to nothing
        elements_sync(actor=SystemActor("install:elements"), now=clock.now())


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = "Inventory"

    def ready(self) -> None:
        from contracts.hooks import out_of_force_listen
        from contracts.inventoried import inventory_listen
        from district.links import link_page
        from inventory.approved.services import PURPOSE as APPROVED_LIST
        from inventory.drafting import products_in_use
        from inventory.ending import uses_end_propose

        inventory_listen("inventory")(products_in_use)
        out_of_force_listen("inventory")(uses_end_propose)
        link_page(APPROVED_LIST, "approved_elsewhere:page")
        post_migrate.connect(sync_elements, sender=self, dispatch_uid="inventory.elements")
