"""The inventory in the privacy office; one module a subject. Importing one registers its pages."""

from inventory.admin import elements, schedule, uses

__all__ = ["elements", "schedule", "uses"]
