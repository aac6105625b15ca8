"""Links of a page that becomes a file: to other files by relative paths, to all else by the installation's address.

So the folder may stand at the root of a web server, below any path, in a bucket without index pages, or on a disk.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

LINK = re.compile(r'(?<=[\s"])(href|src|action)="(/[^"]*)"')


class Links:
    """`files`: every path that is written; `assets`: paths by the address that pages give them, such as /static/…."""

    def __init__(self, files: Collection[str], assets: Mapping[str, str], installation: str) -> None:
        self.files = frozenset(files)
        self.assets = assets
        self.installation = installation.rstrip("/")
        self.target = lru_cache(maxsize=100_000)(self._target)

    def rewritten(self, path: str, text: str) -> str:
        """The page's text, as the file of this path."""
        up = "../" * path.count("/")

        def changed(match: re.Match[str]) -> str:
            target, inside = self.target(match[2])
            return f'{match[1]}="{up}{target}"' if inside else f'{match[1]}="{target}"'

        return LINK.sub(changed, text)

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
