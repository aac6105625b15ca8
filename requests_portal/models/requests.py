"""What a family asks for: one row a request, with its number, its kind, whose it is and where it stands.

Everything that tells who asked, or about whom, is sealed. The row is not tracked: history would keep what retention
must remove (ADR on students' data). What was done is told by `RequestStep`, which names nobody.
"""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy

from district.sealedfield import SealedField

KEY_BYTES = 16


class RequestKind(models.TextChoices):
    """What may be asked. The words stand before families too, so that they are translated."""

    INSPECT = "inspect", gettext_lazy("See the records")
    COPY = "copy", gettext_lazy("Get a copy")
    CORRECT = "correct", gettext_lazy("Correct something wrong")
    DELETE = "delete", gettext_lazy("Delete information")
    CONTENT = "content", gettext_lazy("Take my child’s own work along")
    DIRECTORY = "directory", gettext_lazy("Directory information")


# Answered by giving files or showing them, on the tab of copies; the other kinds end with a decision.
ANSWERED_BY_GIVING: Final = (RequestKind.INSPECT, RequestKind.COPY, RequestKind.CONTENT)
# One word each for numbers in lists, clocks and subjects of mail. Never translated: clocks keep them.
KIND_WORDS: Final[dict[str, str]] = {
    RequestKind.INSPECT: "inspection",
    RequestKind.COPY: "copy",
    RequestKind.CORRECT: "correction",
    RequestKind.DELETE: "deletion",
    RequestKind.CONTENT: "own work",
    RequestKind.DIRECTORY: "directory information",
}


class RequestState(models.TextChoices):
    """Where a request stands. `requests_portal/states.py` says which state may follow which."""

    UNCONFIRMED = "unconfirmed", "e-mail address not confirmed"
    RECEIVED = "received", "received"
    WORKING = "working", "being worked on"
    ANSWERED = "answered", "answered"
    WITHDRAWN = "withdrawn", "withdrawn"
    EXPIRED = "expired", "expired unconfirmed"
    JOINED = "joined", "joined to another"
    CLOSED = "closed", "closed"


OPEN_STATES: Final = (RequestState.RECEIVED, RequestState.WORKING)
PAST_STATES: Final = (
    RequestState.ANSWERED,
    RequestState.WITHDRAWN,
    RequestState.EXPIRED,
    RequestState.JOINED,
    RequestState.CLOSED,
)


class IdentityState(models.TextChoices):
    """Whether, and how, it was seen that the person may ask."""

    PENDING = "pending", "not settled yet"
    RECORDS = "records", "by the district’s records"
    CODE = "code", "by a code to what is on record"
    IN_PERSON = "in_person", "face to face"
    NOT_NEEDED = "not_needed", "not needed"
    FAILED = "failed", "could not be settled"


IDENTIFIED: Final = (
    IdentityState.RECORDS,
    IdentityState.CODE,
    IdentityState.IN_PERSON,
    IdentityState.NOT_NEEDED,
)


class Channel(models.TextChoices):
    PORTAL = "portal", "on the portal"
    PAPER = "paper", "on paper"
    PERSON = "person", "in person"
    TELEPHONE = "telephone", "by telephone"
    EMAIL = "email", "by e-mail"


class Outcome(models.TextChoices):
    NONE = "", "none yet"
    GRANTED = "granted", "granted"
    PARTLY = "partly", "granted in part"
    REFUSED = "refused", "refused"
    NOTHING_HELD = "nothing_held", "nothing is held"
    WITHDRAWN = "withdrawn", "withdrawn by the family"
    EXPIRED = "expired", "never confirmed"
    JOINED = "joined", "joined to another request"
    NOT_IDENTIFIED = "not_identified", "who asked could not be settled"


LANGUAGES: Final = [("en", "English"), ("es", "Spanish")]


