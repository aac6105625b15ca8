"""Our own rules, which no bought linter knows: `python -m local.lint` prints path:line: what; status 1 where any is.

- Objects come from selectors: no `.objects` in views, api and presenters (who may see what is decided in one place).
- Time is an argument: the clock is read in district/clock.py alone.
- The content security policy forbids inline script and style, so templates have none (letters and e-mails may).
- No page asks anything of another site.
- No tracked file names this machine's folders or its package index.
- The files that the documents name are there.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from local.paths import ROOT

Finding = tuple[Path, int, str]

CLOCK = Path("district/clock.py")
NOT_THE_PRODUCT = {"local", "bench", "tests"}
CLOCK_READINGS = {
    ("timezone", "now"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
}
ALLOWED_INLINE = (Path("templates/letters"), Path("templates/emails"))
INLINE = {
    re.compile(r"<style\b", re.I): "an inline style sheet",
    re.compile(r"\sstyle\s*=\s*[\"']", re.I): "an inline style attribute",
    re.compile(r"<[^>{%]*\son[a-z]+\s*=\s*[\"']", re.I): "an inline event handler",
    re.compile(r"<script\b(?![^>]*\b(?:src=|type=[\"']application/(?:ld\+)?json))", re.I): "an inline script",
    re.compile(r"href\s*=\s*[\"']javascript:", re.I): "a javascript: address",
    re.compile(
        r"<(?:script|img|link|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I
    ): "a third-party request",
}
# What a document names: a path of plain characters. What starts with these is made while running, or is no file here.
IN_BACKTICKS = re.compile(r"`([\w*.-]*[\w*-][\w*./-]*)`")
DOCUMENTED = (".py", ".html", ".css", ".js", ".md", ".yml", ".yaml", ".sh", ".toml", ".lock")
MADE_LATER = ("var/", "secrets/")
TEXT_LIMIT = 2_000_000
# Where a checkout may lie that a document may well speak of.
USUAL_FOLDERS = {"", "app", "home", "mnt", "opt", "src", "srv", "tmp", "usr", "var"}


def tracked_files() -> list[Path]:
    """What git knows, and what it would be told of next; relative to the root."""
    trusting = ["git", "-c", "safe.directory=*"]  # root may check a checkout that is another user's
    command = [*trusting, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(name) for name in said.stdout.split("\0") if name and (ROOT / name).is_file()]


def python_findings(path: Path, text: str) -> Iterator[Finding]:
    product = path.parts[0] not in NOT_THE_PRODUCT
    reads_clock = product and path != CLOCK
    shows = product and any(part.removesuffix(".py") in {"views", "api", "presenters"} for part in path.parts)
    if not (reads_clock or shows):
        return
    for node in ast.walk(ast.parse(text, str(path))):
        if shows and isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
            yield path, node.lineno, "`.objects` here: ask a selector that knows who may see what"
        if reads_clock and isinstance(node, ast.Call) and _reads_clock(node.func):
            yield path, node.lineno, "the clock is read here: take `now` as an argument, from district.clock.now()"


def _reads_clock(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute):
        return False
    owner = function.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return (name, function.attr) in CLOCK_READINGS


def template_findings(path: Path, text: str) -> Iterator[Finding]:
    if any(path.is_relative_to(folder) for folder in ALLOWED_INLINE):
        return
    for pattern, what in INLINE.items():
        for match in pattern.finditer(text):
            yield path, text.count("\n", 0, match.start()) + 1, what


def private_words() -> dict[re.Pattern[str], str]:
    """What says where this was made: the checkout's own folder and its neighbours, homes, and the package index."""
    places = [f"{folder}/" for folder in (ROOT, ROOT.parent) if folder.name not in USUAL_FOLDERS]
    words = {re.escape(place): "a path of one machine" for place in places}
    words[r"(?<![\w.])/(?:root|home/[a-z]\w*|Users/[A-Za-z]\w*)/"] = "a path of one machine"
    words |= {re.escape(host): "a package index's host" for host in _index_hosts()}
    words[r"--(?:extra-)?index-url|--find-links"] = "a package index"
    return {re.compile(word): what for word, what in words.items()}


def _index_hosts() -> set[str]:
    said = [
        subprocess.run(command, capture_output=True, text=True, check=False).stdout
        for command in ([sys.executable, "-m", "pip", "config", "list"],)
    ]
    return {host for url in re.findall(r"https?://[^\s'\"]+", "".join(said)) if (host := urlsplit(url).hostname or "")}


def private_findings(path: Path, text: str, words: dict[re.Pattern[str], str]) -> Iterator[Finding]:
    for pattern, what in words.items():
        for match in pattern.finditer(text):
            yield path, text.count("\n", 0, match.start()) + 1, f"names {what}: {match.group()}"


def document_findings(path: Path, text: str, files: Collection[Path]) -> Iterator[Finding]:
    """Paths in backticks that no file ends with: `services.py`, `contracts/clauses/`, `docs/*.md`."""
    for match in IN_BACKTICKS.finditer(text):
        named = match.group(1)
        looks_like_one = "/" in named or named.endswith(DOCUMENTED)
        if looks_like_one and not named.startswith(MADE_LATER) and not any(_ends_with(file, named) for file in files):
            yield path, text.count("\n", 0, match.start()) + 1, f"names a file that is not there: {named}"


def _ends_with(file: Path, named: str) -> bool:
    """Whether the file or one of its folders is called so; `name/` is a folder only."""
    candidates = file.parents if named.endswith("/") else (file, *file.parents)
    return any(one.match(named) for one in candidates)


def findings() -> Iterator[Finding]:
    words = private_words()
    files = tracked_files()
    for path in files:
        whole = ROOT / path
        if whole.stat().st_size > TEXT_LIMIT:
            continue
        try:
            text = whole.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture, a PDF
            continue
        if path.parts[0] != "local":  # this file names the words it looks for
            yield from private_findings(path, text, words)
        if path.suffix == ".py":
            yield from python_findings(path, text)
        elif path.suffix == ".html":
            yield from template_findings(path, text)
        elif path.suffix == ".md":
            yield from document_findings(path, text, files)


def main() -> int:
    found = sorted(set(findings()))
    for path, line, what in found:
        print(f"{path}:{line}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
