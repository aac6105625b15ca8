"""Reading a provision's model wording: text in its own words, with every opening declared as a field."""

import re
from typing import Final, cast

from rulebook.drafting import (
    FIELD_KINDS,
    FILLED_FROM,
    PARTY_NAMES,
    PLACEHOLDER,
    DraftField,
    Drafting,
    DraftingRefused,
    FieldKind,
    Parties,
)
from rulebook.yamlnodes import Node

_FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def parties_read(node: Node | None) -> Parties:
    """What the pack calls the parties; without it: Operator, District, Agreement."""
    if node is None:
        return Parties()
    fields = node.fields((), PARTY_NAMES)
    return Parties(**{name: part.text() for name, part in fields.items()})


def drafting_read(node: Node | None, title: str, parties: Parties) -> Drafting | None:
    """Plain text, or `{heading, text, fields}`. Refuses a blank, a placeholder without a field, and the reverse."""
    if node is None:
        return None
    if isinstance(node.value, str):
        return Drafting(title, _wording(node, ()))
    parts = node.fields(("text",), ("heading", "fields"))
    asked = parts["fields"].fields((), parts["fields"].value) if "fields" in parts else {}
    fields = tuple(_field(name, part, parties) for name, part in asked.items())
    heading = parts["heading"].text() if "heading" in parts else title
    text = _wording(parts["text"], tuple(asked))
    for name, part in asked.items():
        if f"{{{name}}}" not in text:
            raise part.error(f"the wording has no place for it: write {{{name}}} there, or leave the field out")
    return Drafting(heading, text, fields)


def _wording(node: Node, fields: tuple[str, ...]) -> str:
    text = node.text()
    if "__" in text:
        raise node.error("leaves a blank: declare it under 'fields' and name it in braces")
    for name in PLACEHOLDER.findall(text):
        if name not in (*PARTY_NAMES, *fields):
            raise node.error(f"{{{name}}} is neither a party nor one of its fields")
    if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        raise node.error("has a brace that is no placeholder")
    return text


def _field(name: str, node: Node, parties: Parties) -> DraftField:
    fields = node.fields(("asks", "kind"), ("help", "default", "because", "options", "filled"))
    if name in PARTY_NAMES or not _FIELD_NAME.fullmatch(name):
        raise node.error(f"{name!r} cannot be a field's name: write one such as deletion_days, and none of a party's")
    given = {key: fields[key].text() for key in ("asks", "help", "because") if key in fields}
    field = DraftField(
        name=name,
        kind=cast("FieldKind", fields["kind"].choice(FIELD_KINDS)),
        default=_default(fields["default"]) if "default" in fields else "",
        options=tuple(part.text() for part in fields["options"].items()) if "options" in fields else (),
        filled=fields["filled"].choice(FILLED_FROM) if "filled" in fields else "",
        **given,
    )
    _fits(field, node, fields, parties)
    return field


def _default(node: Node) -> str:
    return str(node.number()) if isinstance(node.value, int) else node.text()


def _fits(field: DraftField, node: Node, fields: dict[str, Node], parties: Parties) -> None:
    if (field.kind == "choice") != bool(field.options) or len(field.options) == 1:
        raise node.error("a choice, and nothing else, has two 'options' or more")
    if bool(field.default) != bool(field.because):
        raise node.error("a default says under 'because' whose choice it is, and 'because' explains a default")
    if field.default:
        try:
            field.accepted(parties.named(field.default), parties)
        except DraftingRefused as problem:
            raise fields["default"].error(str(problem)) from problem
