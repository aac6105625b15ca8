"""The structure tree of a letter: read from WeasyPrint's, made simpler, and brought into one row of nodes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pikepdf

from notices.letters.fields import MasterUnfit
from notices.letters.sheets import Mark, Node

# Elements that hold text themselves: marks of nested spans without meaning become their own.
TEXT: Final = frozenset({"P", "H1", "H2", "H3", "H4", "H5", "H6", "LBody", "Lbl", "TD", "TH", "Caption", "BlockQuote"})
MEANINGLESS: Final = frozenset({"Span", "NonStruct"})
KEPT: Final = ("/A", "/Alt", "/ID", "/Lang", "/ActualText")


@dataclass(slots=True)
class Branch:
    """An element of the tree while it is read."""

    tag: str
    attributes: bytes
    kids: "list[Branch | Mark]" = field(default_factory=list)

    def marks(self) -> Iterator[Mark]:
        for kid in self.kids:
            if isinstance(kid, Branch):
                yield from kid.marks()
            else:
                yield kid


def branches_read(document: pikepdf.Pdf) -> Branch:
    """The tree under the document's root. Raises MasterUnfit."""
    pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
    top = document.Root.StructTreeRoot.K[0]
    return _simpler(_read(top, 0, pages))


def _read(element: Any, page: int, pages: dict[tuple[int, int], int]) -> Branch:
    if "/Pg" in element:
        page = pages[element.Pg.objgen]
    kept = b"".join(name.encode() + b" " + element[name].unparse() for name in KEPT if name in element)
    branch = Branch(str(element.S)[1:], kept)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            branch.kids.append((page, kid))
        elif kid.get("/Type") == "/OBJR":
            raise MasterUnfit("Links and form fields cannot stand in a letter that is printed.")
        else:
            branch.kids.append(_read(kid, page, pages))
    return branch


def _simpler(branch: Branch) -> Branch:
    """Without elements that say nothing and elements that hold nothing."""
    kids: list[Branch | Mark] = []
    for kid in branch.kids:
        if not isinstance(kid, Branch):
            kids.append(kid)
            continue
        simple = _simpler(kid)
        meaningless = simple.tag in MEANINGLESS and not simple.attributes
        only_branches = all(isinstance(one, Branch) for one in simple.kids)
        if meaningless and (only_branches or branch.tag in TEXT | MEANINGLESS):
            kids += simple.kids
        elif simple.kids:
            kids.append(simple)
    return Branch(branch.tag, branch.attributes, kids)


def flattened(root: Branch, numbers: dict[Mark, int]) -> tuple[Node, ...]:
    """The elements below the root, parents first, with the new numbers of their marks; dropped marks are left out."""
    row: list[Node] = []

    def placed(branch: Branch, parent: int) -> int:
        place = len(row)
        page = min((mark for mark in branch.marks()), default=(0, 0))[0]
        row.append(Node(branch.tag, branch.attributes, parent, page, ()))
        kids = tuple(
            placed(kid, place) if isinstance(kid, Branch) else (kid[0], numbers[kid])
            for kid in branch.kids
            if isinstance(kid, Branch) or kid in numbers
        )
        row[place] = Node(branch.tag, branch.attributes, parent, page, kids)
        return place

    for kid in _pruned(root, numbers).kids:
        if not isinstance(kid, Branch):
            raise MasterUnfit("Text stands outside of every element.")
        placed(kid, -1)
    return tuple(row)


def _pruned(branch: Branch, numbers: dict[Mark, int]) -> Branch:
    """Without the elements whose marks were all dropped: the repertoire's."""
    kids = [_pruned(kid, numbers) if isinstance(kid, Branch) else kid for kid in branch.kids]
    return Branch(
        branch.tag,
        branch.attributes,
        [kid for kid in kids if (kid.kids if isinstance(kid, Branch) else kid in numbers)],
    )
