"""Letters that differ in a few lines: laid out once, written many times. No database, and the same bytes every time.

    master = master_made("letters/breach.html", context, "en")
    letter_pdf(master, MergeFields(...))            one tagged PDF/UA
    batch_pdf(master, [MergeFields(...), ...])      up to 500 in one tagged PDF/UA, for the printer
    master_read(master.stored)                      the same master, years later

docs/adr/0051-letters.md says how and why.
"""

from notices.letters.fields import MasterUnfit, MergeFields
from notices.letters.master import (
    BATCH_AT_MOST,
    Master,
    batch_pdf,
    characters_missing,
    letter_pdf,
    letter_pdf_alone,
    master_made,
    master_read,
)

__all__ = [
    "BATCH_AT_MOST",
    "Master",
    "MasterUnfit",
    "MergeFields",
    "batch_pdf",
    "characters_missing",
    "letter_pdf",
    "letter_pdf_alone",
    "master_made",
    "master_read",
]
