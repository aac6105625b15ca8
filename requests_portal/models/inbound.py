"""Mail that came in for a request. Not tracked: it holds a family's words, sealed."""

from django.conf import settings
from django.db import models

from district.sealedfield import SealedField

KEY_BYTES = 16


class InboundState(models.TextChoices):
    FILED = "filed", "in the thread"
    WAITING = "waiting", "waits for a person"
    IGNORED = "ignored", "automatic, ignored"
    DROPPED = "dropped", "put aside by a person"


class InboundMail(models.Model):
    """One message as it came. Its files lie sealed until a person or the rules put it into a request's thread."""

    request = models.ForeignKey(
        "requests_portal.PrivacyRequest", models.CASCADE, null=True, blank=True, related_name="inbound_mails"
    )
    # Keyed hash of the Message-ID, else of the bytes: the same mail twice is one.
    message_key = models.BinaryField(max_length=KEY_BYTES, unique=True)
    sender_key = models.BinaryField(max_length=KEY_BYTES, default=b"")
    state = models.CharField(max_length=8, choices=InboundState.choices)
    why = models.CharField(max_length=200, blank=True, help_text="Why it waits or was ignored; without names.")
    # {from, subject, text, attachments: [{name, size, problem}]}
    sealed = SealedField(null=True, blank=True)
    # The whole message, sealed in the private store while a person has to decide.
    stored = models.CharField(max_length=64, blank=True)
    stored_sha256 = models.CharField(max_length=64, blank=True)
    file_key = SealedField(null=True, blank=True)
    how = models.CharField(max_length=8, help_text="mail (a pipe), call (signed HTTP) or eml (uploaded).")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "mail that came in"
        verbose_name_plural = "mails that came in"
        indexes = [
            models.Index(
                fields=["-at"], name="requests_inbound_waiting", condition=models.Q(state=InboundState.WAITING)
            )
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} ({self.get_state_display()})"
