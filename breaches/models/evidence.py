"""The evidence file of a breach (D8): one PDF of the whole, kept under its hash with the day on which it was made."""

import pgtrigger
from django.conf import settings
from django.db import models

from breaches.models.breaches import Breach
from district.history import tracked


class EvidenceState(models.TextChoices):
    """A file that was made stays as it is: what changed since is in the next one."""

    WAITING = "waiting", "waiting"
    MAKING = "making", "being made"
    MADE = "made", "made"
    FAILED = "failed", "not made"


UNDER_WAY = (EvidenceState.WAITING, EvidenceState.MAKING)


# How far the making is is written many times, and is nobody's decision.
@tracked(exclude=["parts_done", "parts_total"])
class EvidenceFile(models.Model):
    """One evidence file: asked for by a person, made by a worker part by part, and then kept."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="evidence_files")
    state = models.CharField(max_length=7, choices=EvidenceState.choices, default=EvidenceState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    parts_done = models.PositiveSmallIntegerField(default=0)
    parts_total = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    day = models.DateField("made on", null=True, blank=True, help_text="The district's own day.")
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="In bytes.")
    pages = models.PositiveIntegerField(default=0)
    contents = models.JSONField(default=list, help_text="[title, number of rows] of each part, in its order.")
    problem = models.TextField(blank=True, help_text="Why it could not be made, in words.")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "evidence file"
        verbose_name_plural = "evidence files"
        constraints = [
            models.UniqueConstraint(
                fields=["breach"], condition=models.Q(state__in=UNDER_WAY), name="breaches_one_evidence_file_at_a_time"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=EvidenceState.MADE)
                | (~models.Q(sha256="") & models.Q(made_at__isnull=False, day__isnull=False)),
                name="breaches_evidence_made_has_hash",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=EvidenceState.FAILED) | ~models.Q(problem=""),
                name="breaches_evidence_failure_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="evidence_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=EvidenceState.MADE),
            )
        ]

    def __str__(self) -> str:
        return f"Evidence file of {self.breach_id}: {self.get_state_display()}"

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY
