"""The inventory in the privacy office; one module a subject. Importing one registers its pages."""

from inventory.admin import committee, conduct, elements, imports, keeping, lists, schedule, uses

__all__ = ["committee", "conduct", "elements", "imports", "keeping", "lists", "schedule", "uses"]
