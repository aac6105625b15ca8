"""Who asks: codes sent to an address, and every attempt to be known.

Codes are not tracked: a history of their hashes would outlive them. Attempts are, without their two hashes, so that the
trail says who tried what and when, and never by whom it could be found again.
"""

from django.conf import settings
from django.db import models

from district.history import tracked

KEY_BYTES = 16


class CodePurpose(models.TextChoices):
    CONFIRM = "confirm", "confirm the e-mail address"
    IDENTITY = "identity", "show who asks"
    OPEN = "open", "open the request's page"
    DELIVERY = "delivery", "open the copies"


class SentTo(models.TextChoices):
    ASKER = "asker", "the address that the request gave"
    RECORD = "record", "the address on record"


class OneTimeCode(models.Model):
    """Six digits that were sent. Only their keyed hash is kept; a newer one of the same purpose voids it."""

    request = models.ForeignKey("requests_portal.PrivacyRequest", models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=10, choices=CodePurpose.choices)
    code_sha256 = models.CharField(max_length=64, help_text="HMAC-SHA-256 over salt, purpose and code.")
    salt = models.CharField(max_length=32)
    sent_to = models.CharField(max_length=8, choices=SentTo.choices)
    channel = models.CharField(max_length=8, default="email")
    # Whose address on record it went to: only that guardian, or the pupil, can have read it.
    guardian = models.ForeignKey("roster.Guardian", models.SET_NULL, null=True, blank=True, related_name="+")
    student = models.ForeignKey("roster.Student", models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["request", "purpose", "-made_at"], name="requests_code_newest")]

    def __str__(self) -> str:
        return f"code {self.pk} ({self.get_purpose_display()})"


class AttemptHow(models.TextChoices):
    RECORDS = "records", "compared with the school's records"
    CODE_SENT = "code_sent", "a code was sent to the address on record"
    CODE = "code", "a code was typed"
    IN_PERSON = "in_person", "confirmed face to face"
    REFUSED = "refused", "refused by a person"
    UNDONE = "undone", "a confirmation was taken back"
    LIMIT = "limit", "too many attempts"


class AttemptOutcome(models.TextChoices):
    MATCHED = "matched", "matched"
    NOT_MATCHED = "not_matched", "not matched"
    WAITS = "waits", "waits for a person"
    DONE = "done", "done"


@tracked(exclude=["asker_hash", "said_key"])
class IdentityAttempt(models.Model):
    """One attempt, by the portal or by a person. Rows are only added.

    `facts` are what agreed and what did not, by the names of FACTS in identity/matching.py: never what was said.
    """

    request = models.ForeignKey(
        "requests_portal.PrivacyRequest", models.CASCADE, null=True, blank=True, related_name="identity_attempts"
    )
    how = models.CharField(max_length=10, choices=AttemptHow.choices)
    outcome = models.CharField(max_length=12, choices=AttemptOutcome.choices)
    at = models.DateTimeField()
    # A person at school, where one did it; and how, in words without names.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    facts = models.JSONField(default=dict, blank=True)
    # Keyed hashes: of the asker's network address, and of the pupil as the request names them.
    asker_hash = models.BinaryField(max_length=KEY_BYTES, default=b"")
    said_key = models.BinaryField(max_length=KEY_BYTES, default=b"")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "attempt to be known"
        verbose_name_plural = "attempts to be known"
        indexes = [
            models.Index(fields=["said_key", "at"], name="requests_attempt_said"),
            models.Index(fields=["asker_hash", "at"], name="requests_attempt_asker"),
        ]

    def __str__(self) -> str:
        return f"{self.get_how_display()}: {self.get_outcome_display()}"
