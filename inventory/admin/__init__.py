"""The inventory in the privacy office; one module a subject. Importing one registers its pages."""

from inventory.admin import elements, imports, lists, schedule, uses

__all__ = ["elements", "imports", "lists", "schedule", "uses"]
