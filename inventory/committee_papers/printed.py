"""A paper as PDF: tagged and readable by screen readers."""

from district.printing import pdf_rendered
from inventory.committee_papers.sheet import Sheet


def pdf_file(sheet: Sheet) -> bytes:
    """The paper as PDF bytes. Raises PrintingUnavailable where pages cannot be laid out on this machine."""
    return pdf_rendered("letters/committee_paper.html", {"sheet": sheet}, title=sheet.title)
