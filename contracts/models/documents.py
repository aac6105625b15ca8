"""The files of an agreement, each kept under its SHA-256 and never changed; a new file is a new version."""

from django.db import models

from district.history import tracked


class DocumentState(models.TextChoices):
    STORED = "stored", "stored, not read yet"
    READ = "read", "read"
    NEEDS_TEXT = "needs_text", "a scan: needs text recognition or a person"
    UNREADABLE = "unreadable", "could not be read"


class DocumentStanding(models.TextChoices):
    """What the file is to the agreement. Only its own versions are reviewed as it and posted for it."""

    VERSION = "version", "version of the agreement"
    OFFERED = "offered", "offered to cure it, not taken over"
    ADDENDUM = "addendum", "addendum in force beside it"


@tracked(exclude=["text"])
class Document(models.Model):
    """One version of an agreement's file, with the text that was read out of it."""

    agreement = models.ForeignKey("contracts.Agreement", models.CASCADE, related_name="documents")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=255, help_text="The file's name when it came.")
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=254)
    state = models.CharField(max_length=12, choices=DocumentState.choices, default=DocumentState.STORED)
    problem = models.TextField(blank=True, help_text="What to do, where it could not be read.")
    warnings = models.JSONField(default=list, blank=True)
    pages = models.JSONField(default=list, blank=True, help_text="[start, end] offsets into the text, a pair per page.")
    words = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    reading_since = models.DateTimeField(null=True, blank=True, help_text="A worker took it up at this moment.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often reading was begun.")
    read_at = models.DateTimeField(null=True, blank=True, help_text="When reading ended, with or without success.")
    page_copy_sha256 = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="The PDF of its pages in the private store, once made."
    )
    page_copy_pages = models.JSONField(
        default=list, blank=True, help_text="[start, end] offsets into the text, a pair per page of the page copy."
    )
    page_copy_problem = models.TextField(blank=True, help_text="Why there is no page copy.")
    page_copy_attempts = models.PositiveSmallIntegerField(default=0, help_text="How often making it was begun.")
    pages_to_recognise = models.JSONField(
        default=list, blank=True, help_text="Numbers of the pages that are pictures and whose text is recognised (OCR)."
    )
    recognised_pages = models.PositiveIntegerField(default=0, help_text="How many of these are done.")
    recognising_since = models.DateTimeField(null=True, blank=True, help_text="A worker was last at it.")
    recognition_attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it was taken up in vain.")
    check_problem = models.TextField(blank=True, help_text="What to do, where the text could not be checked.")
    signed_copy = models.BooleanField(default=False, help_text="The file as signed: it is what gets posted.")
    standing = models.CharField(
        max_length=8, choices=DocumentStanding.choices, default=DocumentStanding.VERSION, editable=False
    )
    transcribes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transcripts",
        help_text="The scan whose text this is: checked in its place, never posted in its place.",
    )

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="contracts_one_file_per_version"),
            models.UniqueConstraint(fields=["agreement", "sha256"], name="contracts_same_file_once"),
        ]
        indexes = [
            models.Index(
                fields=["uploaded_at"], condition=models.Q(state="stored"), name="contracts_waiting_to_be_read"
            )
        ]

    @property
    def recognising(self) -> bool:
        """Whether its text is being recognised from pictures of its pages."""
        return self.state == DocumentState.NEEDS_TEXT and bool(self.pages_to_recognise)

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"
