"""Links of a page that becomes a file: to other files by relative paths, to all else by the installation's address.

So the folder may stand at the root of a web server, below any path, in a bucket without index pages, or on a disk.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

# What a link begins with: splitting a page there takes a third of the time that a pattern took to find its links.
BEGINS: Final = '="/'
NAMES: Final = tuple("".join(name) for name in product((" ", "\n", "\t", '"'), ("href", "src", "action")))


class Links:
    """`files`: every path that is written; `assets`: paths by the address that pages give them, such as /static/…."""

    def __init__(self, files: Collection[str], assets: Mapping[str, str], installation: str) -> None:
        self.files = frozenset(files)
        self.assets = assets
        self.installation = installation.rstrip("/")
        self.target = lru_cache(maxsize=100_000)(self._target)

    def rewritten(self, path: str, text: str) -> str:
        """The page's text, as the file of this path."""
        up, pieces = "../" * path.count("/"), text.split(BEGINS)
        return "".join([pieces[0], *(self._changed(up, before, piece) for before, piece in pairwise(pieces))])

    def _changed(self, up: str, before: str, piece: str) -> str:
        """What follows the beginning of a link, or of another value that begins so."""
        address, end, after = piece.partition('"')
        if not end or not before.endswith(NAMES):
            return BEGINS + piece
        target, inside = self.target(f"/{address}")
        return f'="{up if inside else ""}{target}"{after}'

    def _target(self, address: str) -> tuple[str, bool]:
        """(path from the root, True) of a file, or (absolute address, False) of what only the installation answers."""
        if address in self.assets:
            return self.assets[address], True
        bare, mark, part = address.partition("#")
        name = bare[1:]
        for found in (name, f"{name}index.html") if not name or name.endswith("/") else (name,):
            if found in self.files:
                return f"{found}{mark}{part}", True
        return f"{self.installation}{address}", False
