"""Every quotation stands, word for word, in the text that it is attributed to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rulebook.loading import load_packs
from rulebook.model import Cite, Duty, Pack, Provision, Restriction, StandingDuty

SHARED = Path(__file__).resolve().parents[3] / "shared"
FOLDERS = {"policy": SHARED / "policies", "statute": SHARED / "law"}
PACKS = load_packs().packs

needs_the_sources = pytest.mark.skipif(
    not all(folder.is_dir() for folder in FOLDERS.values()),
    reason="the folders ../shared/policies and ../shared/law are absent: quotations not compared with sources",
)


def folded(text: str) -> str:
    """Line numbers at the head of a line (Montana's print has them), quotation marks and white space made alike."""
    lines = [re.sub(r"^\d{1,2}(?= |$)", "", line) for line in text.splitlines()]
    marks = str.maketrans("‘’“”", "''\"\"")
    return " ".join(" ".join(lines).translate(marks).split())


def source_text(cite: Cite) -> str:
    return folded((FOLDERS[cite.source.kind] / str(cite.source.file)).read_text(encoding="utf-8"))


def cites_in(pack: Pack) -> Iterator[tuple[str, Cite]]:
    for rule in pack.rules:
        yield rule.id, rule.cite
        yield from ((rule.id, wording.cite) for wording in rule.wordings)
        if isinstance(rule, Duty):
            yield from ((rule.id, term.cite) for term in rule.terms)
            yield from ((rule.id, part.cite) for part in (rule.hold, rule.extension) if part is not None)
        if isinstance(rule, StandingDuty) and rule.unmet is not None:
            yield rule.id, rule.unmet.cite
        if isinstance(rule, Provision):
            yield from ((rule.id, kind.cite) for kind in rule.costs)
        if isinstance(rule, Restriction):
            yield from ((rule.id, exception.cite) for exception in rule.exceptions)


QUOTES = [(rule_id, cite) for pack in PACKS.values() for rule_id, cite in cites_in(pack) if cite.quote]
DEFINITIONS = [definition for pack in PACKS.values() for definition in pack.definitions]


@needs_the_sources
@pytest.mark.parametrize(
    ("rule_id", "cite"), QUOTES, ids=[f"{number}-{quote[0]}" for number, quote in enumerate(QUOTES)]
)
def test_each_quote_stands_in_its_source(rule_id: str, cite: Cite) -> None:
    assert folded(cite.quote) in source_text(cite), f"{rule_id}: not in {cite.source.file}"


@needs_the_sources
def test_a_phrase_of_a_statute_is_one_that_the_notes_give_as_quoted() -> None:
    quotes = [cite for _, cite in QUOTES if cite.source.kind == "statute"]
    assert quotes
    for cite in quotes:
        assert re.search(f'"[^"]*{re.escape(folded(cite.quote))}[^"]*"', source_text(cite)), cite.quote


@needs_the_sources
@pytest.mark.parametrize("definition", DEFINITIONS, ids=[f"{item.cite.source.id}-{item.term}" for item in DEFINITIONS])
def test_each_definition_is_in_the_policy_s_own_words(definition) -> None:
    assert definition.cite.source.kind == "policy"
    assert folded(definition.text) in source_text(definition.cite)
    assert folded(definition.term).lower() in source_text(definition.cite).lower()


def test_whatever_rests_on_a_policy_quotes_it() -> None:
    missing = [
        f"{rule_id} {cite.at}"
        for pack in PACKS.values()
        for rule_id, cite in cites_in(pack)
        if cite.source.kind == "policy" and not cite.quote
    ]
    assert missing == []


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_every_source_names_the_file_it_was_read_from(pack: Pack) -> None:
    assert all(source.file for source in pack.sources)
