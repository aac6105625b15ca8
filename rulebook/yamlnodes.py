"""YAML read with its line numbers, so that every complaint can name file, line and key."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final

import yaml

from rulebook.errors import PackError

try:  # the C parser is ten times as fast; both keep line numbers
    from yaml import CSafeLoader as _Loader
except ImportError:
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_TAG: Final = "tag:yaml.org,2002:"
_YES: Final = frozenset({"yes", "true", "on"})


class Node:
    """One value of a YAML file, with the path of keys that leads to it."""

    __slots__ = ("file", "line", "path", "value")

    def __init__(self, value: Any, file: str, line: int, path: str) -> None:
        self.value, self.file, self.line, self.path = value, file, line, path

    def error(self, message: str) -> PackError:
        return PackError(f"{self.file}:{self.line}: {self.path or 'the file'}: {message}")

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Node"]:
        """The mapping's fields. Refuses a missing field and one that is not known."""
        if not isinstance(self.value, dict):
            raise self.error("must be a mapping of keys and values")
        for key, node in self.value.items():
            if key not in required and key not in optional:
                raise node.error("is not a known key here")
        for key in required:
            if key not in self.value:
                raise self.error(f"the key {key!r} is missing")
        return self.value

    def items(self) -> Iterator["Node"]:
        if not isinstance(self.value, list):
            raise self.error("must be a list")
        return iter(self.value)

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.error("must be text, and not empty")
        return " ".join(self.value.split())

    def word(self, pattern: str, example: str) -> str:
        if not isinstance(self.value, str) or not re.fullmatch(pattern, self.value):
            raise self.error(f"{self.value!r} is not a name of the right form, such as {example!r}")
        return self.value

    def choice(self, choices: Collection[str]) -> str:
        if not isinstance(self.value, str) or self.value not in choices:
            raise self.error(f"{self.value!r} is not one of {', '.join(choices)}")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.error("must be yes or no")
        return self.value

    def number(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 1:
            raise self.error("must be a whole number, 1 or more")
        return self.value

    def day(self) -> date:
        if not isinstance(self.value, date):
            raise self.error("must be a date such as 2021-07-01")
        return self.value


def yaml_read(text: str, file: str) -> Node:
    """Parse one YAML document. `file` is the name that complaints show."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reason = getattr(problem, "problem", None) or "unreadable"
        raise PackError(f"{file}:{line}: the file: is not valid YAML: {' '.join(str(reason).split())}") from problem
    if root is None:
        raise PackError(f"{file}:1: the file: is empty")
    return _convert(root, file, "", 1)


def _convert(node: yaml.Node, file: str, path: str, line: int) -> Node:
    if isinstance(node, yaml.MappingNode):
        return Node(_convert_mapping(node, file, path), file, line, path)
    if isinstance(node, yaml.SequenceNode):
        parts = [
            _convert(part, file, f"{path}[{number}]", part.start_mark.line + 1)
            for number, part in enumerate(node.value)
        ]
        return Node(parts, file, line, path)
    return Node(_scalar(node, file, path, line), file, line, path)


def _convert_mapping(node: yaml.MappingNode, file: str, path: str) -> dict[str, Node]:
    """Keys stay the words that were written: YAML 1.1 would read the key "on" as true."""
    mapping: dict[str, Node] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        here = f"{path}.{key}" if path else key
        if key in mapping:
            raise PackError(f"{file}:{line}: {here}: stands twice")
        mapping[key] = _convert(value_node, file, here, line)
    return mapping


def _scalar(node: yaml.Node, file: str, path: str, line: int) -> str | bool | int | date | None:
    kind, written = node.tag.removeprefix(_TAG), str(node.value)
    if kind == "bool":
        return written.lower() in _YES
    if kind == "null":
        return None
    if kind == "int" and written.isdecimal():
        return int(written)
    if kind == "timestamp":
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise PackError(f"{file}:{line}: {path}: {written!r} is not a date such as 2021-07-01") from None
    return written
