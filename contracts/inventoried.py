"""What the inventory knows of products, asked from below: the inventory joins in its `AppConfig.ready`.

inventory_listen("inventory")(products_inventoried)
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from contracts.drafting.facts import ElementLine


@dataclass(frozen=True, slots=True)
class Inventoried:
    """A product in use: what for, in which grades (in words), and every kind of information that it holds."""

    purpose: str
    grades: str
    elements: tuple[ElementLine, ...]


class InventoryRead(Protocol):
    """{product id: what is in use}, for those of the products that the inventory says are in use now."""

    def __call__(self, product_ids: Collection[int]) -> dict[int, Inventoried]: ...


INVENTORIES: dict[str, InventoryRead] = {}


def inventory_listen(name: str) -> Callable[[InventoryRead], InventoryRead]:
    """Register a reader under a name; the same name replaces it, so that joining twice is harmless."""

    def register(reader: InventoryRead) -> InventoryRead:
        INVENTORIES[name] = reader
        return reader

    return register


def products_inventoried(product_ids: Collection[int]) -> dict[int, Inventoried]:
    """What every inventory says; nothing where none has joined."""
    return {pk: known for reader in INVENTORIES.values() for pk, known in reader(product_ids).items()}
