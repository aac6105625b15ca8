"""`manage.py checkcontract FILE... --packs all|id,id [--json]`: check agreements without a database."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError

from contracts.clauses.checking import CHECKER_VERSION, CheckResult, Finding, check
from contracts.clauses.reading import Document, Unreadable, read_document
from district.management.base import BAD_INPUT, OneLineCommand, bad_input
from rulebook.errors import PackError
from rulebook.loading import load_packs
from rulebook.model import Pack

SAID = {
    "found": "found",
    "weaker": "weaker",
    "contradicted": "contradicted",
    "not_found": "not found",
    "needs_person": "needs a person",
}


class Command(OneLineCommand):
    help = (
        "Check agreements against the rule packs: which provisions they hold, with the words quoted. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="PDF, DOCX, HTML, Markdown or text")
        parser.add_argument("--packs", default="all", help='pack ids joined by commas, or "all"')
        parser.add_argument("--json", action="store_true", help="print JSON instead of a report")

    def handle(self, *, files: list[str], packs: str, json: bool, **_: Any) -> None:
        chosen = packs_chosen(packs)
        documents, failed = [], False
        for file in files:
            try:
                document = read_document(file)
            except Unreadable as refusal:
                self.stderr.write(f"{file}: {refusal}")
                failed = True
                continue
            documents.append((file, document, check(document, chosen)))
        self.stdout.write(as_json(documents) if json else as_report(documents))
        if failed:
            raise SystemExit(BAD_INPUT)


def packs_chosen(asked: str) -> list[Pack]:
    """The packs named, in that order; all that have provisions for "all". CommandError (status 2) for an unknown id."""
    try:
        packs = load_packs().packs
    except PackError as error:
        raise CommandError(f"The rule packs cannot be read: {error}") from error
    if asked.strip().lower() == "all":
        return [pack for pack in packs.values() if pack.provisions]
    ids = [one.strip() for one in asked.split(",") if one.strip()]
    unknown = [one for one in ids if one not in packs]
    if unknown or not ids:
        raise bad_input(f"No such pack: {', '.join(unknown) or '(none named)'}. There are: {', '.join(packs)}.")
    return [packs[one] for one in ids]


def as_json(documents: list[tuple[str, Document, CheckResult]]) -> str:
    answer = {"checker": CHECKER_VERSION, "documents": [document_json(*entry) for entry in documents]}
    return json.dumps(answer, ensure_ascii=False, indent=1)


def document_json(file: str, document: Document, result: CheckResult) -> dict[str, Any]:
    return {
        "file": file,
        "sha256": document.sha256,
        "pages": len(document.pages),
        "words": document.words,
        "findings": [finding_json(one) for one in result.findings],
    }


def finding_json(one: Finding) -> dict[str, Any]:
    """A finding without its limbs, whose passages are among its quotes."""
    return {key: value for key, value in asdict(one).items() if key != "limbs"}


def as_report(documents: list[tuple[str, Document, CheckResult]]) -> str:
    return "\n".join(document_report(*entry) for entry in documents)


def document_report(file: str, document: Document, result: CheckResult) -> str:
    lines = [f"{file}  ({len(document.pages)} pages, {document.words} words)"]
    lines += [f"  warning: {warning}" for warning in document.warnings]
    if document.needs_ocr:
        lines.append("  warning: this looks like a scan: have its text recognised (OCR) first.")
    for one in result.findings:
        lines += finding_report(one)
    return "\n".join(lines) + "\n"


def finding_report(one: Finding) -> list[str]:
    lines = [f"  {one.provision:24} {SAID[one.verdict]:15} {one.why}"]
    lines += [f"      {limb.name}: {SAID[limb.verdict]}" for limb in one.limbs]
    lines += [f'      page {quote.page}: "{" ".join(quote.text.split())}"' for quote in one.quotes]
    lines += [f'      against it, page {quote.page}: "{" ".join(quote.text.split())}"' for quote in one.conflicts]
    return lines
