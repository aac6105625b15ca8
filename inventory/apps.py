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
        from contracts.hooks import agreement_companion_listen, out_of_force_listen
        from contracts.inventoried import inventory_listen
        from district.links import link_page
        from district.sealedfiles import sealed_files_named_by
        from district.storage import files_named_by
        from inventory.approved.services import PURPOSE as APPROVED_LIST
        from inventory.asking.files import kept_files_named
        from inventory.asking.links import LEAVING, SAFEGUARD
        from inventory.asking.settled import proven_listen
        from inventory.conduct.selectors import PURPOSE as CONDUCT
        from inventory.conduct.selectors import files_stored
        from inventory.drafting import products_in_use
        from inventory.ending import uses_end_propose
        from inventory.importing.selectors import files_waiting
        from inventory.keeping import files_named
        from inventory.leaving.beside import leavings_beside
        from inventory.leaving.certificates import certificate_follow
        from inventory.leaving.services import leaving_follow
        from inventory.merging import approvals_join, uses_join
        from inventory.othernames import name_remembered
        from inventory.safeguards.answered import evidence_follow
        from vendors.merging import merge_joins
        from vendors.models import Operator, Product

        inventory_listen("inventory")(products_in_use)
        out_of_force_listen("inventory")(uses_end_propose)
        out_of_force_listen("inventory.leaving")(leaving_follow)
        agreement_companion_listen("inventory.leaving")(leavings_beside)
        proven_listen("leaving")(certificate_follow)
        proven_listen("safeguards")(evidence_follow)
        files_named_by("inventory.asking")(kept_files_named)
        link_page(LEAVING, "leaving_operator:page")
        link_page(SAFEGUARD, "safeguard_operator:page")
        files_named_by("inventory")(files_named)
        sealed_files_named_by("inventory")(files_waiting)
        link_page(APPROVED_LIST, "approved_elsewhere:page")
        files_named_by("inventory.conduct")(files_stored)
        link_page(CONDUCT, "conduct_operator:answer")
        merge_joins(Product, "inventory")(uses_join)
        merge_joins(Product, "inventory.committee")(approvals_join)
        merge_joins(Product, "inventory.names")(name_remembered)
        merge_joins(Operator, "inventory.names")(name_remembered)
        post_migrate.connect(sync_elements, sender=self, dispatch_uid="inventory.elements")
