"""What proves a publication: the installation's keys, the signature of each snapshot, who approved, who attested."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q

from district.history import tracked
from district.sealedfield import SealedField
from transparency.models.entries import Snapshot

USER = settings.AUTH_USER_MODEL
HASH_LENGTH = 64


@tracked(exclude=["private"])
class SigningKey(models.Model):
    """One Ed25519 key of the installation. The private half lies sealed, and is thrown away when the key is replaced.

    `public` is the raw key of 32 bytes as hexadecimal digits; the fingerprint is the SHA-256 of these bytes. Old keys
    stay: they prove what was signed with them.
    """

    fingerprint = models.CharField(max_length=HASH_LENGTH, unique=True)
    public = models.CharField(max_length=HASH_LENGTH, validators=[MinLengthValidator(HASH_LENGTH)])
    private = SealedField(null=True, help_text="Empty where another key followed.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    because = models.CharField(max_length=500, help_text="Why there is a new key.")
    retired_at = models.DateTimeField(null=True, blank=True)
    endorsement = models.TextField(blank=True, help_text="What the key before it signed to hand over to this one.")
    endorsement_signature = models.CharField(max_length=120, blank=True)
    endorsed_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="endorsed")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["retired_at"],
                condition=Q(retired_at=None),
                name="transparency_one_signing_key",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, private__isnull=False) | Q(retired_at__isnull=False, private__isnull=True),
                name="transparency_retired_key_signs_no_more",
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint[:16]


@tracked()
class SnapshotProof(models.Model):
    """The signed statement of one publication. Publications before the first key have none and are said to be unsigned.

    `statement` is the very text that was signed (transparency/signing/statements.py); `link` is its SHA-256, which
    the statement of the next publication names.
    """

    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="proof")
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="proofs")
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="following")
    statement = models.TextField()
    signature = models.CharField(max_length=120, help_text="Ed25519, Base64.")
    link = models.CharField(max_length=HASH_LENGTH, unique=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "signature of a publication"
        verbose_name_plural = "signatures of publications"

    def __str__(self) -> str:
        return self.link[:16]


@tracked()
class PublishingRule(models.Model):
    """How this district publishes; one row."""

    two_people = models.BooleanField(
        "a second person approves",
        default=False,
        help_text="One person asks, another one looks at the same difference and publishes.",
    )

    class Meta:
        verbose_name = "rule of publishing"
        verbose_name_plural = "rules of publishing"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="transparency_one_publishing_rule")]

    def __str__(self) -> str:
        return "A second person approves" if self.two_people else "One person publishes"


class ApprovalState(models.TextChoices):
    WAITING = "waiting", "waiting for a second person"
    APPROVED = "approved", "approved and published"
    REFUSED = "refused", "sent back"
    STALE = "stale", "the records changed meanwhile"


@tracked()
class PublicationApproval(models.Model):
    """A difference that one person looked at and asked another to approve. It holds for these very changes only."""

    mark = models.CharField(max_length=HASH_LENGTH, help_text="The mark of the difference.")
    difference = models.JSONField(help_text="As in a publication: names and what changes, in sentences.")
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=ApprovalState.choices, default=ApprovalState.WAITING)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was sent back.")
    snapshot = models.OneToOneField(Snapshot, models.PROTECT, null=True, blank=True, related_name="approval")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "approval of a publication"
        verbose_name_plural = "approvals of publications"
        permissions = [("approve_publication", "Can approve what another person asks to publish")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="waiting"), name="transparency_one_waiting_approval"
            ),
            models.CheckConstraint(
                condition=Q(state="stale") | Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="transparency_approval_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(snapshot__isnull=False), name="transparency_approved_is_published"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%-d %B %Y}: {self.get_state_display()}"


@tracked()
class PageReview(models.Model):
    """What a named person attested about the public page for one of the days of the law (Jan. 31, July 31).

    Written once and never changed. Whether it was late follows from `due_on` and `attested_on`.
    """

    due_on = models.DateField(unique=True)
    attested_at = models.DateTimeField()
    attested_on = models.DateField(help_text="In the district's own calendar.")
    attested_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="As the person signs.")
    position = models.CharField(max_length=200)
    text = models.TextField(help_text="The words that the person attested.")
    looked_at = models.JSONField(
        help_text='[{"id", "title", "cite", "state", "note"}]: what was looked at, one by one.'
    )
    why_late = models.TextField(blank=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="reviews")

    class Meta:
        ordering = ["-due_on"]
        verbose_name = "review of the public page"
        verbose_name_plural = "reviews of the public page"
        constraints = [
            models.CheckConstraint(
                condition=Q(attested_on__lte=F("due_on")) | ~Q(why_late=""), name="transparency_late_review_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"Review due {self.due_on}"

    @property
    def days_late(self) -> int:
        """Calendar days after the last day; 0: in time."""
        return max(0, (self.attested_on - self.due_on).days)
