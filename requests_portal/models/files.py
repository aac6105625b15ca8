"""Files of a request: proofs, what holders gave, made copies, letters. Each sealed by its own key in the store.

The rows are not tracked: names of files name families, and retention must be able to remove them whole.
"""

from django.db import models

from district.sealedfield import SealedField
from requests_portal.models.requests import PrivacyRequest


class FilePurpose(models.TextChoices):
    PROOF = "proof", "proof that the family sent"
    GATHERED = "gathered", "gathered by the district"
    ANSWER = "answer", "an operator’s answer"
    REDACTED = "redacted", "copy without other pupils"
    CERTIFICATE = "certificate", "certificate"
    ATTACHMENT = "attachment", "attachment of a message"
    LETTER = "letter", "letter"


# What a family may be given: the rest belongs to the correspondence.
GIVEN: tuple[str, ...] = (
    FilePurpose.GATHERED,
    FilePurpose.ANSWER,
    FilePurpose.REDACTED,
    FilePurpose.CERTIFICATE,
)


class RequestFile(models.Model):
    """One file. `sha256` is of its content as it is read; `stored` names the sealed file in the private store.

    `checked_at`: when a person saw that it tells nothing of any other pupil. `made_from`: the file of which this is a
    copy with parts hidden, or the one that was printed to this PDF.
    """

    request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="files", db_index=False)
    task = models.ForeignKey(
        "requests_portal.RequestTask", models.SET_NULL, null=True, blank=True, related_name="files"
    )
    purpose = models.CharField(max_length=11, choices=FilePurpose.choices)
    sealed = SealedField(help_text="name: as it was sent.")
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    pages = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=64, db_index=True)
    file_key = SealedField()
    by = models.CharField(max_length=254, help_text="A person of the district, the family, an operator or a timer.")
    at = models.DateTimeField()
    from_family = models.BooleanField(default=False)
    shown = models.BooleanField(default=False, help_text="Whether the family's page lists it.")
    made_from = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="made")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=254, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "file of a request"
        verbose_name_plural = "files of requests"
        indexes = [models.Index(fields=["request", "at", "id"], name="requests_files_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_at=None) | ~models.Q(checked_by=""), name="requests_file_checked_by_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"File {self.pk} of request {self.request_id}"

    @property
    def name(self) -> str:
        return str((self.sealed or {}).get("name", "")) or f"file-{self.pk}"
