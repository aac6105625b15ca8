"""Files that trainings, disclosures and the committee's papers keep in the private store."""

from typing import Final

from contracts.incoming.files import MEGABYTE
from inventory.models import BoardReport, Disclosure, MinutesPaper, TrainingCompletion

MOST: Final = 20 * MEGABYTE  # of one document or certificate
# Model → its fields that name a file.
NAMING: Final = (
    (Disclosure, "document_sha256"),
    (TrainingCompletion, "evidence_sha256"),
    (BoardReport, "pdf_sha256"),
    (BoardReport, "docx_sha256"),
    (MinutesPaper, "pdf_sha256"),
    (MinutesPaper, "docx_sha256"),
)


def files_named() -> set[str]:
    """Every stored file that a row here names."""
    return {
        sha256
        for model, field in NAMING
        for sha256 in model._default_manager.exclude(**{field: ""}).values_list(field, flat=True)
    }
