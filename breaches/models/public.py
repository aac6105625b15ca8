"""What the public is told of a breach: one entry, decided by rule, approved by a person, and posted (D7)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from breaches.models.breaches import Breach
from district.history import tracked


@tracked()
class PublicEntry(models.Model):
    """The entry of one breach as it was approved. A correction is a new row; the one before says when and why it ended.

    `decided`: why it is public, what of it, and by which rules, as `breaches.publicentry.Decision.as_json` gives it.
    `shown`: what the public reads, without the days of posting, as `breaches.publicentry.shown_of` gives it.
    """

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="public_entries")
    key = models.SlugField(max_length=120, help_text="In the public list's addresses; the same for every correction.")
    decided = models.JSONField()
    shown = models.JSONField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", help_text="The entry before."
    )
    because = models.TextField(blank=True, help_text="Why it is corrected, or listed although no rule asks for it.")
    posted_at = models.DateTimeField(null=True, blank=True, help_text="When the public first saw this row.")
    first_posted_at = models.DateTimeField(null=True, blank=True, help_text="When it first saw any row of the breach.")
    snapshot_sha256 = models.CharField(max_length=64, blank=True, help_text="The publication that first showed it.")
    ended_at = models.DateTimeField("withdrawn or corrected", null=True, blank=True)
    ended_by = models.CharField(max_length=254, blank=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-approved_at", "-pk"]
        verbose_name = "public entry of a breach"
        verbose_name_plural = "public entries of breaches"
        constraints = [
            models.UniqueConstraint(
                fields=["breach"], condition=Q(ended_at=None), name="breaches_one_public_entry_stands"
            ),
            models.UniqueConstraint(fields=["key"], condition=Q(ended_at=None), name="breaches_public_entry_key_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(ended_because=""), name="breaches_public_entry_end_says_why"
            ),
            models.CheckConstraint(
                condition=Q(posted_at=None, snapshot_sha256="") | Q(posted_at__gte=F("approved_at")),
                name="breaches_public_entry_posted_after_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"Public entry of {self.breach_id}"
