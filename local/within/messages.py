"""What families read, and its Spanish: `make messages` brings locale/ up to date, `--check` says what is wrong with it.

Collected are the marked words of the templates and modules in SOURCES, without GNU gettext: Babel reads Python, and
Django's own `templatize` shows it the templates. The catalogue names files, not lines, so that it changes only when
words do. Words that nobody shows any more leave it.

What makes the check fail: words that the catalogue lacks or has too many, words without Spanish or marked fuzzy,
placeholders that differ from the English, Spanish that is the English unless SAME says so, and a compiled catalogue
(.mo) that is not of this text.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from local.paths import ROOT, say

LANGUAGE = "es"
FOLDER = ROOT / "locale" / LANGUAGE / "LC_MESSAGES"
TEXT, COMPILED = FOLDER / "django.po", FOLDER / "django.mo"
# What a family can come to see. The office is in English: its templates and rooms are not here.
SOURCES = (
    "templates/*.html",
    "templates/components/*.html",
    "templates/django/forms/*.html",
    "templates/portal/**/*.html",
    "templates/portal/**/*.txt",
    "templates/emails/portal/**/*",
    "templates/letters/request_*",
    "requests_portal/**/*.py",
    "district/templatetags/words.py",
    "district/grades.py",
    "contracts/incoming/refusals.py",
    "templates/public/**/*",
    "templates/embeds/*",
    "transparency/**/*.py",
    "breaches/publicwords.py",
    "breaches/publicentry.py",
)
ELEMENTS = Path("inventory/elements.yaml")  # the kinds of information that come with the product
# Parts of the rooms that only the office sees.
OFFICE_ONLY = (
    "requests_portal/migrations/",
    "requests_portal/reports/",
    "requests_portal/desk/",
    "transparency/migrations/",
    "transparency/noticing/",
    "transparency/office",
    "transparency/federation/",
)
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": how for name, how in DEFAULT_KEYWORDS.items()},
    "gettext_noop": None,
}
# Words that are the same in both languages.
SAME = {"Cookies", "no", "Error:", "No", "PDF", "Error", "Original", "Final", "Local", "Word"}
# One call in the Python that `templatize` writes; its strings never span lines.
CALL = re.compile(r"""\b(?:n?p?gettext|_)\((?:[^()'"]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")*\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+(?:![rsa])?(?::[^{}]*)?\}|%[sd]")
MADE = datetime(2026, 11, 22, tzinfo=UTC)  # the header's dates would change the file at every run


def sources() -> Iterator[Path]:
    """Files with words for families, relative to the root, in a fixed order."""
    found = {path.relative_to(ROOT) for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file()}
    return iter(sorted(path for path in found if not path.as_posix().startswith(OFFICE_ONLY)))


def collected() -> Catalog:
    """Every marked word with the files that show it."""
    catalog = Catalog(locale=LANGUAGE, project="District Privacy", version="1", creation_date=MADE, fuzzy=False)
    catalog.msgid_bugs_address = "privacy@district.example"
    for path in sources():
        text = (ROOT / path).read_text(encoding="utf-8")
        code = text if path.suffix == ".py" else template_calls(text, path)
        keywords = {**KEYWORDS, **renamed(code)}
        found = extract("python", io.BytesIO(code.encode()), keywords, ("Translators:",), {"encoding": "utf-8"})
        for _line, words, comments, context in found:
            catalog.add(words, locations=[(path.as_posix(), 0)], auto_comments=comments, context=context)
    for words in element_words():
        catalog.add(words, locations=[(ELEMENTS.as_posix(), 0)])
    return catalog


def element_words() -> Iterator[str]:
    """Groups, names and explanations of the kinds of information; not those that are about staff."""
    for group in yaml.safe_load((ROOT / ELEMENTS).read_text(encoding="utf-8")):
        if group["group"] != "Staff":
            yield group["group"]
            yield from (words for one in group["elements"] for words in (one["name"], one["explanation"]))


def renamed(code: str) -> dict[str, Any]:
    """Functions of translation that a module imports under a name of its own, such as `gettext_lazy as lazy`."""
    imports = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom))
    names = (name for node in imports if node.module == "django.utils.translation" for name in node.names)
    return {name.asname: KEYWORDS[name.name] for name in names if name.asname and name.name in KEYWORDS}


def template_calls(text: str, path: Path) -> str:
    """A template's marked words as Python, each on its line: the rest of what `templatize` writes is no Python."""
    lines = templatize(text, origin=path.as_posix()).split("\n")
    return "\n".join("; ".join(CALL.findall(line)) for line in lines)


def catalogue_read() -> Catalog:
    with TEXT.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def brought_up_to_date() -> Catalog:
    """The collected words with the Spanish that they have. Near words are not guessed at: a guess reads like a text."""
    known = catalogue_read() if TEXT.exists() else Catalog(locale=LANGUAGE, fuzzy=False)
    made = collected()
    for message in made:
        before = known.get(message.id, context=message.context) if message.id else None
        if before is not None:
            message.string, message.flags = before.string, message.flags | before.flags
            message.user_comments = before.user_comments
    made.revision_date = MADE
    made.last_translator, made.language_team = "The district's office", "Spanish"
    made.header_comment = "# What families read in Spanish. Written by hand; collected by `make messages`."
    return made


def catalogue_bytes(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, catalog, width=110, ignore_obsolete=True, include_lineno=False, sort_output=False)
    return written.getvalue()


def compiled_bytes(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def faults(catalog: Catalog) -> Iterator[str]:
    """What a family would notice, one line each."""
    for message in catalog:
        if message.id:
            yield from (f"{fault}: {_english(message)!r} ({_where(message)})" for fault in message_faults(message))


def message_faults(message: Message) -> Iterator[str]:
    english = message.id if isinstance(message.id, tuple | list) else (message.id,)
    spanish = message.string if isinstance(message.string, tuple | list) else (message.string or "",)
    if message.fuzzy:
        yield "marked fuzzy"
    if not all(spanish):
        yield "without Spanish"
        return
    wanted = set(PLACEHOLDER.findall(english[-1]))
    used = [set(PLACEHOLDER.findall(form)) for form in spanish]
    if used[-1] != wanted or not _agrees(used[0], wanted, singular=len(used) > 1):
        yield f"placeholders are not {sorted(wanted)}"
    if set(spanish) == set(english) and _words(english[0]) and english[0] not in SAME:
        yield "the Spanish is the English"


def _agrees(used: set[str], wanted: set[str], *, singular: bool) -> bool:
    """A singular may say "one" in words instead of the number."""
    return used == wanted or (singular and used < wanted and len(wanted - used) == 1)


def _words(english: str) -> bool:
    """Whether there is anything to translate once placeholders and signs are gone."""
    return any(character.isalpha() for character in PLACEHOLDER.sub("", english))


def _english(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else str(message.id)


def _where(message: Message) -> str:
    return ", ".join(dict.fromkeys(path for path, _ in message.locations))


def stale(catalog: Catalog) -> Iterator[str]:
    """Whether the files hold what the sources and the Spanish say."""
    if not TEXT.exists() or TEXT.read_bytes() != catalogue_bytes(catalog):
        yield f"{TEXT.relative_to(ROOT)} is not of these sources: run make messages"
    if not COMPILED.exists() or COMPILED.read_bytes() != compiled_bytes(catalog):
        yield f"{COMPILED.relative_to(ROOT)} is not of its text: run make messages"


def write(catalog: Catalog) -> None:
    for path, made in ((TEXT, catalogue_bytes), (COMPILED, compiled_bytes)):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(path.suffix + ".new")
        beside.write_bytes(made(catalog))
        beside.replace(path)


def main(arguments: list[str]) -> int:
    """1 where the check finds something; without --check the files are written first."""
    catalog = brought_up_to_date()
    if "--check" not in arguments:
        write(catalog)
    found = [*stale(catalog), *faults(catalog)]
    for line in found:
        say(line)
    say(f"{len(catalog)} pieces of text for families; {len(found)} faults.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
