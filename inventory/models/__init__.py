"""What is in use, for what, with which data; one module a subject."""

from inventory.models.elements import DataElement, ElementClass
from inventory.models.schedule import ScheduleAnswer, ScheduleMark
from inventory.models.uses import ElementUse, ProductUse, ProductUseSchool

__all__ = [
    "DataElement",
    "ElementClass",
    "ElementUse",
    "ProductUse",
    "ProductUseSchool",
    "ScheduleAnswer",
    "ScheduleMark",
]
