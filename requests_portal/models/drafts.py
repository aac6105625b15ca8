"""What a family has answered so far, before anything is sent: sealed, kept for a while, then removed.

A draft is found by the browser's own session or by a link that was mailed to its writer, never by its number.
"""

from typing import Any

from django.db import models

from district.sealedfield import SealedField
from requests_portal.models.requests import KEY_BYTES, LANGUAGES, PrivacyRequest, RequestKind


class RequestDraft(models.Model):
    """Answers by the name of their question. Once sent, the answers are gone and `request` says what became of it."""

    kind = models.CharField(max_length=9, choices=RequestKind.choices)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    # {question: {field: value}}: what each page's form gave when it was last right.
    answers = SealedField(default=dict)
    step = models.CharField(max_length=20, help_text="Where the writer stands.")
    email_key = models.BinaryField(max_length=KEY_BYTES, default=b"")
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    request = models.OneToOneField(PrivacyRequest, models.SET_NULL, null=True, blank=True, related_name="draft")

    class Meta:
        ordering = ["-touched_at", "-pk"]
        verbose_name = "draft of a request"
        verbose_name_plural = "drafts of requests"
        indexes = [models.Index(fields=["expires_at"], name="requests_drafts_expire")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    def answer(self, question: str) -> dict[str, Any]:
        """What was answered to a question; empty where nothing was yet."""
        given: dict[str, Any] = (self.answers or {}).get(question, {})
        return given


class DraftFile(models.Model):
    """A proof that was added before the request exists. Its bytes lie sealed in the private store."""

    draft = models.ForeignKey(RequestDraft, models.CASCADE, related_name="files")
    sealed = SealedField()  # {name, sha256 of the bytes as they were sent}
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="Bytes, as it was sent.")
    stored = models.CharField(max_length=64, help_text="Name in the private store: the hash of the sealed bytes.")
    file_key = SealedField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = "file of a draft"
        verbose_name_plural = "files of drafts"

    def __str__(self) -> str:
        return f"file {self.pk} of draft {self.draft_id}"

    @property
    def name(self) -> str:
        return str((self.sealed or {}).get("name", ""))
