"""Mailings to families: what is written to many, who let it go, what was printed, and what came back."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from district.history import tracked
from district.sealedfield import SealedField
from notices.models.outbox import Channel

USER = settings.AUTH_USER_MODEL


class MailingState(models.TextChoices):
    DRAFT = "draft", "draft"
    WAITING = "waiting", "waiting for approval"
    APPROVED = "approved", "approved"
    RUNNING = "running", "running"
    PAUSED = "paused", "paused"
    DONE = "done", "done"
    STOPPED = "stopped", "stopped"


@tracked()
class Mailing(models.Model):
    """One message to many families about one subject. A second person approves it before anything leaves."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    purpose = models.CharField(max_length=40, default="breach")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=MailingState.choices, default=MailingState.DRAFT)
    drill = models.BooleanField(default=False, help_text="Everything runs, and nothing leaves the house.")
    prepared_by = models.ForeignKey(USER, models.PROTECT, related_name="mailings_prepared")
    prepared_at = models.DateTimeField()
    approval_asked_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="mailings_approved")
    approved_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    pause_requested_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True, help_text="When the last message had left, or was mailed.")
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=500, blank=True, help_text="Why it is paused or was stopped.")
    counts = models.JSONField(default=dict, help_text="When it was prepared: messages by channel and by state.")

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        permissions = [("approve_mailing", "Can approve the sending of a mailing")]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="notices_mailing_of_subject"),
            models.Index(fields=["state"], name="notices_mailing_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("prepared_by")),
                name="notices_mailing_second_person",
            )
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class MailingText(models.Model):
    """What a mailing says in one language and one channel. Merge fields stand in `body` as {name}."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    subject = models.CharField(max_length=300)
    fields = models.JSONField(default=dict, blank=True, help_text="The parts that a person typed.")
    body = models.TextField(blank=True, help_text="An e-mail as plain text.")
    master_sha256 = models.CharField(max_length=64, blank=True, help_text="The letter's master in the private store.")
    checked = models.JSONField(default=dict, blank=True, help_text="Mandated content: where it stands, or what lacks.")

    class Meta:
        ordering = ["language", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "language", "channel"], name="notices_one_text_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.language}"


@tracked(exclude=["file_key"])
class PrintBatch(models.Model):
    """Letters printed together, at most 500 of one language. Its files hold names, so they lie sealed in the store.

    `pdf_sha256` and `manifest_sha256` are of the files as they are read; `..._stored` names the sealed file. They are
    sealed by a key of their own, which lies sealed here: without the row, the files are noise.
    """

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    letters = models.PositiveIntegerField()
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_stored = models.CharField(max_length=64, blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    manifest_stored = models.CharField(max_length=64, blank=True)
    file_key = SealedField()
    claimed_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    mailed_on = models.DateField(null=True, blank=True)
    mailed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    certificate_sha256 = models.CharField(max_length=64, blank=True, help_text="Proof of mailing, of the file read.")
    certificate_stored = models.CharField(max_length=64, blank=True)
    certificate_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["mailing", "number"], name="notices_batch_number_once")]

    def __str__(self) -> str:
        return f"Batch {self.number}"


@tracked(exclude=["unmatched"])
class BounceList(models.Model):
    """A list of bounces that a person uploaded. Rows that fit no message come back with their reasons."""

    mailing = models.ForeignKey(Mailing, models.PROTECT, null=True, blank=True, related_name="bounce_lists")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    matched = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    unmatched_rows = models.PositiveIntegerField(default=0)
    unmatched = SealedField(help_text="rows: line, address, what stood there, and why it fits no message.")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class BounceCall(models.Model):
    """A signed call of the mail service that was taken: the same one again is refused while its time would hold."""

    digest = models.BinaryField(max_length=32, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
