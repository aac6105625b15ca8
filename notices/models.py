"""The outbox. A message is written in the transaction that causes it; sending leaves evidence on it."""

from django.conf import settings
from django.db import models

from district.history import tracked


class Channel(models.TextChoices):
    EMAIL = "email", "e-mail"
    LETTER = "letter", "printed letter"
    PAGE = "page", "post on the public page"


class MessageState(models.TextChoices):
    QUEUED = "queued", "queued"
    SENT = "sent", "sent"
    FAILED = "failed", "failed"


class Message(models.Model):
    """One message to one recipient. `key` is unique, and is the Message-ID: sending twice is seen as one."""

    key = models.CharField(max_length=200)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=8, default="en")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    digest = models.BooleanField(default=False, help_text="Its lines are added until it is sent.")
    queued_at = models.DateTimeField()
    send_after = models.DateTimeField()
    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        # As a constraint and not as a unique field: that would bring a second index for LIKE, which nobody asks.
        constraints = [models.UniqueConstraint(fields=["key"], name="notices_message_once")]
        indexes = [
            models.Index(fields=["send_after"], condition=models.Q(state="queued"), name="notices_queued_by_time"),
            models.Index(fields=["queued_at"], condition=models.Q(state="failed"), name="notices_failed"),
        ]

    def __str__(self) -> str:
        return self.subject


class MessageLine(models.Model):
    """One line of a digest, under a key that lets no alarm be told twice."""

    # Without a constraint: a sweep writes thousands of lines, beside their messages and in one transaction with them.
    message = models.ForeignKey(Message, models.CASCADE, related_name="lines", db_constraint=False)
    key = models.CharField(max_length=200)
    deadline = models.ForeignKey(
        "deadlines.Deadline",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    text = models.TextField()
    path = models.CharField(max_length=300, blank=True, help_text="Where it is dealt with, if not at the clock itself.")
    urgency = models.PositiveSmallIntegerField(default=0, help_text="Higher comes first.")

    class Meta:
        ordering = ["-urgency", "pk"]
        constraints = [models.UniqueConstraint(fields=["key"], name="notices_line_once")]


@tracked()
class DeliveryEvidence(models.Model):
    """What happened to a message: sent, delayed, failed, bounced, printed, mailed, returned. Rows are only added."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="evidence")
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
