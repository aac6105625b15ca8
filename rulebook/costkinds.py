"""The kinds of costs whose bearer an agreement settles, as a text names them: such as those of telling parents."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rulebook.yamlnodes import Node

if TYPE_CHECKING:
    from rulebook.model import Cite

_ID: Final = r"[a-z]+(-[a-z]+)*"


@dataclass(frozen=True, slots=True)
class CostKind:
    """One kind. `id` is kept with every cost of it; `title` is for people."""

    id: str
    title: str
    cite: "Cite"


def cost_kind_read(node: Node, *, cite: Callable[[Node], "Cite"]) -> CostKind:
    """One item of a provision's `costs`. Raises PackError with file, line and key."""
    fields = node.fields(("id", "title", "cite"))
    return CostKind(fields["id"].word(_ID, "legal-fees"), fields["title"].text(), cite(fields["cite"]))
