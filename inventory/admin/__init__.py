"""The inventory in the privacy office; one module a subject. Importing one registers its pages."""

from inventory.admin import elements, imports, schedule, uses

__all__ = ["elements", "imports", "schedule", "uses"]
