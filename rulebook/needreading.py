"""Reading what a provision needs: `{all: [...]}`, `{any: [...]}`, a promise's name, or a promise with a bound."""

from typing import Final, Literal, cast

from rulebook.needs import AllOf, AnyOf, Bound, BoundUnit, Need, Promise
from rulebook.yamlnodes import Node

PROMISE: Final = r"[a-z]+[0-9a-z]*(-[a-z0-9]+)*"
_WITHIN: Final = ("hours", "days")
_AT_LEAST: Final = ("bits",)


def need_read(node: Node) -> Need:
    """Promise names are checked for their form only: which promises can be found is the checker's matter."""
    if isinstance(node.value, str):
        return Promise(node.word(PROMISE, "district-owns"))
    if isinstance(node.value, dict) and "promise" in node.value:
        return _promise(node)
    fields = node.fields((), ("all", "any"))
    if len(fields) != 1:
        raise node.error("must be a promise, or one of 'all' and 'any' with a list")
    joined, parts = next(iter(fields.items()))
    needs = tuple(need_read(part) for part in parts.items())
    if not needs:
        raise parts.error("names no promise")
    return AllOf(needs) if joined == "all" else AnyOf(needs)


def _promise(node: Node) -> Promise:
    fields = node.fields(("promise",), ("within", "at_least", "states", "is"))
    if "within" in fields and "at_least" in fields:
        raise node.error("one bound is enough: 'within' or 'at_least'")
    return Promise(
        name=fields["promise"].word(PROMISE, "district-owns"),
        bound=_bound(fields),
        states=tuple(part.word(PROMISE, "days") for part in fields["states"].items()) if "states" in fields else (),
        value=fields["is"].text() if "is" in fields else None,
    )


def _bound(fields: dict[str, Node]) -> Bound | None:
    for key, units in (("within", _WITHIN), ("at_least", _AT_LEAST)):
        if key in fields:
            counts = fields[key].fields((), units)
            if len(counts) != 1:
                raise fields[key].error(f"must name one of {', '.join(units)}")
            unit, count = next(iter(counts.items()))
            kind = cast("Literal['within', 'at least']", key.replace("_", " "))
            return Bound(kind, count.number(), cast("BoundUnit", unit))
    return None
