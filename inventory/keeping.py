"""Files that trainings, disclosures and the committee's papers keep in the private store."""

from typing import Final

from contracts.incoming.files import MEGABYTE, Upload, file_name_cleaned, upload_bytes, upload_kind
from district.storage import kept
from inventory.models import BoardReport, Disclosure, MinutesPaper, TrainingCompletion

MOST: Final = 20 * MEGABYTE
# Model → its fields that name a file.
NAMING: Final = (
    (Disclosure, "document_sha256"),
    (TrainingCompletion, "evidence_sha256"),
    (BoardReport, "pdf_sha256"),
    (BoardReport, "docx_sha256"),
    (MinutesPaper, "pdf_sha256"),
    (MinutesPaper, "docx_sha256"),
)


def document_kept(upload: Upload, name: str) -> tuple[str, str]:
    """Look at an uploaded document and keep it: its name and SHA-256. Raises IncomingRefused in words."""
    content, plain = upload_bytes(upload, most=MOST), file_name_cleaned(name)
    upload_kind(content, plain)
    return plain, kept(content)


def files_named() -> set[str]:
    """Every stored file that a row here names."""
    return {
        sha256
        for model, field in NAMING
        for sha256 in model._default_manager.exclude(**{field: ""}).values_list(field, flat=True)
    }
