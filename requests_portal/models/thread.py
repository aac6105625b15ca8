"""The correspondence about a request in one thread, and the texts that staff begin a message with."""

from typing import Any, Final

from django.db import models

from district.history import tracked
from district.sealedfield import SealedField
from requests_portal.models.files import RequestFile
from requests_portal.models.requests import LANGUAGES, PrivacyRequest, RequestKind


class Direction(models.TextChoices):
    IN = "in", "from the family"
    OUT = "out", "to the family"
    NOTE = "note", "internal note"


class Way(models.TextChoices):
    """How a message came or went."""

    PORTAL = "portal", "on the portal"
    EMAIL = "email", "by e-mail"
    LETTER = "letter", "by letter"
    TELEPHONE = "telephone", "by telephone"
    PERSON = "person", "in person"


class ThreadMessage(models.Model):
    """One message, in or out, or an internal note. Not tracked: what is said about a family must be removable.

    What goes out is read on the family's page; the mail that tells of it (`message`) says nothing of it.
    """

    request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="thread", db_index=False)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    way = models.CharField(max_length=9, choices=Way.choices, default=Way.PORTAL)
    sealed = SealedField(default=dict, help_text="subject, text, from (as the family calls itself).")
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    files = models.ManyToManyField(RequestFile, blank=True, related_name="thread")
    message = models.ForeignKey(
        "notices.Message", models.SET_NULL, null=True, blank=True, related_name="+", help_text="The mail that tells."
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=254, help_text="A person of the district, or the family.")
    read_by_staff_at = models.DateTimeField(null=True, blank=True)
    read_by_family_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "message about a request"
        verbose_name_plural = "messages about requests"
        indexes = [
            models.Index(fields=["request", "at", "id"], name="requests_thread_in_order"),
            models.Index(
                fields=["request"],
                condition=models.Q(direction="in", read_by_staff_at=None),
                name="requests_thread_unread",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(direction="note") | models.Q(message=None), name="requests_note_is_never_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk} about request {self.request_id}"

    @property
    def subject(self) -> str:
        return self._said("subject")

    @property
    def text(self) -> str:
        return self._said("text")

    @property
    def sender(self) -> str:
        return self._said("from")

    def _said(self, name: str) -> str:
        sealed: Any = self.sealed
        return str(sealed.get(name, "")) if isinstance(sealed, dict) else ""


ANY_KIND: Final = ""


@tracked()
class ReplyTemplate(models.Model):
    """A text to begin a message with, in one language. Fields stand in it as {number}, {name} and so on."""

    code = models.SlugField(
        max_length=40, blank=True, editable=False, help_text="One that came with the installation; empty for others."
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=9, blank=True, choices=RequestKind.choices, help_text="Offered for this kind alone; empty: for all."
    )
    language = models.CharField(max_length=2, choices=LANGUAGES)
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=10_000)
    active = models.BooleanField(default=True, help_text="Offered when a message is written.")

    class Meta:
        ordering = ["name", "language"]
        verbose_name = "text for messages"
        verbose_name_plural = "texts for messages"
        constraints = [
            models.UniqueConstraint(fields=["name", "language"], name="requests_template_once_per_language"),
            models.UniqueConstraint(
                fields=["code", "language"], condition=~models.Q(code=""), name="requests_template_code_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_language_display()})"
