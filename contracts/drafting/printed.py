"""A paper as PDF: tagged and readable by screen readers, from the district's letter template."""

from contracts.drafting.paper import Paper
from district.printing import pdf_rendered

TEMPLATE = "letters/paper.html"


def pdf_file(paper: Paper) -> bytes:
    """The paper as PDF bytes. Raises PrintingUnavailable where pages cannot be laid out on this machine."""
    head = (
        paper.head.replace("\\", " ").replace('"', "'").replace("<", " ")
    )  # it stands within a rule of the style sheet
    return pdf_rendered(TEMPLATE, {"paper": paper, "running_head": head}, title=paper.title)
