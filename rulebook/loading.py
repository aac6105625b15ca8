"""Packs from their files. The product's own are read once a process; a district may add a folder of its own."""

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rulebook.drafting import DraftField
from rulebook.errors import PackError
from rulebook.model import Pack, Rule, Rulebook
from rulebook.packreading import pack_read
from rulebook.yamlnodes import yaml_read

__all__ = ["PACKS", "PackError", "load_packs", "pack_load"]

PACKS: Final = Path(__file__).parent / "packs"


def load_packs(folder: Path | str | None = None) -> Rulebook:
    """The product's packs and, where a folder is named, the district's own *.yaml packs in it beside them.

    Raises PackError, with file, line and key in one line, for anything that is not a pack, for an id that stands twice,
    and for a folder that does not exist.
    """
    if folder is None:
        return _own_rulebook()
    if not Path(folder).is_dir():
        raise PackError(f"{folder}: the folder of packs does not exist")
    return _rulebook((*_own_rulebook().packs.values(), *_packs_in(Path(folder))))


def pack_load(path: Path) -> Pack:
    """One pack from one file."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise PackError(f"{path.name}:1: the file: is not UTF-8 text") from problem
    return pack_read(yaml_read(text, path.name), content)


@cache
def _own_rulebook() -> Rulebook:
    return _rulebook(_packs_in(PACKS))


def _packs_in(folder: Path) -> tuple[Pack, ...]:
    return tuple(pack_load(path) for path in sorted(folder.glob("*.yaml")))


def _rulebook(packs: tuple[Pack, ...]) -> Rulebook:
    by_id: dict[str, Pack] = {}
    index: dict[str, Rule] = {}
    for pack in packs:
        if pack.id in by_id:
            raise PackError(f"{pack.id}: two packs bear this name")
        by_id[pack.id] = pack
        for rule in pack.rules:
            if rule.id in index:
                raise PackError(f"{pack.id}: {rule.id}: this id stands twice")
            index[rule.id] = rule
    _refuse_fields_that_differ(packs)
    return Rulebook(packs=MappingProxyType(by_id), index=MappingProxyType(index))


def _refuse_fields_that_differ(packs: tuple[Pack, ...]) -> None:
    """A field of one name is asked for once, for all packs: so it is of one kind, with the same options."""
    known: dict[str, tuple[str, DraftField]] = {}
    drafted = ((one.id, one.drafting) for pack in packs for one in pack.provisions if one.drafting is not None)
    for provision, field in ((provision, field) for provision, drafting in drafted for field in drafting.fields):
        first, same = known.setdefault(field.name, (provision, field))
        if (same.kind, same.options) != (field.kind, field.options):
            raise PackError(
                f"{provision}: drafting.fields.{field.name}: {first} has a field of this name and other kind"
            )
