"""Helpers: check words as if they were an agreement's text."""

from contracts.clauses.checking import CheckResult, Finding, check
from contracts.clauses.reading import Document, read_document
from rulebook.loading import load_packs
from rulebook.model import Pack


def packs() -> list[Pack]:
    return [pack for pack in load_packs().packs.values() if pack.provisions]


def document_of(text: str) -> Document:
    return read_document(text.encode(), "agreement.txt")


def check_text(text: str) -> CheckResult:
    return check(document_of(text), packs())


def finding_in(text: str, provision: str) -> Finding:
    return next(one for one in check_text(text).findings if one.provision == provision)


def verdict_of(text: str, provision: str) -> str:
    return finding_in(text, provision).verdict


def stands(document: Document, result: CheckResult) -> bool:
    """Whether every quote is the text at its place, on the page it names."""
    quotes = [quote for one in result.findings for quote in (*one.quotes, *one.conflicts)]
    return all(
        document.text[quote.start : quote.end] == quote.text
        and quote.text.strip() == quote.text != ""
        and document.page_of(quote.start) == quote.page
        for quote in quotes
    )
