"""What a provision needs of an agreement: promises, joined by "all" and "any"."""

from dataclasses import dataclass
from typing import Literal

BoundUnit = Literal["hours", "days", "bits"]


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit on a promise's number: "within" so many hours or days, or "at least" so many bits."""

    kind: Literal["within", "at least"]
    count: int
    unit: BoundUnit

    def __str__(self) -> str:
        return f"{self.kind} {self.count} {self.unit}"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise by name; `states` are details that it must name (a period, a trigger), `value` what it must say."""

    name: str
    bound: Bound | None = None
    states: tuple[str, ...] = ()
    value: str | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Need", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Need", ...]


Need = Promise | AllOf | AnyOf


def promises_in(need: Need) -> tuple[Promise, ...]:
    """Every promise that an expression names, in the order written."""
    if isinstance(need, Promise):
        return (need,)
    return tuple(promise for part in need.parts for promise in promises_in(part))
