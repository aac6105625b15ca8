"""The outbox. A message is written in the transaction that causes it; sending leaves evidence on it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from district.history import tracked
from district.sealedfield import SealedField


class Channel(models.TextChoices):
    EMAIL = "email", "e-mail"
    LETTER = "letter", "printed letter"
    PAGE = "page", "post on the public page"


class MessageState(models.TextChoices):
    """What became of a message. Those of a mailing wait as READY until it is approved and runs."""

    QUEUED = "queued", "queued"
    READY = "ready", "ready"
    SENT = "sent", "sent"
    BOUNCED = "bounced", "bounced"
    FAILED = "failed", "failed"
    PRINTED = "printed", "printed"
    MAILED = "mailed", "mailed"
    RETURNED = "returned", "returned by the post"
    NO_ADDRESS = "no_address", "no address"
    EXCLUDED = "excluded", "excluded"
    DRILL = "drill", "drill: not sent"
    STOPPED = "stopped", "stopped before it left"


class Message(models.Model):
    """One message to one recipient. `key` is unique, and is the Message-ID: sending twice is seen as one.

    Messages to families, of a mailing or single ones of the kind "asker", hold everything about the family in sealed
    fields: `address`, `subject` and `body` stay empty. They are found again by ids of the roster, by `keys`
    (district.encryption.search_key), or by `reference`.
    """

    key = models.CharField(max_length=200)
    mailing = models.ForeignKey("notices.Mailing", models.PROTECT, null=True, blank=True, related_name="messages")
    batch = models.ForeignKey("notices.PrintBatch", models.PROTECT, null=True, blank=True, related_name="messages")
    retry_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="retries")
    reference = models.CharField(
        max_length=24, blank=True, db_default="", help_text="Stands on the letter: a returned one is known by it."
    )
    sealed = SealedField(
        null=True, blank=True, help_text="Merge fields: name, lines, salutation, students, email; excluded: why."
    )
    content = SealedField(null=True, blank=True, help_text="What was sent: subject and body of an e-mail.")
    content_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    kind = models.CharField(max_length=8, blank=True, db_default="", help_text="guardian or student")
    guardian_id = models.BigIntegerField(null=True, blank=True)
    household_id = models.BigIntegerField(null=True, blank=True)
    student_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    keys = ArrayField(models.BinaryField(), null=True, blank=True)
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
    state = models.CharField(max_length=12, choices=MessageState.choices, default=MessageState.QUEUED)
    leased_until = models.DateTimeField(null=True, blank=True, help_text="A sender has it; after this, anybody may.")
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        # As a constraint and not as a unique field: that would bring a second index for LIKE, which nobody asks.
        constraints = [
            models.UniqueConstraint(fields=["key"], name="notices_message_once"),
            models.UniqueConstraint(
                fields=["reference"], condition=~models.Q(reference=""), name="notices_reference_once"
            ),
        ]
        indexes = [
            models.Index(fields=["send_after"], condition=models.Q(state="queued"), name="notices_queued_by_time"),
            models.Index(fields=["queued_at"], condition=models.Q(state="failed"), name="notices_failed"),
            models.Index(
                fields=["mailing", "send_after"], condition=models.Q(state="ready"), name="notices_ready_by_mailing"
            ),
            models.Index(fields=["mailing", "state", "channel", "id"], name="notices_by_mailing_state"),
            GinIndex(fields=["student_ids"], name="notices_by_student"),
            GinIndex(fields=["keys"], name="notices_by_search_key"),
        ]

    def __str__(self) -> str:
        return self.subject or self.reference or self.key


class Taken(models.Model):
    """The mail server took a message: written at once, one small row each, and booked on the message batch by batch.

    After a crash in between, the next sender books these rows and does not send them again.
    """

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="taken", db_constraint=False)
    at = models.DateTimeField()
    answer = models.CharField(max_length=500)


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