class PrivacyRequest(models.Model):
    """One request, under its number R-203. `str()` never names anybody: clocks, logs and the trail show it."""

    number = models.CharField(max_length=12, unique=True, editable=False)
    ordinal = models.PositiveIntegerField(unique=True, editable=False)
    kind = models.CharField(max_length=9, choices=RequestKind.choices)
    state = models.CharField(max_length=11, choices=RequestState.choices, default=RequestState.UNCONFIRMED)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    channel = models.CharField(max_length=9, choices=Channel.choices, default=Channel.PORTAL)
    asked_at = models.DateTimeField(help_text="The clocks count from here.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    identified_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    identity = models.CharField(max_length=10, choices=IdentityState.choices, default=IdentityState.PENDING)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    school = models.ForeignKey("district.School", models.PROTECT, null=True, blank=True, related_name="+")
    # {name, email, telephone, lines: [...], city, state, postal_code,
    #  relationship: "parent"/"guardian"/"student"/"other", signature}
    asker = SealedField()
    asker_name_key = models.BinaryField(max_length=KEY_BYTES, default=b"")
    email_key = models.BinaryField(max_length=KEY_BYTES, default=b"")
    phone_key = models.BinaryField(max_length=KEY_BYTES, default=b"")
    # {student_name, student_number, birth_date (ISO or "")}
    said = SealedField()
    # Whom they mean, as they said it: for joining two requests about one pupil, and for limits.
    said_key = models.BinaryField(max_length=KEY_BYTES, default=b"")
    said_name_key = models.BinaryField(max_length=KEY_BYTES, default=b"")
    said_number_key = models.BinaryField(max_length=KEY_BYTES, default=b"")
    student = models.ForeignKey("roster.Student", models.SET_NULL, null=True, blank=True, related_name="requests")
    guardian = models.ForeignKey("roster.Guardian", models.SET_NULL, null=True, blank=True, related_name="requests")
    products = models.ManyToManyField("vendors.Product", blank=True, related_name="requests")
    all_products = models.BooleanField(default=False, help_text="Everything that the district and its operators hold.")
    elements = models.ManyToManyField("inventory.DataElement", blank=True, related_name="requests")
    # By kind: {what, wrong, right, form: "electronic"/"paper", waiver, keep: "download"/"transfer", account, purpose,
    # recipient, ...}
    details = SealedField(default=dict)
    school_record = models.BooleanField(
        default=True,
        help_text="The shorter clocks of school student records run until a person says that nothing asked for is one.",
    )
    school_record_because = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="privacy_requests"
    )
    joined_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="joined")
    mail_bounced_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True, help_text="When retention removed what was sealed.")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "request"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(school_record=False) | ~models.Q(school_record_because=""),
                name="requests_no_school_record_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["withdrawn", "expired", "joined", "closed"])
                | models.Q(closed_at__isnull=False),
                name="requests_closed_at_when_closed",
            ),
        ]
        indexes = [
            # The desk reads open requests, which are few; past ones are turned by pages, the newest first.
            models.Index(
                fields=["asked_at", "id"],
                condition=models.Q(state__in=["received", "working"]),
                name="requests_open",
            ),
            models.Index(fields=["asked_at"], condition=models.Q(state="unconfirmed"), name="requests_unconfirmed"),
            models.Index(
                fields=["-asked_at", "-id"],
                condition=models.Q(state__in=["answered", "withdrawn", "expired", "joined", "closed"]),
                name="requests_past",
            ),
            models.Index(fields=["kind", "-asked_at", "-id"], name="requests_by_kind"),
            models.Index(
                fields=["mail_bounced_at"], condition=models.Q(mail_bounced_at__isnull=False), name="requests_bounced"
            ),
            models.Index(fields=["email_key"], name="requests_by_email"),
            models.Index(fields=["asker_name_key"], name="requests_by_asker"),
            models.Index(fields=["said_key"], name="requests_by_said"),
            models.Index(fields=["said_name_key"], name="requests_by_said_name"),
            models.Index(fields=["said_number_key"], name="requests_by_said_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({KIND_WORDS[self.kind]})"

    def get_absolute_url(self) -> str:
        """Its case on the desk."""
        return reverse("requests:case", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the district owes an answer."""
        return self.state in OPEN_STATES

    @property
    def is_identified(self) -> bool:
        return self.identity in IDENTIFIED

    @property
    def asker_email(self) -> str:
        """The address that they gave; empty where they gave none, or where it was forgotten."""
        return str(self._asker.get("email", ""))

    @property
    def asker_name(self) -> str:
        return str(self._asker.get("name", ""))

    @property
    def student_name(self) -> str:
        """The pupil as they named it."""
        return str((self.said or {}).get("student_name", ""))

    @property
    def _asker(self) -> dict[str, Any]:
        return self.asker or {}

    @property
    def ended_at(self) -> datetime | None:
        """When it was answered, or over without an answer."""
        return self.answered_at or self.closed_at
