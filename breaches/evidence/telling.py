"""The whole of an evidence file, part by part, and as a PDF."""

import hashlib
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Final

import pikepdf

from breaches.drills.reporting import drill_told
from breaches.evidence.duties import clocks_told, costs_told, tasks_told
from breaches.evidence.known import breach_told, facts_told, stages_told, students_told
from breaches.evidence.parts import Case, Part, Teller
from breaches.evidence.posted import decisions_told, entry_told, files_told
from breaches.evidence.sendings import REGISTER_NAME, messages_told, register_csv, told_told
from district.printing import pdf_rendered

TEMPLATE: Final = "letters/breach_evidence.html"
# Files are told last, when every other part has named its own.
TELLERS: Final[tuple[Teller, ...]] = (
    breach_told,
    facts_told,
    stages_told,
    clocks_told,
    students_told,
    told_told,
    messages_told,
    entry_told,
    tasks_told,
    decisions_told,
    costs_told,
    files_told,
)
# What each part holds, for the page that offers the file.
CONTENTS: Final[tuple[tuple[str, str], ...]] = (
    ("The breach", "what happened, the operator, the products, the kinds of information"),
    ("Facts", "each moment with who says so and who wrote it down, corrections included"),
    ("Stages", "each stage with who, when and why"),
    ("Clocks and their reasons", "every duty with its text, its reckonings and its holds"),
    ("Pupils", "numbers by school, grade and language; never a name"),
    ("Told at once", "superintendent, counsel, insurer and board"),
    ("Letters and messages to families", "texts, approvals, deliveries, and the SHA-256 of each letter"),
    ("The public entry", "what was posted, since when, by which rule"),
    ("Tasks", "what was to be done, by whom, until when, and what became of it"),
    ("Decisions", "who decided what, when and why"),
    ("Costs and claims", "each cost with its document, each claim as it was sent"),
    ("Files and their hashes", "every file that the other parts name"),
)


def tellers_of(case: Case) -> tuple[Teller, ...]:
    """The parts of this breach's file in their order; a drill's begins with its report."""
    return (drill_told, *TELLERS) if case.breach.drill else TELLERS


def parts_of(case: Case, *, told: Callable[[int], None] = lambda number: None) -> list[Part]:
    """Every part; `told` is called with the number of those that are ready."""
    parts: list[Part] = []
    for teller in tellers_of(case):
        parts.append(teller(case))
        told(len(parts))
    return parts


def evidence_pdf(case: Case, parts: Sequence[Part]) -> bytes:
    """The file as a tagged PDF (PDF/UA-1), with the register of messages attached where there is one.

    Raises PrintingUnavailable where this machine cannot lay out pages.
    """
    register = register_csv(case)
    content = pdf_rendered(
        TEMPLATE,
        {
            "breach": case.breach,
            "parts": parts,
            "made": case.moment(case.now),
            "register_name": REGISTER_NAME if register else "",
            "register_sha256": hashlib.sha256(register).hexdigest(),
        },
        title=f"{case.breach.number}: evidence file",
    )
    return with_register(content, register) if register else content


def with_register(content: bytes, register: bytes) -> bytes:
    """The PDF with the register of messages attached to it as a spreadsheet."""
    whole = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.attachments[REGISTER_NAME] = pikepdf.AttachedFileSpec(
            pdf,
            register,
            filename=REGISTER_NAME,
            mime_type="text/csv",
            description="Register of messages",
            creation_date="",
            mod_date="",
        )
        pdf.save(whole)
    return whole.getvalue()
